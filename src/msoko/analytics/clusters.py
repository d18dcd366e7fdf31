"""Groups of comparable organisations by their context: k-medoids, Ward, k-means, how well they part and how steady
they are.

Context first, results never: who is compared with whom must not depend on how well they did. Values are standardised
(sample sd).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
RESAMPLES = 100
LEAST_SIZE = 3  # a smaller group is no group to compare with
STEADY = 0.75  # Jaccard similarity of a steady cluster (Hennig 2007)


@dataclass(frozen=True)
class Clusters:
    """labels 0…k−1 by row, the largest first. medoids: typical rows. silhouette: mean width, −1…1 (Rousseeuw 1987).

    stability: for each cluster the mean Jaccard similarity over resamples (Hennig 2007): below 0.6 it is not to be
    trusted.
    """

    labels: Labels
    medoids: Labels
    silhouette: float
    stability: Floats
    objective: float

    @property
    def sizes(self) -> Labels:
        return np.bincount(self.labels)


class NotComparable(ValueError):
    """The rows do not carry a grouping; str() says why."""


def standardised(context: Floats, weights: Sequence[float] = ()) -> Floats:
    """Columns with mean 0 and sd 1, times √weight so that squared distances are weighted. NotComparable: gaps, no
    spread.
    """
    given = np.asarray(context, dtype=float)
    if not np.isfinite(given).all():
        raise NotComparable(
            "Есть пропуски в сведениях о среде: дополните их или исключите признак. Сами мы ничего не подставляем."
        )
    sd = given.std(axis=0, ddof=1)
    if (sd == 0).any():
        raise NotComparable("Один из признаков у всех одинаков: он никого не различает, исключите его.")
    scale = np.sqrt(np.asarray(weights, dtype=float)) if len(weights) else np.ones(given.shape[1])
    return np.asarray((given - given.mean(axis=0)) / sd * scale)


def distances(points: Floats) -> Floats:
    """Euclidean, n × n."""
    squares = (points**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * points @ points.T, 0)))


def k_medoids(between: Floats, k: int) -> tuple[Labels, Labels, float]:
    """Partitioning around medoids: BUILD and SWAP (Kaufman and Rousseeuw 1990). Labels, medoid rows, mean distance."""
    n = len(between)
    if not 1 <= k < n:
        raise NotComparable(f"Групп должно быть от 1 до {n - 1}.")
    medoids = [int(between.sum(axis=1).argmin())]
    while len(medoids) < k:
        nearest = between[:, medoids].min(axis=1)
        gain = np.maximum(nearest[:, None] - between, 0).sum(axis=0)
        gain[medoids] = -1
        medoids.append(int(gain.argmax()))
    while swap := _best_swap(between, medoids):
        medoids[swap[0]] = swap[1]
    labels = between[:, medoids].argmin(axis=1)
    return labels, np.array(medoids), float(between[:, medoids].min(axis=1).mean())


def _best_swap(between: Floats, medoids: list[int]) -> tuple[int, int] | None:
    """(which medoid, by which row) that lowers the sum most; every candidate at once (Schubert and Rousseeuw 2021)."""
    own = between[:, medoids]
    order = np.argsort(own, axis=1, kind="stable")
    rows = np.arange(len(between))
    first, nearest = order[:, 0], own[rows, order[:, 0]]
    second = own[rows, order[:, 1]] if len(medoids) > 1 else np.full(len(between), np.inf)
    shared = np.minimum(between - nearest[:, None], 0)
    change = np.empty((len(medoids), len(between)))
    for m in range(len(medoids)):
        left = first == m
        alone = np.minimum(between[left], second[left, None]) - nearest[left, None]
        change[m] = shared[~left].sum(axis=0) + alone.sum(axis=0)
    change[:, medoids] = np.inf
    best = np.unravel_index(int(change.argmin()), change.shape)
    return (int(best[0]), int(best[1])) if change[best] < -1e-10 else None


def ward(points: Floats, k: int) -> tuple[Labels, Floats]:
    """Ward's method (1963; Murtagh and Legendre 2014, the squared form): labels and the heights of all merges."""
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(points, method="ward")
    return fcluster(tree, k, criterion="maxclust").astype(np.int64) - 1, tree[:, 2]


