"""Instruments scaled by the graded response model and by the three-parameter model with a prior on guessing."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from msoko.psychometrics.categories import Categories, Graded, Guessing
from msoko.psychometrics.likelihood import STEEP_SLOPE
from msoko.psychometrics.patterns import Calibrated, calibrate
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses, fit_to_be_scaled

Family = TypeVar("Family", bound=Categories)
TINY_SLOPE = 0.2
PRIOR_PERSONS = 20.0  # how many persons who guess the prior of guessing weighs by default, as in BILOG
FEW_PERSONS = 500


def scale_graded(responses: Responses) -> Calibrated[Graded]:
    """Graded response model (Samejima 1969) by marginal likelihood; the first group is N(0, 1), others are free.

    curves.thresholds: b, I × K; errors: of a and c = a·b; difficulty_errors gives those of b. Raises Refused: fewer
    than three useful items, a category nobody reached.
    """
    given, remarks = fit_to_be_scaled(responses, least=3)
    steps = np.full((len(given.items), int(given.most.max())), np.nan)
    for i, most in enumerate(given.most):
        above = np.array([_share(given, i, k) for k in range(1, most + 1)])
        steps[i, :most] = -np.log(above / (1 - above))
    return _with_doubts(calibrate(given, Graded(np.column_stack([np.ones(len(steps)), steps])), remarks))


def scale_guessing(
    responses: Responses, *, options: int = 4, beta: tuple[float, float] | None = None
) -> Calibrated[Guessing]:
    """Three-parameter model (Birnbaum 1968): right or wrong items that can be guessed. The mode of the likelihood
    times a prior on each guessing parameter (Mislevy 1986); the first group is N(0, 1).

    Prior: g ~ Beta(α, β) given as beta; without it α = 1 + 20/options, β = 1 + 20·(1 − 1/options), whose mode is
    1/options. curves: slopes a, locations b, guessing g; errors: of a, c = a·b and logit g. log_likelihood is without
    the prior. Raises Refused: more than two categories, fewer than two options, a prior without a mode inside (0, 1).
    """
    given, remarks = fit_to_be_scaled(responses, least=3)
    for name, most in zip(given.items, given.most, strict=True):
        if most > 1:
            raise Refused("two-categories-only", item=name)
    if options < 2:
        raise Refused("options-few", found=options)
    of = beta or (1 + PRIOR_PERSONS / options, 1 + PRIOR_PERSONS * (1 - 1 / options))
    if not min(of) > 1:
        raise Refused("prior-flat")
    mode = (of[0] - 1) / (of[0] + of[1] - 2)
    known = np.array([max(_share(given, i, 1) - mode, 0.02) / (1 - mode) for i in range(len(given.items))])
    start = np.column_stack([
        np.ones(len(known)), -np.log(known / (1 - known)), np.full(len(known), np.log(mode / (1 - mode))),
    ])  # fmt: skip
    found = calibrate(given, Guessing(start, of), remarks)
    few = float(given.weights.sum()) < FEW_PERSONS
    said = [Remark("guessing-few", count=round(float(given.weights.sum())), least=FEW_PERSONS)] if few else []
    return _with_doubts(replace(found, remarks=(*found.remarks, *said)))


def difficulty_errors(found: Calibrated[Graded] | Calibrated[Guessing]) -> Floats:
    """Standard errors of b = c / a by the delta method: I × K, NaN beyond the item's highest score."""
    width = int(found.curves.most.max())
    errors = np.full((len(found.errors), width), np.nan)
    first = 0
    for i, most in enumerate(found.curves.most):
        block = found.covariance[first : first + most + 1, first : first + most + 1]
        a, c = found.curves.parameters[i, 0], found.curves.parameters[i, 1 : most + 1]
        variance = np.diag(block)[1:] / a**2 - 2 * c / a**3 * block[0, 1:] + c**2 / a**4 * block[0, 0]
        errors[i, :most] = np.sqrt(np.maximum(variance, 0.0))
        first += int(found.free[i].sum())
    return errors


def _share(responses: Responses, item: int, k: int) -> float:
    """Weighted share of those who answered the item with k points or more."""
    known = responses.known[:, item]
    return float(np.average(responses.scores[known, item] >= k, weights=responses.weights[known]))


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
