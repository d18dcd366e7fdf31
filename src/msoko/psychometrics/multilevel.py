"""Pupils in schools: a linear model with random intercepts and slopes, by ML or REML, from sums within schools.

y = Xβ + Zu_j + e, u_j ~ N(0, σ²ΛΛᵀ), e ~ N(0, σ²). The profiled deviance needs XᵀX, ZᵀX, ZᵀZ … of each school only,
so a million pupils cost as much as their schools (Bates, Mächler, Bolker and Walker 2015, §3; Goldstein 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats

LEAST_GROUPS = 5


@dataclass(frozen=True)
class Multilevel:
    """beta, se: fixed effects. covariance: of random effects, q × q. effects, effects_se: G × q, shrunken (BLUP), and
    their conditional errors. groups: their names; sizes: persons in each. icc: of the intercept, for a model without
    slopes.
    """

    names: tuple[str, ...]
    beta: Floats
    se: Floats
    covariance: Floats
    residual: float
    effects: Floats
    effects_se: Floats
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
    from scipy.optimize import minimize

    x = np.column_stack([np.ones(len(y)), np.asarray(variables, dtype=float).reshape(len(y), -1)])
    if not np.isfinite(x).all() or not np.isfinite(y).all():
        raise Refused("gaps", count=int((~(np.isfinite(x).all(axis=1) & np.isfinite(y))).sum()))
    titles, where = np.unique(np.asarray(groups), return_inverse=True)
    where = where.ravel()
    sizes = np.bincount(where)
    if len(titles) < LEAST_GROUPS:
        raise Refused("too-few-groups", count=len(titles), least=LEAST_GROUPS)
    if sizes.max() < 2:
        raise Refused("groups-of-one")
    if np.linalg.matrix_rank(x / np.maximum(np.abs(x).max(axis=0), 1e-300)) < x.shape[1]:
        raise Refused("variables-collinear", names=", ".join(names))
    sums = _sums(x, y, x[:, [0, *(column + 1 for column in slopes)]], where, len(titles))
    q = sums.zz.shape[1]
    lower = np.tril_indices(q)
    start = np.eye(q)[lower]
    bounds = [(0, None) if a == b else (None, None) for a, b in zip(*lower, strict=True)]

    def deviance(theta: Floats) -> float:
        return _solve(sums, _factor(theta, lower, q), reml).deviance

    found = minimize(deviance, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-9})
    polished = minimize(
        deviance, found.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000}
    )
    theta = polished.x if polished.fun <= found.fun else found.x
    factor = _factor(theta, lower, q)
    best = _solve(sums, factor, reml)
    covariance = best.sigma2 * factor @ factor.T
    remarks = (Remark("groups-alike"),) if np.diag(covariance).min() < 1e-6 * best.sigma2 else ()
    return Multilevel(
        ("intercept", *names), best.beta, np.sqrt(best.sigma2 * np.diag(np.linalg.inv(best.rx))), covariance,
        best.sigma2,
        best.effects, np.sqrt(best.sigma2 * np.einsum("gqq->gq", best.conditional)), tuple(titles.tolist()), sizes,
        -best.deviance / 2, reml, len(y), remarks,
    )  # fmt: skip


def _factor(theta: Floats, lower: tuple[np.ndarray, ...], q: int) -> Floats:
    whole = np.zeros((q, q))
    whole[lower] = theta
    return whole


def _sums(x: Floats, y: Floats, z: Floats, where: np.ndarray, count: int) -> _Sums:
    """Cross products, within groups by one sorted pass."""
    order = np.argsort(where, kind="stable")
    firsts = np.searchsorted(where[order], np.arange(count))

    def within(column: Floats) -> Floats:
        return np.asarray(np.add.reduceat(column[order], firsts))

    q, p = z.shape[1], x.shape[1]
    zz, zx = np.empty((count, q, q)), np.empty((count, q, p))
    for a in range(q):
        for b in range(a, q):
            zz[:, a, b] = zz[:, b, a] = within(z[:, a] * z[:, b])
        for b in range(p):
            zx[:, a, b] = within(z[:, a] * x[:, b])
    zy = np.stack([within(z[:, a] * y) for a in range(q)], axis=1)
    return _Sums(x.T @ x, x.T @ y, float(y @ y), zz, zx, zy, len(y))


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
