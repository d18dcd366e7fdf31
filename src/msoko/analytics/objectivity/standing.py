"""Signs in the level of results: above what history makes one expect, and not borne out a year later or at the exam.

An organisation's standing is its mean against the others in the same work, in standard deviations of pupils: y = a + b
+ e, a = the organisation (lasting), b = the organisation in this work, e = its pupils. The variances of a and b come
from all works of a type; a is predicted from earlier works as best linear unbiased (Robinson 1991; Goldstein
2011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t as student

from msoko.analytics.objectivity.papers import Paper, too_few
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.analytics.objectivity.works import Group
from msoko.psychometrics.responses import Floats
from msoko.vocabulary import Period

CODES = ("level", "fall", "exam")
EXAMS = {"oge": 9, "ege": 11}
FARTHEST = 2  # years between a work and the exam of the same pupils
TENTH = 1.2816  # 90th percentile of a standard normal
LEAST_DEVIATIONS = 20  # within organisations, to tell what lasts
TRIMMED = 0.4377  # variance of a standard normal between its 10th and 90th percentiles


@dataclass(frozen=True)
class Standing:
    """y: against the others; error: its sampling variance. found: the mean, per cent of the most; scale: of y in it."""

    group: Group
    n: int
    y: float
    error: float
    found: float
    scale: float


@dataclass(frozen=True)
class Usual:
    """Variances of what lasts and of what does not; freedom: organisations less two, of t; reach: its 97.5 % point."""

    lasting: float
    passing: float
    freedom: int
    reach: float


@dataclass(frozen=True)
class Guess:
    """What own.y should be about: mean, its error; other: the later standing, or any earlier one (None: no history)."""

    own: Standing
    other: Standing | None
    mean: float
    error: float
    usual: Usual


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The signs level, fall and exam: for organisations; classes are often strong or weak by design."""
    guesses = _guesses(papers, parameters)
    scales = _scales(guesses)
    chances = _chances(guesses, scales)
    for paper in papers:
        for index, group in enumerate(paper.groups):
            for code in CODES:
                small = too_few(code, paper, index, parameters)
                if group.class_name:
                    yield silent(code, group, int(paper.sizes[index]), "organisations-only")
                elif small:
                    yield small
                elif (code, group) in guesses:
                    scale = scales[code, group.procedure_type]
                    yield _sign(code, guesses[code, group], scale, chances[code, group])
                else:
                    yield silent(code, group, int(paper.sizes[index]), "no-later")


def _guesses(papers: Sequence[Paper], parameters: Parameters) -> dict[tuple[str, Group], Guess]:
    """By code and group: level for every organisation, fall and exam where there is a later result."""
    plain = {one.group: one for paper in papers for one in _standings(paper, adjusted=False)}
    level = {one.group: one for paper in papers for one in _standings(paper, adjusted=True)}
    usual, expected = _by_type(plain), _by_type(level)
    history: dict[str, list[Standing]] = defaultdict(list)
    for one in level.values():
        history[one.group.organisation].append(one)
    places = {_place(one.group): one for one in plain.values() if one.n >= parameters.least}
    found: dict[tuple[str, Group], Guess] = {}
    for group in plain:
        found["level", group] = _level(level[group], history[group.organisation], expected[group.procedure_type])
        for code in ("fall", "exam"):
            later = _next(code, group, places)
            if later:
                found[code, group] = _later(plain[group], later, usual)
    return found


def _standings(paper: Paper, adjusted: bool) -> Iterator[Standing]:
    """The scale is the deviation of pupils within organisations, so it does not grow where schools differ.

    adjusted: scores less the mean of pupils of other organisations with the same journal mark; then what the school
    itself thinks of this very class is explained, and a lastingly strict journal is the organisation's a.
    """
    scores, sizes = paper.works.scores, paper.sizes.astype(float)
    if adjusted and np.isfinite(paper.works.journal).any():
        scores = _less_journal(paper)
    means, raw = paper.sums(scores) / sizes, paper.sums(paper.works.scores) / sizes
    top = slice(0, paper.organisations)
    square = paper.sums(scores**2) - sizes * means**2
    within = max(float(square[top].sum()) / max(float((sizes[top] - 1).sum()), 1.0), 1e-9) ** 0.5
    most = paper.works.most or float(paper.works.scores.max()) or 1.0
    total, everybody = float(sizes[top].sum()), float(scores.sum())
    for index in range(paper.organisations):
        left = total - float(sizes[index])
        if left:
            centre = (everybody - float(sizes[index] * means[index])) / left
            yield Standing(
                paper.groups[index], int(sizes[index]), (float(means[index]) - centre) / within,
                1 / float(sizes[index]) + 1 / left, 100 * float(raw[index]) / most, 100 * within / most,
            )  # fmt: skip


def _less_journal(paper: Paper) -> Floats:
    """Pupils without a journal mark are compared with pupils without one; one average pupil of the others is added to
    each mean, so a mark that nobody else has promises the mean of all.
    """
    scores, top = paper.works.scores, slice(0, paper.organisations)
    marks, code = np.unique(paper.works.journal, return_inverse=True)
    code = code.ravel()
    own = np.empty(len(scores), dtype=np.int64)
    own[paper.rows[: len(scores)]] = np.repeat(np.arange(paper.organisations), paper.sizes[top])
    total, size = paper.sums(scores)[top], paper.sizes[top].astype(float)
    overall = (total.sum() - total) / np.maximum(size.sum() - size, 1)
    found = scores.astype(float)
    for mark in range(len(marks)):
        same = code == mark
        pupils, points = paper.sums(same.astype(float))[top], paper.sums(np.where(same, scores, 0.0))[top]
        usual = (points.sum() - points + overall) / (pupils.sum() - pupils + 1)
        found[same] -= usual[own[same]]
    return found


