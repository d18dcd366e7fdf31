"""Sign: scores of a group differ less than at its mean they usually do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import gamma

from msoko.analytics.objectivity.papers import Paper, too_few
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.psychometrics.responses import Floats
from msoko.psychometrics.smoothing import smooth


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The sign spread for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    """The expected variance is that of all others' distribution tilted to the group's mean (a class near the ceiling is
    expected to differ less), times the usual ratio of variance within a school to it. s² / expected ~ gamma with mean 1
    and the variance that follows from the fourth moment, but never less than of normal scores, χ² / (n − 1).
    """
    found, expected, chance = _chances(paper)
    for index, group in enumerate(paper.groups):
        n = int(paper.sizes[index])
        small = too_few("spread", paper, index, parameters)
        if small:
            yield small
        elif not np.isfinite(chance[index]):
            yield silent("spread", group, n, "no-variety")
        else:
            numbers = (("found", float(found[index])), ("expected", float(expected[index])))
            remark = Remark("spread", n=n, **{name: number(value, 1) for name, value in numbers})
            yield Sign("spread", group, n, float(chance[index]), Direction.BELOW, numbers, (), remark)


def _chances(paper: Paper) -> tuple[Floats, Floats, Floats]:
    counts = paper.counts()
    scores = np.arange(counts.shape[1], dtype=float)
    top = slice(0, paper.organisations)
    base = np.log(counts[top].sum(axis=0) - counts[top] + 0.05)[paper.parent]
    shape = smooth(counts, 1, offset=base).expected
    shape = shape / shape.sum(axis=1, keepdims=True)
    sizes = paper.sizes.astype(float)
    away = scores - (shape @ scores)[:, None]
    second, fourth = (shape * away**2).sum(axis=1), (shape * away**4).sum(axis=1)
    mean = counts @ scores / sizes
    square = (counts @ scores**2 - sizes * mean**2) / np.maximum(sizes - 1, 1)
    usual = float(((sizes - 1) * square)[top].sum() / max(float(((sizes - 1) * second)[top].sum()), 1e-9))
    width = (fourth / np.maximum(second, 1e-9) ** 2 - (sizes - 3) / np.maximum(sizes - 1, 1)) / sizes
    width = np.maximum(width, 2 / np.maximum(sizes - 1, 1))
    expected = np.maximum(usual * second, 0.0)
    some = expected > 1e-9
    chance = gamma.cdf(square / np.where(some, expected, 1.0), 1 / width, scale=width)
    return np.sqrt(np.maximum(square, 0.0)), np.sqrt(expected), np.where(some, chance, np.nan)
