"""The regional summary form of the ЕГЭ: a sheet a year, subjects over groups of columns, a total row, footnotes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from msoko.methodology.subjects import subject_code, subject_titles
from msoko.organisations.matching import Matcher
from msoko.results.books import Book, Sheet, cell_name
from msoko.results.cells import as_number, as_text
from msoko.results.columns import heading, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, CellState, Period

CODE = "region_ege_form"
GRADUATES, PARTICIPANTS = "region_form_graduates", "region_form_participants"
_GRADUATES_HEADING = re.compile(r"всего выпускников")
_YEAR = re.compile(r"(20\d{2})\s*год")
_TOTAL = re.compile(r"^(итого|всего)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A column that holds a fact: its number from 0, the fact, the subject code (`all` for graduates)."""

    col: int
    fact: str
    subject: str


@dataclass
class _Gathered:
    rows: list[dict[str, Any]] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)


@cache
def _groups() -> dict[str, str]:
    """Heading of a column inside a subject group -> fact code."""
    text = (resources.files("msoko.results.formats") / CODE / "columns.toml").read_text("utf-8")
    return {heading(title): group["code"] for group in tomllib.loads(text)["group"] for title in group["titles"]}


def recognise(book: Book) -> float:
    """Sure if a sheet has the left columns and, in the row below, headings of subject groups."""
    return max((_likeness(sheet) for sheet in book.visible), default=0.0)


def _likeness(sheet: Sheet) -> float:
    row = _header_row(sheet)
    if row is None:
        return 0.0
    found = {fact for cell in sheet.rows[row + 1] if (fact := _groups().get(heading(cell)))}
    return len(found) / len(set(_groups().values()))


def _left_columns(sheet: Sheet, row: int) -> dict[str, int]:
    names = {heading(name): c.code for c in load_columns(CODE) for name in (c.title, *c.aliases)}
    return {names[heading(cell)]: col for col, cell in enumerate(sheet.rows[row]) if heading(cell) in names}


def _header_row(sheet: Sheet) -> int | None:
    """The upper row of the header: names the school column, and the row below names groups."""
    for row in range(min(30, len(sheet.rows) - 1)):
        if "school" in _left_columns(sheet, row) and any(heading(cell) in _groups() for cell in sheet.rows[row + 1]):
            return row
    return None


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    gathered = _Gathered()
    matchers: dict[str, Matcher] = {}
    for sheet in book.visible:
        row = _header_row(sheet)
        if row is not None:
            _read_sheet(sheet, row, context, problems, gathered, matchers)
    schema = pa.schema([entry for entry in TABLES["facts"] if entry.name != "batch"])
    facts = pa.Table.from_pylist(gathered.rows, schema=schema)
    return Reading(CODE, book.name, {"facts": facts}, problems.found, unmatched=tuple(gathered.unmatched))


def _read_sheet(
    sheet: Sheet, row: int, context: Context, problems: Problems, gathered: _Gathered, matchers: dict[str, Matcher]
) -> None:
    period = _period(sheet, row, context)
    if period is None:
        problems.add("period-unknown", sheet.name)
        return
    left = _left_columns(sheet, row)
    places = list(_places(sheet, row, context, problems))
    totals = dict.fromkeys((p for p in places if p.fact in (GRADUATES, PARTICIPANTS)), Decimal(0))
    for line in range(row + 2, len(sheet.rows)):
        first = next((as_text(cell) for cell in sheet.rows[line] if cell is not None), "")
        if _TOTAL.match(first):
            _check_totals(sheet, line, totals, problems)
            return
        name = as_text(sheet.at(line, left["school"]))
        if not name:
            continue
        area = as_text(sheet.at(line, left.get("municipality", -1)))
        matcher = matchers.setdefault(area, Matcher(context.registry, context.answers, _municipality(context, area)))
        organisation = _organisation(sheet, line, left["school"], name, area, matcher, problems, gathered)
        _read_row(sheet, line, places, period, organisation, totals, problems, gathered)


