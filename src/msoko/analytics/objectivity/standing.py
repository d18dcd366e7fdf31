"""Signs in the level of results: above what history makes one expect, and not borne out a year later or at the exam.

An organisation's standing is its mean against the others in the same work, in standard deviations of pupils: y = a + b
+ e, a = the organisation (lasting), b = the organisation in this work, e = its pupils. The variances of a and b come
from all works of a type by moments; a is predicted from earlier works as best linear unbiased (Robinson 1991; Goldstein
2011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t as student

from msoko.analytics.objectivity.papers import Paper
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.analytics.objectivity.works import Group
from msoko.vocabulary import Period

CODES = ("level", "fall", "exam")
EXAMS = {"oge": 9, "ege": 11}
FARTHEST = 2  # years between a work and the exam of the same pupils
TRIMMED = 0.758  # variance of a standard normal between its 2.5th and 97.5th percentiles


@dataclass(frozen=True)
class Standing:
    """y: against the others; error: its sampling variance. centre, scale: of the work, in per cent of the most."""

    group: Group
    n: int
    y: float
    error: float
    centre: float
    scale: float


@dataclass(frozen=True)
class Usual:
    """Variances of what lasts and of what does not; freedom: organisations less two, for the quantiles."""

    lasting: float
    passing: float
    freedom: int


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The signs level, fall and exam: for organisations; classes are often strong or weak by design."""
    standings = {one.group: one for paper in papers for one in _standings(paper)}
    kinds = {group.procedure_type for group in standings}
    usual = {kind: _usual([one for one in standings.values() if one.group.procedure_type == kind]) for kind in kinds}
    history: dict[str, list[Standing]] = defaultdict(list)
    for one in standings.values():
        history[one.group.organisation].append(one)
    places = {_place(one.group): one for one in standings.values() if one.n >= parameters.least}
    for paper in papers:
        for group, n in zip(paper.groups, paper.sizes.tolist(), strict=True):
            for code in CODES:
                if group.class_name:
                    yield silent(code, group, n, "organisations-only")
                elif n < parameters.least:
                    yield silent(code, group, n, "small-group", least=parameters.least)
                elif paper.organisations < parameters.organisations:
                    yield silent(
                        code, group, n, "few-organisations", count=paper.organisations, least=parameters.organisations
                    )
                elif code == "level":
                    yield _level(standings[group], history[group.organisation], usual[group.procedure_type])
                elif later := _next(code, group, places):
                    yield _fallen(code, standings[group], later, usual)
                else:
                    yield silent(code, group, n, "no-later")


def _standings(paper: Paper) -> Iterator[Standing]:
    """The scale is the deviation of pupils within organisations, so it does not grow where schools differ."""
    scores, sizes = paper.works.scores, paper.sizes.astype(float)
    means = paper.sums(scores) / sizes
    top = slice(0, paper.organisations)
    square = paper.sums(scores**2) - sizes * means**2
    within = max(float(square[top].sum()) / max(float((sizes[top] - 1).sum()), 1.0), 1e-9)
    most = paper.works.most or float(scores.max()) or 1.0
    weight, total = sizes[top].sum(), float(scores.sum())
    for index in range(paper.organisations):
        left = float(weight - sizes[index])
        if left:
            centre = (total - float(sizes[index] * means[index])) / left
            yield Standing(
                paper.groups[index], int(sizes[index]), (float(means[index]) - centre) / within**0.5,
                1 / float(sizes[index]) + 1 / left, 100 * centre / most, 100 * within**0.5 / most,
            )  # fmt: skip


def _usual(standings: Sequence[Standing]) -> Usual:
    """By moments: products of two works of one organisation in different periods for what lasts, squares for both.

    Squares are taken without the extreme twentieth and enlarged as for a normal distribution, so a few odd groups do
    not make everybody's spread look usual.
    """
    own: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        own[one.group.organisation].append(one)
    y = np.array([one.y for one in standings])
    error = np.array([one.error for one in standings])
    low, high = np.quantile(y, [0.025, 0.975])
    kept = (y >= low) & (y <= high)
    weight = 1 / (error[kept] + 0.1)
    square = float(np.average(y[kept] ** 2, weights=weight)) / TRIMMED
    both = max(square - float(np.average(error[kept], weights=weight)), 1e-4)
    lasting = min(max(_products(own), 0.0), 0.98 * both)
    return Usual(lasting, both - lasting, max(len(own) - 2, 1))


