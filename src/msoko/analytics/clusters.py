"""Groups of comparable organisations by their context: k-medoids, Ward, k-means and how well they part.

Context first, results never: who is compared with whom must not depend on how well they did. How many groups and how
steady they are is in cluster_choice.py; groups by a rule, for municipalities with few schools, in cluster_rules.py.
Single linkage is not offered: it chains neighbours into one long group and leaves the rest alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.remarks import Refused

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
_NORMAL_MAD, _NORMAL_IQR = 1.4826022185056018, 0.7413011092528009  # make both estimate the sd of normal values


@dataclass(frozen=True)
class Clusters:
    """labels 0…k−1 by row, the largest first. medoids: the row nearest to the others of its group.

    silhouette: mean width, −1…1 (Rousseeuw 1987). objective: mean distance to the medoid.
    """

    labels: Labels
    medoids: Labels
    silhouette: float
    objective: float

    @property
    def sizes(self) -> Labels:
        return np.bincount(self.labels)


def standardised(context: Floats, weights: Sequence[float] = (), *, robust: bool = False) -> Floats:
    """Columns less their mean over their sd (n − 1), times √weight so that squared distances are weighted.

    robust: the median and 1.4826·MAD instead (Huber 1981), or 0.7413·IQR where half the rows are equal, so that one
    odd organisation does not make all the others look alike. Refused: gaps, no spread.
    """
    given = np.asarray(context, dtype=float)
    if not np.isfinite(given).all():
        raise Refused("context-gaps", rows=int((~np.isfinite(given).all(axis=1)).sum()))
    middle, spread = (np.median(given, axis=0), _spread_of(given)) if robust else _moments(given)
    if (spread <= 0).any():
        raise Refused("context-alike", column=int(np.flatnonzero(spread <= 0)[0]) + 1)
    scale = np.sqrt(np.asarray(weights, dtype=float)) if len(weights) else np.ones(given.shape[1])
    return np.asarray((given - middle) / spread * scale)


def _moments(given: Floats) -> tuple[Floats, Floats]:
    spread = given.std(axis=0, ddof=1) if len(given) > 1 else np.zeros(given.shape[1])
    return given.mean(axis=0), np.where(np.ptp(given, axis=0) == 0, 0.0, spread)


def _spread_of(given: Floats) -> Floats:
    mad = _NORMAL_MAD * np.median(np.abs(given - np.median(given, axis=0)), axis=0)
    low, high = np.percentile(given, [25, 75], axis=0)
    return np.asarray(np.where(mad > 0, mad, _NORMAL_IQR * (high - low)))


def distances(points: Floats) -> Floats:
    """Euclidean, n × n."""
    squares = (points**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * points @ points.T, 0)))


def k_medoids(between: Floats, k: int) -> tuple[Labels, Labels, float]:
    """Partitioning around medoids: BUILD and SWAP (Kaufman and Rousseeuw 1990). Labels, medoid rows, mean distance."""
    n = len(between)
    if not 1 <= k < n:
        raise Refused("groups-wrong", most=n - 1)
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


def k_means(points: Floats, k: int, seed: int, starts: int = 60) -> tuple[Labels, float]:
    """Lloyd's algorithm from k-means++ starts, then single moves while one helps (Hartigan and Wong 1979).

    Labels and the sum of squares within.
    """
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
        within = _exchange(points, labels, centres)
        if within < best[0]:
            best = (within, labels)
    return best[1], best[0]


def _exchange(points: Floats, labels: Labels, centres: Floats) -> float:
    """Moves one row at a time, the best first, in place; the sum of squares within. A move counts the shift of both
    centres: n/(n − 1)·d² is saved where it leaves, n/(n + 1)·d² is added where it comes.
    """
    rows = np.arange(len(points))
    while True:
        counts = np.bincount(labels, minlength=len(centres))
        squares = ((points[:, None, :] - centres) ** 2).sum(axis=2)
        own = counts[labels]
        saved = np.where(own > 1, own / np.maximum(own - 1, 1) * squares[rows, labels], 0.0)
        added = counts / (counts + 1) * squares
        added[rows, labels] = np.inf
        row, to = np.unravel_index(int((added - saved[:, None]).argmin()), added.shape)
        if added[row, to] - saved[row] >= -1e-10:
            return float(squares[rows, labels].sum())
        left = labels[row]
        labels[row] = to
        for one in (left, to):
            centres[one] = points[labels == one].mean(axis=0)


def _spread(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    chosen = [int(rng.integers(len(points)))]
    while len(chosen) < k:
        nearest = ((points[:, None, :] - points[chosen]) ** 2).sum(axis=2).min(axis=1)
        chosen.append(int(rng.choice(len(points), p=nearest / nearest.sum() if nearest.sum() > 0 else None)))
    return points[chosen]


def silhouettes(between: Floats, labels: Labels) -> Floats:
    """Width of each row: (nearest other − own) / larger; 0 for a row alone, or where all are the same."""
    member = labels[:, None] == np.unique(labels)[None, :]
    counts = member.sum(axis=0)
    sums = between @ member
    rows = np.arange(len(labels))
    column = member.argmax(axis=1)
    own = sums[rows, column] / np.maximum(counts[column] - 1, 1)
    others = sums / counts
    others[rows, column] = np.inf
    nearest = others.min(axis=1)
    larger = np.maximum(own, nearest)
    widths = np.divide(nearest - own, larger, out=np.zeros(len(labels)), where=larger > 0)
    return np.asarray(np.where(counts[column] == 1, 0.0, widths))


Grouping = Callable[[Floats, int, int], Labels]  # points, k, seed -> labels
METHODS: dict[str, Grouping] = {
    "medoids": lambda points, k, _: k_medoids(distances(points), k)[0],
    "ward": lambda points, k, _: ward(points, k)[0],
    "means": lambda points, k, seed: k_means(points, k, seed)[0],
}


def group(points: Floats, k: int, seed: int, method: str = "medoids") -> Clusters:
    """Rows of points (standardised) in k groups by a method of METHODS, the largest first."""
    if not 1 <= k < len(points):
        raise Refused("groups-wrong", most=len(points) - 1)
    between, found = distances(points), METHODS[method](points, k, seed)
    names, first, sizes = np.unique(found, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    labels = np.argsort(order)[np.searchsorted(names, found)].astype(np.int64)
    members = [np.flatnonzero(labels == one) for one in range(len(names))]
    medoids = np.array([rows[between[np.ix_(rows, rows)].sum(axis=1).argmin()] for rows in members])
    width = float(silhouettes(between, labels).mean()) if len(names) > 1 else 0.0
    return Clusters(labels, medoids, width, float(between[np.arange(len(points)), medoids[labels]].mean()))
