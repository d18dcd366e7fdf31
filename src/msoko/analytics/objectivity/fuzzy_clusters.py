"""The method published for INVALSI, to compare ours with: classes that answer too well and too much alike.

Four numbers describe a class (mean, spread, variety of answers, answers missing); their first two principal components
are grouped into fuzzy clusters; belonging to the cluster of high and even classes is read as suspicion. It takes a good
homogeneous class for a helped one, which is why this product does not judge by it. Quintano, Castellano and Longobardi
(2009), Statistica & Applicazioni 7(2) 149–171; used by Angrist, Battistin and Vuri (2017), AEJ: Applied 9(4) 216–249.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.remarks import Refused
from msoko.psychometrics.responses import ABSENT

Floats = NDArray[np.float64]
CLUSTERS = 10  # as published
DESCRIBED = ("mean", "spread", "variety", "missing")
SUSPECT = np.array([1.0, -1.0, -1.0, 0.0])  # high, even, alike; what is missing may mean either
TOLERANCE = 1e-7  # of a membership between two steps
STEPS = 2000


@dataclass(frozen=True)
class Fuzzy:
    """memberships: points × k, rows add up to 1. centres: k × dimensions. objective: Σ uᵐ d², smaller is better."""

    memberships: Floats
    centres: Floats
    objective: float


def fuzzy_k_means(points: Floats, k: int, seed: int = 0, fuzziness: float = 2.0, starts: int = 5) -> Fuzzy:
    """Fuzzy k-means (Bezdek 1981, theorem 11.1): memberships and centres in turn until nothing moves; the best start.

    points: n × dimensions, finite. fuzziness m > 1: towards 1 the clusters become hard. Raises Refused where there are
    not more points than clusters, or where no start settles.
    """
    if not 1 <= k <= len(np.unique(points, axis=0)):
        raise Refused("fuzzy-few-points", count=len(points), k=k)
    rng = np.random.default_rng(seed)
    found = [_settle(points, _spread_out(points, k, rng), fuzziness) for _ in range(starts)]
    settled = [one for one in found if one]
    if not settled:
        raise Refused("fuzzy-not-settled", k=k)
    return min(settled, key=lambda one: one.objective)


def _spread_out(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    """k different points, each drawn the likelier the further it is from those drawn (k-means++)."""
    chosen = [int(rng.integers(len(points)))]
    while len(chosen) < k:
        nearest = _squares(points, points[chosen]).min(axis=1)
        chosen.append(int(rng.choice(len(points), p=nearest / nearest.sum())))
    return points[chosen]


def _settle(points: Floats, centres: Floats, fuzziness: float) -> Fuzzy | None:
    belonging = _belonging(points, centres, fuzziness)
    for _ in range(STEPS):
        weight = belonging**fuzziness
        centres = weight.T @ points / weight.sum(axis=0)[:, None]
        before, belonging = belonging, _belonging(points, centres, fuzziness)
        if np.abs(belonging - before).max() < TOLERANCE:
            return Fuzzy(belonging, centres, float((belonging**fuzziness * _squares(points, centres)).sum()))
    return None


def _squares(points: Floats, centres: Floats) -> Floats:
    return np.asarray(((points[:, None, :] - centres) ** 2).sum(axis=2))


def _belonging(points: Floats, centres: Floats, fuzziness: float) -> Floats:
    """u = d^(−2/(m−1)), rows to 1. A point on a centre belongs to it alone (shared if several centres coincide)."""
    squares = _squares(points, centres)
    nearest = squares.min(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(nearest > 0, (nearest / squares) ** (1 / (fuzziness - 1)), squares == 0)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def described(scores: NDArray[np.int16], most: NDArray[np.int64], classes: NDArray[np.int64]) -> Floats:
    """What the method looks at, classes × 4 in the order of DESCRIBED; a row of NaN where fewer than two pupils are.

    scores: pupils × tasks, ABSENT where nothing was answered (counts as 0 in the total). most: the tasks' highest
    scores. classes: 0…C−1, one a pupil. The mean and the sample sd of per cents of the maximum; variety: Gini's index
    1 − Σ p² of the scores on a task, mean over tasks; the share of answers missing. The original takes the letters of
    the answers; a protocol of scores has none.
    """
    known = scores != ABSENT
    total = 100 * np.where(known, scores, 0).sum(axis=1) / most.sum()
    count = np.bincount(classes).astype(float)
    mean = np.bincount(classes, total) / np.maximum(count, 1)
    squares = np.bincount(classes, (total - mean[classes]) ** 2)
    missing = np.bincount(classes, 1 - known.mean(axis=1)) / np.maximum(count, 1)
    found = np.column_stack([mean, np.sqrt(squares / np.maximum(count - 1, 1)), _variety(scores, classes), missing])
    found[count < 2] = np.nan
    return found


def _variety(scores: NDArray[np.int16], classes: NDArray[np.int64]) -> Floats:
    alike = np.zeros((classes.max() + 1, scores.shape[1]))
    answered = np.zeros_like(alike)
    for score in range(int(scores.max()) + 1):
        count = np.zeros_like(alike)
        np.add.at(count, classes, scores == score)
        alike += count**2
        answered += count
    tasks = (answered > 0).sum(axis=1)
    gini = np.where(answered > 0, 1 - alike / np.maximum(answered, 1) ** 2, 0).sum(axis=1)
    return np.where(tasks > 0, gini / np.maximum(tasks, 1), np.nan)


def memberships(descriptions: Floats, k: int = CLUSTERS, seed: int = 0) -> Floats:
    """How far each class belongs to the suspect cluster, 0…1; NaN where it is not described.

    descriptions: classes × 4 of `described`. Standardised (a column that is the same everywhere tells nothing and is
    left out); two components; the suspect cluster is the one whose members, weighted by membership, are highest in the
    mean and lowest in spread and variety. Raises Refused for fewer than 5 classes a cluster.
    """
    full = np.isfinite(descriptions).all(axis=1)
    given = descriptions[full]
    if len(given) < 5 * k:
        raise Refused("fuzzy-few-classes", count=len(given), least=5 * k)
    sd = given.std(axis=0, ddof=1)
    standard = (given - given.mean(axis=0)) / np.where(sd > 0, sd, 1)
    _, _, axes = np.linalg.svd(standard, full_matrices=False)
    belonging = fuzzy_k_means(standard @ axes[:2].T, k, seed).memberships
    weight = belonging**2
    profiles = weight.T @ standard / weight.sum(axis=0)[:, None]
    found = np.full(len(descriptions), np.nan)
    found[full] = belonging[:, int((profiles @ SUSPECT).argmax())]
    return found
