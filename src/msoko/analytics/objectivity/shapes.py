"""Smooth shapes of score distributions: what counts would be without a heap at one score. Arrays only.

The log-linear shape of psychometrics.smoothing, fitted without the scores near a boundary, is the counterfactual of
bunching studies (Chetty, Friedman, Olsen and Pistaferri 2011; Kleven 2016; for exams Dee, Dobbie, Jacob, Rockoff 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats
from msoko.psychometrics.smoothing import smooth


@dataclass(frozen=True)
class Bunching:
    """A heap at a boundary in one distribution, against its own smooth shape.

    ratio: pupils at the boundary and in the scores above it within the window, to those in the window below. observed,
    expected: over the window on both sides, first score `first`. excess: pupils at the boundary above the expected,
    with a 95 % interval; share: of all. p: of such an excess by chance, from the bootstrap, never below 1/(draws + 1).
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


def bunching(counts: Floats, score: int, window: int = 5, draws: int = 999, seed: int = 0, first: int = 0) -> Bunching:
    """counts: S, pupils with the scores first, first + 1, …. The polynomial is fitted without the boundary and `window`
    scores below it, where the lifted come from; its degree is the one of 2 … 7 with the least BIC (Schwarz 1978), and
    every coefficient has four scores or more.

    Parametric bootstrap: counts are drawn from the fitted shape and it is fitted anew, so the uncertainty of the shape
    enters; the interval also draws the observed count. Real distributions are rougher than Poisson's; the draws are as
    rough as the counts outside the window (negative binomial), and that roughness is drawn too, since it is estimated.
    Raises Refused: counts that are none, nobody counted, a score outside the distribution.
    """
    at = score - first
    _refuse(counts, at, score, first)
    low, high = max(at - window, 0), min(at + window, len(counts))
    fitted = np.ones(len(counts), dtype=bool)
    fitted[low : at + 1] = False
    best = min(range(2, max(min(7, int(fitted.sum()) // 4 - 1), 2) + 1), key=lambda d: _criterion(counts, d, fitted))
    shape = smooth(counts[None], best, fitted).expected[0]
    excess = float(counts[at] - shape[at])
    rng = np.random.default_rng(seed)
    freedom = max(int(fitted.sum()) - best - 1, 1)
    residual = float(((counts - shape) ** 2 / np.maximum(shape, 0.5))[fitted].sum()) / freedom
    rough = np.maximum(residual * freedom / rng.chisquare(freedom, draws), 1 + 1e-6)[:, None]
    drawn = _draw(rng, shape, rough)
    refitted = smooth(drawn, best, fitted).expected[:, at]
    by_chance = drawn[:, at] - refitted
    observed = _draw(rng, counts[at : at + 1], rough)[:, 0] - refitted
    below, above = float(counts[low:at].sum()), float(counts[at:high].sum())
    bounds = np.quantile(observed, [0.025, 0.975])
    return Bunching(
        score, first + low, tuple(int(one) for one in counts[low:high]), tuple(float(one) for one in shape[low:high]),
        above / below if below else None, excess, float(bounds[0]), float(bounds[1]), excess / float(counts.sum()),
        float((1 + (by_chance >= excess).sum()) / (draws + 1)),
    )  # fmt: skip


def _refuse(counts: Floats, at: int, score: int, first: int) -> None:
    if counts.ndim != 1 or len(counts) < 3 or not np.isfinite(counts).all() or (counts < 0).any():
        raise Refused("counts-wrong")
    if not counts.sum():
        raise Refused("too-few-persons", count=0, least=1)
    if not 0 <= at < len(counts):
        raise Refused("score-outside", score=score, first=first, last=first + len(counts) - 1)


def _draw(rng: np.random.Generator, mean: Floats, rough: Floats) -> Floats:
    """draws × S counts with variance rough · mean; rough: draws × 1, above one."""
    return rng.negative_binomial(np.maximum(mean, 1e-6) / (rough - 1), 1 / rough).astype(float)


def _criterion(counts: Floats, degree: int, fitted: np.ndarray) -> float:
    expected = smooth(counts[None], degree, fitted).expected[0]
    fit = 2 * float(((expected - counts * np.log(expected)) * fitted).sum())
    return fit + float(np.log(fitted.sum())) * (degree + 1)
