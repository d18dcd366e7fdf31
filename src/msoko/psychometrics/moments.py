"""What a model expects of one item and of two: means, products of pairs, how they vary together and with parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from msoko.psychometrics.categories import Categories, PartialCredit
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.responses import Floats

_TINY = 1e-150


@dataclass(frozen=True)
class Moments:
    """S of them: functions of one item, then products of the scores of two. values: U × (K+1), the function of each
    category; own: U, its item; pairs: two arrays of items.

    expected: S; covariance: S × S, of one person's moments; slopes: S × free parameters. correlations: of the scores
    of pairs under the model.
    """

    values: Floats
    own: np.ndarray
    pairs: tuple[np.ndarray, np.ndarray]
    expected: Floats
    covariance: Floats
    slopes: Floats
    correlations: Floats

    @classmethod
    def of(cls, found: Scaled | Calibrated[Any], by_category: bool = False) -> Moments:
        """Of one group. by_category: the functions of one item are its categories from 1, not its score."""
        curves, free = family_of(found)
        at = _AtNodes.of(found, curves, by_category)
        expected = at.moments @ at.prior
        return cls(
            at.values, at.own, at.pairs, expected, _products(at) - np.outer(expected, expected),
            np.column_stack([_by_items(at, curves, free), _by_population(at, found)]), _correlations(at),
        )  # fmt: skip

    def seen(self, scores: Floats) -> Floats:
        """The same moments of persons × items of scores."""
        chosen = self.values[np.arange(len(self.own)), scores[:, self.own].astype(int)]
        first, second = self.pairs
        return np.concatenate([chosen.mean(axis=0), (scores.T @ scores / len(scores))[first, second]])


@dataclass(frozen=True)
class _AtNodes:
    """p: I × (K+1) × Q; mean, square: of scores, I × Q; single: of functions of one item, U × Q."""

    theta: Floats
    prior: Floats
    p: Floats
    mean: Floats
    square: Floats
    values: Floats
    own: np.ndarray
    single: Floats
    pairs: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, found: Scaled | Calibrated[Any], curves: Categories, by_category: bool) -> _AtNodes:
        theta = found.population.nodes()
        prior = np.exp(found.population.log_prior(theta, np.zeros(1, dtype=np.int64), np.zeros((0, 0))))[0]
        p = curves.probabilities(theta)
        k = np.arange(p.shape[1], dtype=float)
        if by_category:
            own = np.repeat(np.arange(len(p)), curves.most)
            values = np.concatenate([np.eye(len(k))[1 : most + 1] for most in curves.most])
        else:
            own, values = np.arange(len(p)), np.tile(k, (len(p), 1))
        first, second = np.triu_indices(len(p), 1)
        return cls(
            theta, prior, p, np.einsum("ikq,k->iq", p, k), np.einsum("ikq,k->iq", p, k**2), values, own,
            np.einsum("uk,ukq->uq", values, p[own]), (first, second),
        )  # fmt: skip

    @property
    def moments(self) -> Floats:
        """S × Q: at a node items are independent."""
        first, second = self.pairs
        return np.concatenate([self.single, self.mean[first] * self.mean[second]])


def family_of(found: Scaled | Calibrated[Any]) -> tuple[Categories, np.ndarray]:
    """Curves as of any family, and which parameters were estimated."""
    if isinstance(found, Calibrated):
        return found.curves, found.free
    return PartialCredit.of(found.curves), np.column_stack([found.se_slopes, np.nan_to_num(found.se_steps)]) > 0


def _products(at: _AtNodes) -> Floats:
    """E of the product of two moments: S × S."""
    count = len(at.own)
    whole = (at.moments * at.prior) @ at.moments.T
    alike = at.own[:, None] == at.own
    same = np.einsum("uk,vk,ukq,q->uv", at.values, at.values, at.p[at.own], at.prior, optimize=True)
    whole[:count, :count] = np.where(alike, same, whole[:count, :count])
    k = np.arange(at.p.shape[1], dtype=float)
    with_score = np.einsum("uk,k,ukq->uq", at.values, k, at.p[at.own])
    beside = (with_score * at.prior) @ at.mean.T  # the item of the function is one of the pair; the other's score
    first, second = at.pairs
    mixed = np.where(at.own[:, None] == first, beside[:, second], whole[:count, count:])
    mixed = np.where(at.own[:, None] == second, beside[:, first], mixed)
    whole[:count, count:], whole[count:, :count] = mixed, mixed.T
    whole[count:, count:] = _products_of_pairs(at)
    return np.asarray(whole)


def _products_of_pairs(at: _AtNodes) -> Floats:
    """Of four scores: an item in both pairs comes squared."""
    first, second = at.pairs
    member = np.eye(len(at.mean))[first] + np.eye(len(at.mean))[second]
    whole = np.zeros((len(first), len(first)))
    logs = np.log(np.maximum(at.mean, _TINY))
    both = np.log(np.maximum(at.square, _TINY)) - 2 * logs
    for q, weight in enumerate(at.prior):
        single = member @ logs[:, q]
        whole += weight * np.exp(single[:, None] + single + (member * both[:, q]) @ member.T)
    return whole


def _by_items(at: _AtNodes, curves: Categories, free: np.ndarray) -> Floats:
    """Derivatives of the expected moments by the free item parameters: S × their number."""
    changes = curves.by_parameter(at.theta)[0]
    k = np.arange(changes.shape[1], dtype=float)
    first, second = at.pairs
    columns = []
    for i, p in zip(*np.nonzero(free), strict=True):
        own = changes[i, :, p] * at.prior
        single = np.where(at.own == i, at.values @ own.sum(axis=1), 0.0)
        beside = at.mean @ (k @ own)
        columns.append(
            np.concatenate([single, np.where(first == i, beside[second], np.where(second == i, beside[first], 0.0))])
        )
    return np.column_stack(columns) if columns else np.zeros((len(at.own) + len(first), 0))


def _by_population(at: _AtNodes, found: Scaled | Calibrated[Any]) -> Floats:
    scores = found.population.scores(at.theta, np.zeros(1, dtype=np.int64), np.zeros((1, 0)))[0]
    return np.asarray(at.moments @ (at.prior * (scores - (scores @ at.prior)[:, None])).T)


def _correlations(at: _AtNodes) -> Floats:
    first, second = at.pairs
    mean = at.mean @ at.prior
    sd = np.sqrt(at.square @ at.prior - mean**2)
    products = (at.mean[first] * at.mean[second]) @ at.prior
    return np.asarray((products - mean[first] * mean[second]) / (sd[first] * sd[second]))
