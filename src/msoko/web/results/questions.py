"""What has to be asked before a file can be taken in: its format, period, procedure, organisations, columns.

Questions are plain data (JSON): {"ask": …, "received": …, "choices": [[value, title], …]}. Forms show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msoko.results.books import Book, Refused, Sheet, open_book
from msoko.results.cells import as_text
from msoko.results.columns import HEADER_WITHIN, Column, find_header, is_personal, load_columns
from msoko.results.formats import FORMATS
from msoko.results.reading import Reading

FORMAT, PERIOD, PROCEDURE, ORGANISATION, COLUMN = "format", "period", "procedure", "organisation", "column"
# Formats whose headings can be mapped: of each group of columns one must be there, the first is asked for.
ESSENTIAL = {
    "facts_table": (("object", "login", "object_id"),),
    "gia_participants": (("school", "login"), ("class",), ("subject",), ("score", "primary", "mark")),
    "questionnaires": (("school",),),
    "checklists": (("school",), ("requirement",), ("seen",)),
}
_LACKING = {"column-missing", "header-missing"}
ASKED = {"format-unknown", "period-unknown", "exam-unknown", "organisation-unmatched"}
_MOST_HEADINGS, _MOST_ORGANISATIONS = 60, 100

Question = dict[str, Any]


def questions(reading: Reading, mapping: Mapping[str, str], kinds: Mapping[str, str]) -> list[Question]:
    """kinds: code -> title of the types of procedure."""
    codes = {one.code for one in reading.problems}
    asked: list[Question] = []
    if "format-unknown" in codes or (reading.format and codes & {"header-missing", "facts-missing"}):
        asked.append({"ask": FORMAT, "received": "", "choices": [[one.code, one.title] for one in FORMATS]})
    if "period-unknown" in codes:
        asked.append({"ask": PERIOD, "received": "", "choices": []})
    if "exam-unknown" in codes:
        asked.append({"ask": PROCEDURE, "received": "", "choices": [list(pair) for pair in kinds.items()]})
    rows = any(table.num_rows for table in reading.tables.values())
    if reading.format in ESSENTIAL and (codes & _LACKING or not rows):
        asked += _columns(reading, mapping)
    for one in reading.unmatched[:_MOST_ORGANISATIONS]:
        near = [[code, name] for code, name, _ in one.candidates]
        where = "!".join(filter(None, (one.sheet, one.cell)))
        asked.append({"ask": ORGANISATION, "received": one.name or one.login, "where": where, "choices": near})
    return asked


def remaining(reading: Reading, asked: list[Question]) -> bool:
    """Are there errors that no answer mends?"""
    answered = ASKED | (_LACKING if any(one["ask"] in (COLUMN, FORMAT) for one in asked) else set())
    return any(one.severity == "error" and one.code not in answered for one in reading.problems)


def _columns(reading: Reading, mapping: Mapping[str, str]) -> list[Question]:
    """One question for each required column that no heading names: which of the free headings is it?"""
    book = _open(reading)
    for sheet in book.visible if book else ():
        columns = load_columns(reading.format)
        header = find_header(sheet, columns, mapping)
        places = header.places if header else {}
        free = header.others if header else _widest(sheet)
        headings = [text for text in dict.fromkeys(free.values()) if not is_personal(text)][:_MOST_HEADINGS]
        lacking = [group[0] for group in ESSENTIAL[reading.format] if not places.keys() & set(group)]
        if lacking and headings:
            return [_column(column, headings) for column in columns if column.code in lacking]
    return []


def _column(column: Column, headings: list[str]) -> Question:
    return {
        "ask": COLUMN,
        "received": column.code,
        "title": column.title,
        "choices": [[text[:300], text[:100]] for text in headings],
    }


def _widest(sheet: Sheet) -> dict[int, str]:
    """The row near the top with the most texts: probably the headings."""
    rows = [
        {col: as_text(cell) for col, cell in enumerate(row) if isinstance(cell, str)}
        for row in sheet.rows[:HEADER_WITHIN]
    ]
    return max(rows, key=len, default={})


def _open(reading: Reading) -> Book | None:
    try:
        return open_book(reading.source, reading.file) if reading.source else None
    except Refused:
        return None
