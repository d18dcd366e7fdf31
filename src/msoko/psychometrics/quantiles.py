"""Quantiles of a sample by the published definitions, and quantile regression: y's quantile as a linear function.

Errors are not given here: they come from replicate weights or from resampling whole groups, as the design demands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

STEPS = 100
CLOSE = 1e-10  # duality gap against the size of the objective
# Hyndman and Fan (1996): the position of the quantile is n·p + m, m = a + b·p; the first three do not interpolate.
_POSITIONS = {
    4: (0.0, 0.0), 5: (0.5, 0.0), 6: (0.0, 1.0), 7: (1.0, -1.0), 8: (1 / 3, 1 / 3), 9: (3 / 8, 1 / 4),
}  # fmt: skip


def quantiles(values: ArrayLike, probabilities: ArrayLike, kind: int = 7) -> Floats:
    """Sample quantiles of kind 1…9 of Hyndman and Fan (1996), The American Statistician 50:361–365.

    Raises Refused if there are no values or one of them is not a number; ValueError for another kind or probability.
    """
    ordered, wanted = np.sort(np.asarray(values, dtype=float)), np.atleast_1d(np.asarray(probabilities, dtype=float))
    if kind not in range(1, 10) or not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError("a kind from 1 to 9 and probabilities from 0 to 1 are wanted")
    if not len(ordered) or not np.isfinite(ordered).all():
        raise Refused("gaps", count=int((~np.isfinite(ordered)).sum()))
    a, b = _POSITIONS.get(kind, (-0.5 if kind == 3 else 0.0, 0.0))
    position = len(ordered) * wanted + a + b * wanted
    whole = np.floor(position + 4 * np.finfo(float).eps)  # 0.1 · 30 is 3, whatever binary fractions say
    share = np.where(np.abs(position - whole) < 4 * np.finfo(float).eps, 0.0, position - whole)
    if kind < 4:
        tied = {1: 0.0, 2: 0.5, 3: 0.0}[kind] if kind != 3 else (whole % 2)
        share = np.where(share > 0, 1.0, tied)
    last = len(ordered) - 1
    low = ordered[np.clip(whole - 1, 0, last).astype(int)]
    high = ordered[np.clip(whole, 0, last).astype(int)]
    return np.asarray(low + share * (high - low))


def quantile_regression(
    y: ArrayLike, X: ArrayLike, taus: Sequence[float], weights: ArrayLike | None = None
) -> Floats:  # fmt: skip
    """Coefficients taus × p that minimise Σ weight·ρ_τ(y − Xβ), ρ_τ(r) = r·(τ − [r < 0]) (Koenker and Bassett 1978).

    X: n × p as it stands: a column of ones is the caller's. weights: at least zero; zero leaves the row out. The
    solver is a primal-dual interior point (Portnoy and Koenker 1997, Statistical Science 12:279–300), finished at the
    vertex it points to. Where several β are equally good, one of them.

    Raises Refused: gaps, bad weights, columns that repeat each other; ValueError: a tau outside (0, 1).
    """
    given, design = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    each = np.ones(len(given)) if weights is None else np.asarray(weights, dtype=float)
    whole = np.isfinite(given) & np.isfinite(design).all(axis=1)
    if not whole.all():
        raise Refused("gaps", count=int((~whole).sum()))
    if each.shape != given.shape or not np.isfinite(each).all() or (each < 0).any() or not each.any():
        raise Refused("weights-wrong", persons=len(given))
    if not all(0 < tau < 1 for tau in taus):
        raise ValueError("tau lies between 0 and 1")
    used = each > 0
    scale = np.abs(design[used]).max(axis=0)
    if (scale == 0).any():
        raise Refused("variables-collinear", names="")
    rows, values = design[used] / scale * each[used, None], given[used] * each[used]
    if np.linalg.matrix_rank(rows.T @ rows) < rows.shape[1]:
        raise Refused("variables-collinear", names="")
    spread = float(np.abs(values).mean()) or 1.0
    return np.stack([_one(values / spread, rows, tau) * spread / scale for tau in taus])


def _one(y: Floats, rows: Floats, tau: float) -> Floats:
    beta = _interior(y, rows, tau)
    vertex = _vertex(y, rows, beta)
    return vertex if vertex is not None and _loss(y, rows, vertex, tau) <= _loss(y, rows, beta, tau) else beta


def _loss(y: Floats, rows: Floats, beta: Floats, tau: float) -> float:
    left = y - rows @ beta
    return float(np.where(left < 0, tau - 1, tau) @ left)


@dataclass(frozen=True)
class _Point:
    """x = a, s = 1 − a; z, w: their multipliers."""

    x: Floats
    s: Floats
    z: Floats
    w: Floats

    @property
    def gap(self) -> float:
        return float(self.z @ self.x + self.w @ self.s)

    def moved(self, dx: Floats, dz: Floats, dw: Floats, primal: float, dual: float) -> _Point:
        return _Point(self.x + primal * dx, self.s - primal * dx, self.z + dual * dz, self.w + dual * dw)


def _interior(y: Floats, rows: Floats, tau: float) -> Floats:
    """Mehrotra's predictor and corrector on the dual: max yᵀa, Xᵀa = (1 − τ)Xᵀ1, 0 ≤ a ≤ 1; β is the multiplier."""
    n = len(y)
    beta = np.linalg.lstsq(rows, y, rcond=None)[0]
    left = rows @ beta - y
    floor = 0.1 * float(np.abs(left).mean()) + 1e-9
    at = _Point(np.full(n, 1 - tau), np.full(n, tau), np.maximum(left, 0) + floor, np.maximum(-left, 0) + floor)
    for _ in range(STEPS):
        if at.gap < CLOSE * (1 + abs(float(y @ at.x))):
            break
        scale = 1 / (at.z / at.x + at.w / at.s)
        inner = np.asarray(np.linalg.inv((rows * scale[:, None]).T @ rows), dtype=float)
        _, dx, dz, dw = _step(at, rows, scale, inner, -at.z * at.x, -at.w * at.s)
        ahead = at.moved(dx, dz, dw, _most(at.x, dx, at.s, -dx), _most(at.z, dz, at.w, dw)).gap
        centre = (ahead / at.gap) ** 3 * at.gap / (2 * n)
        move, dx, dz, dw = _step(
            at, rows, scale, inner, centre - at.z * at.x - dx * dz, centre - at.w * at.s + dx * dw
        )  # fmt: skip
        dual = _most(at.z, dz, at.w, dw)
        at, beta = at.moved(dx, dz, dw, _most(at.x, dx, at.s, -dx), dual), beta - dual * move
    return np.asarray(beta)


