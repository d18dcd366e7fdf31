"""Reads the registry workbook sheet by sheet into objects, attributes and predecessors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from msoko.organisations.identifiers import IDENTIFIERS
from msoko.results.books import Book, Cell, Sheet
from msoko.results.cells import as_date, as_text
from msoko.results.columns import Column, Header, check_header, find_header, heading, load_columns
from msoko.results.context import Context
from msoko.results.formats.registry import checks
from msoko.results.problems import Problems
from msoko.results.reading import Reading
from msoko.store.schemas import TABLES

CODE = "registry"
SHEETS = ("Организации", "Наименования", "Принадлежность", "Преемственность", "Уровни")
KINDS = {
    "школа": "school", "детский сад": "kindergarten", "дополнительное образование": "additional",
    "город": "urban", "село": "rural", "городская": "urban", "сельская": "rural",
}  # fmt: skip
_SEVERAL = re.compile(r"[;,\s]+")
_RANGE = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2})")


def columns_of(sheet: str) -> tuple[Column, ...]:
    return tuple(column for column in load_columns(CODE) if column.sheet == sheet)


def recognise(book: Book) -> float:
    """By the sheets; «Организации» alone is enough if its columns are ours."""
    found = [_find(book, name) for name in SHEETS]
    if found[0] is None or len((header := found[0][1]).places) < 2 or header.places.keys() <= {"object_id", "login"}:
        return 0.0
    return 0.55 + 0.1 * sum(one is not None for one in found[1:])


def _find(book: Book, name: str) -> tuple[Sheet, Header] | None:
    sheet = next((one for one in book.sheets if heading(one.name) == heading(name)), None)
    header = find_header(sheet, columns_of(name)) if sheet else None
    return (sheet, header) if sheet and header else None


@dataclass
class Gathered:
    """Rows on their way to the three tables."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    predecessors: list[dict[str, Any]] = field(default_factory=list)


def read(book: Book, context: Context) -> Reading:
    """objects, attributes and predecessors. Never raises."""
    problems, rows = Problems(book.name, book.problems), Gathered()
    layouts = {}
    for name, reader in _READERS.items():
        if (found := _find(book, name)) is None:
            if name == SHEETS[0]:
                problems.add("sheet-missing", found=", ".join(one.name for one in book.sheets), expected=name)
            continue
        sheet, header = found
        check_header(sheet, header, columns_of(name), problems)
        layouts[sheet.name] = header.layout()
        for line in _lines(sheet, header, columns_of(name), problems):
            reader(line, rows)
    checks.whole(rows, context.registry, problems)
    tables = {name: _table(name, getattr(rows, name)) for name in ("objects", "attributes", "predecessors")}
    return Reading(CODE, book.name, tables, problems.found, layouts)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([entry for entry in TABLES[name] if entry.name != "batch"]))


@dataclass(frozen=True)
class Line:
    """A filled row of a sheet with its columns by code."""

    sheet: Sheet
    header: Header
    row: int
    columns: Mapping[str, Column]
    problems: Problems

    def cell(self, code: str) -> Cell:
        return self.sheet.at(self.row, self.header.places[code]) if code in self.header.places else None

    def text(self, code: str) -> str:
        return as_text(self.cell(code))

    def day(self, code: str) -> date | None:
        cell = self.cell(code)
        found = as_date(cell)
        if cell is not None and found is None:
            self.wrong("not-a-date", code, found=as_text(cell))
        return found

    def word(self, code: str, default: str = "") -> str:
        """Our code of a word of a closed list; an unknown word is noted and comes back empty."""
        text = heading(self.cell(code))
        known = self.columns[code].values
        if not text:
            return default
        if text not in known:
            self.wrong("value-unknown", code, found=self.text(code), expected=", ".join(known))
        return known.get(text, "")

    def wrong(self, problem: str, code: str, **parameters: Any) -> None:
        self.problems.add(problem, self.sheet.name, self.row, self.header.places.get(code, 0), **parameters)

    def origin(self, code: str = "") -> dict[str, Any]:
        col = self.header.places[code] + 1 if code else 0
        return {"sheet": self.sheet.name, "row": self.row + 1, "col": col}

    def span(self) -> dict[str, Any]:
        first, last = self.day("first_day"), self.day("last_day")
        if first and last and last < first:
            self.wrong("dates-reversed", "last_day", found=self.text("last_day"), expected=self.text("first_day"))
        return {"first_day": first, "last_day": last}