def _period(sheet: Sheet, row: int, context: Context) -> Period | None:
    """The school year that ends in the year named above the header; else what the person said."""
    texts = [as_text(cell) for line in sheet.rows[: row + 1] for cell in line if cell is not None]
    years = {int(match[1]) for text in (*texts, f"{sheet.name} год") for match in _YEAR.finditer(text)}
    if len(years) != 1:
        return context.period
    year = years.pop()
    return Period.parse(f"{year - 1}-{year % 100:02d}")


def _places(sheet: Sheet, row: int, context: Context, problems: Problems) -> Iterator[Place]:
    """Columns that hold facts: the graduates, then the groups under each subject of the merged row."""
    subject = ""
    for col in range(sheet.width):
        upper = as_text(sheet.at(row, col))
        if _GRADUATES_HEADING.search(heading(upper)):
            yield Place(col, GRADUATES, ALL)
            continue
        if upper and heading(sheet.at(row + 1, col)) in _groups():
            known = subject_code(context.methodology, "ege", upper)
            if known is None:
                expected = ", ".join(subject_titles(context.methodology, "ege"))
                problems.add("subject-unknown", sheet.name, row, col, found=upper, expected=expected)
            subject = known or ""
        fact = _groups().get(heading(sheet.at(row + 1, col)))
        if fact and subject:
            yield Place(col, fact, subject)


def _municipality(context: Context, name: str) -> str:
    """The id of the municipality named in the row, to tell namesakes apart; empty if the registry does not know it."""
    wanted = heading(name)
    ids = context.registry.ids("municipality")
    return next(
        (one for one in ids if any(heading(s.value) == wanted for s in context.registry.spans(one, "name"))), ""
    )


def _organisation(
    sheet: Sheet, line: int, col: int, name: str, area: str, matcher: Matcher, problems: Problems, gathered: _Gathered
) -> str:
    match = matcher.find(name)
    if not match.object_id:
        nearest = "; ".join(shown for _, shown, _ in match.candidates) or "—"
        problems.add("organisation-unmatched", sheet.name, line, col, found=name, expected=nearest)
        gathered.unmatched.append(
            Unmatched(name, sheet=sheet.name, cell=cell_name(line, col), candidates=match.candidates)
        )
    return match.object_id


def _read_row(
    sheet: Sheet, line: int, places: list[Place], period: Period, organisation: str,
    totals: dict[Place, Decimal], problems: Problems, gathered: _Gathered,
) -> None:  # fmt: skip
    sat = {p.subject for p in places if p.fact == PARTICIPANTS and as_number(sheet.at(line, p.col))}
    for place in places:
        cell = sheet.at(line, place.col)
        number = as_number(cell)
        if cell is not None and number is None:
            problems.add("not-a-number", sheet.name, line, place.col, found=as_text(cell), expected="число")
        if place in totals and number is not None:
            totals[place] += number
        if place.subject != ALL and place.subject not in sat:
            continue
        if number is None and place.fact not in (GRADUATES, "region_form_mean_score"):
            number = Decimal(0)  # an empty cell of a subject that was sat means nobody: see notes.md
        if organisation:
            gathered.rows.append(_fact_row(sheet, line, place, period, organisation, number))


def _fact_row(
    sheet: Sheet, line: int, place: Place, period: Period, organisation: str, number: Decimal | None
) -> dict[str, Any]:
    return {
        "object_type": "organisation", "object_id": organisation, "fact": place.fact,
        "period": period.code, "first_day": period.first_day, "last_day": period.last_day,
        **dict.fromkeys(SLICES, ALL), "subject": place.subject, "value": number,
        "state": CellState.MISSING if number is None else CellState.VALUE,
        "reason": "в форме пусто" if number is None else None,
        "sheet": sheet.name, "row": line + 1, "col": place.col + 1,
    }  # fmt: skip


def _check_totals(sheet: Sheet, line: int, totals: dict[Place, Decimal], problems: Problems) -> None:
    for place, summed in totals.items():
        written = as_number(sheet.at(line, place.col))
        if written is not None and written != summed:
            problems.add(
                "total-differs", sheet.name, line, place.col, found=written.normalize(), expected=summed.normalize()
            )
