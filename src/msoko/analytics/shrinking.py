"""Many estimates with errors of their own at once: each drawn towards the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.panel import Floats
from msoko.analytics.remarks import Refused

LEAST = 5
_Z = 1.959963984540054


@dataclass(frozen=True)
class Shrunken:
    """mean: of all, weighted. between: variance of what is estimated. estimate, error, low, high: of each, 95 %."""

    mean: float
    between: float
    estimate: Floats
    error: Floats
    low: Floats
    high: Floats


def towards_the_rest(estimates: Sequence[float] | Floats, errors: Sequence[float] | Floats) -> Shrunken:
    """Empirical Bayes of Morris (1983, JASA 78:47-55, §5): y_i ~ N(θ_i, V_i), θ_i ~ N(μ, A), V_i known.

    A solves Σ W_i[(k/(k−1))(y_i − μ)² − V_i − A] = 0 with W_i = 1/(V_i + A), the mean being weighted by W; the
    shrinkage is (k−3)/(k−1)·V_i/(V_i + A), and intervals carry the doubt about μ and A. Raises Refused: fewer than
    five estimates, or one without an error.
    """
    y, v = np.asarray(estimates, dtype=float), np.asarray(errors, dtype=float) ** 2
    k = len(y)
    if k < LEAST:
        raise Refused("shrink-few", count=k, least=LEAST)
    if not (np.isfinite(y).all() and (v > 0).all()):
        raise Refused("shrink-errors")
    between = _between(y, v)
    w = 1 / (v + between)
    mean = float(w @ y / w.sum())
    pull = (k - 3) / (k - 1) * v * w
    doubt = 2 / (k - 3) * pull**2 * (_weighted(v, w) + between) * w
    estimate = y - pull * (y - mean)
    error = np.sqrt(v * (1 - (1 - w / w.sum()) * pull) + doubt * (y - mean) ** 2)
    return Shrunken(mean, between, estimate, error, estimate - _Z * error, estimate + _Z * error)


def _between(y: Floats, v: Floats) -> float:
    """The root of Σ W(y − μ)² = k − 1 (Paule and Mandel 1982), which is Morris's A; 0 where it lies below."""
    from scipy.optimize import brentq

    def excess(a: float) -> float:
        w = 1 / (v + a)
        return float(w @ (y - w @ y / w.sum()) ** 2) - (len(y) - 1)

    if excess(0.0) <= 0:
        return 0.0
    top = float(np.var(y) * len(y)) + float(v.max())
    return float(brentq(excess, 0.0, top, xtol=1e-14 * max(top, 1.0), rtol=1e-13))


def _weighted(v: Floats, w: Floats) -> float:
    return float(w @ v / w.sum())
