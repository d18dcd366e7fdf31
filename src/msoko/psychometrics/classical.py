"""Classical test theory: what the items and the sum of their scores are like in this group of persons.

Conventions: sample variances (n − 1); an item-rest correlation leaves the item out of the sum; sums are taken over
persons who answered every item, shares over all who answered the item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses


@dataclass(frozen=True)
class ItemStatistics:
    """mean in points; p: mean / highest score; correlations and alpha are NaN-free: None where they have no meaning.

    not_reached: persons who answered neither this item nor any after it; omitted: others without an answer. Items
    are in the order of the work, and both take part as no answer: whether that is 0 points, the rules of marking say.
    """

    item: str
    n: int
    most: int
    mean: float
    p: float | None
    sd: float | None
    r_item_total: float | None
    r_item_rest: float | None
    alpha_if_deleted: float | None
    omitted: int
    not_reached: int


@dataclass(frozen=True)
class TestStatistics:
    """Of persons who answered all items: n_complete. Reliabilities have no unit; sem and the scores are in points."""

    n: int
    n_complete: int
    k: int
    alpha: float | None
    omega: float | None
    lambda6: float | None
    mean: float
    sd: float
    sem: float | None
    skew: float | None
    kurtosis: float | None
    lowest: int
    highest: int
    at_floor: int
    at_ceiling: int
    distribution: tuple[int, ...]  # persons with 0, 1, … points
    items: tuple[ItemStatistics, ...]
    remarks: tuple[Remark, ...] = ()


def describe(responses: Responses) -> TestStatistics:
    """Item and test statistics (Lord and Novick 1968; alpha: Cronbach 1951; lambda-6: Guttman 1945; omega: McDonald
    1999).

    Raises Refused for fewer than two items or fewer than two persons who answered all of them: with booklets describe
    each booklet by itself.
    """
    complete = responses.known.all(axis=1)
    scores = responses.scores[complete].astype(float)
    if scores.shape[1] < 2:
        raise Refused("too-few-items", count=scores.shape[1], least=2)
    if len(scores) < 2:
        raise Refused("too-few-persons", count=len(scores), least=2)
    total = scores.sum(axis=1)
    covariance = np.cov(scores, rowvar=False)
    alpha = _alpha(covariance)
    sd = float(total.std(ddof=1))
    most = responses.most
    counts = np.bincount(total.astype(int), minlength=int(most.sum()) + 1)
    return TestStatistics(
        n=len(responses.scores), n_complete=len(scores), k=scores.shape[1], alpha=alpha, omega=_omega(covariance),
        lambda6=_lambda6(covariance), mean=float(total.mean()), sd=sd,
        sem=None if alpha is None else sd * float(np.sqrt(max(0.0, 1 - alpha))),
        skew=_moment(total, 3), kurtosis=_moment(total, 4), lowest=int(total.min()), highest=int(total.max()),
        at_floor=int(counts[0]), at_ceiling=int(counts[most.sum()]), distribution=tuple(map(int, counts)),
        items=tuple(_item(responses, scores, total, covariance, n) for n in range(scores.shape[1])),
        remarks=responses.remarks,
    )  # fmt: skip


def _item(responses: Responses, scores: Floats, total: Floats, covariance: Floats, n: int) -> ItemStatistics:
    answered = responses.known[:, n]
    own = responses.scores[answered, n].astype(float)
    late = ~responses.known[:, n:].any(axis=1)
    most = int(responses.most[n])
    rest = np.delete(np.delete(covariance, n, 0), n, 1)
    return ItemStatistics(
        item=responses.items[n], n=len(own), most=most, mean=float(own.mean()) if len(own) else 0.0,
        p=float(own.mean() / most) if most else None, sd=float(own.std(ddof=1)) if len(own) > 1 else None,
        r_item_total=correlation(scores[:, n], total), r_item_rest=correlation(scores[:, n], total - scores[:, n]),
        alpha_if_deleted=_alpha(rest), omitted=int((~answered & ~late).sum()),
        not_reached=int(late.sum()),
    )  # fmt: skip


def correlation(x: Floats, y: Floats) -> float | None:
    """Pearson's r; None if either does not vary."""
    dx, dy = x - x.mean(), y - y.mean()
    size = float(np.sqrt((dx @ dx) * (dy @ dy)))
    return float(dx @ dy / size) if size > 1e-12 * len(x) else None


def _alpha(covariance: Floats) -> float | None:
    """k/(k−1)·(1 − Σ var / var of the sum). May be negative; then items contradict each other."""
    covariance = np.atleast_2d(covariance)
    k, whole = len(covariance), float(covariance.sum())
    return k / (k - 1) * (1 - float(np.trace(covariance)) / whole) if k > 1 and whole > 0 else None


def _lambda6(covariance: Floats) -> float | None:
    """1 − Σ (1 − smc) / sum of the correlation matrix."""
    deviations = np.sqrt(np.diag(covariance))
    if (deviations == 0).any():
        return None
    matrix = covariance / np.outer(deviations, deviations)
    if np.linalg.cond(matrix) > 1e12:  # an item follows from the others
        return None
    unique = 1 / np.diag(np.linalg.inv(matrix))
    return 1 - float(unique.sum() / matrix.sum())


def _omega(covariance: Floats, steps: int = 500) -> float | None:
    """McDonald's omega of one factor, by minimum residuals (principal axis iterations); None for a Heywood case."""
    if (np.diag(covariance) == 0).any() or len(covariance) < 3:
        return None
    deviations = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(deviations, deviations)
    common = np.full(len(matrix), 0.5)
    loadings = np.zeros(len(matrix))
    for _ in range(steps):
        reduced = matrix.copy()
        np.fill_diagonal(reduced, common)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        moved, common = float(np.abs(loadings**2 - common).max()), loadings**2
        if moved < 1e-10:
            break
    if (common >= 1).any():
        return None
    weighted = loadings * deviations
    true = float(weighted.sum()) ** 2
    return true / (true + float(((1 - common) * deviations**2).sum()))


def _moment(total: Floats, order: int) -> float | None:
    """Standardised population moment: 3 skewness, 4 kurtosis (3 for a normal distribution)."""
    sd = float(total.std())
    return float((((total - total.mean()) / sd) ** order).mean()) if sd > 0 else None
