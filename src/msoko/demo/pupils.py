"""Pupils of the demonstration and how they answer: abilities by the published variances, scores binomial by task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from msoko.demo import planting
from msoko.demo.municipality import Municipality, Organisation

CLASS_SIZE = 27


@dataclass(frozen=True)
class Sheet:
    """Answers of one school in one work. scores: pupils × tasks, −1 = not attempted; `absent`: did not come."""

    organisation: Organisation
    codes: Sequence[str]
    classes: Sequence[str]
    variants: Sequence[int]
    sexes: Sequence[str]
    scores: np.ndarray
    journal: Sequence[int]
    absent: Sequence[bool]


def generator(seed: int, *key: object) -> np.random.Generator:
    """A stream of its own for each school, year and work: adding a school changes nobody else's numbers."""
    return np.random.default_rng([seed, *(crc32(str(part).encode()) for part in key)])


def answers(
    municipality: Municipality,
    organisation: Organisation,
    year: int,
    work: Mapping[str, object],
    bounds: Mapping[int, int],
    seed: int,
) -> Sheet:
    """One school's sheet of a work. bounds: lowest primary score of the marks 3, 4, 5."""
    grade, subject = int(str(work["grade"])), str(work["subject"])
    rng = generator(seed, organisation.id, year, grade, subject)
    tasks: Mapping[str, int] = work["tasks"]  # type: ignore[assignment]
    maxima = np.array(list(tasks.values()))
    n = max(1, int(rng.normal(cohort(municipality, organisation, year), 1.5)))
    ability = organisation.effects[year] + rng.normal(0, 0.9, n)
    chance = _chance(ability, maxima, subject)
    scores = _scores(chance, maxima, rng)
    known = (scores.clip(0).sum(axis=1) + chance @ maxima) / 2  # what a teacher has seen of a pupil before the work
    if organisation.id == planting.PEAK_SCHOOL and (subject, grade, year) == ("MA", 5, planting.PEAK_YEAR):
        _lift_over_the_pass_mark(scores, maxima, bounds[3], rng)
    journal = _journal(known + maxima.sum() * rng.normal(0.05, 0.07, n), bounds)
    classes = [f"{grade}{'АБВГД'[i // CLASS_SIZE]}" for i in range(n)]
    _interfere(organisation, (subject, grade, year), classes, scores, maxima, seed)
    return Sheet(
        organisation,
        [f"{10000 + 97 * organisation.number + i:05d}" for i in range(n)],
        classes,
        [int(v) for v in rng.integers(1, 3, n)],
        ["мж"[int(s)] for s in rng.integers(0, 2, n)],
        scores,
        [int(mark) for mark in journal],
        [bool(a) for a in rng.random(n) < 0.04],
    )


def cohort(municipality: Municipality, organisation: Organisation, year: int) -> int:
    if organisation.id == planting.MERGED_INTO and year >= planting.MERGER_YEAR:
        return organisation.cohort + next(
            o.cohort for o in municipality.organisations if o.id == planting.MERGED_SCHOOL
        )
    return organisation.cohort


def _chance(ability: np.ndarray, maxima: np.ndarray, subject: str) -> np.ndarray:
    """Pupils × tasks: of each point. Difficulty grows along the work from −1.8 to 1.3."""
    difficulty = np.linspace(-1.8, 1.3, len(maxima)) - (0.25 if subject == "RU" else 0.0)
    chance: np.ndarray = 1 / (1 + np.exp(-1.1 * (ability[:, None] - difficulty[None, :])))
    return chance


def _scores(chance: np.ndarray, maxima: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pupils × tasks; one task in forty is not started."""
    scores = rng.binomial(maxima[None, :].repeat(len(chance), 0), chance)
    return np.where(rng.random(scores.shape) < 0.025, -1, scores)


def _lift_over_the_pass_mark(scores: np.ndarray, maxima: np.ndarray, pass_mark: int, rng: np.random.Generator) -> None:
    """Whoever missed the pass mark by up to four points gets exactly it: points are added to tasks not full."""
    for row in range(len(scores)):
        total = int(scores[row].clip(0).sum())
        while pass_mark - 4 <= total < pass_mark:
            open_tasks = np.flatnonzero(scores[row] < maxima)
            task = int(rng.choice(open_tasks))
            scores[row, task] = max(0, scores[row, task]) + 1
            total = int(scores[row].clip(0).sum())


def _journal(seen: np.ndarray, bounds: Mapping[int, int]) -> np.ndarray:
    """Marks of the journal: by the same boundaries, a little kinder; a third of the marks «2» are not given."""
    marks = 2 + np.sum([seen >= lowest for lowest in bounds.values()], axis=0)
    return np.where((marks == 2) & (np.arange(len(marks)) % 3 == 0), 3, marks)


def _interfere(
    organisation: Organisation,
    work: tuple[str, int, int],
    classes: Sequence[str],
    scores: np.ndarray,
    maxima: np.ndarray,
    seed: int,
) -> None:
    """What is planted in one class of one work; its chance is its own, so nobody else's numbers change."""
    rng = generator(seed, organisation.id, "interference")
    if (organisation.id, work) == (planting.COPYING_SCHOOL, planting.COPYING_WORK):
        _copy(scores, np.flatnonzero(np.array(classes) == planting.COPYING_CLASS), rng)
    if (organisation.id, work) == (planting.HELPED_SCHOOL, planting.HELPED_WORK):
        _help(scores, np.flatnonzero(np.array(classes) == planting.HELPED_CLASS), maxima, rng)


def _copy(scores: np.ndarray, rows: np.ndarray, rng: np.random.Generator) -> None:
    """Two thirds of a class have the points of a good pupil of it on nine tasks of ten."""
    by_total = rows[np.argsort(scores[rows].clip(0).sum(axis=1))]
    source = by_total[int(len(rows) * 0.75)]
    for row in rng.permutation(rows[rows != source])[: 2 * len(rows) // 3]:
        same = rng.random(scores.shape[1]) < 0.9
        scores[row, same] = scores[source, same]


def _help(scores: np.ndarray, rows: np.ndarray, maxima: np.ndarray, rng: np.random.Generator) -> None:
    """The harder half of the tasks is solved on the blackboard: four pupils of five have it right."""
    harder = np.arange(len(maxima)) >= len(maxima) // 2
    for row in rows:
        helped = harder & (rng.random(len(maxima)) < 0.8)
        scores[row, helped] = maxima[helped]
