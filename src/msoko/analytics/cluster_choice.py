"""How many groups there are, if any, and how steady each is, told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.clusters import METHODS, Floats, Labels, group
from msoko.analytics.remarks import Refused, Remark

LEAST = 8  # organisations; with fewer there is nothing to group by calculation
LEAST_SIZE = 3  # a smaller group is no group to compare with
STEADY = 0.75  # Jaccard similarity of a steady cluster (Hennig 2007)
PARTED = 0.25  # mean silhouette: below it no structure worth the name (Kaufman and Rousseeuw 1990, table 4)
MOST = 8  # groups
CHANCE = 0.05  # that clouds without groups part as clearly
RESAMPLES, REFERENCES = 100, 99


def stability(points: Floats, labels: Labels, seed: int, method: str = "medoids", resamples: int = RESAMPLES) -> Floats:
    """For each cluster the mean Jaccard similarity to the likest cluster of a bootstrap sample (Hennig 2007).

    As clusterboot of R fpc with its defaults: a row drawn several times is used once. Samples without a row of the
    cluster say nothing about it. 0.6 and less: not to be trusted; 0.75 and more: steady; 0.85: very steady.
    """
    rng = np.random.default_rng(seed)
    k = int(labels.max()) + 1
    total, times = np.zeros(k), np.zeros(k)
    for _ in range(resamples):
        rows = np.unique(rng.integers(len(labels), size=len(labels)))
        if len(rows) <= k:
            continue
        again, before = METHODS[method](points[rows], k, seed), labels[rows]
        for c in range(k):
            own = before == c
            if own.any():
                total[c] += max((own & (again == d)).sum() / (own | (again == d)).sum() for d in np.unique(again))
                times[c] += 1
    return np.asarray(total / np.maximum(times, 1))


def clouds(points: Floats, seed: int, times: int = REFERENCES) -> list[Floats]:
    """As many points without any groups: even over a box along the principal axes of the given ones (Tibshirani,
    Walther and Hastie 2001, reference b of their gap statistic).
    """
    rng = np.random.default_rng(seed)
    centred = points - points.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    return [np.asarray(rng.uniform(low, high, turned.shape) @ axes) for _ in range(times)]


@dataclass(frozen=True)
class Choice:
    """One number of groups with what speaks for and against it.

    steady: the least stability among its clusters. chance: how often clouds without groups part as clearly.
    """

    k: int
    silhouette: float
    steady: float
    smallest: int
    chance: float

    @property
    def fits(self) -> bool:
        steady, parted = self.steady >= STEADY, self.silhouette >= PARTED
        return steady and parted and self.smallest >= LEAST_SIZE and self.chance <= CHANCE


@dataclass(frozen=True)
class Advice:
    """k: how many groups are advised; 1 = do not group. reasons: what was tried and why, in words."""

    k: int
    tried: tuple[Choice, ...]
    reasons: tuple[Remark, ...]


def advise(
    points: Floats, seed: int, method: str = "medoids", resamples: int = RESAMPLES, references: int = REFERENCES
) -> Advice:
    """Every k from 2 on judged, and the one advised: the widest silhouette among those that fit; 1 if none does.

    To fit, a division must be steady, visibly parted, without tiny groups, and parted more clearly than clouds without
    groups are when divided in the same way. Raises Refused for fewer than LEAST rows: then groups are made by a rule.
    """
    n = len(points)
    if n < LEAST:
        raise Refused("groups-few", n=n, least=LEAST)
    empty = clouds(points, seed, references)
    tried = tuple(_choice(points, k, seed, method, resamples, empty) for k in range(2, min(MOST, n // LEAST_SIZE) + 1))
    fitting = [one for one in tried if one.fits]
    best = max(fitting, key=lambda one: one.silhouette) if fitting else None
    return Advice(best.k if best else 1, tried, _reasons(tried, best))


def _choice(points: Floats, k: int, seed: int, method: str, resamples: int, empty: Sequence[Floats]) -> Choice:
    found = group(points, k, seed, method)
    steady = float(stability(points, found.labels, seed, method, resamples).min())
    as_clear = sum(group(cloud, k, seed, method).silhouette >= found.silhouette for cloud in empty)
    return Choice(k, found.silhouette, steady, int(found.sizes.min()), (1 + as_clear) / (1 + len(empty)))


def _reasons(tried: tuple[Choice, ...], best: Choice | None) -> tuple[Remark, ...]:
    said = [
        Remark(
            "groups-tried", k=one.k, silhouette=_two(one.silhouette), steady=_two(one.steady), smallest=one.smallest,
            chance=round(100 * one.chance),
        )
        for one in tried
    ]  # fmt: skip
    if best:
        said.append(Remark("groups-advised", k=best.k, silhouette=_two(best.silhouette), steady=_two(best.steady)))
    else:
        said.append(Remark("groups-none", steady=_two(STEADY), chance=round(100 * CHANCE)))
    return tuple(said)


def _two(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")
