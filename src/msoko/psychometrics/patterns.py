"""Marginal maximum likelihood for any curves of categories: rows of like answers, EM, Newton, observed information.

EM: Bock and Aitkin (1981); with a prior on parameters the mode of the posterior (Mislevy 1986). Observed
information: Louis (1982), complete minus the posterior covariance of the complete-data score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from msoko.psychometrics.categories import Categories
from msoko.psychometrics.likelihood import (
    LARGEST_MOVE,
    STEEP_SLOPE,
    Chord,
    Criteria,
    climb,
    inverse,
    refuse_endless,
)
from msoko.psychometrics.population import Drawn, Population
from msoko.psychometrics.reduced import unique_rows
from msoko.psychometrics.remarks import Remark
from msoko.psychometrics.responses import ABSENT, Floats, Integers, Responses

_ROWS = 4_000  # rows taken at once
_LEAST = 1e-300
_NOBODY = 1e-9  # a share of a person that is left out of a covariance
Curves = TypeVar("Curves", bound=Categories)


@dataclass(frozen=True)
class Patterns:
    """One row for persons who answered alike within a group, the weak first, so that neighbours share their nodes.

    scores: rows × I; person: person -> row.
    """

    scores: NDArray[np.int32]
    weight: Floats
    groups: Integers
    person: Integers
    categories: int

    @classmethod
    def of(cls, responses: Responses) -> Patterns:
        keys, row = unique_rows(np.column_stack([responses.scores, responses.groups.astype(np.int32)]).astype(np.int32))
        order = np.argsort(np.maximum(keys[:, :-1], 0).sum(axis=1), kind="stable")
        keys, row = keys[order], np.argsort(order)[row]
        weight = np.bincount(row, responses.weights).astype(float)
        return cls(keys[:, :-1], weight, keys[:, -1].astype(np.int64), row, int(responses.most.max()) + 1)

    def slices(self) -> list[slice]:
        return [slice(first, min(first + _ROWS, len(self.weight))) for first in range(0, len(self.weight), _ROWS)]

    def indicators(self, rows: slice) -> Floats:
        """Rows × I·(K+1): 1 where the item was answered in that category."""
        scores = self.scores[rows]
        found = scores[:, :, None] == np.arange(self.categories)
        return np.asarray(found.reshape(len(scores), -1).astype(float))


def posterior(
    data: Patterns, curves: Categories, population: Population, theta: Floats, rows: slice
) -> tuple[Floats, Floats]:
    """Posterior weights of the nodes for some rows, and the logarithm of each row's marginal likelihood."""
    logs = np.log(np.maximum(curves.probabilities(theta), _LEAST)).reshape(-1, len(theta))
    log = data.indicators(rows) @ logs
    log += population.log_prior(theta, data.groups[rows], np.zeros((0, 0)))[data.groups[rows]]
    top = log.max(axis=1, keepdims=True)
    np.exp(log - top, out=log)
    size = log.sum(axis=1, keepdims=True)
    return np.asarray(log / size), np.asarray((np.log(size) + top)[:, 0])