def _by_type(standings: Mapping[Group, Standing]) -> dict[str, Usual]:
    kinds: dict[str, list[Standing]] = defaultdict(list)
    for one in standings.values():
        kinds[one.group.procedure_type].append(one)
    return {kind: _usual(own) for kind, own in kinds.items()}


def _usual(standings: Sequence[Standing]) -> Usual:
    """Variances that give the middle four fifths of deviates the spread they have in a normal distribution, so odd
    groups do not make everybody's spread look usual: passing from deviations of an organisation's works from their
    mean, both from the works themselves.
    """
    own: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        own[one.group.organisation].append(one)
    y = np.array([one.y for one in standings])
    both = _variance(y, np.ones(len(y)), np.array([one.error for one in standings]))
    several = [group for group in own.values() if len(group) > 1]
    passing = both
    if sum(map(len, several)) - len(several) >= LEAST_DEVIATIONS:
        away = np.concatenate([[one.y - np.mean([o.y for o in group]) for one in group] for group in several])
        shrunk = np.concatenate([np.full(len(group), 1 - 1 / len(group)) for group in several])
        error = np.concatenate([[one.error for one in group] for group in several])
        passing = min(_variance(away, shrunk, error), both)
    freedom = max(len(own) - 2, 1)
    return Usual(both - passing, passing, freedom, float(student.ppf(0.975, freedom)))


def _variance(y: Floats, shrunk: Floats, error: Floats) -> float:
    """v so that the trimmed spread of y / √((v + error)·shrunk) is the normal's; by bisection of its logarithm."""
    low, high = 1e-4, 25.0
    for _ in range(50):
        middle = (low * high) ** 0.5
        deviates = y / np.sqrt((middle + error) * shrunk)
        edges = np.quantile(deviates, [0.1, 0.9])
        inside = deviates[(deviates >= edges[0]) & (deviates <= edges[1])]
        low, high = (middle, high) if float((inside**2).mean()) > TRIMMED else (low, middle)
    return float(middle)


def _level(own: Standing, history: Sequence[Standing], usual: Usual) -> Guess:
    """Works of earlier periods of the type predict what lasts; what does not last is new in every work."""
    past = [
        one for one in history
        if one.group.procedure_type == own.group.procedure_type and one.group.period < own.group.period
    ]  # fmt: skip
    precision = 1 / usual.lasting if usual.lasting > 0 else np.inf
    weights = np.array([1 / (usual.passing + one.error) for one in past])
    total = precision + weights.sum()
    mean = float(weights @ np.array([one.y for one in past]) / total) if past else 0.0
    return Guess(own, past[-1] if past else None, mean, (1 / total + usual.passing + own.error) ** 0.5, usual)


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


def _later(own: Standing, later: Standing, usual: Mapping[str, Usual]) -> Guess:
    """y − y′ is about zero with what does not last in both works and both samplings; what lasts is in both."""
    here, then = usual[own.group.procedure_type], usual[later.group.procedure_type]
    unlike = (here.lasting**0.5 - then.lasting**0.5) ** 2
    error = (here.passing + then.passing + unlike + own.error + later.error) ** 0.5
    return Guess(own, later, later.y, error, min(here, then, key=lambda one: one.freedom))


def _scales(guesses: Mapping[tuple[str, Group], Guess]) -> dict[tuple[str, str], float]:
    """How wide deviates really are, by sign and type: the middle four fifths against the normal's. Pupils of one grade
    are the same a year later, so a fall is usually less than two independent samples would give; with fewer than
    fifty guesses that is not counted on.
    """
    deviates: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (code, group), one in guesses.items():
        deviates[code, group.procedure_type].append((one.own.y - one.mean) / one.error)
    found = {}
    for key, values in deviates.items():
        low, high = np.quantile(values, [0.1, 0.9])
        width = float(high - low) / (2 * TENTH)
        found[key] = max(width, 1.0 if len(values) < 50 else 0.3)
    return found


def _chances(
    guesses: Mapping[tuple[str, Group], Guess], scales: Mapping[tuple[str, str], float]
) -> dict[tuple[str, Group], float]:
    """Upper tails of Student's t, of all at once."""
    z = [
        (one.own.y - one.mean) / (one.error * scales[code, group.procedure_type])
        for (code, group), one in guesses.items()
    ]
    freedom = [one.usual.freedom for one in guesses.values()]
    return dict(zip(guesses, np.asarray(student.sf(z, freedom)).tolist(), strict=True))


def _sign(code: str, guess: Guess, scale: float, p: float) -> Sign:
    own, reach = guess.own, guess.error * scale * guess.usual.reach
    if code == "level":
        spans = {"expected": guess.mean, "low": guess.mean - reach, "high": guess.mean + reach}
        ends = {name: min(max(own.found + own.scale * (y - own.y), 0.0), 100.0) for name, y in spans.items()}
        numbers = {"found": own.found, **ends}
        remark = Remark(
            "level" if guess.other else "level-no-history", n=own.n,
            **{name: number(value) for name, value in numbers.items()},
        )  # fmt: skip
        return Sign(code, own.group, own.n, p, Direction.ABOVE, tuple(numbers.items()), (), remark)
    later = guess.other or own
    numbers = {"here": own.y, "later": later.y, "usual": reach}
    remark = Remark(
        code, n=own.n, grade=later.group.grade, period=Period.parse(later.group.period).title,
        here=number(own.y, 1, True), later=number(later.y, 1, True), usual=number(reach, 1),
    )  # fmt: skip
    return Sign(code, own.group, own.n, p, Direction.ABOVE, tuple(numbers.items()), (later.group.procedure,), remark)
