"""Where on the scale a work measures well: information of items and of the whole, and the error it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.responses import Floats

_GRID = np.round(np.arange(-4.0, 4.01, 0.25), 2)


@dataclass(frozen=True)
class Precision:
    """theta: Q points in sds of the first group around its mean. items: I × Q, Fisher information of each item under
    its own curve; whole: Q, their sum (Birnbaum 1968). se: Q, 1 / √whole, of a maximum likelihood estimate.

    reliability: Q, σ² / (σ² + se²), what the work would have among persons measured as at that point; σ is the first
    group's. best: θ at which the work measures best.
    """

    theta: Floats
    items: Floats
    whole: Floats
    se: Floats
    reliability: Floats
    best: float


def precision(found: Scaled | Calibrated[Any], theta: Floats | None = None) -> Precision:
    """theta: points on the scale; without it from −4 to 4 sds of the first group by a quarter. Local independence is
    assumed: items that hang together (Q3) make the work look more precise than it is.
    """
    mean, sd = float(found.population.means[0]), float(found.population.sds[0])
    points = mean + sd * _GRID if theta is None else np.asarray(theta, dtype=float)
    items = found.curves.information(points)
    whole = items.sum(axis=0)
    se = 1 / np.sqrt(np.maximum(whole, 1e-300))
    return Precision(points, items, whole, se, sd**2 / (sd**2 + se**2), float(points[whole.argmax()]))
