"""Statistics of a sample survey with plausible values and replicate weights, each with its error and where the error
comes from.

sampling = mean over plausible values of factor·Σ (replicate − full)²; imputation = (1 + 1/M)·variance between
plausible values (Rubin 1987; OECD, PISA Data Analysis Manual 2009, ch. 7; Foy and LaRoche 2017 for TIMSS).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class Design:
    """How replicate weights become a variance: factor·Σ over replicates (estimate_r − estimate)².

    first_only: the sampling variance of the first plausible value alone (TIMSS and PIRLS before 2015).
    """

    title: str
    factor: float
    first_only: bool = False


def fay(replicates: int, k: float = 0.5) -> Design:
    """Balanced repeated replication with Fay's adjustment; PISA: 80 replicates, k = 0.5."""
    return Design(f"BRR, Fay k = {k}", 1 / (replicates * (1 - k) ** 2))


JK2_FULL = Design("JK2, two replicates a zone (from 2015)", 0.5)
JK2_HALF = Design("JK2, one replicate a zone (before 2015)", 1.0, first_only=True)
DESIGNS: dict[str, Callable[[int], Design]] = {
    "pisa": fay,
    "talis": fay,  # 100 replicates, k = 0.5
    "timss": lambda replicates: JK2_FULL,
    "timss-2011": lambda replicates: JK2_HALF,
    "brr": lambda replicates: fay(replicates, 0.0),
}


@dataclass(frozen=True)
class Estimate:
    """se² = sampling + imputation. df: of the t distribution (Rubin 1987), infinite without plausible values."""

    name: str
    value: float
    se: float
    sampling: float
    imputation: float


@dataclass(frozen=True)
class Sample:
    """weights: n × (1 + R), the full weight first. design: None without replicates; errors are then not given."""

    weights: Floats
    design: Design

    @classmethod
    def of(cls, weight: ArrayLike, replicates: ArrayLike, design: Design) -> Sample:
        full, others = np.asarray(weight, dtype=float), np.asarray(replicates, dtype=float)
        if full.ndim != 1 or others.shape[:1] != full.shape or not np.isfinite(full).all() or (full < 0).any():
            raise Refused("weights-wrong", persons=len(full))
        return cls(np.column_stack([full, others]), design)

    def where(self, chosen: np.ndarray) -> Sample:
        return Sample(self.weights[chosen], self.design)

    def estimates(self, names: Sequence[str], by_value: Sequence[Floats]) -> tuple[Estimate, ...]:
        """by_value: for each plausible value an array statistics × (1 + R)."""
        stacked = np.stack(by_value)
        full, spread = stacked[:, :, 0], (stacked[:, :, 1:] - stacked[:, :, :1]) ** 2
        each = self.design.factor * spread.sum(axis=2)
        sampling = each[0] if self.design.first_only else each.mean(axis=0)
        count = len(stacked)
        between = full.var(axis=0, ddof=1) * (1 + 1 / count) if count > 1 else np.zeros(full.shape[1])
        return tuple(
            Estimate(
                name,
                float(full[:, i].mean()),
                float(np.sqrt(sampling[i] + between[i])),
                float(sampling[i]),
                float(between[i]),
            )
            for i, name in enumerate(names)
        )


def mean(sample: Sample, values: Floats) -> Estimate:
    """values: n or n × M plausible values."""
    return sample.estimates(("mean",), [_means(sample.weights, one)[None, :] for one in _columns(values)])[0]


def sd(sample: Sample, values: Floats) -> Estimate:
    """Of the population: weighted, without n − 1."""

    def one(y: Floats) -> Floats:
        first, second = _means(sample.weights, y), _means(sample.weights, y**2)
        return np.asarray(np.sqrt(np.maximum(second - first**2, 0))[None, :])

    return sample.estimates(("sd",), [one(y) for y in _columns(values)])[0]


def shares(sample: Sample, values: Floats, cuts: Sequence[float]) -> tuple[Estimate, ...]:
    """Shares (0…1) below the first cut, between cuts (a value at a cut belongs above it), at or above the last."""
    levels = [np.searchsorted(np.asarray(cuts), one, side="right") for one in _columns(values)]
    names = [f"level{n}" for n in range(len(cuts) + 1)]
    inside = [
        np.stack([_means(sample.weights, (level == n).astype(float)) for n in range(len(names))]) for level in levels
    ]
    return sample.estimates(names, inside)


def percentiles(sample: Sample, values: Floats, which: Sequence[float]) -> tuple[Estimate, ...]:
    """Inverse of the weighted distribution function: the lowest value with at least that share at or below it."""
    return sample.estimates(
        [f"p{p:g}" for p in which], [_percentiles(sample.weights, one, which) for one in _columns(values)]
    )


