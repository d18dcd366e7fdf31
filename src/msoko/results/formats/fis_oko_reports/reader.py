"""Aggregated reports of the ФИС ОКО on the ВПР: marks, comparison with the journal, primary scores, tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.methodology.subjects import subject_code, subject_titles
from msoko.organisations.matching import find_login
from msoko.results.books import Book, Sheet
from msoko.results.cells import as_number, as_text
from msoko.results.columns import Header, find_header, heading, load_columns
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Reading, Unmatched
from msoko.results.received import Received, find_organisations
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, CellState, Level, Period

CODE = "fis_oko_reports"
_TITLE = re.compile(r"ВПР\s+(\d{4})\.?\s+(.+?)\s+(\d+)\s*класс")
_TASK = re.compile(r"^\d+(?:[.,]\d+)?(?:[КK]\d+)?$")
_WHOLE = re.compile(r"^(вся выборка|рф|российская федерация|россия)$")
_JOURNAL = {"понизили": "lower", "подтвердили": "equal", "повысили": "higher"}
_TOLERANCE = Decimal("0.1")  # the reports round shares to hundredths

Numbers = dict[str, tuple[Decimal, int]]  # fact code without its prefix -> value, column from 0


@dataclass(frozen=True)
class Work:
    period: Period
    subject: str
    grade: str


@dataclass(frozen=True)
class Group:
    """One group of participants: its row, its name, how many, and what the report says of it."""

    row: int
    name: str
    participants: Decimal
    numbers: Mapping[str, tuple[Decimal, int]]


def recognise(book: Book) -> float:
    return max((1.0 if _kind(sheet) and _title(sheet) else 0.0 for sheet in book.visible), default=0.0)


def _title(sheet: Sheet) -> re.Match[str] | None:
    texts = (as_text(cell) for row in sheet.rows[:12] for cell in row if cell is not None)
    return next((match for text in texts if (match := _TITLE.search(text))), None)


def _kind(sheet: Sheet) -> str:
    """marks | journal | scores | tasks, by the headings beside the group column; empty if it is none of them."""
    header = find_header(sheet, load_columns(CODE))
    if header is None or not {"group", "participants"} <= header.places.keys():
        return ""
    titles = list(header.others.values())
    if "percent" in header.places and any(_journal(sheet, row) for row in range(header.row, len(sheet.rows))):
        return "journal"
    if titles == ["2", "3", "4", "5"]:
        return "marks"
    if titles and titles == [str(i) for i in range(len(titles))]:
        return "scores"
    return "tasks" if titles and all(_TASK.match(title) for title in titles) else ""


def _journal(sheet: Sheet, row: int) -> str:
    return _JOURNAL.get(heading(sheet.at(row, 0)).split(" ")[0], "")


def read(book: Book, context: Context) -> Reading:
    problems = Problems(book.name, book.problems)
    facts: list[dict[str, Any]] = []
    references: list[dict[str, Any]] = []
    unmatched: list[Unmatched] = []
    for sheet in book.visible:
        kind, work = _kind(sheet), _work(sheet, context, problems)
        header = find_header(sheet, load_columns(CODE))
        if not kind or work is None or header is None:
            continue
        groups = list(_READERS[kind](sheet, header, problems))
        schools = [group for group in groups if _object(context, group.name) is None]
        received = [Received(*_whose(g.name), sheet.name, g.row, header.places["group"]) for g in schools]
        found, missing = find_organisations(received, context, problems)
        unmatched += missing
        for group in groups:
            level, object_id = _object(context, group.name) or (Level.ORGANISATION, found.get(_whose(group.name), ""))
            rows = references if level in (Level.REGION, Level.COUNTRY) else facts
            make = _reference_rows if rows is references else _fact_rows
            if object_id:
                rows += make(sheet, header, work, group, level, object_id)
    tables = {"facts": _table("facts", facts), "references": _table("references", references)}
    return Reading(CODE, book.name, tables, problems.found, {}, tuple(unmatched))


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([entry for entry in TABLES[name] if entry.name != "batch"]))


def _whose(name: str) -> tuple[str, str]:
    login = find_login(name)
    return re.sub(r"\s*\(" + re.escape(login) + r"\)\s*$", "", name) if login else name, login


def _work(sheet: Sheet, context: Context, problems: Problems) -> Work | None:
    title = _title(sheet)
    if title is None:
        return None
    subject = subject_code(context.methodology, "vpr", title[2])
    if subject is None:
        expected = ", ".join(subject_titles(context.methodology, "vpr"))
        problems.add("subject-unknown", sheet.name, found=title[2], expected=expected)
        return None
    year = int(title[1])
    return Work(Period.parse(f"{year - 1}-{year % 100:02d}"), subject, title[3])


def _object(context: Context, name: str) -> tuple[Level, str] | None:
    """A group that is no organisation: the whole sample, a region or a municipality of the registry."""
    if _WHOLE.match(heading(name)):
        return Level.COUNTRY, next(iter(context.registry.ids("country")), ALL)
    for level in (Level.REGION, Level.MUNICIPALITY):
        for one in context.registry.ids(level):
            if any(heading(span.value) == heading(name) for span in context.registry.spans(one, "name")):
                return level, one
    return None


def _groups(sheet: Sheet, header: Header) -> Iterator[tuple[int, str, Decimal]]:
    for row in range(header.row + 1, len(sheet.rows)):
        name = as_text(sheet.at(row, header.places["group"]))
        participants = as_number(sheet.at(row, header.places["participants"]))
        if name and participants is not None and not _journal(sheet, row):
            yield row, name, participants


def _shares(sheet: Sheet, header: Header, row: int, problems: Problems) -> list[tuple[str, Decimal, int]]:
    """The numbers beside a group with their headings; words are named, and shares must add up to 100."""
    found = []
    for col, title in header.others.items():
        cell = sheet.at(row, col)
        number = as_number(cell)
        if number is not None:
            found.append((title, number, col))
        elif cell is not None:
            problems.add("not-a-number", sheet.name, row, col, found=as_text(cell), expected="процент")
    return found


def _marks(sheet: Sheet, header: Header, problems: Problems) -> Iterator[Group]:
    for row, name, participants in _groups(sheet, header):
        shares = _shares(sheet, header, row, problems)
        _check_sum(sheet, row, header, sum((s for _, s, _ in shares), Decimal(0)), participants, problems)
        yield Group(row, name, participants, {f"mark_{title}": (share, col) for title, share, col in shares})


def _check_sum(sheet: Sheet, row: int, header: Header, total: Decimal, n: Decimal, problems: Problems) -> None:
    if n and abs(total - 100) > _TOLERANCE:
        problems.add("shares-not-100", sheet.name, row, header.places["group"], found=total.normalize())


def _scores(sheet: Sheet, header: Header, problems: Problems) -> Iterator[Group]:
    """The mean primary score of a group, from the shares of its scores."""
    for row, name, participants in _groups(sheet, header):
        shares = _shares(sheet, header, row, problems)
        total = sum((share for _, share, _ in shares), Decimal(0))
        _check_sum(sheet, row, header, total, participants, problems)
        mean = sum((int(title) * share for title, share, _ in shares), Decimal(0)) / total if total else None
        yield Group(row, name, participants, {"mean_score": (mean, -1)} if mean is not None else {})


def _tasks(sheet: Sheet, header: Header, problems: Problems) -> Iterator[Group]:
    """The per cent of the maximum earned by a group: tasks weighted by their highest scores."""
    row_of_maxima = next((r for r in range(header.row + 1, len(sheet.rows)) if _is_maxima(sheet, r)), None)
    if row_of_maxima is None:
        problems.add("maxima-missing", sheet.name, header.row, header.places["group"])
        return
    maxima = {title: as_number(sheet.at(row_of_maxima, col)) or Decimal(0) for col, title in header.others.items()}
    for row, name, participants in _groups(sheet, header):
        done = _shares(sheet, header, row, problems)
        weights = sum((maxima[title] for title, _, _ in done), Decimal(0))
        earned = sum((maxima[title] * share for title, share, _ in done), Decimal(0))
        yield Group(row, name, participants, {"task_fulfilment": (earned / weights, -1)} if weights else {})


def _is_maxima(sheet: Sheet, row: int) -> bool:
    return any(heading(cell).startswith("макс") for cell in sheet.rows[row][:4])


def _journals(sheet: Sheet, header: Header, problems: Problems) -> Iterator[Group]:
    """Under each group three rows: lowered, confirmed, raised, with their per cent."""
    for row, name, participants in _groups(sheet, header):
        numbers: Numbers = {}
        for below in range(row + 1, min(row + 5, len(sheet.rows))):
            share = as_number(sheet.at(below, header.places["percent"]))
            if (way := _journal(sheet, below)) and share is not None:
                numbers[f"journal_{way}"] = (share, header.places["percent"])
        _check_sum(sheet, row, header, sum((n for n, _ in numbers.values()), Decimal(0)), participants, problems)
        yield Group(row, name, participants, numbers)


_READERS = {"marks": _marks, "scores": _scores, "tasks": _tasks, "journal": _journals}


def _common(sheet: Sheet, work: Work, group: Group) -> dict[str, Any]:
    return {
        "object_id": None, "period": work.period.code,
        "first_day": work.period.first_day, "last_day": work.period.last_day,
        **dict.fromkeys(SLICES, ALL), "subject": work.subject, "grade": work.grade,
        "sheet": sheet.name, "row": group.row + 1,
    }  # fmt: skip


def _fact_rows(
    sheet: Sheet, header: Header, work: Work, group: Group, level: Level, object_id: str
) -> list[dict[str, Any]]:
    numbers = {"participants": (group.participants, header.places["participants"]), **group.numbers}
    return [
        {
            **_common(sheet, work, group), "object_type": level, "object_id": object_id, "fact": f"vpr_report_{name}",
            "value": _six(number), "state": CellState.VALUE, "reason": None, "col": col + 1,
        }
        for name, (number, col) in numbers.items()
    ]  # fmt: skip


def _six(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.000001"), "ROUND_HALF_UP")


def _reference_rows(
    sheet: Sheet, header: Header, work: Work, group: Group, level: Level, object_id: str
) -> list[dict[str, Any]]:
    return [
        {
            **_common(sheet, work, group), "object_id": object_id, "code": f"results.vpr_{name}", "level": level,
            "value": _six(number), "n": int(group.participants), "publisher": "ФИС ОКО", "document": sheet.name,
            "col": col + 1,
        }
        for name, (number, col) in _indicators(group.numbers).items()
    ]  # fmt: skip


def _indicators(numbers: Mapping[str, tuple[Decimal, int]]) -> Numbers:
    """What the report says, as the indicators of the pack: shares of marks become pass rate, quality and mean mark."""
    found = {name: pair for name, pair in numbers.items() if not name.startswith("mark_")}
    if all(f"mark_{mark}" in numbers for mark in (2, 3, 4, 5)):
        two, three, four, five = (numbers[f"mark_{mark}"][0] for mark in (2, 3, 4, 5))
        found["mark_2_share"] = numbers["mark_2"]
        found["pass_rate"] = (three + four + five, -1)
        found["quality"] = (four + five, -1)
        found["mean_mark"] = ((2 * two + 3 * three + 4 * four + 5 * five) / (two + three + four + five), -1)
    return found
