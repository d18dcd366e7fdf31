"""Pupils in schools: a linear model with random intercepts and slopes, by ML or REML, from sums within schools.

y = Xβ + Zu_j + e, u_j ~ N(0, σ²ΛΛᵀ), e ~ N(0, σ²). The profiled deviance needs XᵀX, ZᵀX, ZᵀZ … of each school only,
so a million pupils cost as much as their schools (Bates, Mächler, Bolker and Walker 2015, §3; Goldstein 2011).
Variables are standardised inside, or a slope of hundreds of points would hide the intercept; nothing of that is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats

LEAST_GROUPS = 5


@dataclass(frozen=True)
class Multilevel:
    """beta, se: fixed effects. covariance: of random effects, q × q. effects: G × q, shrunken (BLUP). effects_se: their
    errors at the estimated beta, as packages print them; effects_error: with the error of beta, for intervals
    (Henderson 1975). Neither knows that the variances are estimates too: below twenty groups both are a little small.
    groups: their names; sizes: persons in each. icc: of the intercept, for a model without slopes.
    """

    names: tuple[str, ...]
    beta: Floats
    se: Floats
    covariance: Floats
    residual: float
    effects: Floats
    effects_se: Floats
    effects_error: Floats
    groups: tuple[object, ...]
    sizes: np.ndarray
    log_likelihood: float
    reml: bool
    n: int
    remarks: tuple[Remark, ...] = ()

    @property
    def icc(self) -> float:
        return float(self.covariance[0, 0] / (self.covariance[0, 0] + self.residual))


@dataclass(frozen=True)
class _Sums:
    xx: Floats
    xy: Floats
    yy: float
    zz: Floats  # G × q × q
    zx: Floats  # G × q × p
    zy: Floats  # G × q
    n: int


@dataclass(frozen=True)
class _Solved:
    deviance: float
    beta: Floats
    sigma2: float
    rx: Floats
    effects: Floats
    conditional: Floats  # G × q × q, times σ²


def fit(
    y: Floats,
    variables: Floats,
    groups: Sequence[object] | np.ndarray,
    names: Sequence[str] = (),
    slopes: Sequence[int] = (),
    reml: bool = True,
) -> Multilevel:
    """variables: n × p without the intercept (p may be 0). slopes: columns whose effect varies between groups.

    Raises Refused: gaps, fewer than five groups, variables that repeat each other, no group with two persons. A
    variance estimated as zero is said in the remarks.
    """
    x, middle, spread = standardised(y, variables, names)
    titles, where, sizes = numbered(groups)
    if sizes.max() < 2:
        raise Refused("groups-of-one")
    columns = [0, *(column + 1 for column in slopes)]
    sums = _sums(x, y - y.mean(), columns, where, len(titles))
    q = len(columns)
    lower = np.tril_indices(q)
    bounds = [(0, None) if a == b else (None, None) for a, b in zip(*lower, strict=True)]
    theta = lowest(lambda theta: _solve(sums, _factor(theta, lower, q), reml).deviance, np.eye(q)[lower], bounds)
    factor = _factor(theta, lower, q)
    best = _solve(sums, factor, reml)
    back = unstandardised(middle, spread)
    own = back[np.ix_(columns, columns)]
    beta, of_beta = back @ best.beta, best.sigma2 * np.linalg.inv(best.rx)
    beta[0] += y.mean()
    passed_on = own @ np.einsum("gab,gbc->gac", best.conditional, sums.zx)  # how an error of beta enters the effects
    given = best.sigma2 * own @ best.conditional @ own.T
    whole = given + passed_on @ of_beta @ passed_on.transpose(0, 2, 1)
    remarks = (Remark("groups-alike"),) if np.diag(factor @ factor.T).min() < 1e-6 else ()
    return Multilevel(
        ("intercept", *names), beta, np.sqrt(np.diag(back @ of_beta @ back.T)),
        best.sigma2 * own @ factor @ factor.T @ own.T, best.sigma2, best.effects @ own.T,
        np.sqrt(np.einsum("gqq->gq", given)), np.sqrt(np.einsum("gqq->gq", whole)), tuple(titles.tolist()), sizes,
        -best.deviance / 2 - reml * float(np.log(spread).sum()), reml, len(y), remarks,
    )  # fmt: skip


def lowest(
    deviance: Callable[[Floats], float], start: Floats, bounds: Sequence[tuple[int | None, int | None]]
) -> Floats:
    """Where the deviance is least: a quasi-Newton search, polished without derivatives."""
    from scipy.optimize import minimize

    found = minimize(deviance, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-9})
    options = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000}
    polished = minimize(deviance, found.x, method="Nelder-Mead", options=options)
    return np.asarray(polished.x if polished.fun <= found.fun else found.x)


def standardised(y: Floats, variables: Floats, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """A column of ones and the variables with mean 0 and sd 1; their means and sds. Raises Refused: gaps, collinear."""
    given = np.asarray(variables, dtype=float).reshape(len(y), -1)
    known = np.isfinite(given).all(axis=1) & np.isfinite(y)
    if not known.all():
        raise Refused("gaps", count=int((~known).sum()))
    middle, spread = given.mean(axis=0), given.std(axis=0)
    if (spread <= 1e-12 * np.abs(given).max(axis=0, initial=0)).any():
        raise Refused("variables-collinear", names=", ".join(names))
    x = np.column_stack([np.ones(len(y)), (given - middle) / spread])
    if np.linalg.matrix_rank(x.T @ x / len(y), tol=1e-10) < x.shape[1]:
        raise Refused("variables-collinear", names=", ".join(names))
    return x, middle, spread


def unstandardised(middle: Floats, spread: Floats) -> Floats:
    """The matrix that turns coefficients of standardised variables into those of the variables as given."""
    back = np.diag([1.0, *(1 / spread)])
    back[0, 1:] = -middle / spread
    return back


def numbered(groups: Sequence[object] | np.ndarray, least: int = LEAST_GROUPS) -> tuple[np.ndarray, ...]:
    """Names of the groups, the number of each row's group, persons in each. Raises Refused: fewer than `least`."""
    titles, where = np.unique(np.asarray(groups), return_inverse=True)
    if len(titles) < least:
        raise Refused("too-few-groups", count=len(titles), least=least)
    return titles, where.ravel(), np.bincount(where.ravel())


