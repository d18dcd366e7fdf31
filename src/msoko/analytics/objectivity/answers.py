"""Signs in the answers to single tasks: hard ones solved and easy ones not, odd tasks, unusual pupils, alike works.

Each compares pupils with pupils of the same total (expecting.py). Leaving the group itself out of the comparison makes
the residuals 1 / (1 − its share) times as large and their variance too: deviates are divided by √(1 − share).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import gamma, norm

from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.papers import Paper
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.psychometrics.responses import ABSENT, Floats

CODES = ("easy", "tasks", "fit")
NAMED = 3  # tasks that the sentence names
UNUSUAL = 0.05


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The signs easy, tasks and fit for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    expected = Expected.of(paper)
    few = paper.organisations < parameters.organisations
    for index, group in enumerate(paper.groups):
        n = int(paper.sizes[index])
        for code in CODES:
            if expected is None:
                yield silent(code, group, n, "no-items")
            elif few:
                yield silent(
                    code, group, n, "few-organisations", count=paper.organisations, least=parameters.organisations
                )
            elif n < parameters.least:
                yield silent(code, group, n, "small-group", least=parameters.least)
    if expected is not None and not few:
        large = np.flatnonzero(paper.sizes >= parameters.least)
        yield from _tasks(paper, expected, large)
        yield from _fit(paper, expected, large)


def _tasks(paper: Paper, expected: Expected, large: np.ndarray) -> Iterator[Sign]:
    """easy: residuals summed with the difficulty of the task as weight, one deviate a group. tasks: all residuals,
    Σ R² / V with the mean and variance of independent sums given their total (a gamma with both moments).
    """
    residual, variance = expected.residuals()
    sums, spread = paper.sums(residual), np.maximum(paper.sums(variance), 1e-9)
    left = 1 - paper.sizes / paper.sizes[: paper.organisations].sum()
    left = np.maximum(left, 1e-3)[:, None]
    weight = expected.difficulty - expected.difficulty.mean()
    total = spread.sum(axis=1)
    own = spread @ weight**2 - (spread @ weight) ** 2 / total
    tilt = sums @ weight / np.sqrt(np.maximum(own, 1e-9) * left[:, 0])
    square = (sums**2 / spread / left).sum(axis=1)
    freedom = sums.shape[1] - 1
    peaked = (paper.sums(_fourth(expected)) / spread**2).sum(axis=1)
    width = 2 * freedom + np.maximum(peaked, 0.0)
    chance = gamma.sf(square, freedom**2 / width, scale=width / freedom)
    deviates = sums / np.sqrt(spread * left)
    share = 100 * sums / left / np.maximum(paper.sums((expected.items != ABSENT).astype(float)), 1) / expected.task_most
    for index in large:
        yield _easy(paper, int(index), float(norm.sf(tilt[index])), share[index], expected)
        yield _odd(paper, int(index), float(chance[index]), share[index], deviates[index])


def _fourth(expected: Expected) -> Floats:
    """The fourth cumulant of each pupil's points on each task: n × I."""
    points = np.arange(expected.shares.shape[2])
    away = points[None, None, :] - expected.mean[:, :, None]
    second = (expected.shares * away**2).sum(axis=2)
    return np.asarray(((expected.shares * away**4).sum(axis=2) - 3 * second**2)[expected.totals])


def _easy(paper: Paper, index: int, p: float, share: Floats, expected: Expected) -> Sign:
    order = np.argsort(expected.difficulty)
    half = len(order) // 2
    hard, easy = float(share[order[-half:]].mean()), float(share[order[:half]].mean())
    n = int(paper.sizes[index])
    remark = Remark("easy", n=n, hard=number(hard, 0, True), easy=number(easy, 0, True))
    return Sign("easy", paper.groups[index], n, p, Direction.ABOVE, (("hard", hard), ("easy", easy)), (), remark)


def _odd(paper: Paper, index: int, p: float, share: Floats, deviates: Floats) -> Sign:
    order = np.argsort(-np.abs(deviates))
    names = tuple(paper.works.tasks[i] for i in order[:NAMED])
    most = float(share[order[0]])
    n = int(paper.sizes[index])
    remark = Remark("tasks", n=n, names=", ".join(names), name=names[0], most=number(most, 0, True))
    return Sign("tasks", paper.groups[index], n, p, Direction.ABOVE, (("most", most),), names, remark)


def _fit(paper: Paper, expected: Expected, large: np.ndarray) -> Iterator[Sign]:
    """Σ over pupils of the log chance of the answers given the total, the lz of Drasgow, Levine and Williams (1985)
    with the variance that knowing the total leaves (Snijders 2001 for the same matter with estimated ability).
    """
    logs = np.log(np.maximum(expected.shares, 1e-12)) * (expected.shares > 0)
    points = np.arange(logs.shape[2])
    mean = (expected.shares * logs).sum(axis=2)
    own = (expected.shares * logs**2).sum(axis=2) - mean**2
    joint = (expected.shares * logs * points).sum(axis=2) - mean * expected.mean
    spread = (expected.shares * points**2).sum(axis=2) - expected.mean**2
    left = own.sum(axis=1) - joint.sum(axis=1) ** 2 / np.maximum(spread.sum(axis=1), 1e-9)
    known = expected.items != ABSENT
    row, column = np.nonzero(known)
    said = np.bincount(row, logs[expected.totals[row], column, expected.items[row, column]], minlength=len(known))
    usual = (mean[expected.totals] * known).sum(axis=1)
    error = np.maximum(left[expected.totals], 0.0)
    deviate = np.where(error > 1e-6, (said - usual) / np.sqrt(np.maximum(error, 1e-6)), 0.0)
    chance = norm.cdf(paper.sums(said - usual) / np.sqrt(np.maximum(paper.sums(error), 1e-9)))
    unusual = paper.sums((deviate < norm.ppf(UNUSUAL)).astype(float))
    for index in large:
        n, count = int(paper.sizes[index]), float(unusual[index])
        remark = Remark("fit", n=n, count=number(count), expected=number(UNUSUAL * n))
        numbers = (("count", count), ("expected", UNUSUAL * n))
        pupils = paper.pupils(int(index))
        marks = tuple(map(str, paper.works.participants[pupils[deviate[pupils] < norm.ppf(UNUSUAL)]]))
        yield Sign("fit", paper.groups[index], n, float(chance[index]), Direction.BELOW, numbers, marks, remark)
