"""Do those who mark agree? Two or more marks on the same works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from msoko.psychometrics.classical import correlation
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class Agreement:
    """n works with two marks; exact: share of equal marks; distance: mean absolute difference, in points."""

    n: int
    exact: float
    distance: float
    pearson: float | None
    kappa: float | None
    weighted_kappa: float | None  # quadratic weights


def two_raters(first: Floats, second: Floats) -> Agreement:
    """Works with both marks. Kappa: Cohen (1960), with quadratic weights: Cohen (1968); None if nobody differs."""
    whole = np.isfinite(first) & np.isfinite(second)
    a, b = np.asarray(first, dtype=float)[whole], np.asarray(second, dtype=float)[whole]
    if len(a) < 2:
        raise Refused("too-few-persons", count=len(a), least=2)
    labels = np.unique(np.concatenate([a, b]))
    table = np.zeros((len(labels), len(labels)))
    np.add.at(table, (np.searchsorted(labels, a), np.searchsorted(labels, b)), 1 / len(a))
    return Agreement(
        len(a), float((a == b).mean()), float(np.abs(a - b).mean()), correlation(a, b),
        _kappa(table, (labels[:, None] != labels[None, :]).astype(float)),
        _kappa(table, (labels[:, None] - labels[None, :]) ** 2),
    )  # fmt: skip


def _kappa(table: Floats, weights: Floats) -> float | None:
    chance = float((weights * np.outer(table.sum(axis=1), table.sum(axis=0))).sum())
    return 1 - float((weights * table).sum()) / chance if chance > 0 else None


def krippendorff(marks: Floats, metric: str = "interval") -> float | None:
    """Alpha of raters × works with NaN for no mark (Krippendorff 2011). metric: nominal or interval; None: no
    variation.
    """
    columns = [column[np.isfinite(column)] for column in np.asarray(marks, dtype=float).T]
    columns = [column for column in columns if len(column) > 1]
    if not columns:
        raise Refused("too-few-persons", count=0, least=1)
    distance = _differ if metric == "nominal" else np.square
    every = np.concatenate(columns)
    n = len(every)
    within = sum(float(distance(c[:, None] - c[None, :]).sum()) / (len(c) - 1) for c in columns) / n
    labels, counts = np.unique(every, return_counts=True)
    between = float((distance(labels[:, None] - labels[None, :]) * np.outer(counts, counts)).sum()) / (n * (n - 1))
    return 1 - within / between if between > 0 else None


def _differ(differences: Floats) -> Floats:
    return np.asarray(differences != 0, dtype=float)


def icc(marks: Floats) -> tuple[float, float]:
    """ICC(2,1) and ICC(2,k) of works × raters without gaps: absolute agreement, raters random (Shrout and Fleiss
    1979).
    """
    given = np.asarray(marks, dtype=float)
    if not np.isfinite(given).all():
        raise Refused("gaps", count=int((~np.isfinite(given).all(axis=1)).sum()))
    n, k = given.shape
    if n < 2 or k < 2:
        raise Refused("too-few-persons", count=n, least=2)
    mean = given.mean()
    rows = k * ((given.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    columns = n * ((given.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    if np.ptp(given) == 0:
        raise Refused("marks-alike")
    left = ((given - given.mean(axis=1)[:, None] - given.mean(axis=0) + mean) ** 2).sum() / ((n - 1) * (k - 1))
    return (
        float((rows - left) / (rows + (k - 1) * left + k * (columns - left) / n)),
        float((rows - left) / (rows + (columns - left) / n)),
    )


LEAST_COMMON = 10  # works of a pair of raters from which their own agreement is told


@dataclass(frozen=True)
class PanelAgreement:
    """One criterion marked by a panel. works: those with two marks or more; exact, distance: over all pairs of marks
    on one work, each work weighing the same; alpha: Krippendorff's, interval; icc: of one mark and of the mean of a
    work, None unless the same raters marked every work. pairs: (rater, rater, agreement), LEAST_COMMON works or more.
    """

    works: int
    exact: float
    distance: float
    alpha: float | None
    icc: tuple[float, float] | None
    pairs: tuple[tuple[str, str, Agreement], ...]


def of_panel(works: Sequence[str], raters: Sequence[str], marks: Floats) -> PanelAgreement:
    """One entry a mark; NaN is no mark. Raises Refused: a mark given twice, no work with two marks."""
    rows, columns = (np.unique(np.asarray(one, dtype=str), return_inverse=True) for one in (works, raters))
    given = np.asarray(marks, dtype=float)
    known = np.isfinite(given)
    table = np.full((len(columns[0]), len(rows[0])), np.nan)
    places = np.column_stack([columns[1].ravel()[known], rows[1].ravel()[known]])
    once, times = np.unique(places, axis=0, return_counts=True)
    if (times > 1).any():
        rater, work = once[int(times.argmax())]
        raise Refused("mark-twice", person=rows[0][work], rater=columns[0][rater], item="")
    table[places[:, 0], places[:, 1]] = given[known]
    several = table[:, np.isfinite(table).sum(axis=0) > 1]
    if not several.shape[1]:
        raise Refused("marks-single")
    columns_known = [column[np.isfinite(column)] for column in several.T]
    apart = [np.abs(c[:, None] - c[None, :])[np.triu_indices(len(c), 1)] for c in columns_known]
    used = several[np.isfinite(several).any(axis=1)]
    whole = np.isfinite(used).all() and np.ptp(used) > 0
    return PanelAgreement(
        several.shape[1], float(np.mean([(one == 0).mean() for one in apart])),
        float(np.mean([one.mean() for one in apart])), krippendorff(several),
        icc(used.T) if whole and used.shape[1] > 1 else None, tuple(_pairs(columns[0], table)),
    )  # fmt: skip


def _pairs(names: np.ndarray, table: Floats) -> Iterator[tuple[str, str, Agreement]]:
    known = np.isfinite(table)
    for a, b in combinations(range(len(names)), 2):
        if (known[a] & known[b]).sum() >= LEAST_COMMON:
            yield str(names[a]), str(names[b]), two_raters(table[a], table[b])