def _factor(theta: Floats, lower: tuple[np.ndarray, ...], q: int) -> Floats:
    whole = np.zeros((q, q))
    whole[lower] = theta
    return whole


def _sums(x: Floats, y: Floats, slopes: Sequence[int], where: np.ndarray, count: int) -> _Sums:
    """Cross products, of everything and within groups. slopes: columns of x with random effects."""

    def within(column: Floats) -> Floats:
        return np.asarray(np.bincount(where, column, count), dtype=float)

    q, p = len(slopes), x.shape[1]
    zx = np.empty((count, q, p))
    for a, slope in enumerate(slopes):
        for b in range(p):
            zx[:, a, b] = within(x[:, slope] * x[:, b])
    zy = np.stack([within(x[:, slope] * y) for slope in slopes], axis=1)
    return _Sums(x.T @ x, x.T @ y, float(y @ y), zx[:, :, list(slopes)], zx, zy, len(y))


def _solve(sums: _Sums, factor: Floats, reml: bool) -> _Solved:
    """Everything at one Λ (Bates et al. 2015, eq. 33–42)."""
    q, p, n = len(factor), len(sums.xy), sums.n
    inner = np.einsum("ab,gbc,cd->gad", factor.T, sums.zz, factor) + np.eye(q)
    root = np.linalg.cholesky(inner)
    cu = np.linalg.solve(root, (sums.zy @ factor)[:, :, None])
    rzx = np.linalg.solve(root, np.einsum("ab,gbc->gac", factor.T, sums.zx))
    rx = sums.xx - np.einsum("gqa,gqb->ab", rzx, rzx)
    right = sums.xy - np.einsum("gqa,gq->a", rzx, cu[:, :, 0])
    beta = np.linalg.solve(rx, right)
    left = sums.yy - float((cu**2).sum()) - float(beta @ right)
    log_root = 2 * float(np.log(np.einsum("gqq->gq", root)).sum())
    freedom = n - p if reml else n
    deviance = log_root + freedom * (1 + np.log(2 * np.pi * left / freedom))
    if reml:
        deviance += float(np.linalg.slogdet(rx)[1])
    inverse = np.linalg.inv(inner)
    spherical = np.einsum("gab,gb->ga", inverse, np.einsum("ab,gb->ga", factor.T, sums.zy - sums.zx @ beta))
    conditional = np.einsum("ab,gbc,dc->gad", factor, inverse, factor)
    return _Solved(float(deviance), beta, left / freedom, rx, spherical @ factor.T, conditional)
