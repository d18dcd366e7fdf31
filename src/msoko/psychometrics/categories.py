"""Curves of categories in general, and the two families that are not of the partial credit kind.

Whoever knows the probabilities of categories and their derivatives can be estimated (patterns), its persons too
(answers), and its fit be tested (item_tests, margins). z = a·θ − c throughout, no factor 1.7.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.special import expit

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.responses import Floats, Integers


@dataclass(frozen=True)
class Categories(ABC):
    """parameters: I × P, NaN where an item has none; the first is the slope a."""

    parameters: Floats

    @property
    def slopes(self) -> Floats:
        return np.asarray(self.parameters[:, 0])

    @property
    @abstractmethod
    def most(self) -> Integers:
        """The highest score of each item."""

    @property
    @abstractmethod
    def locations(self) -> Floats:
        """One difficulty an item on the scale of θ."""

    @abstractmethod
    def probabilities(self, theta: Floats) -> Floats:
        """I × (K+1) × Q; zero for categories the item does not have."""

    @abstractmethod
    def by_parameter(self, theta: Floats) -> tuple[Floats, Floats]:
        """First and second derivatives of the probabilities: I × (K+1) × P × Q and I × (K+1) × P × P × Q."""

    @abstractmethod
    def by_theta(self, theta: Floats) -> tuple[Floats, Floats]:
        """First and second derivatives of the probabilities by θ: I × (K+1) × Q each."""

    def possible(self) -> bool:
        """Are the parameters within their space?"""
        return bool(np.isfinite(self.parameters[:, 0]).all())

    def prior(self) -> tuple[float, Floats, Floats]:
        """Log density of the parameters, its gradient and minus its second derivatives, I × P each; none by default."""
        return 0.0, np.zeros(self.parameters.shape), np.zeros(self.parameters.shape)

    def moved(self, step: Floats) -> Self:
        """step: I × P, ignored where the item has no such parameter."""
        known = np.isfinite(self.parameters)
        return replace(self, parameters=np.where(known, np.nan_to_num(self.parameters) + step, np.nan))

    def information(self, theta: Floats) -> Floats:
        """Fisher information of each item: Σ (dP/dθ)² / P, I × Q."""
        p, first = self.probabilities(theta), self.by_theta(theta)[0]
        return np.asarray((first**2 / np.where(p > 0, p, 1.0)).sum(axis=1))


@dataclass(frozen=True)
class Graded(Categories):
    """Graded response (Samejima 1969): P(x ≥ k | θ) = logistic(a·θ − c_k), c_1 < c_2 < …; b_k = c_k / a.

    parameters: a, c_1 … c_K. With two categories it is the two-parameter model.
    """

    @property
    def steps(self) -> Floats:
        return np.asarray(self.parameters[:, 1:])

    @property
    def most(self) -> Integers:
        return np.asarray(np.isfinite(self.steps).sum(axis=1).astype(np.int64))

    @property
    def thresholds(self) -> Floats:
        """b_k: θ at which k points or more are as likely as fewer, I × K."""
        return np.asarray(self.steps / self.slopes[:, None])

    @property
    def locations(self) -> Floats:
        """The mean of the thresholds."""
        return np.asarray(np.nanmean(self.thresholds, axis=1))

    def possible(self) -> bool:
        return super().possible() and bool((np.nan_to_num(np.diff(self.steps, axis=1), nan=1.0) > 0).all())

    def _boundaries(self, theta: Floats) -> Floats:
        """z of P(x ≥ k) for k = 0 … K+1: ∞, a·θ − c_k, −∞; I × (K+2) × Q, −∞ beyond the item's highest score."""
        z = self.slopes[:, None, None] * theta - self.steps[:, :, None]
        end = np.full((len(z), 1, len(theta)), np.inf)
        return np.concatenate([end, np.where(np.isfinite(z), z, -np.inf), -end], axis=1)

    def probabilities(self, theta: Floats) -> Floats:
        """P(x ≥ k) − P(x ≥ k + 1), as a product, so that a small one is not lost in the difference."""
        z = self._boundaries(theta)
        with np.errstate(invalid="ignore"):
            apart = np.nan_to_num(1 - np.exp(z[:, 1:] - z[:, :-1]), nan=0.0)
        return np.asarray(_logistic(z[:, :-1]) * _logistic(-z[:, 1:]) * apart)

    def by_theta(self, theta: Floats) -> tuple[Floats, Floats]:
        z = self._boundaries(theta)
        p, a = self.probabilities(theta), self.slopes[:, None, None]
        first = a * (_logistic(-z[:, :-1]) - _logistic(z[:, 1:]))  # of log P
        bend, _ = _bend(z)
        return p * first, p * (first**2 - a**2 * (bend[:, :-1] + bend[:, 1:]))

    def by_parameter(self, theta: Floats) -> tuple[Floats, Floats]:
        first, second = _bend(self._boundaries(theta)[:, 1:-1])
        items, steps, nodes = first.shape
        inner = np.zeros((items, steps, steps + 1, nodes))  # dz_k / d(a, c_1 … c_K)
        inner[:, :, 0] = theta
        inner[:, np.arange(steps), np.arange(1, steps + 1)] = -1.0
        outer = inner[:, :, :, None] * inner[:, :, None, :]
        return _differences(first[:, :, None] * inner, 0.0), _differences(second[:, :, None, None] * outer, 0.0)