def k_means(points: Floats, k: int, seed: int, starts: int = 25) -> tuple[Labels, float]:
    """Lloyd's algorithm from k-means++ starts; labels and the sum of squares within."""
    rng = np.random.default_rng(seed)
    best: tuple[float, Labels] = (np.inf, np.zeros(len(points), dtype=np.int64))
    for _ in range(starts):
        centres = _spread(points, k, rng)
        for _ in range(100):
            labels = ((points[:, None, :] - centres) ** 2).sum(axis=2).argmin(axis=1)
            moved = np.stack(
                [points[labels == c].mean(axis=0) if (labels == c).any() else centres[c] for c in range(k)]
            )
            if np.allclose(moved, centres):
                break
            centres = moved
        within = float(((points - centres[labels]) ** 2).sum())
        if within < best[0]:
            best = (within, labels)
    return best[1], best[0]


def _spread(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    chosen = [int(rng.integers(len(points)))]
    while len(chosen) < k:
        nearest = ((points[:, None, :] - points[chosen]) ** 2).sum(axis=2).min(axis=1)
        chosen.append(int(rng.choice(len(points), p=nearest / nearest.sum() if nearest.sum() > 0 else None)))
    return points[chosen]


def silhouettes(between: Floats, labels: Labels) -> Floats:
    """Width of each row: (nearest other − own) / larger; 0 for a row alone."""
    member = labels[:, None] == np.unique(labels)[None, :]
    counts = member.sum(axis=0)
    sums = between @ member
    rows = np.arange(len(labels))
    column = member.argmax(axis=1)
    own = sums[rows, column] / np.maximum(counts[column] - 1, 1)
    others = sums / counts
    others[rows, column] = np.inf
    nearest = others.min(axis=1)
    widths = (nearest - own) / np.maximum(own, nearest)
    return np.asarray(np.where(counts[column] == 1, 0.0, widths))


def group(points: Floats, k: int, seed: int, resamples: int = RESAMPLES) -> Clusters:
    """k-medoids with its silhouette and the stability of each cluster under resampling of rows (bootstrap)."""
    between = distances(points)
    labels, medoids, objective = k_medoids(between, k)
    order = np.argsort(-np.bincount(labels, minlength=k), kind="stable")
    place = np.argsort(order)
    labels = place[labels]
    return Clusters(
        labels, medoids[order], float(silhouettes(between, labels).mean()), _stability(between, labels, k, seed,
        resamples), objective
    )  # fmt: skip


def _stability(between: Floats, labels: Labels, k: int, seed: int, resamples: int) -> Floats:
    rng = np.random.default_rng(seed)
    found = np.zeros(k)
    for _ in range(resamples):
        rows = np.unique(rng.integers(len(labels), size=len(labels)))
        if len(rows) <= k:
            continue
        again, _, _ = k_medoids(between[np.ix_(rows, rows)], k)
        before = labels[rows]
        for c in range(k):
            own = before == c
            found[c] += (
                max((float((own & (again == d)).sum() / (own | (again == d)).sum()) for d in range(k)), default=0.0)
                if own.any()
                else 0.0
            )
    return found / resamples


@dataclass(frozen=True)
class Choice:
    """One number of groups with what speaks for and against it."""

    k: int
    silhouette: float
    steady: float  # the least stability among its clusters
    smallest: int


def choices(points: Floats, seed: int, most: int = 8, resamples: int = 40) -> tuple[tuple[Choice, ...], int]:
    """Every k from 2, and the one advised: the widest silhouette among those steady and without tiny groups; 1 if
    none is.
    """
    most = min(most, len(points) // LEAST_SIZE)
    tried = []
    for k in range(2, most + 1):
        found = group(points, k, seed, resamples)
        tried.append(Choice(k, found.silhouette, float(found.stability.min()), int(found.sizes.min())))
    fitting = [one for one in tried if one.steady >= STEADY and one.smallest >= LEAST_SIZE]
    return tuple(tried), max(fitting, key=lambda one: one.silhouette).k if fitting else 1
