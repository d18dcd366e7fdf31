"""What is checked in Ф1: ranges, the total against the tasks, the mark against the dated scale, codes met twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.methodology.model import Methodology, Scale
from msoko.organisations.matching import find_login
from msoko.results.books import Cell
from msoko.results.cells import as_absence, as_number, as_text
from msoko.results.formats.fis_oko_f1.layout import Layout
from msoko.results.problems import Problems
from msoko.results.tables import Coded
from msoko.store.schemas import NUMBER
from msoko.vocabulary import ALL, Absence

if TYPE_CHECKING:
    from msoko.results.formats.fis_oko_f1.reader import Work

KINDS: tuple[str, ...] = ("value", *Absence)
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Found:
    """Where problems are noted: `lines` are the rows of the sheet (from 0) of the rows that are read."""

    sheet: str
    lines: np.ndarray[Any, np.dtype[np.int64]]
    layout: Layout
    problems: Problems

    def add(self, code: str, at: int, col: int, **parameters: Any) -> None:
        self.problems.add(code, self.sheet, int(self.lines[at]), col, **parameters)


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: for Arrow, for arithmetic (NaN = none), and the kind of every cell as an index of KINDS."""

    numbers: pa.Array
    floats: Floats
    kinds: np.ndarray[Any, np.dtype[np.int8]]
    faulty: Flags

    def states(self) -> pa.Array:
        return pa.array(KINDS, pa.string()).take(pa.array(self.kinds))


def is_row(row: Sequence[Cell], participant: int) -> bool:
    """A row of a participant: not empty, and no line of totals or a note under the table."""
    if row[participant] is not None:
        return True
    filled = [cell for cell in row if cell is not None]
    return len(filled) > 3 and not any(as_text(cell).lower().startswith(("итого", "всего")) for cell in filled[:2])


def whose(name: Cell, login: Cell) -> tuple[str, str]:
    """(name, login) of an organisation; the login may stand inside the name or the name in the column of logins."""
    said, code = as_text(name), as_text(login)
    found = find_login(code) or find_login(said)
    shown = said or ("" if found == code.lower() else code)
    return shown.replace(f"({found})", "").strip() if found else shown, found


def numbers(found: Found, column: Coded, col: int, least: float, most: float, whole: bool) -> Numbers:
    """Understand a column of scores or marks, noting cells that are neither a number in range nor a missing code."""
    values: list[Decimal | None] = []
    kinds: list[int] = []
    faults: list[bool] = []
    for number, cell in enumerate(column.distinct):
        absence, value = as_absence(cell), as_number(cell)
        fault = _fault(cell, absence, value, least, most, whole)
        if fault:
            for at in np.flatnonzero(column.numbers == number):
                found.add(fault, int(at), col, found=as_text(cell), expected=_expected(least, most))
        values.append(None if fault or absence else value)
        kinds.append(KINDS.index(absence or (Absence.NOT_STATED if fault else "value")))
        faults.append(bool(fault))
    rows = pa.array(column.numbers)
    floats = np.array([np.nan if value is None else float(value) for value in values] or [0.0])
    return Numbers(
        pa.array(values, NUMBER).take(rows),
        floats[column.numbers],
        np.array(kinds or [0], np.int8)[column.numbers],
        np.array(faults or [False])[column.numbers],
    )


def _fault(
    cell: Cell, absence: Absence | None, value: Decimal | None, least: float, most: float, whole: bool
) -> str | None:
    if absence:
        return None
    if value is None:
        return "not-a-number"
    if not least <= value <= most:
        return "out-of-range"
    return "not-whole" if whole and value != value.to_integral_value() else None


def _expected(least: float, most: float) -> str:
    return f"{least:g}…{most:g}"