@dataclass(frozen=True)
class Counted(Drawn, Generic[Curves]):
    """After an E-step. counts: I × (K+1) × Q, expected persons by category and node. log_likelihood: with the prior."""

    curves: Curves
    counts: Floats
    log_likelihood: float

    def scores_of_answers(self) -> Floats:
        """Derivative of log P(x = k | θ) by each parameter: I × (K+1) × P × Q."""
        p = self.curves.probabilities(self.theta)
        return _shares(self.curves.by_parameter(self.theta)[0], p[:, :, None])

    def item_gradient(self) -> Floats:
        """I × P, with the prior."""
        return np.asarray(np.einsum("ikq,ikpq->ip", self.counts, self.scores_of_answers()) + self.curves.prior()[1])

    def gradient(self, free: np.ndarray) -> Floats:
        """Of the marginal log likelihood (Fisher's identity): free item parameters, then the population's."""
        return np.concatenate([self.item_gradient()[free], self.population_gradient()])

    def expected_blocks(self) -> Floats:
        """Expected information of each item for the persons expected at each node: I × P × P, never negative."""
        p = self.curves.probabilities(self.theta)
        scores = self.scores_of_answers()
        n = self.counts.sum(axis=1)
        return self._with_prior(np.einsum("iq,ikq,ikpq,ikrq->ipr", n, p, scores, scores, optimize=True))

    def observed_blocks(self) -> Floats:
        """Minus the second derivatives of the expected complete likelihood: I × P × P."""
        p = self.curves.probabilities(self.theta)
        scores, second = self.scores_of_answers(), self.curves.by_parameter(self.theta)[1]
        curved = np.einsum("ikq,ikprq->ipr", self.counts, _shares(second, p[:, :, None, None]))
        return self._with_prior(np.einsum("ikq,ikpq,ikrq->ipr", self.counts, scores, scores, optimize=True) - curved)

    def _with_prior(self, blocks: Floats) -> Floats:
        width = np.arange(blocks.shape[1])
        blocks[:, width, width] += self.curves.prior()[2]
        return blocks


def _shares(above: Floats, below: Floats) -> Floats:
    return np.asarray(above / np.where(below > 0, below, 1.0))


def expect(data: Patterns, curves: Curves, population: Population) -> Counted[Curves]:
    """The E-step."""
    theta = population.nodes()
    items = data.scores.shape[1]
    counts = np.zeros((items * data.categories, len(theta)))
    by_group = np.zeros((len(population.means), len(theta)))
    total = curves.prior()[0]
    for rows in data.slices():
        after, marginal = posterior(data, curves, population, theta, rows)
        total += float(data.weight[rows] @ marginal)
        after *= data.weight[rows][:, None]
        counts += data.indicators(rows).T @ after
        for group in range(len(by_group)):
            by_group[group] += after[data.groups[rows] == group].sum(axis=0)
    shaped = counts.reshape(items, data.categories, len(theta))
    return Counted(population, theta, by_group, np.zeros((0, 0)), curves, shaped, total)


def information(data: Patterns, state: Counted[Curves], free: np.ndarray) -> Floats:
    """Observed information of the free parameters: items' in the order of free, then the population's."""
    item_of, _ = np.nonzero(free)
    count = len(item_of)
    population = state.population_information()
    whole = np.zeros((count + len(population), count + len(population)))
    whole[count:, count:] = population
    for i, block in enumerate(state.observed_blocks()):
        mine = np.flatnonzero(item_of == i)
        whole[np.ix_(mine, mine)] = block[np.ix_(free[i], free[i])]
    for rows in data.slices():
        whole -= _lost(data, state, free, rows)
    return whole


def _lost(data: Patterns, state: Counted[Curves], free: np.ndarray, rows: slice) -> Floats:
    """Σ weight·Cov(score | answers) of some rows: node by node, so that it takes little room."""
    item_of, which = np.nonzero(free)
    after, _ = posterior(data, state.curves, state.population, state.theta, rows)
    answers = data.scores[rows][:, item_of]
    tables = np.ascontiguousarray(np.moveaxis(state.scores_of_answers(), -1, 0))
    nobody = np.zeros((len(answers), 0))
    of_population = state.population.scores(state.theta, data.groups[rows], nobody)
    weight = data.weight[rows]
    width = len(item_of) + of_population.shape[1]
    squares, mean = np.zeros((width, width)), np.zeros((len(answers), width))
    for q in np.flatnonzero(after.max(axis=0) > _NOBODY):
        own = np.where(answers == ABSENT, 0.0, tables[q][item_of, answers, which])
        score = np.column_stack([own, of_population[:, :, q]])
        share = after[:, q : q + 1]
        weighted = score * np.sqrt(share * weight[:, None])
        squares += weighted.T @ weighted
        mean += share * score
    return np.asarray(squares - mean.T @ (mean * weight[:, None]))