def difference(sample: Sample, values: Floats, first: np.ndarray, second: np.ndarray) -> Estimate:
    """Mean of the persons in `first` less that in `second`; replicates keep what the groups share."""
    if not first.any() or not second.any():
        raise Refused("group-empty")
    parts = [
        _means(sample.weights[first], y[first]) - _means(sample.weights[second], y[second]) for y in _columns(values)
    ]
    return sample.estimates(("difference",), [part[None, :] for part in parts])[0]


def correlation(sample: Sample, x: Floats, y: Floats) -> Estimate:
    """Weighted Pearson correlation; plausible values of both are paired."""
    pairs = zip(_columns(x), _columns(y), strict=True) if x.shape == y.shape else ((x, one) for one in _columns(y))

    def one(a: Floats, b: Floats) -> Floats:
        w = sample.weights
        ma, mb = _means(w, a), _means(w, b)
        return np.asarray(
            (_means(w, a * b) - ma * mb) / np.sqrt((_means(w, a**2) - ma**2) * (_means(w, b**2) - mb**2))
        )[None, :]

    return sample.estimates(("r",), [one(a, b) for a, b in pairs])[0]


def regression(sample: Sample, values: Floats, variables: Floats, names: Sequence[str]) -> tuple[Estimate, ...]:
    """Weighted least squares with an intercept: coefficients and R². variables: n × p. Rows with a gap are left out.

    Raises Refused if a variable is a combination of others.
    """
    x = np.column_stack([np.ones(len(variables)), variables])
    whole = np.isfinite(x).all(axis=1) & np.isfinite(np.column_stack(_columns(values))).all(axis=1)
    x, weights = x[whole], sample.weights[whole]
    p = x.shape[1]
    upper = np.triu_indices(p)
    products = (x[:, upper[0]] * x[:, upper[1]]).T @ weights  # every cross product with every weight at once
    inner = np.empty((weights.shape[1], p, p))
    inner[:, upper[0], upper[1]] = products.T
    inner[:, upper[1], upper[0]] = products.T
    if np.linalg.matrix_rank(inner[0] / np.sqrt(np.outer(np.diag(inner[0]), np.diag(inner[0])))) < p:
        raise Refused("variables-collinear", names=", ".join(names))
    parts = [_regression(x, y[whole], weights, inner) for y in _columns(values)]
    return sample.estimates(("intercept", *names, "r2"), parts)


def _regression(x: Floats, y: Floats, weights: Floats, inner: Floats) -> Floats:
    outer = ((x * y[:, None]).T @ weights).T
    beta = np.linalg.solve(inner, outer[:, :, None])[:, :, 0]
    total, squares = weights.sum(axis=0), (y**2) @ weights
    around = squares - ((y @ weights) ** 2) / total
    left = squares - (beta * outer).sum(axis=1)
    return np.vstack([beta.T, 1 - left / around])


def _columns(values: Floats) -> list[Floats]:
    given = np.asarray(values, dtype=float)
    return [given] if given.ndim == 1 else list(given.T)


def _means(weights: Floats, y: Floats) -> Floats:
    total = weights.sum(axis=0)
    if not (total > 0).all():
        raise Refused("group-empty")
    return np.asarray((y @ weights) / total)


def _percentiles(weights: Floats, y: Floats, which: Sequence[float]) -> Floats:
    order = np.argsort(y, kind="stable")
    sums = np.cumsum(weights[order], axis=0)
    ordered = y[order]
    found = np.empty((len(which), weights.shape[1]))
    for r in range(weights.shape[1]):
        wanted = np.asarray(which) / 100 * sums[-1, r]
        found[:, r] = ordered[np.minimum(np.searchsorted(sums[:, r], wanted * (1 - 1e-12)), len(y) - 1)]
    return found


def linearised_mean(
    values: Floats, weight: Floats, strata: np.ndarray | None = None, clusters: np.ndarray | None = None,
    population: Floats | None = None,
) -> Estimate:  # fmt: skip
    """Weighted mean with Taylor's linearised error for stratified and cluster samples (Cochran 1977, ch. 6 and 9).

    population: for each row the number of sampling units in its stratum (finite population correction); None:
    without. Raises Refused for a stratum with one unit.
    """
    total = weight.sum()
    estimate = float(weight @ values / total)
    scores = weight * (values - estimate) / total
    groups = np.zeros(len(values), dtype=int) if strata is None else np.unique(strata, return_inverse=True)[1].ravel()
    units = np.arange(len(values)) if clusters is None else np.unique(clusters, return_inverse=True)[1].ravel()
    variance = 0.0
    for stratum in np.unique(groups):
        inside = groups == stratum
        _, own = np.unique(units[inside], return_inverse=True)
        sums = np.bincount(own.ravel(), scores[inside])
        m = len(sums)
        if m < 2:
            raise Refused("stratum-one-unit")
        left = 1.0 if population is None else 1 - m / float(population[inside][0])
        variance += left * m / (m - 1) * float(((sums - sums.mean()) ** 2).sum())
    return Estimate("mean", estimate, float(np.sqrt(variance)), variance, 0.0)
