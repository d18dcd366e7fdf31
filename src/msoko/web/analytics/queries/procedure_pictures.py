"""What the page of one procedure shows: tables and charts made of the library's counts, and signs that ask a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from msoko.analytics.peaks import Marker, Peak, peaks
from msoko.charts.distribution import Distribution
from msoko.charts.heat import Cell, HeatGroup, HeatRow, HeatTable
from msoko.charts.numbers import format_number
from msoko.reports.catalogue.procedure_note import share
from msoko.reports.document import ChartBlock, Figure, Paragraph, plain
from msoko.reports.parts.ordering import natural
from msoko.reports.parts.scores import score_blocks
from msoko.reports.parts.tasks import (
    DIFFICULTIES,
    Sufficiency,
    TaskResult,
    bounds,
    hard_tasks,
    sufficiency,
    task_blocks,
)
from msoko.reports.russian import upper_first
from msoko.reports.values import Value
from msoko.reports.wording import peak_words
from msoko.vocabulary import Level
from msoko.web.analytics.queries.pages import proof_link
from msoko.web.analytics.queries.procedures import Result

SMALL = 10  # participants below which a school's tasks are not shown to others
_RISK = 0.05  # of naming one lucky peak or more among all boundaries looked at (Bonferroni)


@dataclass(frozen=True)
class Mark:
    """How many have the mark: in the municipality, in one's own organisation; None where it is not shown."""

    mark: str
    whole: int | None
    whole_share: str
    own: int | None
    own_share: str


@dataclass(frozen=True)
class Task:
    task: str
    difficulty: str
    ability: str
    maximum: str
    n: int
    whole: str
    own: str
    sufficiency: str
    state: str


@dataclass(frozen=True)
class Shown:
    """A number with its proof."""

    title: str
    whole: str
    whole_proof: str
    own: str
    own_proof: str


@dataclass(frozen=True)
class Sign:
    """Peaks at boundaries of marks in one organisation. is_lucky: chance explains all of them as well."""

    name: str
    words: str
    is_lucky: bool
    chart: Distribution


def own_one(result: Result) -> str:
    """The organisation of a reader who sees one by name; "" for a department."""
    sat = [one for one in result.own if one in result.people]
    return "" if result.names_others or not sat else sat[0]


def figures(result: Result) -> list[Shown]:
    """The headline numbers: municipality and, for its reader, the organisation."""
    names = {
        "participants": _("Participants"), "quality": _("Marks “4” and “5”"), "mark_2_share": _("Mark “2”"),
        "mean_mark": _("Mean mark"), "mean_score": _("Mean score"), "task_fulfilment": _("Points gained of possible"),
    }  # fmt: skip
    return [one for name, title in names.items() if (one := _shown(result, name, title))]


def proof_of(result: Result, *names: str) -> str:
    """The address of the proof of the first of the municipal values that is known; "" if none is."""
    found = (result.note.whole(name) for name in names)
    return next((proof_link(one.code) for one in found if one is not None and one.is_known), "")


def journal(result: Result) -> list[Shown]:
    """Marks of the work beside those of the journal."""
    names = {
        "journal_equal": _("the mark of the journal was confirmed"),
        "journal_lower": _("the work has a lower mark"),
        "journal_higher": _("the work has a higher mark"),
    }
    return [one for name, title in names.items() if (one := _shown(result, name, title))]


def _shown(result: Result, name: str, title: str) -> Shown | None:
    whole, mine = result.note.whole(name), own_one(result)
    own = result.note.get(name, Level.ORGANISATION, mine) if mine else None
    if not any(one is not None and (one.is_known or one.is_hidden) for one in (whole, own)):
        return None
    return Shown(title, *_cell(result, whole), *_cell(result, own))


def _cell(result: Result, value: Value | None) -> tuple[str, str]:
    if value is None:
        return "", ""
    return result.note.issue.figure(value).text, proof_link(value.code) if value.is_known else ""


def marks(result: Result) -> list[Mark]:
    whole, own = result.whole_marks, result.note.marks if own_one(result) else {}
    every, mine = sum(whole.values()), sum(own.values())
    return [
        Mark(
            f"«{mark}»",
            whole.get(mark, 0) if every else None,
            share(whole.get(mark, 0), every).text if every else "",
            own.get(mark, 0) if mine else None,
            share(own.get(mark, 0), mine).text if mine else "",
        )
        for mark in sorted(set(whole) | set(own))
    ]


def scores(result: Result) -> Distribution | None:
    """Of all the organisations whose results the reader sees."""
    note = result.note
    source = note.participants[0] if note.participants else note.whole("mean_score")
    if not note.scores or source is None:
        return None
    blocks = score_blocks(note.issue, note.scores, note.bounds, int(note.maximum), source)
    found = next((one.chart for one in blocks if isinstance(one, ChartBlock)), None)
    return found if isinstance(found, Distribution) else None


# --- tasks


def tasks(result: Result) -> list[Task]:
    """In the order of the paper: the whole municipality and one's own organisation side by side."""
    mine = own_one(result)
    own = {one.task: one for one in result.note.tasks} if mine else {}
    whole = {one.task: one for one in result.whole_tasks}
    judged = result.whole_tasks or result.note.tasks
    return [_task(result, one, whole.get(one.task), own.get(one.task)) for one in judged]


def _task(result: Result, task: TaskResult, whole: TaskResult | None, own: TaskResult | None) -> Task:
    level = sufficiency(own or task, result.note.issue.methodology, result.key.period)
    state = {Sufficiency.INSUFFICIENT: "attention", Sufficiency.SUFFICIENT: "done"}.get(level, "info") if level else ""
    return Task(
        task.task, DIFFICULTIES.get(task.difficulty, task.difficulty), task.ability, format_number(task.maximum, 0),
        (own or task).n, "" if whole is None else format_number(whole.fulfilment, 1),
        "" if own is None else format_number(own.fulfilment, 1), level.value if level else "", state,
    )  # fmt: skip


