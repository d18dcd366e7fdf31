"""Sections of state statistics forms (ОО-1, ОО-2, 85-К, 1-ДОП): a sheet a section of one organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.methodology.model import Fact
from msoko.organisations.matching import find_login
from msoko.results.books import Book, Sheet
from msoko.results.cells import as_absence, as_number, as_text
from msoko.results.columns import Header, check_header, find_header, heading, likeness, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, CellState, Period, PeriodKind, Slice

CODE = "statistics_forms"
_FORM = re.compile(r"\b(ОО-1|ОО-2|85-К|1-ДОП)\b", re.IGNORECASE)
_WHOSE = re.compile(r"(?:отчитывающаяся организация|организация|учреждение)\s*:?\s*(.+)", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(r"(20\d\d)\s*[/–-]\s*(?:20)?(\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_GRADE = re.compile(r"^(\d{1,2}) класс$")


def recognise(book: Book) -> float:
    """A form named above a table of lines."""
    sure = [likeness(sheet, load_columns(CODE)) for sheet in book.visible if _above(sheet, _FORM)]
    return max(sure, default=0.0)


def _above(sheet: Sheet, pattern: re.Pattern[str]) -> re.Match[str] | None:
    header = find_header(sheet, load_columns(CODE))
    rows = sheet.rows[: header.row if header else 12]
    texts = (as_text(cell) for row in rows for cell in row if cell is not None)
    return next((match for text in texts if (match := pattern.search(text))), None)


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    rows: list[dict[str, Any]] = []
    unmatched: list[Unmatched] = []
    for sheet in book.visible:
        header, form = find_header(sheet, load_columns(CODE)), _above(sheet, _FORM)
        if header is None or form is None:
            continue
        check_header(sheet, header, load_columns(CODE), problems)
        organisation, missing = _organisation(sheet, header, context, problems)
        unmatched += missing
        if organisation:
            rows += _section(sheet, header, form[1].upper(), organisation, context, problems)
    schema = pa.schema([entry for entry in TABLES["facts"] if entry.name != "batch"])
    tables = {"facts": pa.Table.from_pylist(rows, schema=schema)}
    return Reading(CODE, book.name, tables, problems.found, {}, tuple(unmatched))


def _organisation(
    sheet: Sheet, header: Header, context: Context, problems: Problems
) -> tuple[str, tuple[Unmatched, ...]]:
    """The organisation named above the table, in the same cell or in the next one."""
    for row in range(header.row):
        for col in range(sheet.width):
            text = as_text(sheet.at(row, col))
            if re.match(r"(отчитывающаяся )?(организация|учреждение)\b", text, re.IGNORECASE):
                match = _WHOSE.match(text)
                name = match[1].strip() if match else as_text(sheet.at(row, col + 1))
                whose = Received(name, find_login(name), sheet.name, row, col)
                found, missing = find_organisations([whose], context, problems)
                return found.get((name, find_login(name)), ""), missing
    problems.add("organisation-missing", sheet.name, header.row, 0)
    return "", ()


def _section(
    sheet: Sheet, header: Header, form: str, organisation: str, context: Context, problems: Problems
) -> list[dict[str, Any]]:
    known = _facts_of(form, context)
    periods = _periods(sheet, context)
    rows: list[dict[str, Any]] = []
    for line in range(header.row + 1, len(sheet.rows)):
        title = as_text(sheet.at(line, header.places["title"]))
        if not title or title == "1":  # a blank line, or the row that numbers the columns
            continue
        fact = known.get(heading(title))
        if fact is None:
            problems.add("line-unused", sheet.name, line, header.places["title"], found=title)
        elif fact.period not in periods:
            problems.add("period-unknown", sheet.name)
        else:
            rows += _line(sheet, header, line, fact, organisation, periods[fact.period], problems)
    return rows


def _facts_of(form: str, context: Context) -> dict[str, Fact]:
    facts = [fact for fact in context.methodology.facts.values() if fact.form.upper().startswith(form)]
    return {heading(name): fact for fact in facts for name in (fact.title, fact.code, *fact.aliases)}


def _periods(sheet: Sheet, context: Context) -> Mapping[PeriodKind, Period]:
    """The school year and the calendar year that the sheet (or the person) names."""
    found: dict[PeriodKind, Period] = {}
    if match := _above(sheet, _SCHOOL_YEAR):
        found[PeriodKind.SCHOOL_YEAR] = Period.parse(f"{match[1]}-{match[2]}")
    elif match := _above(sheet, _YEAR):
        found[PeriodKind.CALENDAR_YEAR] = Period.parse(match[1])
    if context.period is not None:
        found[context.period.kind] = context.period
    return found


def _line(
    sheet: Sheet, header: Header, line: int, fact: Fact, organisation: str, period: Period, problems: Problems
) -> list[dict[str, Any]]:
    parts = {col: place for col, title in header.others.items() if (place := _slice(title, fact))}
    columns = {**({header.places["total"]: {}} if "total" in header.places else {}), **parts}
    rows, numbers = [], dict[int, Decimal | None]()
    for col, place in columns.items():
        cell = sheet.at(line, col)
        numbers[col] = as_number(cell)
        if numbers[col] is None and as_absence(cell) is None:
            problems.add("not-a-number", sheet.name, line, col, found=as_text(cell), expected="число")
            continue
        if cell is None and place:
            continue  # a grade the school does not have leaves its cell empty
        rows.append(_row(sheet, header, line, col, fact, organisation, period, place, numbers[col]))
    _check_total(sheet, header, line, [numbers[c] for c in parts if c in numbers], numbers, problems)
    return rows


def _slice(title: str, fact: Fact) -> dict[str, str]:
    """The breakdown a column stands for, if the fact is reported by it."""
    match = _GRADE.match(heading(title))
    if match and Slice.GRADE in fact.grain:
        return {Slice.GRADE: match[1]}
    return {Slice.PROGRAMME: heading(title)} if Slice.PROGRAMME in fact.grain and not match else {}


def _check_total(
    sheet: Sheet,
    header: Header,
    line: int,
    parts: list[Decimal | None],
    numbers: Mapping[int, Decimal | None],
    problems: Problems,
) -> None:
    known = [part for part in parts if part is not None]
    total = numbers.get(header.places.get("total", -1))
    if known and total is not None and sum(known) != total:
        col = header.places["total"]
        problems.add("total-differs", sheet.name, line, col, found=total.normalize(), expected=sum(known))


def _row(
    sheet: Sheet, header: Header, line: int, col: int, fact: Fact, organisation: str, period: Period,
    place: Mapping[str, str], number: Decimal | None,
) -> dict[str, Any]:  # fmt: skip
    said = as_text(sheet.at(line, header.places["reason"])) if "reason" in header.places else ""
    return {
        "object_type": "organisation", "object_id": organisation, "fact": fact.code,
        "period": period.code, "first_day": period.first_day, "last_day": period.last_day,
        **dict.fromkeys(SLICES, ALL), **place, "value": number,
        "state": CellState.MISSING if number is None else CellState.VALUE,
        "reason": (said or "в форме пусто") if number is None else None,
        "sheet": sheet.name, "row": line + 1, "col": col + 1,
    }  # fmt: skip
