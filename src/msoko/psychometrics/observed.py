"""The expectations of one EM step, the gradient and the observed information of the marginal likelihood.

The complete-data score of a person at θ is, for c_k of item i, P_ik(θ) − 1[x = k], for its slope θ·(x − E_i(θ)), and
for the population the usual normal scores. Louis (1982): observed = expected complete information − Σ of the
posterior covariance of that score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.population import Drawn, Population
from msoko.psychometrics.reduced import Reduced
from msoko.psychometrics.responses import Floats

if TYPE_CHECKING:
    from msoko.psychometrics.marginal import Free

_ROWS = 20_000  # rows taken at once, so that a million persons fit


@dataclass(frozen=True)
class Expected(Drawn):
    """At given parameters: at_nodes U × Q, weight of rows by mask at each node; scores I × Q, Σ weight·posterior·x.

    counts: I × (K+1) as in the data.
    """

    curves: Curves
    log_likelihood: float
    at_nodes: Floats
    scores: Floats
    masks: Floats
    counts: Floats

    @property
    def persons(self) -> Floats:
        """Expected number of persons who answered each item at each node: I × Q."""
        return np.asarray(self.masks.T @ self.at_nodes)

    def item_derivatives(self) -> tuple[Floats, Floats]:
        """Gradient I × (1+K) and information I × (1+K) × (1+K) of the expected complete likelihood: slope, then
        steps.
        """
        p = self.curves.probabilities(self.theta)
        mean, variance, _ = self.curves.moments(self.theta)
        n = self.persons
        steps = np.einsum("iq,ikq->ik", n, p[:, 1:]) - self.counts[:, 1:]
        slope = ((self.scores - n * mean) * self.theta).sum(axis=1)
        width = p.shape[1] - 1
        information = np.zeros((len(n), width + 1, width + 1))
        information[:, 0, 0] = (n * variance * self.theta**2).sum(axis=1)
        k = np.arange(1, width + 1, dtype=float)[None, :, None]
        cross = -np.einsum("iq,ikq->ik", n * self.theta, p[:, 1:] * (k - mean[:, None, :]))
        information[:, 0, 1:] = information[:, 1:, 0] = cross
        both = -np.einsum("iq,ikq,ilq->ikl", n, p[:, 1:], p[:, 1:])
        both[:, np.arange(width), np.arange(width)] += np.einsum("iq,ikq->ik", n, p[:, 1:])
        information[:, 1:, 1:] = both
        known = np.isfinite(self.curves.steps)
        return np.column_stack([slope, np.where(known, steps, 0.0)]), information

    def gradient(self, data: Reduced, free: Free) -> Floats:
        """Of the marginal log likelihood, in the order of Free and then the population (Fisher's identity)."""
        items, _ = self.item_derivatives()
        return np.concatenate([items[np.column_stack([free.slopes, free.steps])], self.population_gradient()])


def posterior(
    data: Reduced, curves: Curves, population: Population, theta: Floats, rows: slice
) -> tuple[Floats, Floats]:
    """Posterior weights of the nodes for some rows, and the logarithm of each row's marginal likelihood."""
    sums = (data.masks @ curves.log_sums(theta))[data.mask[rows]]
    log = (data.answers[rows] @ curves.slopes)[:, None] * theta - sums
    prior = population.log_prior(theta, data.groups[rows], data.background[rows])
    log += prior if len(population.beta) else prior[data.groups[rows]]
    top = log.max(axis=1, keepdims=True)
    np.exp(log - top, out=log)
    size = log.sum(axis=1, keepdims=True)
    return np.asarray(log / size), np.asarray((np.log(size) + top)[:, 0])


def _slices(count: int) -> list[slice]:
    return [slice(first, min(first + _ROWS, count)) for first in range(0, count, _ROWS)]


def expect(data: Reduced, curves: Curves, population: Population) -> Expected:
    """The E-step."""
    theta = population.nodes()
    at_nodes = np.zeros((len(data.masks), len(theta)))
    scores = np.zeros((data.answers.shape[1], len(theta)))
    by_group = np.zeros((len(population.means), len(theta)))
    total, squares = 0.0, np.zeros((0, 0))
    for rows in _slices(len(data.weight)):
        after, marginal = posterior(data, curves, population, theta, rows)
        weight = data.weight[rows]
        total += float(weight @ marginal)
        after *= weight[:, None]
        _add(at_nodes, data.mask[rows], after)
        _add(by_group, data.groups[rows], after)
        scores += data.answers[rows].T @ after
        if len(population.beta):
            part = _regression(data, population, theta, rows, after)
            squares = part if not squares.size else squares + part
    return Expected(
        population, theta, by_group, squares, curves, total - data.constant(curves), at_nodes, scores, data.masks,
        data.counts,
    )  # fmt: skip


def _add(sums: Floats, where: np.ndarray, what: Floats) -> None:
    if len(sums) == 1:
        sums[0] += what.sum(axis=0)
    else:
        order = np.argsort(where, kind="stable")
        first = np.flatnonzero(np.diff(where[order], prepend=-1))
        sums[where[order][first]] += np.add.reduceat(what[order], first, axis=0)


def _regression(data: Reduced, population: Population, theta: Floats, rows: slice, after: Floats) -> Floats:
    """First row: gradient of (means, log sds, beta) that are free; the rest: expected complete information."""
    scores = population.scores(theta, data.groups[rows], data.background[rows])
    gradient = np.einsum("nq,npq->p", after, scores)
    groups = data.groups[rows]
    weight, sds = after.sum(axis=1), population.sds[groups]
    design = np.column_stack([
        (groups[:, None] == np.flatnonzero(population.free_means)[None, :]).astype(float), data.background[rows],
    ])  # fmt: skip
    inner = (design * (weight / sds**2)[:, None]).T @ design
    logs = np.diag(2 * np.array([weight[groups == g].sum() for g in np.flatnonzero(population.free_sds)]))
    m, s = sum(population.free_means), sum(population.free_sds)
    order = [
        *range(m),
        *range(m + len(population.beta), m + len(population.beta) + s),
        *range(m, m + len(population.beta)),
    ]
    whole = np.zeros((len(order), len(order)))
    split = m + len(population.beta)
    whole[:split, :split], whole[split:, split:] = inner, logs
    return np.vstack([gradient, whole[np.ix_(order, order)]])


def information(data: Reduced, state: Expected, free: Free) -> Floats:
    """Observed information of the free parameters, in the order of Free and then the population."""
    chosen = np.column_stack([free.slopes, free.steps])
    item_of, which = np.nonzero(chosen)
    complete = complete_information(data, state, free)
    theta, curves = state.theta, state.curves
    p = curves.probabilities(theta)
    mean = curves.moments(theta)[0]
    slope = which == 0
    curve = np.where(
        slope[:, None], -theta * mean[item_of], p[item_of, which]
    )  # what varies with θ, without the answer
    lost = np.zeros(complete.shape)
    for rows in _slices(len(data.weight)):
        after, _ = posterior(data, curves, state.population, theta, rows)
        lost += _lost(data, state, rows, after, item_of, slope, curve)
    return np.asarray(complete - lost)


def complete_information(data: Reduced, state: Expected, free: Free) -> Floats:
    """Expected complete information: a block an item, then the population's."""
    _, blocks = state.item_derivatives()
    chosen = np.column_stack([free.slopes, free.steps])
    items = int(chosen.sum())
    population = state.population_information()
    whole = np.zeros((items + len(population), items + len(population)))
    first = 0
    for i, block in enumerate(blocks):
        width = int(chosen[i].sum())
        whole[first : first + width, first : first + width] = block[np.ix_(chosen[i], chosen[i])]
        first += width
    whole[items:, items:] = population
    return whole


def _lost(
    data: Reduced, state: Expected, rows: slice, after: Floats, item_of: np.ndarray, slope: np.ndarray, curve: Floats
) -> Floats:
    """Σ weight·Cov(score | answers) of some rows. A score is v·θ + mask·curve(θ): v is the answer for a slope, else
    0.
    """
    theta, weight = state.theta, data.weight[rows]
    mask = data.masks[data.mask[rows]][:, item_of]
    v = np.where(slope, data.answers[rows][:, item_of], 0.0)
    population = state.population.scores(theta, data.groups[rows], data.background[rows])
    m1, m2 = after @ theta, after @ theta**2
    fixed = mask * (after @ curve.T)
    tilted = mask * ((after * theta) @ curve.T)
    mean = np.column_stack([v * m1[:, None] + fixed, np.einsum("nq,npq->np", after, population)])
    items = len(item_of)
    whole = np.zeros((mean.shape[1], mean.shape[1]))
    cross = (v * weight[:, None]).T @ tilted
    whole[:items, :items] = (
        (v * (weight * m2)[:, None]).T @ v + cross + cross.T + _curves(data, rows, after, item_of, curve)
    )
    if population.shape[1]:
        weighted = after * weight[:, None]
        for b in range(population.shape[1]):
            own = weighted * population[:, b]
            column = v.T @ (own @ theta) + (mask * (own @ curve.T)).sum(axis=0)
            whole[:items, items + b] = whole[items + b, :items] = column
        whole[items:, items:] = np.einsum("nq,naq,nbq->ab", weighted, population, population)
    return np.asarray(whole - (mean * weight[:, None]).T @ mean)


def _curves(data: Reduced, rows: slice, after: Floats, item_of: np.ndarray, curve: Floats) -> Floats:
    """Σ over persons and nodes of (mask·curve)(mask·curve)ᵀ."""
    sums = np.zeros((len(data.masks), after.shape[1]))
    _add(sums, data.mask[rows], after * data.weight[rows][:, None])
    if len(data.masks) == 1:
        return np.asarray((curve * (data.masks[0][item_of, None] * sums[0])) @ (curve * data.masks[0][item_of, None]).T)
    used = np.flatnonzero(sums.any(axis=1))
    masks, sums = data.masks[used], sums[used]
    whole = np.zeros((len(item_of), len(item_of)))
    for q in range(after.shape[1]):
        both = (masks * sums[:, q : q + 1]).T @ masks
        whole += both[np.ix_(item_of, item_of)] * np.outer(curve[:, q], curve[:, q])
    return whole
