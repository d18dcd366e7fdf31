"""A made-up region of honest schools, as arrays and as the works that the signs read.

Abilities have the published variances between pupils, schools and years of one school and the published effect of
context (demo/parameters.toml); works have the tasks of the demonstration and the dated scales of the pack. Honest
schools differ in innocent ways too: what they taught better or worse (tasks × school, tasks × class), few selective
schools, lenient journals. Deterministic by seed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np

from msoko.analytics.objectivity.works import Group, Work
from msoko.methodology.loading import load
from msoko.psychometrics.responses import ABSENT, Floats, Integers

CLASS_SIZE = 27
YEAR = 2023  # the school year 2023/24
SELECTIVE = 0.03  # share of schools that choose their pupils, and by how much those are ahead
AHEAD = 0.9
TAUGHT_SCHOOL, TAUGHT_CLASS = 0.2, 0.25  # sd of a task's difficulty between schools and between classes, logits
STAYS = 0.85  # correlation of a pupil's place in his school with that of a year before
LENIENT, UNSEEN = 0.15, 0.3  # journals are kinder than the work by so much, and see a pupil with such an error (sd)
BELOW_PASS = 0.12  # honest share of the mark 2
SUBJECTS = {"RU": "01", "MA": "02"}


@dataclass(frozen=True)
class Paper:
    """One work: highest scores of its tasks, lowest totals of the marks 3, 4, 5, and how hard its tasks are."""

    subject: str
    grade: str
    tasks: tuple[str, ...]
    most: Integers
    bounds: Mapping[int, int]
    slopes: Floats
    steps: tuple[Floats, ...]  # by task: the ability at which score x is as likely as x − 1


@dataclass(frozen=True)
class Schools:
    """cohort: pupils of one year. context: what the region knows about their families, mean 0, sd 1; all by school."""

    cohort: Integers
    context: Floats
    effect: Floats  # of the school itself, without context
    lenient: Floats  # how kindly its journal is kept, sd of ability
    selective: np.ndarray


@dataclass(frozen=True)
class Held:
    """One work written by the region; arrays by pupil in the order of schools. Classes are numbered over the region.

    ability, person: of the pupils; the later work of the same pupils has some of the same persons. kind, share: by
    school, what was done to its sheets ("" = nothing).
    """

    paper: Paper
    year: int
    school: Integers
    classes: Integers
    person: Integers
    ability: Floats
    scores: np.ndarray  # pupils × tasks, int16, ABSENT = not attempted
    journal: Integers
    kind: np.ndarray
    share: Floats

    @property
    def total(self) -> Integers:
        return np.asarray(self.scores.clip(0).sum(axis=1), dtype=np.int64)

    @property
    def mark(self) -> Integers:
        return np.asarray(2 + np.searchsorted(sorted(self.paper.bounds.values()), self.total, side="right"))


@dataclass(frozen=True)
class Region:
    """held: the works of one year. earlier: the same works by the pupils of the year before, honestly.

    later: what some of the pupils of `held` wrote a year after, honestly; work → work. Grade 4 goes on to 5 and 5 to 6; grade 8 to the examination of grade 9; grade 6 has nothing in the next year.
    """

    schools: Schools
    earlier: tuple[Held, ...]
    held: tuple[Held, ...]
    later: Mapping[int, Held]


@cache
def papers() -> tuple[Paper, ...]:
    """The works of the demonstration with the latest scale of the pack that fits their highest score."""
    works = tomllib.loads(resources.files("msoko.demo").joinpath("parameters.toml").read_text("utf-8"))["work"]
    made = []
    for number, work in enumerate(works):
        most = np.array(list(work["tasks"].values()))
        bounds = [
            {mark: int(lowest) for mark, lowest in scale.bounds.items()}
            for scale in load().scales
            if (scale.procedure_type, scale.subject, scale.grade)
            == ("vpr", SUBJECTS[work["subject"]], str(work["grade"]))
            and int(scale.maximum) == most.sum()
        ]
        made.append(_paper(work, most, bounds[-1], np.random.default_rng([7, number])))
    return tuple(made)


def _paper(work: Mapping[str, object], most: Integers, bounds: Mapping[int, int], rng: np.random.Generator) -> Paper:
    """Harder along the work, not evenly; moved as a whole until BELOW_PASS of a typical region fail."""
    k = len(most)
    slopes = np.exp(rng.normal(0.1, 0.25, k))
    hard = np.linspace(-1.3, 1.3, k) + rng.normal(0, 0.5, k)
    steps = tuple(
        b + np.sort(rng.normal(0, 0.6, m)) if m > 1 else np.array([b]) for b, m in zip(hard, most, strict=True)
    )
    tasks: Mapping[str, int] = work["tasks"]  # type: ignore[assignment]
    paper = Paper(SUBJECTS[str(work["subject"])], str(work["grade"]), tuple(tasks), most, bounds, slopes, steps)
    low, high = -4.0, 4.0
    for _ in range(12):
        middle = (low + high) / 2
        moved = replace(paper, steps=tuple(step + middle for step in steps))
        dice = np.random.default_rng(11)
        ability = dice.normal(size=3000)
        total = answers(moved, ability, np.zeros((len(ability), k)), dice).clip(0).sum(axis=1)
        low, high = (middle, high) if (total < bounds[3]).mean() < BELOW_PASS else (low, middle)
    return moved


def answers(paper: Paper, ability: Floats, harder: Floats, rng: np.random.Generator) -> np.ndarray:
    """Scores by the generalised partial credit model (Muraki 1992). harder: pupils × tasks, added to every step.

    A pupil leaves a task unattempted the likelier the harder it is for him.
    """
    scores = np.zeros(harder.shape, dtype=np.int16)
    for task, (slope, steps) in enumerate(zip(paper.slopes, paper.steps, strict=True)):
        logits = np.cumsum(slope * (ability[:, None] - harder[:, [task]] - steps[None, :]), axis=1)
        weight = np.exp(np.column_stack([np.zeros(len(ability)), logits]))
        above = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
        scores[:, task] = (rng.random((len(ability), 1)) > above[:, :-1]).sum(axis=1)
        skipped = 1 / (1 + np.exp(4.6 + 0.9 * (ability - harder[:, task] - steps[0])))
        scores[rng.random(len(ability)) < skipped, task] = ABSENT
    return scores


def schools(count: int, seed: int) -> Schools:
    """Half of them have fewer than 27 pupils of an age; small ones stand in poorer places a little more often."""
    rng = np.random.default_rng([seed, 1])
    size = rng.normal(size=count)
    context = 0.3 * size + np.sqrt(1 - 0.3**2) * rng.normal(size=count)
    selective = rng.random(count) < SELECTIVE
    own = rng.normal(0, _published()["school_variance"] ** 0.5, count) + AHEAD * selective
    cohort = np.exp(3.3 + 0.95 * size).clip(3, 150).astype(np.int64)
    return Schools(cohort, context, own, rng.normal(0, 0.25, count), selective)


@cache
def _published() -> dict[str, float]:
    text = resources.files("msoko.demo").joinpath("parameters.toml").read_text("utf-8")
    return {name: float(v) for name, v in tomllib.loads(text)["published"].items() if isinstance(v, float)}


def region(seed: int, count: int = 700) -> Region:
    """Every school writes every work, honestly."""
    world = schools(count, seed)
    earlier, held = (
        tuple(_first(world, paper, year, n, np.random.default_rng([seed, year, n])) for n, paper in enumerate(papers()))
        for year in (YEAR - 1, YEAR)
    )
    places = {(paper.subject, paper.grade): paper for paper in papers()}
    later = {}
    for n, one in enumerate(held):
        after = str(int(one.paper.grade) + 1)
        paper = examination(one.paper) if after == "9" else places.get((one.paper.subject, after))
        if paper:
            later[n] = _later(world, one, paper, np.random.default_rng([seed, 4, n]))
    return Region(world, earlier, held, later)


def examination(paper: Paper) -> Paper:
    """The examination of grade 9: the tasks of the last work in another order of difficulty."""
    order = np.random.default_rng(13).permutation(len(paper.most))
    return replace(
        paper, grade="9", slopes=paper.slopes[order], most=paper.most[order], steps=tuple(paper.steps[i] for i in order)
    )


def _first(world: Schools, paper: Paper, year: int, number: int, rng: np.random.Generator) -> Held:
    count = len(world.cohort)
    sizes = np.maximum(2, world.cohort + rng.integers(-2, 3, count))
    school = np.repeat(np.arange(count), sizes)
    order = np.arange(len(school)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    parts = -(-sizes // CLASS_SIZE)
    classes = (np.cumsum(parts) - parts)[school] + order * parts[school] // sizes[school]
    ability = _usual(world, rng)[school] + rng.normal(0, _published()["pupil_variance"] ** 0.5, len(school))
    persons = (year * 100 + number) * 1_000_000 + np.arange(len(school))
    return _written(world, paper, year, school, classes, persons, ability, rng)


def _usual(world: Schools, rng: np.random.Generator) -> Floats:
    """Mean ability of the schools in one work: their own, their context's, and this year's luck."""
    moved = rng.normal(0, _published()["school_year_variance"] ** 0.5, len(world.cohort))
    return world.effect - _published()["effect_no_higher_education"] * world.context + moved


def _later(world: Schools, before: Held, paper: Paper, rng: np.random.Generator) -> Held:
    """A year after: six pupils in a hundred are gone; places within a school are kept at 0.85."""
    here = rng.random(len(before.school)) > 0.06
    school, count = before.school[here], len(world.cohort)
    mean = np.bincount(before.school, before.ability, count) / np.bincount(before.school, minlength=count)
    new = rng.normal(0, (_published()["pupil_variance"] * (1 - STAYS**2)) ** 0.5, len(school))
    ability = _usual(world, rng)[school] + STAYS * (before.ability[here] - mean[school]) + new
    return _written(world, paper, before.year + 1, school, before.classes[here], before.person[here], ability, rng)


def _written(
    world: Schools, paper: Paper, year: int, school: Integers, classes: Integers, persons: Integers, ability: Floats,
    rng: np.random.Generator,
) -> Held:  # fmt: skip
    count, k = len(world.cohort), len(paper.most)
    taught = rng.normal(0, TAUGHT_SCHOOL, (count, k))[school]
    taught += rng.normal(0, TAUGHT_CLASS, (classes.max() + 1, k))[classes]
    scores = answers(paper, ability, taught, rng)
    seen = ability + world.lenient[school] + rng.normal(LENIENT, UNSEEN, len(school))
    honest = np.searchsorted(np.sort(scores.clip(0).sum(axis=1)), sorted(paper.bounds.values())) / len(school)
    journal = 2 + np.searchsorted(np.quantile(seen - LENIENT, honest), seen)
    nothing = np.full(count, "", dtype="U8")
    return Held(paper, year, school, classes, persons, ability, scores, journal, nothing, np.zeros(count))


def works(held: Held, tasks: bool = True) -> list[Work]:
    """The same as the signs read it: a work a class. The examination comes as totals, without tasks, and so does the
    work if asked for.
    """
    kind, period = ("oge" if held.paper.grade == "9" else "vpr"), f"{held.year}-{(held.year + 1) % 100}"
    procedure = f"{kind}-{held.paper.subject}-{held.paper.grade}-{held.year}"
    bounds, total, mark = tuple(sorted(held.paper.bounds.items())), held.total.astype(float), held.mark.astype(float)
    points = held.scores.clip(0) if tasks and kind != "oge" else None
    numbers, persons = np.arange(len(total)).astype(str), held.person.astype(str)
    present, where = np.unique(held.school, return_index=True)
    first = dict(zip(present.tolist(), held.classes[where].tolist(), strict=True))
    numbered, starts = np.unique(held.classes, return_index=True)
    made = []
    for one, start, end in zip(numbered.tolist(), starts, [*starts[1:], len(total)], strict=True):
        rows, school = slice(start, end), int(held.school[start])
        name = f"{held.paper.grade}{'АБВГДЕЖЗ'[one - first[school]]}"
        group = Group(f"s{school:04d}", name, procedure, kind, period, held.paper.subject, held.paper.grade)
        made.append(
            Work(
                group, numbers[rows], total[rows], mark[rows], held.journal[rows].astype(float), bounds,
                int(held.paper.most.sum()), None if points is None else points[rows], held.paper.tasks,
                held.paper.most, persons[rows],
            )
        )  # fmt: skip
    return made
