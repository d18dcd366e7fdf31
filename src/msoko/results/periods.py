"""Periods as people write them in files: 2024/25, 2024/2025 учебный год, за 2024 год, III квартал 2024, 20.09.2024."""

from __future__ import annotations

import re
from datetime import date

from msoko.results.books import Cell, Sheet
from msoko.results.cells import as_date, as_text
from msoko.results.columns import heading
from msoko.vocabulary import Period

_SCHOOL_YEAR = re.compile(r"\b(20\d\d)\s*[/–-]\s*(20)?(\d\d)\b(?!-\d)")
_QUARTER = re.compile(r"\b(IV|III|II|I|[1-4])\s*(?:-?й\s*)?кв(?:артал|\.)?\w*\s*(20\d\d)", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\b")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def read_period(cell: Cell) -> Period | None:
    """The period that a cell names alone; None if it names none. A whole sentence is read by `mentioned`."""
    if isinstance(cell, int):
        return Period.parse(str(cell)) if 2000 <= cell < 2100 else None
    text = as_text(cell)
    if isinstance(cell, date) or re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        day = as_date(cell)
        return Period.parse(day.isoformat()) if day else None
    try:
        return Period.parse(text)
    except ValueError:
        return mentioned(text) if len(text) < 40 else None


def mentioned(text: str) -> Period | None:
    """The period mentioned in a title: a quarter, else a school year, else a calendar year."""
    if match := _QUARTER.search(text):
        number = _ROMAN.get(match[1].upper()) or int(match[1])
        return Period.parse(f"{match[2]}-Q{number}")
    if (match := _SCHOOL_YEAR.search(text)) and int(match[3]) == (int(match[1]) + 1) % 100:
        return Period.parse(f"{match[1]}-{match[3]}")
    return Period.parse(match[1]) if (match := _YEAR.search(text)) else None


def period_above(sheet: Sheet, header_row: int) -> Period | None:
    """The period said above the headings: beside the word «Период», or in a title."""
    titles = []
    for row in range(min(header_row, 15)):
        for col, cell in enumerate(sheet.rows[row][:6]):
            if heading(cell).startswith("период") and (found := read_period(sheet.at(row, col + 1))):
                return found
            if isinstance(cell, str):
                titles.append(cell)
    return next((found for title in titles if (found := mentioned(title))), None)
