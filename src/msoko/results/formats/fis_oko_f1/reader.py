"""Reads Ф1 column by column: a cell is understood once for all its equals, so 100 000 participants are quick."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from msoko.methodology.subjects import subject_code, subject_title, subject_titles
from msoko.results.books import Book, Cell, Sheet, column_name
from msoko.results.cells import as_text
from msoko.results.columns import check_header
from msoko.results.context import Context
from msoko.results.formats.fis_oko_f1 import checks
from msoko.results.formats.fis_oko_f1.layout import CODE, COLUMNS, Layout, Task, find_layout
from msoko.results.problems import Problems
from msoko.results.procedures import class_name, education_level, procedure_code, school_year, school_year_ending
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.results.tables import Coded, distinct_pairs, table_of
from msoko.store.schemas import NUMBER, TABLES
from msoko.vocabulary import ALL, UNKNOWN, Absence, Period

TYPE = "vpr"
_SEXES = next(column.values for column in COLUMNS if column.code == "sex")
_MARKS = (1, 5)


@dataclass(frozen=True)
class Work:
    """The procedure of one sheet."""

    code: str
    period: Period
    subject: str
    grade: str
    programme: str
    title: str


def recognise(book: Book) -> float:
    """By task headings «1 (2б)» beside the code of a participant and the primary score."""
    return max((_likeness(sheet) for sheet in book.visible), default=0.0)


def _likeness(sheet: Sheet) -> float:
    layout = find_layout(sheet)
    if layout is None:
        return 0.0
    return 0.4 + 0.3 * ("score" in layout.header.places) + 0.3 * ("mark" in layout.header.places)


def read(book: Book, context: Context) -> Reading:
    """outcomes, items, procedures and tasks of every sheet that is Ф1. Never raises."""
    problems = Problems(book.name, book.problems)
    parts: list[dict[str, pa.Table]] = []
    unmatched: list[Unmatched] = []
    layouts, personal = {}, {}
    for sheet in book.visible:
        layout = find_layout(sheet)
        if layout is None:
            continue
        check_header(sheet, layout.header, COLUMNS, problems)
        personal[sheet.name] = tuple(column_name(col) for col in layout.header.personal)
        layouts[sheet.name] = layout.header.layout()
        if work := _work(sheet, layout, context, problems):
            tables, missing = _SheetReader(sheet, layout, work, context, problems).tables()
            parts.append(tables)
            unmatched += missing
    names = ("procedures", "tasks", "outcomes", "items")
    joined = {name: pa.concat_tables(part[name] for part in parts) for name in names} if parts else {}
    return Reading(CODE, book.name, joined, problems.found, layouts, tuple(unmatched), personal)


def _work(sheet: Sheet, layout: Layout, context: Context, problems: Problems) -> Work | None:
    above = layout.above
    row, col = above.place
    subject = subject_code(context.methodology, TYPE, above.subject) if above.subject else None
    if subject is None:
        known = ", ".join(subject_titles(context.methodology, TYPE))
        problems.add("subject-unknown", sheet.name, row, col, found=above.subject or "не указан", expected=known)
    period = _period(layout, context)
    if period is None:
        problems.add("period-unknown", sheet.name)
    grade = above.grade or _grade_of_classes(sheet, layout)
    if not grade:
        problems.add("grade-unknown", sheet.name, row, col)
    if subject is None or period is None or not grade:
        return None
    code = procedure_code(TYPE, period, subject, grade, above.programme)
    title = f"ВПР {subject_title(context.methodology, subject, TYPE)}, {grade} класс, {period.title}"
    return Work(code, period, subject, grade, above.programme, title)


def _period(layout: Layout, context: Context) -> Period | None:
    if layout.above.held_on:
        return school_year(layout.above.held_on)
    if layout.above.year:
        return school_year_ending(layout.above.year)
    return context.period


def _grade_of_classes(sheet: Sheet, layout: Layout) -> str:
    if (col := layout.header.places.get("class")) is None:
        return ""
    grades = {"".join(filter(str.isdigit, as_text(cell))) for cell in sheet.column(col, layout.header.row + 1)}
    grades.discard("")
    return grades.pop() if len(grades) == 1 else ""


class _SheetReader:
    """One sheet on its way to tables. Columns are arrays over the filled rows; `lines` are their rows in the sheet."""

    def __init__(self, sheet: Sheet, layout: Layout, work: Work, context: Context, problems: Problems) -> None:
        self.sheet, self.layout, self.work, self.context, self.problems = sheet, layout, work, context, problems
        first = layout.header.row + 1
        participant = layout.header.places["participant"]
        kept = [line for line in range(first, len(sheet.rows)) if checks.is_row(sheet.rows[line], participant)]
        self.lines = np.array(kept, np.int64)
        self.columns = list(zip(*(sheet.rows[line] for line in kept), strict=True)) if kept else []

    def tables(self) -> tuple[dict[str, pa.Table], tuple[Unmatched, ...]]:
        if not len(self.lines):
            self.problems.add("sheet-without-rows", self.sheet.name)
        organisations, unmatched = self._organisations()
        scores = [self._scores(task) for task in self.layout.tasks]
        total = self._number("score", 0, self._maximum())
        marks = self._number("mark", *_MARKS, whole=True)
        common = self._common(organisations)
        state = self._states(scores, total)
        outcomes = table_of(TABLES["outcomes"], len(self.lines), {
            **common, "score": total.numbers, "mark": marks.numbers, "state": state, "col": 0,
            "journal_mark": self._number("journal_mark", *_MARKS, whole=True).numbers,
        })  # fmt: skip
        found = checks.Found(self.sheet.name, self.lines, self.layout, self.problems)
        checks.totals(found, scores, total)
        checks.scale(found, self.context.methodology, self.work, TYPE, total, marks)
        checks.classes(found, self.work.grade, self._cells("class"))
        checks.twice(found, organisations, self._cells("participant"))
        return {
            "procedures": self._procedure(), "tasks": self._tasks(), "outcomes": outcomes,
            "items": self._items(common, scores),
        }, unmatched  # fmt: skip

    # ---- columns
    def _cells(self, code: str) -> tuple[Cell, ...] | None:
        col = self.layout.header.places.get(code)
        return self.columns[col] if col is not None and self.columns else None

    def _texts(self, code: str, meaning: Any = as_text) -> pa.Array | None:
        cells = self._cells(code)
        return None if cells is None else Coded.of(cells).array(meaning, pa.string())

    def _organisations(self) -> tuple[pa.Array, tuple[Unmatched, ...]]:
        places, count = self.layout.header.places, len(self.lines)
        nothing: tuple[Cell, ...] = (None,) * count
        names, logins = self._cells("school") or nothing, self._cells("login") or nothing
        if not {"school", "login"} & places.keys():
            names = (self.layout.above.school[0],) * count
            logins = (self.layout.above.school[1],) * count
        numbers, pairs = distinct_pairs(names, logins)
        keys = [checks.whose(*pair) for pair in pairs]
        firsts = np.unique(numbers, return_index=True)[1]
        col = places.get("school", places.get("login", 0))
        received = [
            Received(*key, self.sheet.name, int(self.lines[first]), col)
            for key, first in zip(keys, firsts, strict=True)
        ]
        found, unmatched = find_organisations(received, self.context, self.problems)
        ids = pa.array([found.get(key) for key in keys], pa.string())
        return ids.take(pa.array(numbers)), unmatched

    def _number(self, code: str, least: float, most: float, whole: bool = False) -> checks.Numbers:
        cells = self._cells(code)
        if cells is None:
            cells = (None,) * len(self.lines)
        col = self.layout.header.places.get(code, 0)
        found = checks.Found(self.sheet.name, self.lines, self.layout, self.problems)
        return checks.numbers(found, Coded.of(cells), col, least, most, whole)

    def _scores(self, task: Task) -> checks.Numbers:
        cells = self.columns[task.col] if self.columns else ()
        found = checks.Found(self.sheet.name, self.lines, self.layout, self.problems)
        return checks.numbers(found, Coded.of(cells), task.col, 0, float(task.max_score), whole=True)

    def _maximum(self) -> float:
        return float(sum(task.max_score for task in self.layout.tasks))

    def _states(self, scores: list[checks.Numbers], total: checks.Numbers) -> pa.Array:
        """value where there is a total; otherwise the kind of the missing code of the work as a whole."""
        absent = np.zeros(len(self.lines), bool)
        for score in scores:
            absent |= score.kinds == checks.KINDS.index(Absence.ABSENT)
        known = ~np.isnan(total.floats)
        names = pa.array(["value", Absence.ABSENT, Absence.NOT_STATED], pa.string())
        return names.take(pa.array(np.where(known, 0, np.where(absent, 1, 2))))

    # ---- tables
    def _common(self, organisations: pa.Array) -> dict[str, Any]:
        """What outcomes and items say alike, in the order of the rows."""
        work, period = self.work, self.work.period
        sex = self._texts("sex", lambda cell: _SEXES.get(as_text(cell).lower(), UNKNOWN))
        return {
            "procedure": work.code, "procedure_type": TYPE, "participant": self._texts("participant"),
            "organisation": organisations, "period": period.code, "first_day": period.first_day,
            "last_day": period.last_day, "education_level": education_level(work.grade), "grade": work.grade,
            "class": self._texts("class", lambda cell: class_name(as_text(cell)) or UNKNOWN) or UNKNOWN,
            "subject": work.subject, "variant": self._texts("variant", lambda cell: as_text(cell) or UNKNOWN) or ALL,
            "programme": work.programme, "sex": ALL if sex is None else sex, "group": ALL,
            "sheet": self.sheet.name, "row": pa.array(self.lines + 1, pa.int32()),
        }  # fmt: skip

    def _items(self, common: dict[str, Any], scores: list[checks.Numbers]) -> pa.Table:
        """Task by task; the columns of participants are shared between the tasks, not copied."""
        schema = TABLES["items"]
        shared = table_of(schema, len(self.lines), {**common, "col": 0})
        tables = []
        for task, score in zip(self.layout.tasks, scores, strict=True):
            own = table_of(pa.schema([schema.field(name) for name in _OWN]), len(self.lines), {
                "task": task.code, "score": score.numbers, "max_score": task.max_score,
                "state": score.states(), "col": task.col + 1,
            })  # fmt: skip
            arrays = [own[name] if name in _OWN else shared[name] for name in shared.column_names]
            tables.append(pa.table(arrays, schema=shared.schema))
        return pa.concat_tables(tables)

    def _procedure(self) -> pa.Table:
        work, above, (row, _) = self.work, self.layout.above, self.layout.above.place
        return table_of(TABLES["procedures"], 1, {
            "procedure": work.code, "type": TYPE, "period": work.period.code, "first_day": work.period.first_day,
            "last_day": work.period.last_day, "held_on": above.held_on, "subject": work.subject, "grade": work.grade,
            "variant": ALL, "title": work.title, "max_score": Decimal(int(self._maximum())),
            "sheet": self.sheet.name, "row": row + 1, "col": 0,
        })  # fmt: skip

    def _tasks(self) -> pa.Table:
        tasks, row = self.layout.tasks, self.layout.header.row
        return table_of(TABLES["tasks"], len(tasks), {
            "procedure": self.work.code, "task": pa.array([task.code for task in tasks]),
            "position": pa.array(range(1, len(tasks) + 1)),
            "max_score": pa.array([task.max_score for task in tasks], NUMBER),
            "difficulty": pa.array([task.difficulty for task in tasks], pa.string()),
            "sheet": self.sheet.name, "row": row + 1, "col": pa.array([task.col + 1 for task in tasks], pa.int16()),
        })  # fmt: skip


_OWN = ("task", "score", "max_score", "state", "col")
