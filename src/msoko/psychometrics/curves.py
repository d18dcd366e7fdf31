"""Curves of the partial credit family: Rasch, two-parameter, partial credit and generalised partial credit items.

P(x = k | θ) ∝ exp(a·k·θ − c_k), c_0 = 0 (Rasch 1960; Birnbaum 1968; Masters 1982; Muraki 1992). No factor 1.7. With
one step: b = c_1 / a. With more: δ_k = c_k − c_(k−1) are the step difficulties times a.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.responses import Floats, Integers

NEVER = -1e30  # log weight of a category that the item does not have


@dataclass(frozen=True)
class Curves:
    """slopes: I; steps: I × K, cumulative c_1…c_K, NaN beyond the item's highest score."""

    slopes: Floats
    steps: Floats

    @property
    def most(self) -> Integers:
        return np.asarray(np.isfinite(self.steps).sum(axis=1).astype(np.int64))

    def log_weights(self, theta: Floats) -> Floats:
        """a·k·θ − c_k: I × (K+1) × Q."""
        cumulative = np.concatenate([np.zeros((len(self.slopes), 1)), self.steps], axis=1)
        k = np.arange(cumulative.shape[1])
        weights = self.slopes[:, None, None] * k[None, :, None] * theta - cumulative[:, :, None]
        return np.where(np.isfinite(weights), weights, NEVER)

    def log_sums(self, theta: Floats) -> Floats:
        """The logarithm of the denominator: I × Q."""
        weights = self.log_weights(theta)
        top = weights.max(axis=1, keepdims=True)
        return np.asarray(np.log(np.exp(weights - top).sum(axis=1)) + top[:, 0])

    def probabilities(self, theta: Floats) -> Floats:
        """I × (K+1) × Q; zero for categories the item does not have."""
        weights = self.log_weights(theta)
        shares = np.exp(weights - weights.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def moments(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected score, its variance and its third central moment: each I × Q."""
        p = self.probabilities(theta)
        k = np.arange(p.shape[1], dtype=float)
        mean = np.einsum("ikq,k->iq", p, k)
        away = k[None, :, None] - mean[:, None, :]
        return mean, (p * away**2).sum(axis=1), (p * away**3).sum(axis=1)

    def information(self, theta: Floats) -> Floats:
        """Fisher information of each item: a²·Var(x | θ), I × Q."""
        return np.asarray(self.slopes[:, None] ** 2 * self.moments(theta)[1])

    @property
    def locations(self) -> Floats:
        """Item difficulty on the scale of θ: the mean of the steps / a (= b of a two-category item)."""
        last = np.take_along_axis(self.steps, (self.most - 1)[:, None], axis=1)[:, 0]
        return np.asarray(last / (self.most * self.slopes))

    @property
    def deltas(self) -> Floats:
        """Step difficulties on the scale of θ: I × K, where neighbouring categories are equally likely."""
        return np.asarray(np.diff(self.steps, axis=1, prepend=0.0) / self.slopes[:, None])

    def thresholds(self) -> Floats:
        """Thurstonian thresholds: θ at which k points or more are as likely as fewer; I × K (Wu, Adams and Wilson
        1997).
        """
        found = np.full(self.steps.shape, np.nan)
        for i, most in enumerate(self.most):
            one = Curves(self.slopes[i : i + 1], self.steps[i : i + 1, :most])
            for k in range(1, most + 1):
                found[i, k - 1] = _root(one, k)
        return found

    def only(self, chosen: Integers | list[int]) -> Curves:
        return Curves(self.slopes[chosen], self.steps[chosen])


def _root(item: Curves, k: int) -> float:
    """Bisection on P(x ≥ k | θ) = ½; the probability rises with θ for a positive slope."""
    low, high = -60.0, 60.0
    rising = item.slopes[0] > 0
    for _ in range(80):
        middle = (low + high) / 2
        above = float(item.probabilities(np.array([middle]))[0, k:, 0].sum()) > 0.5
        low, high = (low, middle) if above == rising else (middle, high)
    return (low + high) / 2