@dataclass(frozen=True)
class Guessing(Categories):
    """Three parameters (Birnbaum 1968): P(right | θ) = g + (1 − g)·logistic(a·θ − c). parameters: a, c, logit g.

    beta: (α, β) of the prior density of g, Beta(α, β). It weighs like α + β − 2 persons who surely guess.
    """

    beta: tuple[float, float]

    @property
    def guessing(self) -> Floats:
        return np.asarray(1 / (1 + np.exp(-self.parameters[:, 2])))

    @property
    def most(self) -> Integers:
        return np.ones(len(self.parameters), dtype=np.int64)

    @property
    def locations(self) -> Floats:
        """b = c / a: θ at which the chance is halfway between g and 1."""
        return np.asarray(self.parameters[:, 1] / self.slopes)

    def prior(self) -> tuple[float, Floats, Floats]:
        alpha, beta = self.beta[0] - 1, self.beta[1] - 1
        g = self.guessing
        gradient, information = np.zeros(self.parameters.shape), np.zeros(self.parameters.shape)
        gradient[:, 2] = alpha - (alpha + beta) * g
        information[:, 2] = (alpha + beta) * g * (1 - g)
        return float((alpha * np.log(g) + beta * np.log1p(-g)).sum()), gradient, information

    def _boundary(self, theta: Floats) -> Floats:
        return np.asarray(self.slopes[:, None] * theta - self.parameters[:, 1:2])[:, None]

    def probabilities(self, theta: Floats) -> Floats:
        g, z = self.guessing[:, None, None], self._boundary(theta)
        return np.concatenate([(1 - g) * _logistic(-z), g + (1 - g) * _logistic(z)], axis=1)

    def by_theta(self, theta: Floats) -> tuple[Floats, Floats]:
        first, second = _bend(self._boundary(theta))
        size, a = 1 - self.guessing[:, None, None], self.slopes[:, None, None]
        return _differences(size * a * first, 0.0), _differences(size * a**2 * second, 0.0)

    def by_parameter(self, theta: Floats) -> tuple[Floats, Floats]:
        z = self._boundary(theta)
        first, second = _bend(z)
        wrong = _logistic(-z)
        g = self.guessing[:, None, None]
        d1, d2 = g * (1 - g), g * (1 - g) * (1 - 2 * g)
        inner = np.zeros((len(g), 1, 3, len(theta)))
        inner[:, :, 0], inner[:, :, 1] = theta, -1.0
        gradient = (1 - g)[:, :, None] * first[:, :, None] * inner
        gradient[:, :, 2] = d1 * wrong
        outer = (1 - g)[..., None, None] * second[:, :, None, None] * inner[:, :, :, None] * inner[:, :, None, :]
        cross = -d1[:, :, None] * first[:, :, None] * inner
        outer[:, :, 2, :], outer[:, :, :, 2] = cross, cross
        outer[:, :, 2, 2] = d2 * wrong
        return _differences(gradient, 0.0), _differences(outer, 0.0)


@dataclass(frozen=True)
class PartialCredit(Categories):
    """The partial credit family as any other: for what needs derivatives of all. parameters: a, c_1 … c_K."""

    @classmethod
    def of(cls, curves: Curves) -> PartialCredit:
        return cls(np.column_stack([curves.slopes, curves.steps]))

    @property
    def curves(self) -> Curves:
        return Curves(self.slopes, self.parameters[:, 1:])

    @property
    def most(self) -> Integers:
        return self.curves.most

    @property
    def locations(self) -> Floats:
        return self.curves.locations

    def probabilities(self, theta: Floats) -> Floats:
        return self.curves.probabilities(theta)

    def by_theta(self, theta: Floats) -> tuple[Floats, Floats]:
        p, (mean, variance, _) = self.probabilities(theta), self.curves.moments(theta)
        away = np.arange(p.shape[1])[None, :, None] - mean[:, None]
        a = self.slopes[:, None, None]
        return a * p * away, a**2 * p * (away**2 - variance[:, None])

    def by_parameter(self, theta: Floats) -> tuple[Floats, Floats]:
        p = self.probabilities(theta)
        items, categories, nodes = p.shape
        inner = np.zeros((items, categories, categories, nodes))  # of log weights a·k·θ − c_k
        inner[:, :, 0] = np.arange(categories)[:, None] * theta
        inner[:, np.arange(1, categories), np.arange(1, categories)] = -1.0
        away = inner - np.einsum("ikq,ikpq->ipq", p, inner)[:, None]
        spread = np.einsum("ikq,ikpq,ikrq->iprq", p, away, away)[:, None]
        return p[:, :, None] * away, p[:, :, None, None] * (away[:, :, :, None] * away[:, :, None, :] - spread)


def _differences(boundaries: Floats, first: float) -> Floats:
    """Probabilities of categories from P(x ≥ k), k = 1 … K: first − B_1, B_1 − B_2, …, B_K; likewise derivatives."""
    ends = np.zeros_like(boundaries[:, :1])
    above, below = np.concatenate([ends + first, boundaries], axis=1), np.concatenate([boundaries, ends], axis=1)
    return np.asarray(above - below)


def _logistic(z: Floats) -> Floats:
    return np.asarray(expit(z))


def _bend(z: Floats) -> tuple[Floats, Floats]:
    """First and second derivative of the logistic curve."""
    above, below = _logistic(z), _logistic(-z)
    return above * below, above * below * (below - above)
