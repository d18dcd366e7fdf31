"""Statistics for estimates.estimate, gap and by_group. Values are n, or n × M plausible values; NaN is unknown.

All but percentiles and quantile regression are smooth functions of weighted totals, so every sample gives their
errors from the same two lines: which terms are summed, and the formula of the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.quantiles import quantile_regression as _quantile_regression
from msoko.psychometrics.responses import Floats, Integers
from msoko.psychometrics.studies.estimates import Statistic
from msoko.psychometrics.studies.remarks import Refused
from msoko.psychometrics.studies.samples import Formula, Parts, Replicated, Rows, Sample, Terms

SHARE, CORRELATION = (0.0, 1.0), (-1.0, 1.0)
MOST_NAMES = 8


def mean(values: ArrayLike) -> Statistic:
    return _of(("mean",), _columns(values), lambda y: y, lambda sums: sums[1:] / sums[:1])


def total(values: ArrayLike) -> Statistic:
    """Sum over the population: weights must be expansion weights, not shares."""
    return _of(("total",), _columns(values), lambda y: y, lambda sums: sums[1:])


def ratio(values: ArrayLike, base: ArrayLike) -> Statistic:
    """Total of values over total of base."""
    columns, below = _columns(values), np.asarray(base, dtype=float)

    def one(sample: Sample, rows: Integers, y: Floats) -> Parts:
        sums = sample.totals(lambda some: np.vstack([below[some], y[some]]), rows)
        return sample.smooth(sums, lambda sums: sums[1:] / sums[:1])

    return Statistic(
        ("ratio",), _known(*columns, below), lambda sample, rows: [one(sample, rows, y) for y in columns]
    )  # fmt: skip


def sd(values: ArrayLike) -> Statistic:
    """Of the population: weighted, without n − 1."""
    return _of(
        ("sd",), _columns(values), lambda y: np.stack([y, y**2]),
        lambda sums: np.sqrt(sums[2:] / sums[:1] - (sums[1:2] / sums[:1]) ** 2), centred=True,
    )  # fmt: skip


def shares(values: ArrayLike, cuts: Sequence[float]) -> Statistic:
    """Shares 0…1 below the first cut, between cuts (a value at a cut belongs above it), at or above the last."""
    limits = np.asarray(cuts, dtype=float)
    if not len(limits) or not (np.diff(limits) > 0).all():
        raise Refused("cuts-wrong", found=", ".join(f"{cut:g}" for cut in cuts))
    levels = np.arange(len(limits) + 1)
    names = tuple(f"level{n}" for n in levels)
    return _of(
        names, _columns(values), lambda y: (np.searchsorted(limits, y, side="right") == levels[:, None]).astype(float),
        lambda sums: sums[1:] / sums[:1], bounds=dict.fromkeys(names, SHARE),
    )  # fmt: skip


def percentiles(values: ArrayLike, which: Sequence[float]) -> Statistic:
    """Inverse of the weighted distribution function: the lowest value with at least that share at or below it."""
    for p in which:
        if not 0 < p < 100:
            raise Refused("percentile-wrong", found=f"{p:g}")
    columns = _columns(values)
    return Statistic(
        tuple(f"p{p:g}" for p in which), _known(*columns),
        lambda sample, rows: [sample.percentiles(y, rows, which) for y in columns],
    )  # fmt: skip


def correlation(x: ArrayLike, y: ArrayLike) -> Statistic:
    """Weighted Pearson correlation; plausible values of both are paired."""
    first, second = _columns(x), _columns(y)
    if len(first) != len(second) and 1 not in (len(first), len(second)):
        raise Refused("values-unpaired", first=len(first), second=len(second))
    most = max(len(first), len(second))
    pairs = [(first[m % len(first)], second[m % len(second)]) for m in range(most)]

    def formula(sums: Floats) -> Floats:
        a, b, aa, bb, ab = sums[1:] / sums[:1]
        return np.asarray(((ab - a * b) / (np.sqrt(aa - a * a) * np.sqrt(bb - b * b)))[None, :])

    def parts(sample: Sample, rows: Integers) -> list[Parts]:
        return [sample.smooth(sample.totals(_products(*pair, rows), rows), formula) for pair in pairs]

    return Statistic(("r",), _known(*first, *second), parts, least=3, bounds={"r": CORRELATION})


def _products(x: Floats, y: Floats, rows: Integers) -> Terms:
    middle_x, middle_y = x[rows].mean(), y[rows].mean()

    def terms(some: Rows) -> Floats:
        a, b = x[some] - middle_x, y[some] - middle_y
        return np.stack([np.ones_like(a), a, b, a * a, b * b, a * b])

    return terms


def regression(values: ArrayLike, variables: ArrayLike, names: Sequence[str]) -> Statistic:
    """Weighted least squares with an intercept: coefficients and R² (of the weighted sums). variables: n × p.

    Raises Refused, when estimated, if a variable is a combination of others or persons are too few.
    """
    columns, given = _columns(values), _matrix(variables, len(names))
    columns_of, p = np.ascontiguousarray(given.T), 1 + given.shape[1]
    upper = np.triu_indices(p)
    k = len(upper[0])

    def parts(sample: Sample, rows: Integers) -> list[Parts]:
        x0 = given[rows].mean(axis=0)
        y0 = float(columns[0][rows].mean())
        _check_rank(given[rows] - x0, sample.weight[rows], names)

        def terms(some: Rows) -> Floats:
            x = columns_of[:, some] - x0[:, None]
            x = np.vstack([np.ones_like(x[:1]), x])
            own = [np.vstack([x, left]) * left for left in (y[some] - y0 for y in columns)]
            return np.vstack([x[upper[0]] * x[upper[1]], *own])

        sums = sample.totals(terms, rows)
        formula = _least_squares(upper, y0, x0)
        return [
            sample.smooth(np.vstack([sums[:k], sums[k + m * (p + 1) : k + (m + 1) * (p + 1)]]), formula)
            for m in range(len(columns))
        ]

    return Statistic(
        ("intercept", *names, "r2"), _known(*columns, *given.T), parts, p + 2, p - 1, {"r2": SHARE}
    )  # fmt: skip


def _least_squares(upper: tuple[np.ndarray, ...], y0: float, x0: Floats) -> Formula:
    """From totals of cross products about y0 and x0."""
    p, k = len(x0) + 1, len(upper[0])

    def formula(sums: Floats) -> Floats:
        inner = np.empty((sums.shape[1], p, p), dtype=sums.dtype)
        inner[:, upper[0], upper[1]] = inner[:, upper[1], upper[0]] = sums[:k].T
        outer, squares = sums[k:-1], sums[-1]
        try:
            beta = np.linalg.solve(inner, outer.T[:, :, None])[:, :, 0].T
        except np.linalg.LinAlgError:  # in a replicate only: the whole sample has been checked
            raise Refused("replicate-empty") from None
        left = squares - (beta * outer).sum(axis=0)
        r2 = 1 - left / (squares - outer[0] ** 2 / sums[0])
        return np.vstack([beta[0] + y0 - x0 @ beta[1:], beta[1:], r2])

    return formula


def quantile_regression(
    values: ArrayLike, variables: ArrayLike, names: Sequence[str], taus: Sequence[float] = (0.1, 0.5, 0.9)
) -> Statistic:
    """Coefficients of the conditional quantiles tau (Koenker and Bassett 1978), weighted; errors from replicates.

    Raises Refused, when estimated, for a sample without replicate weights and as regression does.
    """
    columns, given = _columns(values), _matrix(variables, len(names))
    for tau in taus:
        if not 0 < tau < 1:
            raise Refused("percentile-wrong", found=f"{100 * tau:g}")

    def parts(sample: Sample, rows: Integers) -> list[Parts]:
        if not isinstance(sample, Replicated):
            raise Refused("quantile-needs-replicates")
        _check_rank(given[rows] - given[rows].mean(axis=0), sample.weight[rows], names)
        x, weights = np.column_stack([np.ones(len(rows)), given[rows]]), sample.weights[rows]
        found = [
            np.column_stack([_quantile_regression(y[rows], x, taus, one).ravel() for one in weights.T])
            for y in columns
        ]  # fmt: skip
        return [Parts(one[:, 0], one[:, 1:] - one[:, :1]) for one in found]

    titles = tuple(f"{name} p{100 * tau:g}" for tau in taus for name in ("intercept", *names))
    return Statistic(titles, _known(*columns, *given.T), parts, 2 * (1 + given.shape[1]), given.shape[1])


def _of(
    names: tuple[str, ...], columns: Sequence[Floats], own: Callable[[Floats], Floats], formula: Formula,
    bounds: Mapping[str, tuple[float, float]] | None = None, centred: bool = False,
) -> Statistic:  # fmt: skip
    """A formula of the weight (sums[0]) and of the totals of what `own` makes of each plausible value."""

    def parts(sample: Sample, rows: Integers) -> list[Parts]:
        middles = [float(y[rows].mean()) if centred else 0.0 for y in columns]

        def terms(some: Rows) -> Floats:
            each = [own(y[some] - middle) for y, middle in zip(columns, middles, strict=True)]
            return np.vstack([np.ones(each[0].shape[-1]), *each])

        sums = sample.totals(terms, rows)
        k = (len(sums) - 1) // len(columns)
        return [
            sample.smooth(np.vstack([sums[:1], sums[1 + m * k : 1 + (m + 1) * k]]), formula)
            for m in range(len(columns))
        ]

    return Statistic(names, _known(*columns), parts, bounds=bounds or {})


def _check_rank(centred: Floats, weight: Floats, names: Sequence[str]) -> None:
    inner = (centred * weight[:, None]).T @ centred
    spread = np.sqrt(np.diag(inner))
    if not (spread > 0).all() or np.linalg.matrix_rank(inner / np.outer(spread, spread), tol=1e-10) < len(spread):
        raise Refused("variables-collinear", names=", ".join(names[:MOST_NAMES]))


def _columns(values: ArrayLike) -> list[Floats]:
    given = np.asarray(values, dtype=float)
    return [given] if given.ndim == 1 else [np.ascontiguousarray(one) for one in given.T]


def _matrix(variables: ArrayLike, count: int) -> Floats:
    given = np.asarray(variables, dtype=float)
    return given.reshape(len(given), count)


def _known(*columns: Floats) -> np.ndarray:
    whole = np.isfinite(columns[0])
    for one in columns[1:]:
        whole &= np.isfinite(one)
    return whole