def weak_tasks(result: Result) -> list[TaskResult]:
    return hard_tasks(result.note.issue, result.note.tasks, result.key.period)


def tasks_sentence(result: Result) -> str:
    source = result.note.whole("task_fulfilment")
    if source is None or not result.note.tasks:
        return ""
    blocks = task_blocks(result.note.issue, result.note.tasks, result.key.period, source)
    return next((plain(one.runs) for one in blocks if isinstance(one, Paragraph)), "")


def heat(result: Result) -> HeatTable | None:
    """Organisations by tasks. Those with few participants enter the total alone, unless they are the reader's own."""
    judged = result.whole_tasks or result.note.tasks
    shown = [one for one in result.shares if result.people.get(one, 0) >= SMALL or not result.names_others]
    if not judged or not shown:
        return None
    titles = {result.note.groups.get(one, "") for one in shown}
    groups = tuple(
        HeatGroup(title, tuple(_heat_row(result, one, judged) for one in _named(result, shown, title)))
        for title in sorted(titles)
    )
    total = HeatRow(
        name=_("Municipality"), n=sum(result.whole_marks.values()) or None,
        cells=tuple(_heat_cell(result, one, one.fulfilment) for one in result.whole_tasks),
    ) if result.whole_tasks else None  # fmt: skip
    return HeatTable(
        title=_("Map of tasks"),
        sentence=tasks_sentence(result),
        note=" ".join(_heat_note(result, len(result.shares) - len(shown))),
        columns=tuple((one.task, one.difficulty) if one.difficulty else (one.task,) for one in judged),
        groups=groups,
        total=total,
        heading=_("School · participants"),
    )


def _named(result: Result, shown: list[str], title: str) -> list[str]:
    held = [one for one in shown if result.note.groups.get(one, "") == title]
    return sorted(held, key=lambda one: natural(result.note.name(one)))


def _heat_row(result: Result, organisation: str, judged: tuple[TaskResult, ...]) -> HeatRow:
    found = result.shares[organisation]
    cells = tuple(_heat_cell(result, one, found.get(one.task)) for one in judged)
    return HeatRow(name=result.note.name(organisation), cells=cells, n=result.people.get(organisation))


def _heat_cell(result: Result, task: TaskResult, value: float | None) -> Cell:
    limits = bounds(result.note.issue.methodology, task.difficulty, result.key.period)
    low = value is not None and limits is not None and value < limits.insufficient
    return Cell(value=value, attention=low)


def _heat_note(result: Result, small: int) -> Iterator[str]:
    yield _("The number is the per cent of possible points; darker is higher.")
    limits = {
        words: bounds(result.note.issue.methodology, difficulty, result.key.period)
        for difficulty, words in (("Б", _("basic")), ("П", _("advanced")))
    }
    said = ", ".join(
        f"{words} — {format_number(one.insufficient, 1)}\u00a0%" for words, one in limits.items() if one is not None
    )
    if said:
        yield _("A line below: under the threshold of ФИОКО (%(limits)s).") % {"limits": said}
    if small > 0:
        yield ngettext(
            "One school with fewer than %(small)s participants enters the total only.",
            "%(count)s schools with fewer than %(small)s participants enter the total only.", small,
        ) % {"count": small, "small": SMALL}  # fmt: skip


# --- signs


def signs(result: Result) -> list[Sign]:
    """Peaks at the boundaries of marks, organisation by organisation, in the order of names."""
    note = result.note
    try:
        marker = Marker.of(note.issue.methodology)
    except KeyError:
        return []
    sat = {one: counts for one, counts in note.scores_by_school.items() if sum(counts.values()) >= marker.approximate}
    examined = len(note.bounds) * len(sat)
    found = []
    for one in sorted(sat, key=lambda one: natural(note.name(one))):
        seen = peaks(sat[one], note.bounds, marker)
        if seen:
            luck = [peak.chance * examined > _RISK for peak in seen]
            words = "; ".join(peak_words(peak, lucky=lucky) for peak, lucky in zip(seen, luck, strict=True))
            found.append(Sign(note.name(one), f"{upper_first(words)}.", all(luck), _distribution(result, one, seen)))
    return found


def _distribution(result: Result, organisation: str, seen: tuple[Peak, ...]) -> Distribution:
    note, counts = result.note, result.note.scores_by_school[organisation]
    top = max(int(note.maximum), *counts)
    return Distribution(
        title=f"{note.issue.label('scores')}: {note.name(organisation)}",
        counts=tuple(counts.get(score, 0) for score in range(top + 1)),
        boundaries=tuple((int(lowest), f"«{mark}»") for mark, lowest in sorted(note.bounds.items())),
        below=f"«{min(note.bounds) - 1}»" if note.bounds else "",
        marked=tuple(peak.score for peak in seen),
        heading=note.issue.label("score"),
        count_title=note.issue.label("people").lower(),
    )


def task_rows(found: list[Task]) -> Iterator[tuple[object, ...]]:
    """The table of tasks to take away."""
    for one in found:
        yield (
            one.task, one.difficulty, one.ability, _number(one.maximum), one.n, _number(one.whole), _number(one.own),
            one.sufficiency,
        )  # fmt: skip


def _number(text: str) -> Figure | None:
    return Figure(text, value=float(text.replace(",", ".")), digits=len(text.partition(",")[2])) if text else None
