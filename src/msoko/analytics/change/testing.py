"""Slow and sudden changes in short series, told from what comparable series do without changing. No words here.

A series is tested against its own level: x ~ N(level, walk + noise + sampling), the walk and the noise as they are
among all comparable series (analytics/pooling.py), the sampling error of each value as it is. Never across a break.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from msoko.analytics import pooling
from msoko.analytics.panel import Floats, Panel
from msoko.analytics.pooling import Pool

LEAST_FOR_TREND, LEAST_FOR_STEP = 3, 4
_DRAWS, _SEED = 5_000, 20_240_901
_STRIKING = 0.01
_Z = 1.959963984540054


class Kind(StrEnum):
    SLOW = "slow"  # year by year in one direction
    SUDDEN = "sudden"  # one step between two levels


@dataclass(frozen=True)
class Fit:
    """size: of the whole change on the working scale, with its standard error. middle: half way between its ends.

    chance: the p-value. since: number of the first year of the change: the series' first, or the first after the step.
    """

    kind: Kind
    size: float
    error: float
    middle: float
    chance: float
    since: int


@dataclass(frozen=True)
class Changed:
    """One series: the change that shows best, in the unit. chance: p-value with both kinds looked for; slow, sudden: of
    each, in which step and trend are one explanation against the other, not two findings.
    """

    name: str
    kind: Kind
    since: int  # year
    until: int
    change: float
    low: float
    high: float
    chance: float
    slow: Fit
    sudden: Fit | None


def trend(x: Floats, times: Floats, covariance: Floats) -> Fit:
    """Slope by generalised least squares (Aitken 1935), covariance known: z is exactly normal. size: over all years."""
    design = np.column_stack([np.ones(len(x)), times - times.mean()])
    inverse = np.linalg.inv(covariance)
    spread = np.linalg.inv(design.T @ inverse @ design)
    level, slope = spread @ design.T @ inverse @ x
    span, error = float(np.ptp(times)), float(np.sqrt(spread[1, 1]))
    middle = float(level + slope * ((times[0] + times[-1]) / 2 - times.mean()))
    return Fit(Kind.SLOW, float(slope) * span, error * span, middle, _two_sided(float(slope) / error), int(times[0]))


def step(x: Floats, times: Floats, covariance: Floats) -> Fit:
    """One step at the likeliest place. The likelihood ratio is the largest z² over places; its chance is simulated
    under no step for this very covariance (Worsley 1979 has the independent case), by Bonferroni in the far tail.
    """
    inverse = np.linalg.inv(covariance)
    contrasts, errors = np.empty((len(x) - 1, len(x))), np.empty(len(x) - 1)
    for k in range(1, len(x)):
        design = np.column_stack([np.ones(len(x)), np.arange(len(x)) >= k])
        spread = np.linalg.inv(design.T @ inverse @ design)
        contrasts[k - 1], errors[k - 1] = (spread @ design.T @ inverse)[1], np.sqrt(spread[1, 1])
    ratios = np.abs(contrasts @ x) / errors
    best = int(ratios.argmax())
    drawn = np.abs(_draws(len(x)) @ (contrasts @ np.linalg.cholesky(covariance) / errors[:, None]).T).max(axis=1)
    simulated = (1 + int((drawn >= ratios[best]).sum())) / (1 + _DRAWS)
    chance = min(simulated, (len(x) - 1) * _two_sided(float(ratios[best])))
    size = float(contrasts[best] @ x)
    weights = inverse.sum(axis=0) / inverse.sum()
    after = np.arange(len(x)) > best
    middle = float(weights @ (x - size * after)) + size / 2
    return Fit(Kind.SUDDEN, size, float(errors[best]), middle, min(chance, 1.0), int(times[best + 1]))


def of_panel(panel: Panel) -> dict[str, Changed]:
    """Every series of three known years or more. Raises Refused: fewer than five series; all values alike.

    Series that stand out at once (chance below 0.01) would make the usual look larger than it is: what is usual is then
    taken from the others, of which a three-quarters majority must remain, and all are tested again.
    """
    usual = list(range(len(panel.names)))
    fewest = max(pooling.LEAST_SERIES, -(-3 * len(usual) // 4))
    while True:
        found = _against(panel, pooling.fit(panel.rows(usual), trends=False))
        striking = sorted((found[panel.names[i]].chance, i) for i in usual if panel.names[i] in found)
        dropped = [i for chance, i in striking if chance < _STRIKING][: len(usual) - fewest]
        if not dropped:
            return found
        usual = [i for i in usual if i not in dropped]


def _against(panel: Panel, pool: Pool) -> dict[str, Changed]:
    x, v = panel.worked
    found = {}
    for i, name in enumerate(panel.names):
        known = np.flatnonzero(np.isfinite(x[i]))
        if len(known) < LEAST_FOR_TREND:
            continue
        times = known.astype(float)
        covariance = pool.fluctuation(times, v[i, known])
        slow = trend(x[i, known], times, covariance)
        sudden = step(x[i, known], times, covariance) if len(known) >= LEAST_FOR_STEP else None
        best = sudden if sudden is not None and sudden.chance < slow.chance else slow
        looks = 1 if sudden is None else 2
        low, change, high = _in_unit(panel, i, best)
        since, until = panel.years[best.since], panel.years[known[-1]]
        chance = min(1.0, looks * best.chance)
        found[name] = Changed(name, best.kind, since, until, change, low, high, chance, slow, sudden)
    return found


def _in_unit(panel: Panel, i: int, fit: Fit) -> tuple[float, float, float]:
    """The change and its 95 % interval, from half of it below the middle to half above."""
    sizes = fit.size + fit.error * np.array([-_Z, 0.0, _Z])
    own = panel.rows([i])
    ends = own.back(np.array([fit.middle + sizes / 2])) - own.back(np.array([fit.middle - sizes / 2]))
    low, change, high = (float(end) for end in ends[0])
    return low, change, high


def _two_sided(z: float) -> float:
    from scipy import stats

    return float(2 * stats.norm.sf(abs(z)))


@lru_cache(maxsize=16)
def _draws(length: int) -> Floats:
    """The same every time, so that the same data give the same answer."""
    return np.random.default_rng(_SEED).standard_normal((_DRAWS, length))