def _lines(sheet: Sheet, header: Header, columns: tuple[Column, ...], problems: Problems) -> Iterator[Line]:
    by_code = {column.code: column for column in columns}
    for row in range(header.row + 1, len(sheet.rows)):
        if all(cell is None for cell in sheet.rows[row]):
            continue
        line = Line(sheet, header, row, by_code, problems)
        empty = [code for code in header.places if by_code[code].required and line.cell(code) is None]
        for code in empty:
            line.wrong("cell-empty", code, column=by_code[code].title, expected="значение")
        if not empty:
            yield line


def _object(line: Line, rows: Gathered) -> None:
    object_id = line.text("object_id")
    covered = line.word("covered")
    rows.objects.append({
        "object_id": object_id, "object_type": line.word("object_type", "organisation"), **line.span(),
        "covered": covered == "yes" if covered else None, **line.origin(),
    })  # fmt: skip
    for code, (right, expected) in IDENTIFIERS.items():
        for text in _SEVERAL.split(line.text(code)) if line.cell(code) is not None else ():
            if right(text):
                rows.attributes.append(_attribute(object_id, code, text.lower(), {}, line.origin(code)))
            else:
                line.wrong("identifier-wrong", code, found=text, expected=expected)
    if address := line.text("address"):
        rows.attributes.append(_attribute(object_id, "address", address, {}, line.origin("address")))


def _attribute(
    object_id: str, name: str, value: str, span: Mapping[str, Any], origin: Mapping[str, Any]
) -> dict[str, Any]:
    return {"object_id": object_id, "attribute": name, "value": value, **span, **origin}


def _name(line: Line, rows: Gathered) -> None:
    kind = line.word("attribute", "name")
    if kind:
        place = _attribute(line.text("object_id"), kind, line.text("value"), line.span(), line.origin("value"))
        rows.attributes.append(place)


def _membership(line: Line, rows: Gathered) -> None:
    kind, value = line.word("attribute"), line.text("value")
    if kind in ("kind", "settlement"):
        known = KINDS.get(heading(value), value if value in KINDS.values() else "")
        if not known:
            return line.wrong("value-unknown", "value", found=value, expected=", ".join(KINDS))
        value = known
    if kind in IDENTIFIERS:
        right, expected = IDENTIFIERS[kind]
        if not right(value):
            return line.wrong("identifier-wrong", "value", found=value, expected=expected)
        value = value.lower()
    if kind:
        rows.attributes.append(_attribute(line.text("object_id"), kind, value, line.span(), line.origin("value")))
    return None


def _succession(line: Line, rows: Gathered) -> None:
    rows.predecessors.append({
        "object_id": line.text("object_id"), "predecessor_id": line.text("predecessor_id"), "on": line.day("on"),
        "reason": line.text("reason"), **line.origin(),
    })  # fmt: skip


def _levels(line: Line, rows: Gathered) -> None:
    span, object_id = line.span(), line.text("object_id")
    known = line.columns["education_level"].values
    for word in filter(None, re.split(r"[;,]\s*", line.text("education_level"))):
        if level := known.get(heading(word)):
            rows.attributes.append(
                _attribute(object_id, "education_level", level, span, line.origin("education_level"))
            )
        else:
            line.wrong("value-unknown", "education_level", found=word, expected=", ".join(known))
    for grade in _grades(line):
        rows.attributes.append(_attribute(object_id, "grade", str(grade), span, line.origin("grade")))


def _grades(line: Line) -> list[int]:
    """«1–4, 9» -> 1, 2, 3, 4, 9."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[;,]\s*", line.text("grade"))):
        ends = match.groups() if (match := _RANGE.fullmatch(part)) else (part, part)
        if not all(end.isdigit() and 1 <= int(end) <= 12 for end in ends):
            line.wrong("value-unknown", "grade", found=part, expected="1–11")
            continue
        found.update(range(int(ends[0]), int(ends[1]) + 1))
    return sorted(found)


_READERS = dict(zip(SHEETS, (_object, _name, _membership, _succession, _levels), strict=True))
