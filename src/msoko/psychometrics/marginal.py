"""Marginal maximum likelihood for the partial credit family: EM to come near, Newton on the observed information to
end.

EM: Bock and Aitkin (1981). Observed information: Louis (1982). Rasch and partial credit: slopes 1, the sd of the
first group free; two-parameter and generalised partial credit: slopes free, the first group N(0, 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.likelihood import (
    LARGEST_MOVE,
    STEEP_SLOPE,
    Criteria,
    climb,
    inverse,
    newton_step,
    refuse_endless,
)
from msoko.psychometrics.observed import Expected, expect, information
from msoko.psychometrics.population import Population
from msoko.psychometrics.reduced import Reduced
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses, fit_to_be_scaled

TINY_SLOPE = 0.2


@dataclass(frozen=True)
class Scaled(Criteria):
    """A scaled instrument. se_slopes, se_steps: from the observed information, 0 for what was fixed; se_alone: of
    steps, as if the population and other parameters were known (what TAM prints).

    log_likelihood: of all answers, weighted; parameters: how many were estimated; covariance: of free parameters in
    the order slopes and steps item by item, then the population's.
    """

    responses: Responses
    curves: Curves
    population: Population
    se_slopes: Floats
    se_steps: Floats
    se_alone: Floats
    covariance: Floats
    log_likelihood: float
    parameters: int
    steps: int
    remarks: tuple[Remark, ...]
    background: Floats

    @property
    def persons(self) -> float:
        return float(self.responses.weights.sum())


@dataclass(frozen=True)
class Free:
    """Which item parameters are estimated: slopes I, steps I × K (False beyond an item's categories)."""

    slopes: np.ndarray
    steps: np.ndarray


def scale(
    responses: Responses,
    *,
    free_slopes: bool = False,
    background: Floats | None = None,
    anchors: dict[str, tuple[float, tuple[float, ...]]] | None = None,
    tolerance: float = 1e-7,
) -> Scaled:
    """Estimate the items and the population. free_slopes False: Rasch or partial credit; True: 2PL or GPCM.

    background: persons × variables, for latent regression (centre them: the first group's mean is 0 at z = 0).
    anchors: item -> (slope, cumulative steps c_1…): held fixed; the population is then free. Raises Refused: fewer
    than two useful items, a category nobody reached, an anchor that does not fit.
    """
    given, remarks = fit_to_be_scaled(responses, least=3 if free_slopes else 2)
    behind = np.zeros((len(given.scores), 0)) if background is None else _background(background, responses, given)
    curves, free = _start(given, free_slopes, anchors or {})
    population = Population.start(len(given.group_names), behind.shape[1], fix_sd=free_slopes, free=bool(anchors))
    data = Reduced.of(given, equal_slopes=len(set(curves.slopes)) == 1 and not free_slopes, background=behind)
    state, steps, converged = climb(
        expect(data, curves, population), lambda at: _em(data, at, free), lambda at: _newton(data, at, free),
        lambda before, after: _distance(given, before, after), tolerance,
    )  # fmt: skip
    if not converged and free_slopes:
        refuse_endless(given.items, state.curves.slopes, state.population.sds, STEEP_SLOPE)
    covariance = inverse(information(data, state, free))
    said = [*remarks, *_doubts(given, state.curves, state.population, free)]
    if not converged:
        said.append(Remark("not-converged", steps=steps))
    se_slopes, se_steps = _standard_errors(covariance, free)
    return Scaled(
        given, state.curves, state.population, se_slopes, se_steps, _alone(state), covariance, state.log_likelihood,
        len(covariance), steps,
        tuple(said), behind,
    )  # fmt: skip


def _background(background: Floats, before: Responses, after: Responses) -> Floats:
    """Rows of the persons that are left. Raises Refused for a missing value: nothing is filled in silently."""
    chosen = np.asarray(background, dtype=float)
    chosen = chosen[after.kept] if len(chosen) != len(before.scores) else chosen[np.isin(before.kept, after.kept)]
    if not np.isfinite(chosen).all():
        raise Refused("background-missing", count=int((~np.isfinite(chosen).all(axis=1)).sum()))
    return chosen


def _start(
    responses: Responses, free_slopes: bool, anchors: dict[str, tuple[float, tuple[float, ...]]]
) -> tuple[Curves, Free]:
    """Steps from the log odds of neighbouring categories; slopes 1."""
    most = responses.most
    steps = np.full((len(most), int(most.max())), np.nan)
    slopes = np.ones(len(most))
    free = Free(np.full(len(most), free_slopes), np.zeros(steps.shape, dtype=bool))
    for i, name in enumerate(responses.items):
        counts = [responses.weights[responses.scores[:, i] == k].sum() for k in range(most[i] + 1)]
        odds = np.log(np.array(counts[:-1]) / np.array(counts[1:]))
        steps[i, : most[i]] = np.cumsum(odds)
        free.steps[i, : most[i]] = True
        if name in anchors:
            slope, fixed = anchors[name]
            if len(fixed) != most[i]:
                raise Refused("anchor-categories", item=name, found=int(most[i]), expected=len(fixed))
            slopes[i], steps[i, : most[i]] = slope, fixed
            free.slopes[i], free.steps[i] = False, False
    return Curves(slopes, steps), free


def _distance(responses: Responses, a: Expected, b: Expected) -> float:
    refuse_endless(responses.items, b.curves.slopes, b.population.sds)
    moves = [np.abs(a.curves.slopes - b.curves.slopes), np.abs(np.nan_to_num(a.curves.steps - b.curves.steps))]
    moves += [np.abs(a.population.parameters - b.population.parameters)]
    return max(float(move.max(initial=0.0)) for move in moves)


def _em(data: Reduced, state: Expected, free: Free) -> Expected:
    """One Newton step for each item on its expected counts, and the moments of the population."""
    gradient, hessian = state.item_derivatives()
    width = gradient.shape[1]
    chosen = np.column_stack([free.slopes, free.steps])
    gradient = np.where(chosen, gradient, 0.0)
    hessian = np.where(chosen[:, :, None] & chosen[:, None, :], hessian, 0.0)
    hessian[:, np.arange(width), np.arange(width)] += np.where(chosen, 1e-9, 1.0)
    step = np.clip(np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0], -LARGEST_MOVE, LARGEST_MOVE)
    curves = Curves(
        state.curves.slopes + step[:, 0],
        state.curves.steps + np.where(np.isfinite(state.curves.steps), step[:, 1:], np.nan),
    )
    return expect(data, curves, state.updated_population())