def totals(found: Found, scores: list[Numbers], total: Numbers) -> None:
    """The total is the sum of the tasks; it is there if any task has a score. Rows with a faulty cell are left out."""
    if not scores or "score" not in found.layout.header.places:
        return
    table, whole = np.array([score.floats for score in scores]), ~total.faulty
    for score in scores:
        whole &= ~score.faulty
    summed, scored = np.nansum(table, axis=0), (~np.isnan(table)).any(axis=0) & whole
    col = found.layout.header.places["score"]
    for at in np.flatnonzero(scored & (np.abs(summed - total.floats) > 1e-9)):
        found.add("sum-of-tasks-differs", int(at), col, found=f"{total.floats[at]:g}", expected=f"{summed[at]:g}")
    for at in np.flatnonzero(scored & np.isnan(total.floats)):
        found.add("total-missing", int(at), col, expected=f"{summed[at]:g}")


def scale(found: Found, methodology: Methodology, work: Work, type: str, total: Numbers, marks: Numbers) -> None:
    """The mark is the one of the scale of that year; the maximum of the work is the maximum of the scale."""
    dated = find_scale(methodology, work, type)
    if dated is None or "mark" not in found.layout.header.places:
        return
    maximum = sum(task.max_score for task in found.layout.tasks)
    row, col = found.layout.above.place
    if maximum != dated.maximum:
        found.problems.add("scale-maximum-differs", found.sheet, row, col, found=maximum, expected=dated.maximum)
        return
    bounds = sorted((float(bound), mark) for mark, bound in dated.bounds.items())
    lowest = min(mark for _, mark in bounds) - 1
    expected = np.array([lowest, *(mark for _, mark in bounds)])[
        np.searchsorted([bound for bound, _ in bounds], np.nan_to_num(total.floats, nan=-1.0), side="right")
    ]
    both = ~np.isnan(total.floats) & ~np.isnan(marks.floats)
    lowered = marks.floats < expected if dated.conditions else np.zeros(len(both), bool)
    for at in np.flatnonzero(both & (marks.floats != expected) & ~lowered):
        found.add(
            "mark-against-scale", int(at), found.layout.header.places["mark"],
            found=f"{marks.floats[at]:g}", expected=int(expected[at]), score=f"{total.floats[at]:g}",
        )  # fmt: skip


def find_scale(methodology: Methodology, work: Work, type: str) -> Scale | None:
    """The scale valid in the school year of the work; None if none or several are known."""
    fitting = [
        one
        for one in methodology.scales
        if (one.procedure_type, one.subject) == (type, work.subject)
        and one.grade in (work.grade, ALL)
        and one.variant == work.programme
        and one.valid_from <= work.period.code <= (one.valid_to or "9999")
    ]
    return fitting[0] if len(fitting) == 1 else None


def classes(found: Found, grade: str, cells: Sequence[Cell] | None) -> None:
    """A class belongs to the grade of the work."""
    if cells is None:
        return
    col, column = found.layout.header.places["class"], Coded.of(cells)
    for at in column.rows(lambda cell: _digits(cell) not in ("", grade)):
        found.add("class-of-other-grade", int(at), col, found=as_text(cells[int(at)]), expected=grade)


def _digits(cell: Cell) -> str:
    return "".join(filter(str.isdigit, as_text(cell)))


def twice(found: Found, organisations: pa.Array, participants: Sequence[Cell] | None) -> None:
    """A code belongs to one participant of one organisation; an empty code belongs to nobody."""
    if participants is None:
        return
    col = found.layout.header.places["participant"]
    codes = Coded.of(participants)
    for at in codes.rows(lambda cell: cell is None):
        found.add("cell-empty", int(at), col, column="Код участника", expected="код из ФИС ОКО")
    whose = Coded.of(pc.fill_null(organisations, "").to_pylist())
    keys = whose.numbers.astype(np.int64) * (len(codes.distinct) + 1) + codes.numbers
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    if len(first) == len(keys):
        return
    repeated = np.isin(keys, keys[first[count > 1]])
    repeated[first] = False
    for at in np.flatnonzero(repeated):
        if (code := participants[int(at)]) is not None:
            found.add("participant-twice", int(at), col, found=as_text(code))