@dataclass(frozen=True)
class Calibrated(Criteria, Generic[Curves]):
    """A scaled instrument of a general family. errors: I × P, standard errors by the observed information, 0 for
    what was fixed. log_likelihood: of all answers, weighted, without the prior; parameters: how many were estimated.

    covariance: of free item parameters item by item, then of the population's.
    """

    responses: Responses
    curves: Curves
    population: Population
    errors: Floats
    covariance: Floats
    log_likelihood: float
    parameters: int
    steps: int
    remarks: tuple[Remark, ...]

    @property
    def persons(self) -> float:
        return float(self.responses.weights.sum())

    @property
    def free(self) -> np.ndarray:
        return np.asarray(self.errors > 0)


def calibrate(
    responses: Responses, curves: Curves, remarks: tuple[Remark, ...] = (), tolerance: float = 1e-7
) -> Calibrated[Curves]:
    """All item parameters from a start; the first group N(0, 1), other groups free. responses: fit to be scaled.

    Raises Refused: a slope that grows without end, so that there is no estimate.
    """
    data = Patterns.of(responses)
    free = np.isfinite(curves.parameters)
    population = Population.start(len(responses.group_names), 0, fix_sd=True)
    newton: Chord[Counted[Curves]] = Chord(
        lambda at: information(data, at, free), lambda at: at.gradient(free),
        lambda at, step: _moved(data, at, free, step),
    )  # fmt: skip
    state, steps, converged = climb(
        expect(data, curves, population), lambda at: _em(data, at, free), newton,
        lambda before, after: _distance(responses, before, after), tolerance,
    )  # fmt: skip
    if not converged:
        refuse_endless(responses.items, state.curves.slopes, state.population.sds, STEEP_SLOPE)
    covariance = inverse(information(data, state, free))
    errors = np.zeros(free.shape)
    errors[free] = np.sqrt(np.maximum(np.diag(covariance)[: int(free.sum())], 0.0))
    said = remarks if converged else (*remarks, Remark("not-converged", steps=steps))
    return Calibrated(
        responses, state.curves, state.population, errors, covariance,
        state.log_likelihood - state.curves.prior()[0], len(covariance), steps, said,
    )  # fmt: skip


def _em(data: Patterns, state: Counted[Curves], free: np.ndarray) -> Counted[Curves]:
    """A step of each item by its expected information, halved while it leaves the space; moments of the population."""
    blocks = np.where(free[:, :, None] & free[:, None, :], state.expected_blocks(), 0.0)
    width = np.arange(free.shape[1])
    blocks[:, width, width] += np.where(free, 1e-9, 1.0)
    gradient = np.where(free, state.item_gradient(), 0.0)
    step = np.clip(np.linalg.solve(blocks, gradient[:, :, None])[:, :, 0], -LARGEST_MOVE, LARGEST_MOVE)
    curves = state.curves.moved(step)
    while not curves.possible():
        step = step / 2
        curves = state.curves.moved(step)
    return expect(data, curves, state.updated_population())


def _moved(data: Patterns, state: Counted[Curves], free: np.ndarray, step: Floats) -> Counted[Curves] | None:
    """None where the step leaves the space of parameters."""
    whole, count = np.zeros(free.shape), int(free.sum())
    whole[free] = step[:count]
    curves = state.curves.moved(whole)
    return expect(data, curves, state.population.moved(step[count:])) if curves.possible() else None


def _distance(responses: Responses, a: Counted[Curves], b: Counted[Curves]) -> float:
    refuse_endless(responses.items, b.curves.slopes, b.population.sds)
    items = np.abs(np.nan_to_num(a.curves.parameters - b.curves.parameters)).max(initial=0.0)
    return max(float(items), float(np.abs(a.population.parameters - b.population.parameters).max(initial=0.0)))