def _newton(data: Reduced, state: Expected, free: Free) -> Expected | None:
    return newton_step(
        state, information(data, state, free), state.gradient(data, free),
        lambda step: expect(data, *moved_by(state, free, step)),
    )  # fmt: skip


def moved_by(state: Expected, free: Free, step: Floats) -> tuple[Curves, Population]:
    """Curves and population after a step of the free parameters."""
    chosen = np.column_stack([free.slopes, free.steps])
    whole = np.zeros(chosen.shape)
    count = int(chosen.sum())
    whole[chosen] = step[:count]
    known = np.isfinite(state.curves.steps)
    curves = Curves(
        state.curves.slopes + whole[:, 0], np.where(known, np.nan_to_num(state.curves.steps) + whole[:, 1:], np.nan)
    )
    return curves, state.population.moved(step[count:])


def _standard_errors(covariance: Floats, free: Free) -> tuple[Floats, Floats]:
    chosen = np.column_stack([free.slopes, free.steps])
    errors = np.zeros(chosen.shape)
    errors[chosen] = np.sqrt(np.maximum(np.diag(covariance)[: int(chosen.sum())], 0.0))
    return errors[:, 0], errors[:, 1:]


def _alone(state: Expected) -> Floats:
    _, blocks = state.item_derivatives()
    with np.errstate(divide="ignore"):
        errors = 1 / np.sqrt(np.einsum("ikk->ik", blocks)[:, 1:])
    return np.where(np.isfinite(state.curves.steps), errors, np.nan)


def _doubts(responses: Responses, curves: Curves, population: Population, free: Free) -> list[Remark]:
    said = []
    for name, slope, estimated in zip(responses.items, curves.slopes, free.slopes, strict=True):
        if estimated and slope < TINY_SLOPE:
            said.append(
                Remark(
                    "slope-negative" if slope < 0 else "slope-tiny", item=name, found=f"{slope:.2f}".replace(".", ",")
                )
            )
    if any(sd < 0.05 for sd, known in zip(population.sds, population.free_sds, strict=True) if known):
        said.append(Remark("variance-zero"))
    return said


def with_population(scaled: Scaled, population: Population) -> Scaled:
    """The same items for another population."""
    return replace(scaled, population=population)
