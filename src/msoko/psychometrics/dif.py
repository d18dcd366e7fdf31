"""Does an item work differently for two groups of equal ability? Three methods and the classes of effect of ETS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.marginal import scale
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats, Responses

LEAST_IN_GROUP = 30


@dataclass(frozen=True)
class MantelHaenszel:
    """chi2: with continuity correction, 1 df. alpha: common odds ratio, above 1 = easier for the reference group.

    delta = −2.35 ln alpha. effect: A negligible, B moderate, C large (Zieky 1993); None if it cannot be estimated.
    """

    item: str
    chi2: float
    p: float
    alpha: float | None
    delta: float | None
    effect: str | None


@dataclass(frozen=True)
class Logistic:
    """Likelihood ratio tests of a group effect: uniform (1 df), nonuniform (1 df), total (2 df); the change of
    Nagelkerke's R².
    """

    item: str
    uniform: float
    nonuniform: float
    total: float
    p: float
    r2_change: float
    group: float | None


@dataclass(frozen=True)
class RaschDif:
    """Difficulties of two calibrations, each with mean 0; difference: second less first, with its error."""

    item: str
    first: float
    second: float
    difference: float
    se: float


def mantel_haenszel(responses: Responses) -> tuple[MantelHaenszel, ...]:
    """For two-category items; the first group is the reference. Matched on the raw score with the item in it.

    Mantel and Haenszel (1959); Holland and Thayer (1988). Persons with a gap are left out. The correction of ½ is
    left out where it would exceed the difference, as in mantelhaen.test of R.
    """
    scores, groups = _two_groups(responses)
    total = scores.sum(axis=1)
    return tuple(_mantel_haenszel(name, scores[:, i], total, groups) for i, name in enumerate(responses.items))


def _two_groups(responses: Responses) -> tuple[np.ndarray, np.ndarray]:
    if len(responses.group_names) != 2:
        raise Refused("two-groups", count=len(responses.group_names))
    whole = responses.known.all(axis=1)
    groups = responses.groups[whole]
    for code, name in enumerate(responses.group_names):
        if (groups == code).sum() < LEAST_IN_GROUP:
            raise Refused("group-too-small", group=name, count=int((groups == code).sum()), least=LEAST_IN_GROUP)
    if responses.most.max() > 1:
        raise Refused("two-categories-only", item=responses.items[int(responses.most.argmax())])
    return responses.scores[whole].astype(float), groups


def _mantel_haenszel(name: str, x: Floats, total: Floats, groups: np.ndarray) -> MantelHaenszel:
    from scipy.stats import chi2

    where = total.astype(int)
    a, b = (np.bincount(where, (groups == 0) * (x == right), minlength=where.max() + 1) for right in (1, 0))
    c, d = (np.bincount(where, (groups == 1) * (x == right), minlength=where.max() + 1) for right in (1, 0))
    n = a + b + c + d
    used = (n > 1) & (a + b > 0) & (c + d > 0)
    a, b, c, d, n = (counts[used] for counts in (a, b, c, d, n))
    expected = (a + b) * (a + c) / n
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    if variance <= 0:
        return MantelHaenszel(name, 0.0, 1.0, None, None, None)
    away = abs(float((a - expected).sum()))
    statistic = (away - 0.5 if away >= 0.5 else away) ** 2 / float(variance)
    r, s = a * d / n, b * c / n
    p_value = float(chi2.sf(statistic, 1))
    if r.sum() == 0 or s.sum() == 0:
        return MantelHaenszel(name, statistic, p_value, None, None, None)
    alpha = float(r.sum() / s.sum())
    delta = -2.35 * float(np.log(alpha))
    share, other = (a + d) / n, (b + c) / n  # Robins, Breslow and Greenland (1986)
    parts = (share * r).sum() / (2 * r.sum() ** 2), (share * s + other * r).sum() / (2 * r.sum() * s.sum())
    se = 2.35 * float(np.sqrt(parts[0] + parts[1] + (other * s).sum() / (2 * s.sum() ** 2)))
    return MantelHaenszel(name, statistic, p_value, alpha, delta, _effect(delta, se, p_value))


def _effect(delta: float, se: float, p: float) -> str:
    if abs(delta) < 1 or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= 1.5 and (abs(delta) - 1) / se > 1.645 else "B"


def logistic(responses: Responses) -> tuple[Logistic, ...]:
    """Logistic regression of each two-category item on raw score, group and their product (Swaminathan and Rogers
    1990).

    Raises Refused where raw scores do not vary inside a group: score and group cannot be told apart.
    """
    scores, groups = _two_groups(responses)
    total = scores.sum(axis=1)
    for code, name in enumerate(responses.group_names):
        if np.ptp(total[groups == code]) == 0:
            raise Refused("group-one-score", group=name)
    return tuple(_logistic(name, scores[:, i], total, groups) for i, name in enumerate(responses.items))


def _logistic(name: str, y: Floats, total: Floats, groups: np.ndarray) -> Logistic:
    from scipy.stats import chi2

    key, row = np.unique(np.column_stack([total, groups]), axis=0, return_inverse=True)
    row = row.ravel()
    n, right = np.bincount(row).astype(float), np.bincount(row, y).astype(float)
    score, group = key[:, 0] - total.mean(), key[:, 1]
    one = np.ones(len(n))
    designs = ([one, score], [one, score, group], [one, score, group, score * group])
    fits = [_fit(np.column_stack(design), n, right) for design in designs]
    logs = [log for log, _ in fits]
    empty = _bernoulli(np.full(len(n), right.sum() / n.sum()), n, right)
    plain, whole = (_nagelkerke(empty, log, n.sum()) for log in (logs[0], logs[2]))
    statistic = 2 * (logs[2] - logs[0])
    return Logistic(
        name, 2 * (logs[1] - logs[0]), 2 * (logs[2] - logs[1]), statistic, float(chi2.sf(statistic, 2)), whole - plain,
        None if fits[1][1] is None else float(fits[1][1][2]),
    )  # fmt: skip


def _fit(design: Floats, n: Floats, right: Floats) -> tuple[float, Floats | None]:
    """Iteratively reweighted least squares. With perfect separation the likelihood is its limit and the coefficients
    None.
    """
    beta, log = np.zeros(design.shape[1]), -np.inf
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        weight = np.maximum(n * p * (1 - p), 1e-10)
        beta = beta + np.linalg.solve((design * weight[:, None]).T @ design, design.T @ (right - n * p))
        before, log = log, _bernoulli(1 / (1 + np.exp(-np.clip(design @ beta, -30, 30))), n, right)
        if abs(log - before) < 1e-11 * max(1.0, abs(log)):
            break
    return log, None if np.abs(design @ beta).max() > 25 else beta


def _bernoulli(p: Floats, n: Floats, right: Floats) -> float:
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return float(right @ np.log(p) + (n - right) @ np.log1p(-p))


def _nagelkerke(empty: float, log: float, n: float) -> float:
    return float((1 - np.exp(2 * (empty - log) / n)) / (1 - np.exp(2 * empty / n)))


def by_calibration(responses: Responses) -> tuple[RaschDif, ...]:
    """Rasch items scaled in each group by itself (marginal likelihood), centred on their mean; first group less
    known.
    """
    if len(responses.group_names) != 2:
        raise Refused("two-groups", count=len(responses.group_names))
    parts = []
    for code in (0, 1):
        own = responses.persons(np.flatnonzero(responses.groups == code))
        scaled = scale(Responses.of(np.where(own.known, own.scores, np.nan), own.items, own.weights))
        if scaled.responses.items != responses.items:
            raise Refused("item-one-group", item=next(i for i in responses.items if i not in scaled.responses.items))
        parts.append((scaled.curves.locations, scaled.se_alone[:, 0]))
    (first, se1), (second, se2) = ((b - b.mean(), se) for b, se in parts)
    both = zip(responses.items, first, second, np.hypot(se1, se2), strict=True)
    return tuple(RaschDif(name, float(a), float(b), float(b - a), float(se)) for name, a, b, se in both)
