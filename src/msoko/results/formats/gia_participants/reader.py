"""Results of the ОГЭ and ЕГЭ, a row a participant and subject. Names become keyed hashes here and go no further."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.methodology.subjects import subject_code, subject_title, subject_titles
from msoko.organisations.matching import find_login
from msoko.results.books import Book, Cell, Sheet
from msoko.results.cells import as_absence, as_date, as_number, as_text
from msoko.results.columns import Header, check_header, find_header, heading, likeness, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, UNKNOWN, Absence, Period

CODE = "gia_participants"
_PERSONAL = ("full_name", "surname", "name", "patronymic", "series", "document", "born")
_STORED = {"primary": "score", "score": "test_score", "year_mark": "journal_mark"}  # our column -> outcomes column
_GRADE = re.compile(r"(\d{1,2})")
_EXAMS = {"9": "oge", "10": "oge", "11": "ege", "12": "ege"}
_SEXES = next(column.values for column in load_columns(CODE) if column.code == "sex")


@dataclass
class _Reader:
    """One file being read: what is known around it and the rows gathered so far."""

    context: Context
    problems: Problems
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    procedures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)  # (organisation, who) -> ordinal
    seen: set[tuple[str, str]] = field(default_factory=set)  # (procedure, participant)


def recognise(book: Book) -> float:
    """By the headings of class and subject together with a score, in any order."""
    return max((_likeness(sheet) for sheet in book.visible), default=0.0)


def _likeness(sheet: Sheet) -> float:
    header = find_header(sheet, load_columns(CODE))
    if header is None or not header.places.keys() & {"primary", "score", "mark"}:
        return 0.0
    whose = bool(header.places.keys() & {"login", "school"})
    return likeness(sheet, load_columns(CODE)) * (0.9 if whose else 0.3)


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    reader = _Reader(context, problems)
    layout, personal = {}, {}
    unmatched: list[Unmatched] = []
    for sheet in book.visible:
        header = find_header(sheet, load_columns(CODE), context.mappings.get(CODE))
        if header is None or not header.places.keys() & {"primary", "score", "mark"}:
            continue
        check_header(sheet, header, load_columns(CODE), problems)
        layout[sheet.name] = {_STORED.get(k, k): v for k, v in header.layout().items() if k not in _PERSONAL}
        personal[sheet.name] = tuple(v for k, v in header.layout().items() if k in _PERSONAL)
        found, missing = find_organisations(_received(sheet, header), context, problems)
        unmatched += missing
        for line in range(header.row + 1, len(sheet.rows)):
            _row(reader, sheet, header, line, found)
    tables = {
        "outcomes": _table("outcomes", reader.outcomes),
        "procedures": _table("procedures", [*reader.procedures.values()]),
    }
    return Reading(CODE, book.name, tables, problems.found, layout, tuple(unmatched), personal)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([entry for entry in TABLES[name] if entry.name != "batch"]))


def _received(sheet: Sheet, header: Header) -> list[Received]:
    col = header.places.get("school", header.places.get("login", 0))
    lines = range(header.row + 1, len(sheet.rows))
    return [Received(*_whose(sheet, header, line), sheet.name, line, col) for line in lines if any(sheet.rows[line])]


def _whose(sheet: Sheet, header: Header, line: int) -> tuple[str, str]:
    name, login = (as_text(_cell(sheet, header, line, code)) for code in ("school", "login"))
    return name, find_login(login) or login or find_login(name)


def _cell(sheet: Sheet, header: Header, line: int, code: str) -> Cell:
    return sheet.at(line, header.places[code]) if code in header.places else None


def _row(reader: _Reader, sheet: Sheet, header: Header, line: int, found: Mapping[tuple[str, str], str]) -> None:
    if not any(cell is not None for cell in sheet.rows[line]):
        return
    organisation = found.get(_whose(sheet, header, line), "")
    procedure = _procedure(reader, sheet, header, line)
    if not organisation or procedure is None:
        return
    participant = _participant(reader, sheet, header, line, organisation)
    if (procedure["procedure"], participant) in reader.seen:
        reader.problems.add("participant-twice", sheet.name, line, header.places["subject"], found=participant)
        return
    reader.seen.add((procedure["procedure"], participant))
    reader.outcomes.append({
        **{name: procedure[name] for name in ("procedure", "period", "first_day", "last_day")},
        "procedure_type": procedure["type"], "participant": participant, "organisation": organisation,
        "person": _person(reader, sheet, header, line, organisation),
        **_slices(sheet, header, line, procedure), **_scores(reader, sheet, header, line, procedure["type"]),
        "sheet": sheet.name, "row": line + 1, "col": 0,
    })  # fmt: skip


def _procedure(reader: _Reader, sheet: Sheet, header: Header, line: int) -> dict[str, Any] | None:
    """The exam of this row: its type by the class, its subject by the title, its period by the date or as said."""
    context, add = reader.context, reader.problems.add
    classroom = as_text(_cell(sheet, header, line, "class"))
    grade = match[1] if (match := _GRADE.search(classroom)) else ""
    kind = context.procedure_type or _EXAMS.get(grade, "")
    if not kind:
        return add("exam-unknown", sheet.name, line, header.places["class"], found=classroom)
    title = as_text(_cell(sheet, header, line, "subject"))
    subject = subject_code(context.methodology, kind, title)
    if subject is None:
        known = ", ".join(subject_titles(context.methodology, kind))
        return add("subject-unknown", sheet.name, line, header.places["subject"], found=title, expected=known)
    held_on = as_date(_cell(sheet, header, line, "date"))
    period = context.period or (_school_year(held_on) if held_on else None)
    if period is None:
        return add("period-unknown", sheet.name)
    code = f"{kind}-{period.code}-{subject}"
    return reader.procedures.setdefault(code, {
        "procedure": code, "type": kind, "period": period.code,
        "first_day": period.first_day, "last_day": period.last_day,
        "held_on": held_on, "subject": subject, "grade": grade or ALL, "variant": ALL,
        "title": f"{kind.upper()} {subject_title(context.methodology, subject, kind)} {period.title}",
        "max_score": None, "sheet": sheet.name, "row": line + 1, "col": 0,
    })  # fmt: skip


def _school_year(day: date) -> Period:
    year = day.year if day.month >= 9 else day.year - 1
    return Period.parse(f"{year}-{(year + 1) % 100:02d}")


def _participant(reader: _Reader, sheet: Sheet, header: Header, line: int, organisation: str) -> str:
    """The received code; without one, the ordinal of the person inside the organisation in this file."""
    if code := as_text(_cell(sheet, header, line, "participant")):
        return f"{organisation}-{code}"
    who = "|".join(as_text(_cell(sheet, header, line, name)) for name in _PERSONAL) or str(line)
    number = reader.numbers.setdefault((organisation, who), len(reader.numbers) + 1)
    return f"{organisation}-{number:05d}"


def _person(reader: _Reader, sheet: Sheet, header: Header, line: int, organisation: str) -> str | None:
    if reader.context.person is None:
        return None
    said = {code: as_text(_cell(sheet, header, line, code)) for code in _PERSONAL}
    name = said["full_name"] or " ".join(filter(None, (said["surname"], said["name"], said["patronymic"])))
    proof = said["born"] or (said["series"] + said["document"])
    return reader.context.person(organisation, name, proof) if name and proof else None


def _slices(sheet: Sheet, header: Header, line: int, procedure: Mapping[str, Any]) -> dict[str, str]:
    classroom = heading(_cell(sheet, header, line, "class")).replace(" ", "").upper()
    sex = as_text(_cell(sheet, header, line, "sex")).lower()
    return {
        **dict.fromkeys(SLICES, ALL), "subject": procedure["subject"], "grade": procedure["grade"],
        "class": classroom or UNKNOWN, "sex": _SEXES.get(sex, UNKNOWN) if "sex" in header.places else ALL,
        "education_level": "basic" if procedure["type"] == "oge" else "secondary",
    }  # fmt: skip


def _scores(reader: _Reader, sheet: Sheet, header: Header, line: int, kind: str) -> dict[str, Any]:
    """score = primary, test_score = of 100 (ЕГЭ). An ОГЭ with one column of scores has primary ones in it."""
    ranges = {"primary": (0, 100), "score": (0, 100), "mark": (2, 5), "year_mark": (2, 5)}
    read = {code: _number(reader, sheet, header, line, code, *ends) for code, ends in ranges.items()}
    primary, score = read["primary"], read["score"]
    if kind == "oge" and primary is None:
        primary, score = score, None
    absent = [
        as_absence(_cell(sheet, header, line, code)) for code in ("score", "primary", "mark") if code in header.places
    ]
    scored = any(number is not None for number in (primary, score, read["mark"]))
    reason = next((one for one in absent if one not in (None, Absence.NOT_STATED)), Absence.NOT_STATED)
    return {
        "score": primary, "test_score": score if kind == "ege" else None, "mark": read["mark"],
        "journal_mark": read["year_mark"], "state": "value" if scored else reason,
    }  # fmt: skip


def _number(
    reader: _Reader, sheet: Sheet, header: Header, line: int, code: str, least: int, most: int
) -> Decimal | None:
    cell = _cell(sheet, header, line, code)
    if cell is None or as_absence(cell) is not None:
        return None
    number, col, expected = as_number(cell), header.places[code], f"от {least} до {most}"
    if number is None:
        reader.problems.add("not-a-number", sheet.name, line, col, found=as_text(cell), expected=f"число {expected}")
    elif not least <= number <= most:
        reader.problems.add("out-of-range", sheet.name, line, col, found=number.normalize(), expected=expected)
        return None
    return number