def _products(own: Mapping[str, Sequence[Standing]]) -> float:
    """Mean of y·y′ over pairs of works of different periods, organisations weighted alike."""
    means = []
    for group in own.values():
        periods: dict[str, list[float]] = defaultdict(list)
        for one in group:
            periods[one.group.period].append(one.y)
        sums = np.array([np.mean(values) for values in periods.values()])
        if len(sums) > 1:
            means.append((sums.sum() ** 2 - (sums**2).sum()) / (len(sums) * (len(sums) - 1)))
    return float(np.mean(means)) if means else 0.0


def _level(own: Standing, history: Sequence[Standing], usual: Usual) -> Sign:
    """Works of earlier periods of the type predict what lasts; what does not last is new in every work."""
    past = [
        one for one in history
        if one.group.procedure_type == own.group.procedure_type and one.group.period < own.group.period
    ]  # fmt: skip
    precision = 1 / usual.lasting if usual.lasting > 0 else np.inf
    weights = np.array([1 / (usual.passing + one.error) for one in past])
    total = precision + weights.sum()
    mean = float(weights @ np.array([one.y for one in past]) / total) if past else 0.0
    variance = 1 / total + usual.passing + own.error
    error = variance**0.5
    p = float(student.sf((own.y - mean) / error, usual.freedom))
    reach = float(student.ppf(0.975, usual.freedom)) * error

    def percent(y: float) -> float:
        return min(max(own.centre + own.scale * y, 0.0), 100.0)

    numbers = {
        "found": percent(own.y), "expected": percent(mean), "low": percent(mean - reach), "high": percent(mean + reach),
    }  # fmt: skip
    said = {name: number(value) for name, value in numbers.items()}
    remark = Remark("level" if past else "level-no-history", n=own.n, **said)
    return Sign("level", own.group, own.n, p, Direction.ABOVE, tuple(numbers.items()), (), remark)


def _place(group: Group) -> tuple[str, str, str, str, str]:
    return group.organisation, group.procedure_type, group.subject, group.grade, group.period


def _next(code: str, group: Group, places: Mapping[tuple[str, str, str, str, str], Standing]) -> Standing | None:
    """The same grade a year later in the same type; or its exam, as many years later as grades lie between."""
    if not group.grade.isdigit():
        return None
    if code == "fall":
        later = Period.parse(group.period).shift(1).code
        return places.get(_place(replace(group, grade=str(int(group.grade) + 1), period=later)))
    for kind, grade in EXAMS.items():
        years = grade - int(group.grade)
        if 0 < years <= FARTHEST and group.procedure_type != kind:
            then = Period.parse(group.period).shift(years).code
            found = places.get(_place(replace(group, procedure_type=kind, grade=str(grade), period=then)))
            if found:
                return found
    return None


def _fallen(code: str, own: Standing, later: Standing, usual: Mapping[str, Usual]) -> Sign:
    """y − y′ is normal about zero with what does not last in both works and both samplings; what lasts is in both."""
    here, then = usual[own.group.procedure_type], usual[later.group.procedure_type]
    error = (
        here.passing + then.passing + (here.lasting**0.5 - then.lasting**0.5) ** 2 + own.error + later.error
    ) ** 0.5
    freedom = min(here.freedom, then.freedom)
    p = float(student.sf((own.y - later.y) / error, freedom))
    numbers = {"here": own.y, "later": later.y, "usual": float(student.ppf(0.975, freedom)) * error}
    remark = Remark(
        code, n=own.n, grade=later.group.grade, period=Period.parse(later.group.period).title,
        here=number(own.y, 1, True), later=number(later.y, 1, True), usual=number(numbers["usual"], 1),
    )  # fmt: skip
    return Sign(code, own.group, own.n, p, Direction.ABOVE, tuple(numbers.items()), (later.group.procedure,), remark)
