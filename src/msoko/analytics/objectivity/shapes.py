"""Smooth shapes of score distributions: what counts would be without a heap at one score. Arrays only.

log of the expected count = a polynomial of the score (+ a known shape), Poisson counts: the log-linear smoothing of
Holland and Thayer (1987, 2000), which keeps as many moments as its degree; without the scores near a boundary it is
the counterfactual of bunching studies (Chetty, Friedman, Olsen and Pistaferri 2011; Kleven 2016; for exams Dee, Dobbie,
Jacob and Rockoff 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.responses import Floats

_STEPS, _NEAR, _LARGEST = 60, 1e-9, 40.0


@dataclass(frozen=True)
class Shape:
    """expected: G × S. covariance: of the coefficients, G × (d+1) × (d+1); design: S × (d+1), orthonormal columns."""

    expected: Floats
    covariance: Floats
    design: Floats


def smooth(counts: Floats, degree: int, fitted: np.ndarray | None = None, offset: Floats | None = None) -> Shape:
    """counts: G × S. fitted: S, scores the polynomial is fitted to (to others it is extended). offset: G × S, added.

    Maximum likelihood by Newton's method with halved steps, all G at once. A tiny ridge keeps a shape that touches zero
    finite; groups with fewer distinct scores than the degree get the smoothest shape that fits them.
    """
    size = counts.shape[1]
    design = np.linalg.qr(np.vander(np.linspace(-1, 1, size), degree + 1, increasing=True))[0]
    used = np.ones(size) if fitted is None else fitted.astype(float)
    known = np.zeros_like(counts) if offset is None else offset
    start = (np.log(counts + 0.5) - known) * used
    gram = (design * used[:, None]).T @ design + 1e-9 * np.eye(degree + 1)
    beta = np.linalg.solve(gram, (start @ design).T).T
    ridge = 1e-6 * np.eye(degree + 1)

    def deviance(at: Floats) -> Floats:
        eta = np.clip(at @ design.T + known, -_LARGEST, _LARGEST)
        return np.asarray(((np.exp(eta) - counts * eta) * used).sum(axis=1) + 0.5e-6 * (at**2).sum(axis=1))

    value = deviance(beta)
    for _ in range(_STEPS):
        mu = np.exp(np.clip(beta @ design.T + known, -_LARGEST, _LARGEST)) * used
        gradient = (counts * used - mu) @ design - 1e-6 * beta
        information = np.einsum("sa,gs,sb->gab", design, mu, design, optimize=True) + ridge
        move = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        for _ in range(12):
            ahead = deviance(beta + move)
            worse = ahead > value + 1e-12 * np.abs(value)
            if not worse.any():
                break
            move[worse] *= 0.5
        beta, value = beta + move, np.where(worse, value, ahead)
        if np.abs(move).max() < _NEAR:
            break
    eta = np.clip(beta @ design.T + known, -_LARGEST, _LARGEST)
    mu = np.exp(eta)
    information = np.einsum("sa,gs,sb->gab", design, mu * used, design, optimize=True) + ridge
    return Shape(mu, np.linalg.inv(information), design)


@dataclass(frozen=True)
class Bunching:
    """A heap at a boundary in one distribution, against its own smooth shape.

    ratio: pupils from the boundary up to `above` scores further, to those as far below it. expected: by score over the
    window, first score `first`. excess: pupils at the boundary above the expected, with a 95 % interval; share: of all.
    p: of such an excess by chance, from the bootstrap, never below 1 / (draws + 1).
    """

    score: int
    first: int
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    ratio: float | None
    excess: float
    low: float
    high: float
    share: float
    p: float


def bunching(
    counts: Floats, score: int, window: int = 5, degree: int = 4, draws: int = 999, seed: int = 0, first: int = 0
) -> Bunching:
    """counts: S, pupils with the scores first, first + 1, …. window: scores left out on both sides of the boundary
    (score − window … score + window − 1). Parametric bootstrap: counts are drawn from the fitted shape and it is
    fitted anew, so the uncertainty of the shape enters; the interval also draws the observed count. Real distributions
    are rougher than Poisson's; the draws are as rough as the counts outside the window (negative binomial with their
    dispersion). The polynomial has the degree from `degree` to 7 with the least AIC.
    """
    at = score - first
    low, high = max(at - window, 0), min(at + window, len(counts))
    fitted = np.ones(len(counts), dtype=bool)
    fitted[low:high] = False
    best = min(range(degree, 8), key=lambda d: _criterion(counts, d, fitted))
    shape = smooth(counts[None], best, fitted).expected[0]
    excess = float(counts[at] - shape[at])
    rng = np.random.default_rng(seed)
    residual = ((counts - shape) ** 2 / shape)[fitted]
    rough = max(1.0, float(residual.sum()) / max(int(fitted.sum()) - best - 1, 1))
    drawn = _draw(rng, shape, rough, draws)
    refitted = smooth(drawn, best, fitted).expected[:, at]
    by_chance = drawn[:, at] - refitted
    observed = _draw(rng, counts[at : at + 1], rough, draws)[:, 0] - refitted
    below, above = float(counts[low:at].sum()), float(counts[at:high].sum())
    bounds = np.quantile(observed, [0.025, 0.975])
    return Bunching(
        score, first + low, tuple(int(one) for one in counts[low:high]), tuple(float(one) for one in shape[low:high]),
        above / below if below else None, excess, float(bounds[0]), float(bounds[1]), excess / float(counts.sum()),
        float((1 + (by_chance >= excess).sum()) / (draws + 1)),
    )  # fmt: skip


def _draw(rng: np.random.Generator, mean: Floats, rough: float, draws: int) -> Floats:
    """draws × S counts with variance rough · mean."""
    if rough <= 1 + 1e-9:
        return rng.poisson(mean, (draws, len(mean))).astype(float)
    each = np.maximum(mean, 1e-6) / (rough - 1)
    return rng.negative_binomial(np.broadcast_to(each, (draws, len(mean))), 1 / rough).astype(float)


def _criterion(counts: Floats, degree: int, fitted: np.ndarray) -> float:
    expected = smooth(counts[None], degree, fitted).expected[0]
    return float(2 * ((expected - counts * np.log(expected)) * fitted).sum() + 2 * (degree + 1))
