"""Two scales made one: constants from common items, θ* = slope·θ + shift puts the second scale on the first.

Mean–mean (Loyd and Hoover 1980), mean–sigma (Marco 1977), Haebara (1980), Stocking and Lord (1983). The error is that
of drawing common items (Monseur and Berezner 2007): sd of the differences / √items, and by leaving one item out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

NODES = np.linspace(-4, 4, 81)
LEAST_COMMON = 2


@dataclass(frozen=True)
class Link:
    """second scale -> first: θ* = slope·θ + shift. error: standard error of the shift, by differences of items."""

    method: str
    slope: float
    shift: float
    error: float

    def moved(self, curves: Curves) -> Curves:
        """Items of the second scale on the first."""
        k = np.arange(1, curves.steps.shape[1] + 1)
        slopes = curves.slopes / self.slope
        return Curves(slopes, curves.steps + slopes[:, None] * k * self.shift)


def link(first: Curves, second: Curves, method: str, nodes: Floats = NODES, weights: Floats | None = None) -> Link:
    """Common items in the same order. With equal slopes only the shift is estimated.

    weights: of the nodes, for the two characteristic curve methods; even if None.
    """
    if len(first.slopes) != len(second.slopes) or len(first.slopes) < LEAST_COMMON:
        raise Refused("too-few-common", count=min(len(first.slopes), len(second.slopes)), least=LEAST_COMMON)
    if not np.array_equal(first.most, second.most):
        raise Refused("common-categories")
    fixed = bool(np.allclose(first.slopes, 1) and np.allclose(second.slopes, 1))
    slope, shift = _METHODS[method](first, second, fixed, nodes, np.ones(len(nodes)) if weights is None else weights)
    differences = first.locations - slope * second.locations
    return Link(method, slope, shift, float(differences.std(ddof=1) / np.sqrt(len(differences))))


def _mean_mean(first: Curves, second: Curves, fixed: bool, nodes: Floats, weights: Floats) -> tuple[float, float]:
    slope = 1.0 if fixed else float(second.slopes.mean() / first.slopes.mean())
    return slope, float(first.locations.mean() - slope * second.locations.mean())


def _mean_sigma(first: Curves, second: Curves, fixed: bool, nodes: Floats, weights: Floats) -> tuple[float, float]:
    slope = float(first.locations.std() / second.locations.std())
    return slope, float(first.locations.mean() - slope * second.locations.mean())


def _haebara(first: Curves, second: Curves, fixed: bool, nodes: Floats, weights: Floats) -> tuple[float, float]:
    target = first.probabilities(nodes)[:, 1:]
    return _least(
        first,
        second,
        fixed,
        nodes,
        lambda moved: float((((moved.probabilities(nodes)[:, 1:] - target) ** 2) * weights).sum()),
    )


def _stocking_lord(first: Curves, second: Curves, fixed: bool, nodes: Floats, weights: Floats) -> tuple[float, float]:
    target = first.moments(nodes)[0].sum(axis=0)
    return _least(
        first,
        second,
        fixed,
        nodes,
        lambda moved: float(((moved.moments(nodes)[0].sum(axis=0) - target) ** 2 * weights).sum()),
    )


def _least(
    first: Curves, second: Curves, fixed: bool, nodes: Floats, loss: Callable[[Curves], float]
) -> tuple[float, float]:
    from scipy.optimize import minimize

    slope, shift = _mean_mean(first, second, fixed, nodes, nodes)

    def of(values: Floats) -> float:
        a, b = (1.0, values[0]) if fixed else (np.exp(values[1]), values[0])
        return loss(Link("", a, b, 0.0).moved(second))

    start = [shift] if fixed else [shift, np.log(slope)]
    found = minimize(of, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 4000}).x
    return (1.0 if fixed else float(np.exp(found[1]))), float(found[0])


_METHODS: dict[str, Callable[[Curves, Curves, bool, Floats, Floats], tuple[float, float]]] = {
    "mean-mean": _mean_mean,
    "mean-sigma": _mean_sigma,
    "haebara": _haebara,
    "stocking-lord": _stocking_lord,
}
