"""How pupils with a given total usually do on each task: the yardstick of the signs about single answers.

No model of the items: shares are smoothed over neighbouring totals (local linear regression, Fan and Gijbels 1996; the
idea of comparing pupils matched on the total is Mantel and Haenszel's, 1959, and Shealy and Stout's, 1993). So unequal
discrimination or several points a task are no anomaly, and a class that is able or weak is none either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.objectivity.papers import Paper
from msoko.psychometrics.responses import ABSENT, Floats, Integers

_LEAST = 1e-3


@dataclass(frozen=True, eq=False)
class Expected:
    """For totals 0…S: shares (S+1) × I × (K+1) of pupils by points; mean, and variance of a task's points if only the
    total were not given: (S+1) × I. items: n × I, totals: n. difficulty: I, 1 − mean share of the points.
    """

    shares: Floats
    mean: Floats
    variance: Floats
    items: NDArray[np.int16]
    totals: Integers
    difficulty: Floats
    task_most: Integers

    @classmethod
    def of(cls, paper: Paper) -> Expected | None:
        """None where the works have no answers to single tasks."""
        items = paper.works.items
        if items is None or paper.works.task_most is None:
            return None
        known = items != ABSENT
        totals = np.where(known, items, 0).sum(axis=1)
        size, most = int(paper.works.task_most.sum()) + 1, int(paper.works.task_most.max())
        counts = np.stack([_by_total(totals, items == k, size) for k in range(most + 1)], axis=2)
        shares = _shares(counts, totals, size, paper.works.task_most)
        points = np.arange(most + 1)
        mean = shares @ points
        given = shares @ points**2 - mean**2
        difficulty = 1 - np.where(known, items, 0).sum(axis=0) / (known.sum(axis=0) * paper.works.task_most)
        return cls(shares, mean, _freed(given), items, totals, difficulty, paper.works.task_most)

    def residuals(self) -> tuple[Floats, Floats]:
        """Points minus the mean of pupils with the total, and the variance of each: n × I, 0 where absent."""
        known = self.items != ABSENT
        return (
            np.where(known, self.items - self.mean[self.totals], 0.0),
            np.where(known, self.variance[self.totals], 0.0),
        )

    def answered(self, copied: float) -> tuple[Floats, Integers]:
        """log(1 − copied + copied / s), s = share of pupils with the same total and answer: n × I, 0 where absent.

        And the number of tasks of each pupil.
        """
        known = self.items != ABSENT
        own = self.shares[self.totals[:, None], np.arange(self.items.shape[1]), np.maximum(self.items, 0)]
        return np.where(known, np.log(1 - copied + copied / np.maximum(own, 1e-3)), 0.0), known.sum(axis=1)


def _by_total(totals: Integers, true: NDArray[np.bool_], size: int) -> Floats:
    cell = totals[:, None] * true.shape[1] + np.arange(true.shape[1])
    return np.bincount(cell[true], minlength=size * true.shape[1]).reshape(size, -1).astype(float)


def _shares(counts: Floats, totals: Integers, size: int, task_most: Integers) -> Floats:
    """counts: (S+1) × I × (K+1). Bandwidth by the usual rule, 1.06·sd·n^(−1/5), not below half a point."""
    seen = counts.sum(axis=2)
    bandwidth = max(0.5, 1.06 * float(totals.std()) * len(totals) ** -0.2)
    away = np.arange(size)[None, :] - np.arange(size)[:, None]
    kernel = np.exp(-0.5 * (away / bandwidth) ** 2)
    s0, s1, s2 = (np.einsum("rt,ti->ri", kernel * away**power, seen) for power in (0, 1, 2))
    below = s0 * s2 - s1**2
    t0, t1 = (np.einsum("rt,tik->rik", kernel * away**power, counts) for power in (0, 1))
    local = s2[:, :, None] * t0 - s1[:, :, None] * t1
    with np.errstate(invalid="ignore", divide="ignore"):
        line = local / below[:, :, None]
        flat = t0 / s0[:, :, None]
    sound = (below > 1e-9 * np.maximum(s0, 1e-12) ** 2)[:, :, None] & (s0 > 1e-12)[:, :, None]
    found = np.where(sound, line, np.where((s0 > 1e-12)[:, :, None], flat, 0.0))
    possible = np.arange(counts.shape[2])[None, :] <= task_most[:, None]
    found = np.where(possible[None], np.clip(found, _LEAST, 1.0), 0.0)
    return np.asarray(found / found.sum(axis=2, keepdims=True))


def _freed(given: Floats) -> Floats:
    """Variances v of independent points whose variance given their sum is `given` = v·(1 − v / Σv)."""
    v = given
    for _ in range(50):
        share = np.clip(v / np.maximum(v.sum(axis=1, keepdims=True), 1e-12), 0.0, 0.9)
        v = given / (1 - share)
    return np.asarray(v)