def _step(at: _Point, rows: Floats, scale: Floats, inner: Floats, zx: Floats, ws: Floats) -> tuple[Floats, ...]:
    """Newton's step that adds zx and ws to the products of the pairs: of −β, x, z, w."""
    force = zx / at.x - ws / at.s
    move = -inner @ (rows.T @ (scale * force))
    dx = scale * (rows @ move + force)
    return move, dx, (zx - at.z * dx) / at.x, (ws + at.w * dx) / at.s


def _most(a: Floats, da: Floats, b: Floats, db: Floats) -> float:
    """The longest step, at most 1, that keeps both above zero."""
    shrinking = max(float((-da / a).max()), float((-db / b).max()), 0.0)
    return min(1.0, 0.99995 / shrinking) if shrinking else 1.0


def _vertex(y: Floats, rows: Floats, beta: Floats) -> Floats | None:
    """The solution goes through p points: the nearest ones that are independent."""
    p = rows.shape[1]
    chosen: list[int] = []
    basis = np.zeros((0, p))
    for row in np.argsort(np.abs(y - rows @ beta))[: 20 * p]:
        rest = rows[row] - basis.T @ (basis @ rows[row])
        size = float(np.linalg.norm(rest))
        if size > 1e-7 * float(np.linalg.norm(rows[row])):
            chosen.append(int(row))
            basis = np.vstack([basis, rest / size])
        if len(chosen) == p:
            return np.asarray(np.linalg.solve(rows[chosen], y[chosen]))
    return None
