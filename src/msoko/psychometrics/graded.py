"""Instruments scaled by the graded response model and by the three-parameter model with a prior on guessing."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from msoko.psychometrics.categories import Categories, Graded
from msoko.psychometrics.patterns import Calibrated, calibrate
from msoko.psychometrics.remarks import Remark
from msoko.psychometrics.responses import Floats, Responses, fit_to_be_scaled

Family = TypeVar("Family", bound=Categories)
TINY_SLOPE, STEEP_SLOPE = 0.2, 5.0


def scale_graded(responses: Responses) -> Calibrated[Graded]:
    """Graded response model (Samejima 1969) by marginal likelihood; the first group is N(0, 1), others are free.

    curves.thresholds: b, I × K; errors: of a and c = a·b; threshold_errors gives those of b. Raises Refused: fewer
    than two useful items, a category nobody reached.
    """
    given, remarks = fit_to_be_scaled(responses)
    steps = np.full((len(given.items), int(given.most.max())), np.nan)
    for i, most in enumerate(given.most):
        above = np.array([_share(given, i, k) for k in range(1, most + 1)])
        steps[i, :most] = -np.log(above / (1 - above))
    return _with_doubts(calibrate(given, Graded(np.column_stack([np.ones(len(steps)), steps])), remarks))


def _share(responses: Responses, item: int, k: int) -> float:
    """Weighted share of those who answered the item with k points or more."""
    known = responses.known[:, item]
    return float(np.average(responses.scores[known, item] >= k, weights=responses.weights[known]))


def threshold_errors(found: Calibrated[Graded]) -> Floats:
    """Standard errors of b_k = c_k / a by the delta method: I × K, NaN beyond the item's highest score."""
    errors = np.full(found.curves.steps.shape, np.nan)
    first = 0
    for i, most in enumerate(found.curves.most):
        block = found.covariance[first : first + most + 1, first : first + most + 1]
        a, c = found.curves.slopes[i], found.curves.steps[i, :most]
        variance = np.diag(block)[1:] / a**2 - 2 * c / a**3 * block[0, 1:] + c**2 / a**4 * block[0, 0]
        errors[i, :most] = np.sqrt(np.maximum(variance, 0.0))
        first += most + 1
    return errors


def _with_doubts(found: Calibrated[Family]) -> Calibrated[Family]:
    said = [
        Remark(code, item=name, found=f"{slope:.2f}".replace(".", ","))
        for name, slope in zip(found.responses.items, found.curves.slopes, strict=True)
        if (code := _doubt(float(slope)))
    ]
    return replace(found, remarks=(*found.remarks, *said))


def _doubt(slope: float) -> str:
    if slope < 0:
        return "slope-negative"
    return "slope-tiny" if slope < TINY_SLOPE else "slope-steep" if slope > STEEP_SLOPE else ""
