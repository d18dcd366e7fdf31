"""What our signs are compared with, on the same sheets: the published ФИОКО markers and the fuzzy clusters of INVALSI.

Each gives works × schools of strength, the larger the more suspicious, −inf where the method does not speak.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.honest_region import Held, Region
from msoko.analytics.objectivity.fuzzy_clusters import described, memberships
from msoko.analytics.objectivity.parameters import Parameters
from msoko.psychometrics.responses import Floats

LEAST_MEAN, LEAST_DISTRIBUTION = 10, 20
MARKERS = ("M1 mean", "M2 journal", "M3 fall", "M4 peak")


def fuzzy(held: tuple[Held, ...]) -> Floats:
    """The highest membership of the suspect cluster among the classes of a school."""
    found = np.full((len(held), len(held[0].kind)), -np.inf)
    for number, one in enumerate(held):
        belonging = np.nan_to_num(memberships(described(one.scores, one.paper.most, one.classes)), nan=-np.inf)
        school = one.school[np.searchsorted(one.classes, np.arange(len(belonging)))]
        np.maximum.at(found[number], school, belonging)
    return found


def fioko(region: Region, held: tuple[Held, ...], published: Parameters) -> Mapping[str, Floats]:
    """Strength of each marker in units of its published threshold: 1 and above = the marker is set."""
    later = {number: region.later.get(number) for number in range(len(held))}
    rows = [_markers(one, later[number], published) for number, one in enumerate(held)]
    for row in rows:
        row[0][region.schools.selective] = -np.inf  # lyceums and gymnasiums are left out of M1
    return {name: np.stack([row[place] for row in rows]) for place, name in enumerate(MARKERS)}


def _markers(one: Held, after: Held | None, published: Parameters) -> tuple[Floats, ...]:
    count = len(one.kind)
    share = 100 * one.total / one.paper.most.sum()
    n = np.bincount(one.school, minlength=count)
    mean, error = _mean(share, one.school, count)
    reference, own = share.mean(), share.std(ddof=1) / len(share) ** 0.5
    high = (mean - reference) / (1.96 * (error + own))
    unlike = 100 * np.bincount(one.school, one.mark != one.journal, count) / np.maximum(n, 1)
    fall = np.full(count, -np.inf)
    if after is not None:
        next_share = 100 * after.total / after.paper.most.sum()
        fall = (mean - reference) - (_mean(next_share, after.school, count)[0] - next_share.mean())
    enough = n >= LEAST_MEAN
    return (
        np.where(enough, high, -np.inf),
        np.where(enough, unlike / published.journal_attention, -np.inf),
        np.where(enough, fall / published.fall_points, -np.inf),
        np.where(n >= LEAST_DISTRIBUTION, _peak(one, published), -np.inf),
    )


def _mean(values: Floats, school: np.ndarray, count: int) -> tuple[Floats, Floats]:
    n = np.maximum(np.bincount(school, minlength=count), 1)
    mean = np.bincount(school, values, count) / n
    squares = np.bincount(school, (values - mean[school]) ** 2, count)
    return mean, np.sqrt(squares / np.maximum(n - 1, 1) / n)


def _peak(one: Held, published: Parameters) -> Floats:
    """The clearest boundary: the smaller of ratio and rise, each in units of its threshold."""
    width = int(one.paper.most.sum()) + 2
    counts = np.bincount(one.school * width + one.total, minlength=len(one.kind) * width).reshape(-1, width)
    per_cent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    found = []
    for score in one.paper.bounds.values():
        around = (per_cent[:, score - 1] + per_cent[:, score + 1]) / 2
        ratio = np.where(around > 0, per_cent[:, score] / np.maximum(around, 1e-9), np.inf) / published.peak_ratio
        rise = (per_cent[:, score] - per_cent[:, score - 1]) / published.peak_points
        found.append(np.minimum(ratio, rise))
    return np.asarray(np.max(found, axis=0))
