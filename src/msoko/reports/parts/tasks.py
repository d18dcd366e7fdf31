"""Tasks of a procedure: the share of possible points, and where it is below what ФИОКО calls sufficient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from msoko.charts.numbers import format_number
from msoko.methodology.model import Methodology
from msoko.reports import russian
from msoko.reports.document import Block, Column, Figure, Paragraph, Row, Table
from msoko.reports.issue import Issue
from msoko.reports.russian import joined, out_of
from msoko.reports.values import Value
from msoko.vocabulary import Period

DIFFICULTIES = {"Б": "базовый", "П": "повышенный", "В": "высокий"}
_KINDS = {"Б": "basic", "П": "advanced", "В": "advanced"}  # both have the threshold of advanced tasks


@dataclass(frozen=True)
class TaskResult:
    """One task in the whole municipality: share of the possible points in per cent; difficulty Б, П, В or ""."""

    task: str
    maximum: Decimal
    n: int
    fulfilment: float
    difficulty: str = ""
    ability: str = ""


class Sufficiency(StrEnum):
    SUFFICIENT = "достаточно"
    UNCERTAIN = "у границы"
    INSUFFICIENT = "ниже порога"


@dataclass(frozen=True)
class Bounds:
    """At and above `sufficient` a task is mastered, below `insufficient` it is not; between them nothing is claimed."""

    sufficient: Decimal
    insufficient: Decimal


def bounds(methodology: Methodology, difficulty: str, period: Period) -> Bounds | None:
    """The thresholds of the pack in force in the period (fioko_basic_…, fioko_advanced_…); None if it has none."""
    kind = _KINDS.get(difficulty)
    found = [_threshold(methodology, f"fioko_{kind}_{name}", period) for name in ("sufficient", "insufficient")]
    return None if found[0] is None or found[1] is None else Bounds(found[0], found[1])


def sufficiency(result: TaskResult, methodology: Methodology, period: Period) -> Sufficiency | None:
    limits = bounds(methodology, result.difficulty, period)
    if limits is None:
        return None
    if result.fulfilment >= limits.sufficient:
        return Sufficiency.SUFFICIENT
    return Sufficiency.INSUFFICIENT if result.fulfilment < limits.insufficient else Sufficiency.UNCERTAIN


def hard_tasks(issue: Issue, tasks: tuple[TaskResult, ...], period: Period) -> list[TaskResult]:
    return [task for task in tasks if sufficiency(task, issue.methodology, period) is Sufficiency.INSUFFICIENT]


def task_blocks(issue: Issue, tasks: tuple[TaskResult, ...], period: Period, source: Value) -> Iterator[Block]:
    """A sentence and the table of tasks. source: the value computed from the same rows, whose proof opens them."""
    yield Paragraph((_sentence(issue, tasks, period),))
    columns: tuple[Column, ...] = (
        Column(issue.label("task"), width=0.9),
        Column(issue.label("difficulty"), width=1.5),
        Column(issue.label("ability"), width=3.2),
        Column(issue.label("maximum"), align="right", width=1.1),
        Column(issue.label("people"), align="right", width=1.4),
        Column(issue.label("fulfilment"), "%", "right", 1.5),
        Column(issue.label("sufficiency"), width=1.9),
    )
    if not any(task.ability for task in tasks):
        columns = (*columns[:2], *columns[3:])
    rows = tuple(Row(_cells(issue, task, period, source, len(columns) == 7)) for task in tasks)
    yield Table(issue.label("tasks"), columns, rows, _note(issue, period), sheet=issue.label("tasks"))


def _sentence(issue: Issue, tasks: tuple[TaskResult, ...], period: Period) -> str:
    judged = [task for task in tasks if sufficiency(task, issue.methodology, period)]
    hard = hard_tasks(issue, tasks, period)
    if not judged:
        return "Уровень сложности заданий не указан, поэтому с порогами они не сравниваются."
    if not hard:
        return f"Все задания ({len(judged)}) выполнены не ниже порога."
    numbers = joined([f"№\u00a0{task.task}" for task in hard])
    return f"Ниже порога выполнение {out_of(len(hard), len(judged), russian.TASK)}: {numbers}."


def _cells(issue: Issue, task: TaskResult, period: Period, source: Value, ability: bool) -> tuple[str | Figure, ...]:
    level = sufficiency(task, issue.methodology, period)
    shown = issue.derived(format_number(task.fulfilment, 1), source, task.fulfilment, 1)
    people = Figure(format_number(task.n, 0), value=task.n)
    maximum = Figure(format_number(task.maximum, 0), value=task.maximum)
    words = DIFFICULTIES.get(task.difficulty, task.difficulty)
    middle = (task.ability,) if ability else ()
    return (task.task, words, *middle, maximum, people, shown, level.value if level else "")


def _note(issue: Issue, period: Period) -> str:
    """The thresholds in words, from the pack."""
    said = []
    for difficulty, words in (("Б", "базового уровня"), ("П", "повышенного и высокого уровня")):
        if limits := bounds(issue.methodology, difficulty, period):
            low, high = format_number(limits.insufficient, 1), format_number(limits.sufficient, 1)
            said.append(f"{words} — достаточно от {high}\u00a0%, ниже порога до {low}\u00a0%")
    share = "Выполнение — сумма баллов от наибольшей возможной."
    return f"{share} Задания {'; '.join(said)} (рекомендации ФИОКО)." if said else share


def _threshold(methodology: Methodology, name: str, period: Period) -> Decimal | None:
    for one in methodology.thresholds:
        begun = one.valid_from is None or one.valid_from <= period.last_day
        lasting = one.valid_to is None or one.valid_to >= period.first_day
        if one.name == name and begun and lasting:
            return one.value
    return None
