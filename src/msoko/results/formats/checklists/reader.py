"""Checklists of a visit, a stand or a site: a row an organisation and requirement, seen or not."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from msoko.organisations.matching import find_login
from msoko.results.books import Book, Sheet
from msoko.results.cells import as_date, as_text
from msoko.results.columns import Header, check_header, find_header, heading, likeness, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, Absence, CellState, Period

CODE = "checklists"
_SEEN = {"да": 1, "есть": 1, "1": 1, "+": 1, "соответствует": 1, "нет": 0, "0": 0, "-": 0, "не соответствует": 0}
_NOT_APPLICABLE = {"—", "–", "не применимо", "неприменимо", "н/п"}


_REQUIRED = {column.code for column in load_columns(CODE) if column.required}


def recognise(book: Book) -> float:
    return max((likeness(sheet, load_columns(CODE)) for sheet in book.visible), default=0.0)


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    rows: list[dict[str, Any]] = []
    unmatched: list[Unmatched] = []
    for sheet in book.visible:
        header = find_header(sheet, load_columns(CODE), context.mappings.get(CODE))
        if header is None or not header.places.keys() >= _REQUIRED:
            continue
        check_header(sheet, header, load_columns(CODE), problems)
        lines = [line for line in range(header.row + 1, len(sheet.rows)) if any(sheet.rows[line])]
        received = [Received(*_whose(sheet, header, n), sheet.name, n, header.places["school"]) for n in lines]
        found, missing = find_organisations(received, context, problems)
        unmatched += missing
        for line in lines:
            if organisation := found.get(_whose(sheet, header, line)):
                rows += _row(sheet, header, line, organisation, context, problems)
    schema = pa.schema([entry for entry in TABLES["observations"] if entry.name != "batch"])
    tables = {"observations": pa.Table.from_pylist(rows, schema=schema)}
    return Reading(CODE, book.name, tables, problems.found, {}, tuple(unmatched))


def _whose(sheet: Sheet, header: Header, line: int) -> tuple[str, str]:
    name = as_text(sheet.at(line, header.places["school"]))
    login = as_text(sheet.at(line, header.places["login"])) if "login" in header.places else ""
    return name, login or find_login(name)


def _row(
    sheet: Sheet, header: Header, line: int, organisation: str, context: Context, problems: Problems
) -> list[dict[str, Any]]:
    requirements = context.methodology.requirements
    by_text = {heading(r.title): code for code, r in requirements.items()} | {
        heading(code): code for code in requirements
    }
    named = as_text(sheet.at(line, header.places["requirement"]))
    day = as_date(sheet.at(line, header.places["visit"])) if "visit" in header.places else None
    period = context.period or (Period.parse(str(day.year)) if day else None)
    code = by_text.get(heading(named))
    if code is None:
        problems.add("requirement-unknown", sheet.name, line, header.places["requirement"], found=named)
        return []
    if period is None:
        problems.add("period-unknown", sheet.name)
        return []
    score, state = _seen(sheet, header, line, problems)
    return [{
        "visit": f"{organisation}-{(day or period.last_day).isoformat()}", "organisation": organisation,
        "period": period.code, "first_day": period.first_day, "last_day": period.last_day, **dict.fromkeys(SLICES, ALL),
        "requirement": code, "score": score, "state": state,
        "sheet": sheet.name, "row": line + 1, "col": header.places["seen"] + 1,
    }]  # fmt: skip


def _seen(sheet: Sheet, header: Header, line: int, problems: Problems) -> tuple[int | None, str]:
    text = as_text(sheet.at(line, header.places["seen"])).lower()
    if text in _NOT_APPLICABLE:
        return None, CellState.NOT_APPLICABLE
    if text and text not in _SEEN:
        problems.add(
            "value-unknown", sheet.name, line, header.places["seen"], found=text, expected="да, нет, не применимо"
        )
    return (_SEEN[text], CellState.VALUE) if text in _SEEN else (None, Absence.NOT_STATED)
