"""How likely is a difference by chance, how much do organisations usually differ, which of many tests count.

Numbers in, numbers out; nothing here knows what an organisation is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z = 1.959963984540054  # 97.5 % quantile of the normal distribution
_STEPS = 60  # halvings of the search for tau²: more than a double can tell apart


@dataclass(frozen=True)
class Spread:
    """Variance between units beyond the error of each (tau²); freedom it was estimated with, 0 = it was not."""

    variance: float = 0.0
    freedom: int = 0


def spread(values: Floats, variances: Floats, groups: NDArray[np.int64] | None = None) -> Spread:
    """tau² of values about the mean of their group: Paule and Mandel (1982), J. Res. NBS 87:377–385; never below 0.

    The tau² at which Σ(y − mean)²/(v + tau²) equals its expectation, the number of values less that of groups.
    """
    labels = np.zeros(len(values), dtype=np.int64) if groups is None else np.unique(groups, return_inverse=True)[1]
    freedom = len(values) - len(np.unique(labels))
    if freedom < 1:
        return Spread()
    low, high = 0.0, float(np.var(values) * len(values) / freedom + variances.max()) + 1e-12
    if _excess(values, variances, labels, 0.0) <= freedom:
        return Spread(0.0, freedom)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _excess(values, variances, labels, middle) > freedom:
            low = middle
        else:
            high = middle
    return Spread((low + high) / 2, freedom)


def _excess(values: Floats, variances: Floats, labels: NDArray[np.int64], between: float) -> float:
    weights = 1 / np.maximum(variances + between, 1e-200)
    sums = np.bincount(labels, weights)
    means = np.bincount(labels, weights * values) / sums
    return float((weights * (values - means[labels]) ** 2).sum())


def pooled(values: Floats, variances: Floats, between: float) -> tuple[float, float]:
    """Mean of values weighted by 1/(v + tau²), and its variance (DerSimonian and Laird 1986)."""
    weights = 1 / np.maximum(variances + between, 1e-200)
    return float((weights * values).sum() / weights.sum()), float(1 / weights.sum())


@dataclass(frozen=True)
class Judged:
    """A size with its 95 % interval and the one-sided probability of at least this size by chance."""

    size: float
    low: float
    high: float
    chance: float


def judged(size: float, below: float, above: float, between: Spread, units: float = 1.0) -> Judged:
    """A size whose error is `below` towards zero and `above` away from it (standard errors), with the usual spread.

    Variances add up; freedom by Satterthwaite (1946), the errors taken as known and tau² as estimated.
    units: how many times tau² enters (a prediction about a unit: 1).
    """
    from scipy import stats

    added = units * between.variance
    towards, away = sqrt(below**2 + added), sqrt(above**2 + added)
    freedom = (below**2 + added) ** 2 / (added**2 / between.freedom) if added and between.freedom else inf
    quantile = float(stats.t.ppf(0.975, freedom))
    chance = float(stats.t.sf(size / towards, freedom)) if towards else float(size <= 0)
    return Judged(size, size - quantile * towards, size + quantile * away, chance)
