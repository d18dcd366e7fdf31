"""Sign: more pupils exactly at the lowest score of a mark than the shape of other schools allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.objectivity.combining import simes
from msoko.analytics.objectivity.papers import Paper, too_few
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.analytics.objectivity.tails import mid_p
from msoko.psychometrics.responses import Floats
from msoko.psychometrics.smoothing import smooth

WINDOW = 3  # scores below the boundary from which a work can be lifted
DEGREE = 4
FILLINGS = 6


@dataclass(frozen=True)
class Expectation:
    """counts, expected: G × S; uncertainty: variance of the logit of the boundary's share in its window, B × G."""

    counts: Floats
    expected: Floats
    uncertainty: Floats


def expectation(paper: Paper, boundaries: list[int]) -> Expectation:
    """Each group's expected counts: the smooth shape of all other organisations, tilted to the group's own mean and
    spread (a log-quadratic with that shape as a known part), so an able or a weak class has its own expectation. The
    group's counts near a boundary enter by their sum only, shared out as expected (EM), so a heap does not hide itself.
    """
    counts = paper.counts()
    whole = counts[: paper.organisations].sum(axis=0)
    others = smooth(whole - counts[: paper.organisations], min(DEGREE, counts.shape[1] - 1))
    base = np.log(np.maximum(others.expected, 1e-12))[paper.parent]
    base -= np.log(np.exp(base).sum(axis=1, keepdims=True))
    filled = counts.copy()
    for _ in range(FILLINGS):
        tilted = smooth(filled, min(2, counts.shape[1] - 1), offset=base)
        for score in boundaries:
            window = slice(max(score - WINDOW, 0), score + 1)
            share = tilted.expected[:, window] / tilted.expected[:, window].sum(axis=1, keepdims=True)
            filled[:, window] = counts[:, window].sum(axis=1, keepdims=True) * share
    uncertainty = np.stack(
        [_uncertainty(tilted.expected, others.covariance[paper.parent], others.design, b) for b in boundaries]
    )
    return Expectation(counts, tilted.expected, uncertainty)


def _uncertainty(expected: Floats, covariance: Floats, design: Floats, score: int) -> Floats:
    """By the delta method: logit of the share = log f(score) − log Σ f(below)."""
    below = slice(max(score - WINDOW, 0), score)
    share = expected[:, below] / expected[:, below].sum(axis=1, keepdims=True)
    gradient = design[score] - share @ design[below]
    return np.asarray(np.einsum("ga,gab,gb->g", gradient, covariance, gradient))


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The sign peak for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    """Given that a pupil is at the boundary or up to three scores below, is it at the boundary more often?

    Conditional on their number X ~ beta-binomial: exact, with the shape's own uncertainty as its dispersion. Boundaries
    of one work are put together by Simes. A small group costs power, not truth, so it may have
    fewer pupils than the published marker asks for. Source of the idea: ФИОКО (2026), p. 15.
    """
    boundaries = [(mark, low) for mark, low in paper.works.bounds if 0 < low < paper.counts().shape[1]]
    scores = [low for _, low in boundaries]
    enough = bool(scores) and paper.organisations >= parameters.organisations
    seen = expectation(paper, scores) if enough else None
    chances = np.stack([_chance(seen, score, seen.uncertainty[i]) for i, score in enumerate(scores)]) if seen else None
    for index, group in enumerate(paper.groups):
        small = too_few("peak", paper, index, parameters)
        if not boundaries:
            yield silent("peak", group, int(paper.sizes[index]), "no-scale")
        elif small:
            yield small
        elif seen is not None and chances is not None:
            yield _sign(paper, seen, index, boundaries, chances[:, index])


def _chance(seen: Expectation, score: int, uncertainty: Floats) -> Floats:
    """P(X > observed) + P(X = observed) / 2 for each group (mid-p, Lancaster 1961); 1 where nobody is in the window."""
    window = slice(max(score - WINDOW, 0), score + 1)
    tried, share = seen.counts[:, window].sum(axis=1), _share(seen, score)
    strength = np.maximum(1 / np.maximum(share * (1 - share) * uncertainty, 1e-9) - 1, 1.0)
    return mid_p(seen.counts[:, score], tried, share, strength)


def _share(seen: Expectation, score: int) -> Floats:
    window = slice(max(score - WINDOW, 0), score + 1)
    return np.asarray(seen.expected[:, score] / seen.expected[:, window].sum(axis=1))


def _sign(paper: Paper, seen: Expectation, index: int, boundaries: list[tuple[int, int]], chances: Floats) -> Sign:
    best = int(np.argmin(chances))
    mark, score = boundaries[best]
    below = slice(max(score - WINDOW, 0), score)
    numbers = {
        "mark": mark, "score": score, "at": seen.counts[index, score], "at_expected": seen.expected[index, score],
        "below": seen.counts[index, below].sum(), "below_expected": seen.expected[index, below].sum(),
    }  # fmt: skip
    n = int(paper.sizes[index])
    said = {name: number(float(value)) for name, value in numbers.items()}
    return Sign(
        "peak", paper.groups[index], n, simes(chances), Direction.ABOVE,
        tuple((name, float(value)) for name, value in numbers.items()), (str(score),), Remark("peak", n=n, **said),
    )  # fmt: skip
