"""Reads facts tables, wide (a fact a column) and long (a number a row), a fact at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from msoko.methodology.model import Fact
from msoko.results.books import Book, Cell, Sheet
from msoko.results.cells import as_number, as_text
from msoko.results.columns import Header, check_header, find_header, heading, load_columns
from msoko.results.context import Context
from msoko.results.formats.facts_table import checks
from msoko.results.formats.facts_table.objects import find_objects
from msoko.results.formats.facts_table.slices import read_slices
from msoko.results.formats.facts_table.values import Said, understand
from msoko.results.periods import period_above, read_period
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.tables import Coded, table_of
from msoko.store.schemas import NUMBER, TABLES
from msoko.vocabulary import Period, PeriodKind

CODE = "facts_table"
_CODE_OF_A_FACT = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_OBJECTS = {"object", "login", "object_id"}
_KINDS = {
    PeriodKind.SCHOOL_YEAR: "2024/25", PeriodKind.CALENDAR_YEAR: "2024", PeriodKind.QUARTER: "2024-Q3",
    PeriodKind.DATE: "20.09.2024",
}  # fmt: skip
Lines = np.ndarray[Any, np.dtype[np.int64]]


def recognise(book: Book) -> float:
    """The long form by its headings; the wide one by codes of facts, or by columns of numbers beside organisations."""
    return max((_likeness(sheet) for sheet in book.visible), default=0.0)


def _likeness(sheet: Sheet) -> float:
    header = find_header(sheet, load_columns(CODE), one_of=_OBJECTS)
    if header is None:
        return 0.0
    if {"fact", "value"} <= header.places.keys():
        return 0.95
    if any(_CODE_OF_A_FACT.fullmatch(title) for title in header.others.values()):
        return 0.9
    below = sheet.rows[header.row + 1 : header.row + 30]
    numeric = [col for col in header.others if any(as_number(row[col]) is not None for row in below)]
    return 0.5 if numeric and len(numeric) > len(header.others) / 2 else 0.0


def read(book: Book, context: Context) -> Reading:
    """facts. Never raises."""
    problems = Problems(book.name, book.problems)
    tables: list[pa.Table] = []
    unmatched: list[Unmatched] = []
    for sheet in book.visible:
        header = find_header(sheet, load_columns(CODE), context.mappings.get(CODE), one_of=_OBJECTS)
        if header is None:
            continue
        check_header(sheet, header, load_columns(CODE), problems)
        reader = _SheetReader(sheet, header, context, problems)
        tables += reader.tables()
        unmatched += reader.unmatched
    schema = pa.schema([entry for entry in TABLES["facts"] if entry.name != "batch"])
    facts = pa.concat_tables(tables) if tables else schema.empty_table()
    checks.twice(facts, problems)
    checks.against_the_period_before(facts, context, problems)
    return Reading(CODE, book.name, {"facts": facts}, problems.found, {}, tuple(unmatched))


class _SheetReader:
    """One sheet: what every row says of object, period and slices, and then its facts one after another."""

    def __init__(self, sheet: Sheet, header: Header, context: Context, problems: Problems) -> None:
        self.sheet, self.header, self.context, self.problems = sheet, header, context, problems
        rows = range(header.row + 1, len(sheet.rows))
        self.lines: Lines = np.array([row for row in rows if _is_row(sheet.rows[row], header)], np.int64)
        self.facts = checks.names_of(context.methodology)
        self.objects, self.types, self.unmatched = find_objects(sheet, header, self.lines, context, problems)
        self.periods = self._periods()
        self.slices = read_slices(sheet, header, self.lines, context, problems)

    def tables(self) -> list[pa.Table]:
        if not len(self.lines):
            self.problems.add("sheet-without-rows", self.sheet.name)
            return []
        if {"fact", "value"} <= self.header.places.keys():
            return self._long()
        return self._wide()

    def _wide(self) -> list[pa.Table]:
        everywhere = np.arange(len(self.lines))
        tables = []
        for col, title in self.header.others.items():
            codes = self.facts.get(heading(title), ())
            if len(codes) == 1:
                tables.append(self._fact(self.context.methodology.facts[codes[0]], everywhere, col))
            elif codes:
                self._wrong("fact-ambiguous", self.header.row, col, found=title, expected=", ".join(codes))
            else:
                numbers = any(as_number(self.sheet.rows[line][col]) is not None for line in self.lines)
                self._wrong("fact-unheard-of" if numbers else "column-ignored", self.header.row, col, found=title)
        if not tables:
            self._wrong("facts-missing", self.header.row, 0)
        return tables

    def _long(self) -> list[pa.Table]:
        col = self.header.places["fact"]
        column = Coded.of(self._cells("fact"))
        tables = []
        for number, cell in enumerate(column.distinct):
            codes = self.facts.get(heading(cell), ())
            at = np.flatnonzero(column.numbers == number)
            if len(codes) == 1:
                tables.append(self._fact(self.context.methodology.facts[codes[0]], at, self.header.places["value"]))
                continue
            for one in at:
                code, expected = ("fact-ambiguous", ", ".join(codes)) if codes else ("fact-unknown", "")
                self._wrong(code, int(self.lines[one]), col, found=as_text(cell), expected=expected)
        return tables

    def _fact(self, fact: Fact, at: Lines, col: int) -> pa.Table:
        """Rows of one fact: `at` are indices of lines, `col` its column of values."""
        column = Coded.of([self.sheet.rows[self.lines[one]][col] for one in at])
        said = [understand(cell, fact) for cell in column.distinct]
        for number, one in enumerate(said):
            for row in np.flatnonzero(column.numbers == number) if one.fault else ():
                found = as_text(column.distinct[number])
                self._wrong(one.fault, int(self.lines[at[row]]), col, found=found, expected=one.expected)
        fitting = np.array([one.state is not None for one in said], bool)[column.numbers]
        fitting &= self._about(fact, at, col, fitting)
        fitting &= self._timely(fact, at, col, fitting)
        return self._table(fact, at[fitting], column.numbers[fitting], said, col)

    def _about(self, fact: Fact, at: Lines, col: int, fitting: Any) -> Any:
        """A fact about organisations is not told of a municipality. Objects still unknown are asked about elsewhere."""
        right = np.array([self.types[one] in (fact.about, "") for one in at], bool)
        for one in at[fitting & ~right][:1]:
            self._wrong("object-of-other-type", int(self.lines[one]), col, found=self.types[one], expected=fact.about)
        return right

    def _timely(self, fact: Fact, at: Lines, col: int, fitting: Any) -> Any:
        kinds = [period.kind if (period := self.periods[one]) else None for one in at]
        right = np.array([kind is fact.period for kind in kinds], bool)
        for one in at[fitting & ~right][:1]:
            if (period := self.periods[one]) is not None:
                expected = _KINDS[fact.period]
                self._wrong("period-of-other-kind", int(self.lines[one]), col, found=period.title, expected=expected)
        return right

    def _table(self, fact: Fact, at: Lines, numbers: Any, said: Sequence[Said], col: int) -> pa.Table:
        rows, values = pa.array(at), pa.array(numbers)
        periods = [period for one in at if (period := self.periods[one])]
        reasons = pa.array([one.reason for one in said], pa.string()).take(values).to_pylist()
        notes = [as_text(cell) for cell in self._cells("reason")] if "reason" in self.header.places else None
        states = pa.array([one.state for one in said], pa.string()).take(values)
        if notes:
            missing = [state == "missing" for state in states.to_pylist()]
            triples = zip(reasons, at, missing, strict=True)
            reasons = [own or (notes[one] if empty else "") for own, one, empty in triples]
        return table_of(TABLES["facts"], len(at), {
            "object_type": fact.about, "object_id": self.objects.take(rows), "fact": fact.code,
            "period": pa.array([one.code for one in periods], pa.string()),
            "first_day": pa.array([one.first_day for one in periods], pa.date32()),
            "last_day": pa.array([one.last_day for one in periods], pa.date32()),
            **{name: column.take(rows) for name, column in self.slices.items()},
            "value": pa.array([one.value for one in said], NUMBER).take(values), "state": states,
            "reason": pa.array([reason or None for reason in reasons], pa.string()), "sheet": self.sheet.name,
            "row": pa.array(self.lines[at] + 1, pa.int32()), "col": col + 1,
        })  # fmt: skip

    def _periods(self) -> list[Period | None]:
        above = period_above(self.sheet, self.header.row) or self.context.period
        if "period" not in self.header.places:
            if above is None:
                self.problems.add("period-unknown", self.sheet.name)
            return [above] * len(self.lines)
        known: dict[Cell, Period | None] = defaultdict(lambda: above)
        col = self.header.places["period"]
        for line, cell in zip(self.lines, self._cells("period"), strict=True):
            if cell is not None and cell not in known:
                known[cell] = read_period(cell)
                if known[cell] is None:
                    self._wrong("period-unreadable", int(line), col, found=as_text(cell))
        return [known[cell] for cell in self._cells("period")]

    def _cells(self, code: str) -> list[Cell]:
        col = self.header.places[code]
        return [self.sheet.rows[line][col] for line in self.lines]

    def _wrong(self, code: str, row: int, col: int, **parameters: Any) -> None:
        self.problems.add(code, self.sheet.name, row, col, **parameters)


def _is_row(row: Sequence[Cell], header: Header) -> bool:
    """A row about an object: notes under the table and total rows are not."""
    told = [row[header.places[code]] for code in _OBJECTS & header.places.keys()]
    first = next((as_text(cell) for cell in told if cell is not None), "")
    filled = sum(cell is not None for cell in row)
    return bool(first) and filled > 1 and not first.lower().startswith(("итого", "всего"))
