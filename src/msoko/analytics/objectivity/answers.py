"""Signs in the answers to single tasks: hard ones solved and easy ones not, odd tasks, unusual pupils, alike works.

Each compares pupils with pupils of the same total (expecting.py). Leaving the group itself out of the comparison makes
the residuals 1 / (1 − its share) times as large and their variance too: deviates are divided by √(1 − share).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import gamma, norm

from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.papers import Paper, too_few
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.psychometrics.responses import ABSENT, Floats

CODES = ("easy", "tasks", "fit")
NAMED = 3  # tasks that the sentence names
UNUSUAL = 0.05
MEDIAN = 0.4549  # of χ² with one degree of freedom
LEAST_VARIANCE = 2.0  # below it a residual sum is too coarse to tell a spread


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The signs easy, tasks and fit for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    expected = Expected.of(paper)
    large = []
    for index, group in enumerate(paper.groups):
        small = [too_few(code, paper, index, parameters) for code in CODES]
        if expected is None:
            yield from (silent(code, group, int(paper.sizes[index]), "no-items") for code in CODES)
        elif small[0]:
            yield from (one for one in small if one)
        else:
            large.append(index)
    if expected is not None and large:
        yield from _tasks(paper, expected, large)
        yield from _fit(paper, expected, large)


def _tasks(paper: Paper, expected: Expected, large: Sequence[int]) -> Iterator[Sign]:
    """easy: residuals summed with the difficulty of the task as weight, one deviate a group. tasks: all residuals,
    Σ R² / var with the mean and variance of independent sums given their total (a gamma with both moments).
    """
    sums, spread, left = _sums(paper, expected)
    taught = unlike(paper, expected)
    weight = expected.difficulty - (spread @ expected.difficulty / spread.sum(axis=1))[:, None]
    own = (weight**2 * (spread + taught * spread**2)).sum(axis=1)
    tilt = (weight * sums).sum(axis=1) / np.sqrt(np.maximum(own, 1e-9) * left[:, 0])
    wide = spread + taught * spread**2
    square = (sums**2 / wide / left).sum(axis=1)
    freedom = sums.shape[1] - 1
    width = 2 * freedom + np.maximum((paper.sums(_fourth(expected)) / wide**2).sum(axis=1), 0.0)
    chance = gamma.sf(square, freedom**2 / width, scale=width / freedom)
    deviates = sums / np.sqrt(wide * left)
    share = 100 * sums / left / np.maximum(paper.sums((expected.items != ABSENT).astype(float)), 1) / expected.task_most
    for index in large:
        yield _easy(paper, index, float(norm.sf(tilt[index])), share[index], expected)
        yield _odd(paper, index, float(chance[index]), share[index], deviates[index])


def _sums(paper: Paper, expected: Expected) -> tuple[Floats, Floats, Floats]:
    """Residuals and their variance summed over groups, G × I; and what others leave of the comparison, G × 1."""
    residual, variance = expected.residuals()
    left = 1 - paper.sizes / paper.sizes[: paper.organisations].sum()
    return paper.sums(residual), np.maximum(paper.sums(variance), 1e-9), np.maximum(left, 1e-3)[:, None]


def unlike(paper: Paper, expected: Expected) -> float:
    """Variance between organisations of a task's difficulty (logits): what schools teach first, with no help to anyone.

    A shift δ moves the residual sum by δ·V, so its variance is V + ω²V²; ω² is where the median of R² / (V + ω²V²) is
    that of χ² with one degree: half of all school-tasks may be odd without upsetting it.
    """
    sums, spread, left = (part[: paper.organisations] for part in _sums(paper, expected))
    some = spread >= LEAST_VARIANCE
    if not some.any():
        return 0.0
    square, v = (sums**2 / left)[some], spread[some]
    low, high = 0.0, 4.0
    if float(np.median(square / v)) <= MEDIAN:
        return 0.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if float(np.median(square / (v + middle * v**2))) > MEDIAN else (low, middle)
    return (low + high) / 2


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
    largest = max(order[:NAMED], key=lambda i: abs(share[i]))
    most = float(share[largest])
    n = int(paper.sizes[index])
    remark = Remark("tasks", n=n, names=", ".join(names), name=paper.works.tasks[largest], most=number(most, 0, True))
    return Sign("tasks", paper.groups[index], n, p, Direction.ABOVE, (("most", most),), names, remark)


def _fit(paper: Paper, expected: Expected, large: Sequence[int]) -> Iterator[Sign]:
    """Σ over pupils of the log chance of the answers given the total, the lz of Drasgow, Levine and Williams (1985)
    with the variance that knowing the total leaves (Snijders 2001 for the same matter with estimated ability), and with
    what unlike teaching adds: ω² Σ (dΣ/dδ)² over tasks.
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
    ratio = joint.sum(axis=1) / np.maximum(spread.sum(axis=1), 1e-9)
    moved = paper.sums((joint - spread * ratio[:, None])[expected.totals] * known)
    wide = paper.sums(error) + unlike(paper, expected) * (moved**2).sum(axis=1)
    chance = norm.cdf(paper.sums(said - usual) / np.sqrt(np.maximum(wide, 1e-9)))
    unusual = paper.sums((deviate < norm.ppf(UNUSUAL)).astype(float))
    for index in large:
        n, count = int(paper.sizes[index]), float(unusual[index])
        remark = Remark("fit", n=n, count=number(count), expected=number(UNUSUAL * n))
        numbers = (("count", count), ("expected", UNUSUAL * n))
        pupils = paper.pupils(index)
        marks = tuple(map(str, paper.works.participants[pupils[deviate[pupils] < norm.ppf(UNUSUAL)]]))
        yield Sign("fit", paper.groups[index], n, float(chance[index]), Direction.BELOW, numbers, marks, remark)
