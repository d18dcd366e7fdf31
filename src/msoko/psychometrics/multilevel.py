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
    """products: of [X, y], all rows. zz: G × q × q; za: of Z and [X, y] within groups, G × q × (p + 1)."""

    products: Floats
    zz: Floats
    za: Floats
    n: int


@dataclass(frozen=True)
class _Solved:
    deviance: float
    gradient: Floats  # by Λ, q × q
    beta: Floats
    sigma2: float
    rx: Floats  # XᵀV⁻¹X
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
    leave_something(x, y, where)
    columns = [0, *(column + 1 for column in slopes)]
    sums = _sums(np.column_stack([x, y - y.mean()]), columns, where, len(titles))
    lower = np.tril_indices(len(columns))

    def solved(theta: Floats) -> _Solved:
        factor = np.zeros((len(columns), len(columns)))
        factor[lower] = theta
        return _solve(sums, factor, reml)

    def deviance(theta: Floats) -> tuple[float, Floats]:
        found = solved(theta)
        return found.deviance, found.gradient[lower]

    theta = lowest(deviance, np.eye(len(columns))[lower], [0 if a == b else None for a, b in zip(*lower, strict=True)])
    factor = np.zeros((len(columns), len(columns)))
    factor[lower] = theta
    best = solved(theta)
    back = unstandardised(middle, spread)
    own = back[np.ix_(columns, columns)]
    beta, of_beta = back @ best.beta, best.sigma2 * np.linalg.inv(best.rx)
    beta[0] += y.mean()
    passed_on = own @ best.conditional @ sums.za[:, :, :-1]  # how an error of beta enters the effects
    given = best.sigma2 * own @ best.conditional @ own.T
    whole = given + passed_on @ of_beta @ passed_on.transpose(0, 2, 1)
    remarks = (Remark("groups-alike"),) if np.diag(factor @ factor.T).min() < 1e-6 else ()
    return Multilevel(
        ("intercept", *names), beta, np.sqrt(np.diag(back @ of_beta @ back.T)),
        best.sigma2 * own @ factor @ factor.T @ own.T, best.sigma2, best.effects @ own.T,
        np.sqrt(np.einsum("gqq->gq", given)), np.sqrt(np.einsum("gqq->gq", whole)), tuple(titles.tolist()), sizes,
        -best.deviance / 2 - reml * float(np.log(spread).sum()), reml, len(y), remarks,
    )  # fmt: skip


def lowest(deviance: Callable[[Floats], tuple[float, Floats]], start: Floats, least: Sequence[int | None]) -> Floats:
    """Where the deviance is least, from its value and gradient; least: bounds from below.

    Two starts: where a spread is zero its gradient is zero too, and a search that steps there would stay.
    """
    from scipy.optimize import minimize

    bounds = [(low, None) for low in least]
    options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 500}
    found = [
        minimize(deviance, times * start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        for times in (1, 0.1)
    ]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


def standardised(y: Floats, variables: Floats, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """A column of ones and the variables with mean 0 and sd 1; their means and sds. Raises Refused: nobody there, gaps,
    collinear.
    """
    if not len(y):
        raise Refused("too-few-persons", count=0, least=2)
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


def leave_something(x: Floats, y: Floats, where: np.ndarray) -> None:
    """Raises Refused where groups or variables explain a result wholly: no spread of persons is left to estimate."""
    around = y - y.mean()
    inside = around - (np.bincount(where, around) / np.bincount(where))[where]
    left = around - x @ np.linalg.solve(x.T @ x, x.T @ around)
    if min(float(inside @ inside), float(left @ left)) <= 1e-12 * float(around @ around):
        raise Refused("nothing-left")


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


def _sums(whole: Floats, columns: Sequence[int], where: np.ndarray, count: int) -> _Sums:
    """Cross products of [X, y], of everything and within groups. columns: those of X with random effects."""
    za = np.empty((count, len(columns), whole.shape[1]))
    for a, slope in enumerate(columns):
        for b in range(whole.shape[1]):
            za[:, a, b] = np.bincount(where, whole[:, slope] * whole[:, b], count)
    return _Sums(whole.T @ whole, np.ascontiguousarray(za[:, :, columns]), za, len(whole))


def _solve(sums: _Sums, factor: Floats, reml: bool) -> _Solved:
    """Everything at one Λ, V = I + ZΛΛᵀZᵀ (Bates et al. 2015, eq. 33–42; V⁻¹ = I − ZMZᵀ with M = Λ(ΛᵀZᵀZΛ + I)⁻¹Λᵀ).

    The gradient by Λ is 2·Σ (ZᵀV⁻¹Z − r·rᵀ/σ² − [REML] W(XᵀV⁻¹X)⁻¹Wᵀ)·Λ with r = ZᵀV⁻¹(y − Xβ), W = ZᵀV⁻¹X.
    """
    width = sums.za.shape[2]
    inner = factor.T @ sums.zz @ factor + np.eye(len(factor))
    middle = factor @ np.linalg.inv(inner) @ factor.T
    drawn = middle @ sums.za
    rest = sums.products - sums.za.reshape(-1, width).T @ drawn.reshape(-1, width)
    rx, right = rest[:-1, :-1], rest[:-1, -1]
    beta = np.asarray(np.linalg.solve(rx, right), dtype=float)
    freedom = sums.n - len(beta) if reml else sums.n
    sigma2 = (rest[-1, -1] - float(beta @ right)) / freedom
    deviance = float(np.linalg.slogdet(inner)[1].sum()) + freedom * (1 + np.log(2 * np.pi * sigma2))
    left = sums.za - sums.zz @ drawn  # ZᵀV⁻¹[X, y]
    w, r = left[:, :, :-1], left[:, :, -1] - left[:, :, :-1] @ beta
    slope = (sums.zz - sums.zz @ middle @ sums.zz).sum(axis=0) - r.T @ r / sigma2
    if reml:
        deviance += float(np.linalg.slogdet(rx)[1])
        slope = slope - np.tensordot(w @ np.linalg.inv(rx), w, axes=((0, 2), (0, 2)))
    effects = drawn[:, :, -1] - drawn[:, :, :-1] @ beta
    return _Solved(float(deviance), 2 * slope @ factor, beta, float(sigma2), rx, effects, middle)
