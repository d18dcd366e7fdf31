"""Three levels: pupils in schools in municipalities, or pupils in school-years in schools; random intercepts.

y = Xβ + t_k + m_jk + e, t_k ~ N(0, σ²λ_t), m_jk ~ N(0, σ²λ_m), e ~ N(0, σ²). The covariance of a nest inverts in closed
form, so only sums within the middle groups are needed (Goldstein 2011, ch. 2; Searle, Casella and McCulloch 1992, §6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.multilevel import leave_something, lowest, numbered, standardised, unstandardised
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class Effects:
    """Shrunken effects of one level (BLUP). se: at the estimated beta; error: with its error too. parent: for the
    middle level the number of each group's top group.
    """

    groups: tuple[object, ...]
    values: Floats
    se: Floats
    error: Floats
    sizes: np.ndarray
    parent: np.ndarray


@dataclass(frozen=True)
class ThreeLevel:
    """beta, se: fixed effects. between_top, between_middle, residual: variances. middle_in_top: t_k + m_jk together,
    what a middle group differs by from the whole.
    """

    names: tuple[str, ...]
    beta: Floats
    se: Floats
    between_top: float
    between_middle: float
    residual: float
    top: Effects
    middle: Effects
    middle_in_top: Effects
    log_likelihood: float
    reml: bool
    n: int
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Sums:
    """products: of [X, y], all rows. sums: of [X, y] within middle groups, J × (p + 1)."""

    products: Floats
    sums: Floats
    sizes: np.ndarray
    parent: np.ndarray
    tops: int
    n: int


@dataclass(frozen=True)
class _Solved:
    deviance: float
    gradient: Floats  # by (λ_m, λ_t)
    beta: Floats
    sigma2: float
    rx: Floats
    kept: Floats  # J: what is left of a middle sum, 1/(1 + λ_m·n)
    weight: Floats  # K: λ_t/(1 + λ_t·S)


def fit(
    y: Floats,
    variables: Floats,
    middle: Sequence[object] | np.ndarray,
    top: Sequence[object] | np.ndarray,
    names: Sequence[str] = (),
    reml: bool = True,
) -> ThreeLevel:
    """variables: n × p without the intercept. middle, top: one a row; a middle group belongs to one top group.

    Raises Refused: gaps, collinear variables, fewer than five top groups, a middle group in two top groups, as many
    middle groups as top groups or as rows.
    """
    x, centre, spread = standardised(y, variables, names)
    titles, where, sizes = numbered(middle)
    tops, above, _ = numbered(top)
    parent = above[np.unique(where, return_index=True)[1]]
    if (parent[where] != above).any():
        raise Refused("nested-wrong", group=str(titles[where[np.flatnonzero(parent[where] != above)[0]]]))
    if sizes.max() < 2 or len(tops) == len(titles):
        raise Refused("groups-of-one")
    leave_something(x, y, where)
    whole = np.column_stack([x, y - y.mean()]).astype(float)
    within = np.stack([np.bincount(where, column) for column in whole.T], axis=1).astype(float)
    sums = _Sums(whole.T @ whole, within, sizes, parent, len(tops), len(y))

    def deviance(theta: Floats) -> tuple[float, Floats]:
        found = _solve(sums, theta**2, reml)
        return found.deviance, 2 * theta * found.gradient

    theta = lowest(deviance, np.ones(2), (0, 0))
    best = _solve(sums, theta**2, reml)
    back = unstandardised(centre, spread)
    of_beta = np.asarray(best.sigma2 * np.linalg.inv(best.rx), dtype=float)
    beta = back @ best.beta
    beta[0] += y.mean()
    upper, lower, both = _effects(sums, theta**2, best, of_beta)
    variances = best.sigma2 * theta**2
    alike = tuple(Remark("groups-alike") for one in theta**2 if one < 1e-6)
    return ThreeLevel(
        ("intercept", *names), beta, np.sqrt(np.diag(back @ of_beta @ back.T)), float(variances[1]),
        float(variances[0]), best.sigma2,
        Effects(tuple(tops.tolist()), *upper, np.bincount(above), np.arange(len(tops))),
        Effects(tuple(titles.tolist()), *lower, sizes, parent), Effects(tuple(titles.tolist()), *both, sizes, parent),
        -best.deviance / 2 - reml * float(np.log(spread).sum()), reml, len(y), alike[:1],
    )  # fmt: skip


def _solve(sums: _Sums, ratios: Floats, reml: bool) -> _Solved:
    """Everything at one (λ_m, λ_t): aᵀV⁻¹b = aᵀb − Σ_j λ_m·a_j·b_j/(1 + λ_m·n_j) − Σ_k λ_t·A_k·B_k/(1 + λ_t·S_k)."""
    lower, upper = ratios
    kept = 1 / (1 + lower * sums.sizes)
    reach = np.bincount(sums.parent, sums.sizes * kept, sums.tops).astype(float)
    weight = upper / (1 + upper * reach)
    above = _above(sums, sums.sums * kept[:, None])
    inner = sums.products - (sums.sums * (lower * kept)[:, None]).T @ sums.sums - (above * weight[:, None]).T @ above
    rx, right = inner[:-1, :-1], inner[:-1, -1]
    beta = np.linalg.solve(rx, right)
    freedom = sums.n - len(beta) if reml else sums.n
    sigma2 = (inner[-1, -1] - float(beta @ right)) / freedom
    deviance = float(np.log1p(upper * reach).sum() - np.log(kept).sum()) + freedom * (1 + np.log(2 * np.pi * sigma2))
    gradient = _gradient(sums, kept, reach, weight, above, np.append(-beta, 1), sigma2, np.linalg.inv(rx) * reml)
    return _Solved(deviance + reml * float(np.linalg.slogdet(rx)[1]), gradient, beta, float(sigma2), rx, kept, weight)


def _gradient(
    sums: _Sums, kept: Floats, reach: Floats, weight: Floats, above: Floats, residual: Floats, sigma2: float,
    inverse: Floats,
) -> Floats:  # fmt: skip
    """By (λ_m, λ_t): Σ (ZᵀV⁻¹Z − r²/σ² − [REML] W(XᵀV⁻¹X)⁻¹Wᵀ) over the groups of a level, as with two levels."""
    shares = sums.sizes * kept
    own = (shares * (1 - shares * weight[sums.parent]), reach * (1 - weight * reach))
    lower = kept[:, None] * (sums.sums - sums.sizes[:, None] * (above * weight[:, None])[sums.parent])
    upper = above * (1 - weight * reach)[:, None]
    found = []
    for spread, left in zip(own, (lower, upper), strict=True):
        w = left[:, :-1]
        found.append(spread.sum() - ((left @ residual) ** 2).sum() / sigma2 - ((w @ inverse) * w).sum())
    return np.array(found, dtype=float)


def _effects(sums: _Sums, ratios: Floats, best: _Solved, of_beta: Floats) -> tuple[tuple[Floats, Floats, Floats], ...]:
    """values, se, error of top, middle and their sum. Effects are linear in y − Xβ: the map of y maps X into errors."""
    lower = ratios[0]
    top = _above(sums, sums.sums * best.kept[:, None]) * best.weight[:, None]
    inherited = top[sums.parent]
    middle = (sums.sums - sums.sizes[:, None] * inherited) * (lower * best.kept)[:, None]
    of_top = best.sigma2 * best.weight
    shrunk = lower * best.kept * sums.sizes
    of_middle = best.sigma2 * lower * best.kept
    variances = (of_top, of_middle + shrunk**2 * of_top[sums.parent], of_middle + best.kept**2 * of_top[sums.parent])
    found = []
    for rows, variance in zip((top, middle, inherited + middle), variances, strict=True):
        x = rows[:, :-1]
        whole = variance + np.einsum("ga,ab,gb->g", x, of_beta, x)
        found.append((rows[:, -1] - x @ best.beta, np.sqrt(variance), np.sqrt(whole)))
    return tuple(found)


def _above(sums: _Sums, rows: Floats) -> Floats:
    return np.stack([np.bincount(sums.parent, column, sums.tops) for column in rows.T], axis=1)
