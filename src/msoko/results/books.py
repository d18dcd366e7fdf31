"""A received file as sheets of plain cells, whatever it was: .xlsx, .xls, .ods, .csv or .txt.

Nothing here knows what the cells mean. A file is let in by `guards` first; what they refuse is never parsed.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from msoko.results import guards
from msoko.results.reading import Problem
from msoko.results.wording import problem

Cell = str | int | float | date | time | None  # datetime is a date; None is an empty cell
Area = tuple[int, int, int, int]  # top, left, bottom, right; counted from 0, both ends inside

_SPACES = {
    0xA0: " ",
    0x202F: " ",
    0x2007: " ",
    0x2009: " ",
    0x200B: "",
    0xFEFF: "",
    0xAD: "",
    0x0A: " ",
    0x0D: " ",
    0x09: " ",
}
_DELIMITERS = (";", "\t", ",")


@dataclass(frozen=True)
class Sheet:
    """Rows of equal length. rows[0][0] is the cell A1: blank rows and columns before the data are kept."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merged: tuple[Area, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, col: int) -> Cell:
        """The cell counted from 0; None outside the sheet."""
        if 0 <= row < len(self.rows) and 0 <= col < self.width:
            return self.rows[row][col]
        return None

    def column(self, col: int, start: int = 0, stop: int | None = None) -> list[Cell]:
        return [row[col] for row in self.rows[start:stop]]

    def spread(self) -> Sheet:
        """The same sheet with the value of every merged area written into all of its cells (for merged headers)."""
        rows = list(self.rows)
        for top, left, bottom, right in self.merged:
            value = self.at(top, left)
            for row in range(top, min(bottom + 1, len(rows))):
                copy = list(rows[row])
                copy[left : right + 1] = [value] * len(copy[left : right + 1])
                rows[row] = copy
        return replace(self, rows=rows)


@dataclass(frozen=True)
class Book:
    """A received file that could be opened. `problems` are those of the file itself (macros, formulas, links)."""

    name: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def visible(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)


class Refused(Exception):
    """The file cannot be opened at all; the one problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def cell_name(row: int, col: int) -> str:
    """A1 form of a cell counted from 0: (6, 1) is B7."""
    return f"{column_name(col)}{row + 1}"


def column_name(col: int) -> str:
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Tidy(dict[Any, Cell]):
    """Cell as received -> cell as we read it. A dictionary, because few cells of a table are distinct."""

    def __missing__(self, raw: Any) -> Cell:
        self[raw] = tidy = normalise(raw)
        return tidy


def normalise(raw: Any) -> Cell:
    """1.0 is 1, «  а » is «а», empty text is None, a leading apostrophe goes, midnight is a date, ИСТИНА is 1."""
    if isinstance(raw, str):
        text = " ".join(raw.translate(_SPACES).split())
        return text.removeprefix("'") or None
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < 1e15 else (raw if raw == raw else None)
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() else raw
    if isinstance(raw, timedelta):
        return str(raw)
    return raw  # type: ignore[no-any-return]


def open_book(path: Path, name: str = "") -> Book:
    """Open a received file. Raises Refused with one clear problem if it is unfit, whatever is in it."""
    shown = name or path.name
    verdict = guards.inspect(path, shown)
    if verdict.refusal:
        raise Refused(verdict.refusal)
    try:
        sheets = _read_text(path, shown) if verdict.kind == "text" else _read_workbook(path)
    except Refused:
        raise
    except Exception as fault:  # whatever a parser throws at a damaged file, the person gets one sentence
        raise Refused(problem("file-damaged", shown, found=type(fault).__name__)) from None
    if not any(sheet.rows for sheet in sheets):
        raise Refused(problem("file-empty", shown))
    return Book(shown, sheets, verdict.remarks)


def _read_workbook(path: Path) -> tuple[Sheet, ...]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    sheets = []
    with CalamineWorkbook.from_path(path) as workbook:
        for facts in workbook.sheets_metadata:
            if facts.typ != SheetTypeEnum.WorkSheet:
                continue
            received = workbook.get_sheet_by_name(facts.name)
            tidy = _Tidy()
            rows = [[tidy[cell] for cell in row] for row in received.to_python(skip_empty_area=False)]
            merged = tuple((*top, *bottom) for top, bottom in received.merged_cell_ranges or ())
            sheets.append(Sheet(facts.name, rows, facts.visible != SheetVisibleEnum.Visible, merged))
    return tuple(sheets)


def _read_text(path: Path, shown: str) -> tuple[Sheet, ...]:
    text = decode(path.read_bytes())
    if text is None:
        raise Refused(problem("encoding-unknown", shown))
    lines = text.splitlines()
    delimiter = _delimiter(lines[:50])
    tidy = _Tidy()
    rows = [[tidy[cell] for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    width = max(map(len, rows), default=0)
    if width > guards.MAX_COLUMNS or len(rows) > guards.MAX_ROWS or width * len(rows) > guards.MAX_CELLS:
        raise Refused(problem("sheet-too-large", shown, rows=len(rows), columns=width, limit=guards.MAX_CELLS))
    for row in rows:
        row.extend([None] * (width - len(row)))
    return (Sheet(path.stem if not shown else Path(shown).stem, rows),)


def decode(content: bytes) -> str | None:
    """utf-8 with or without mark, else cp1251, if it then reads like text; None otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1251")
    except UnicodeDecodeError:
        return None


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts the lines most evenly; a comma may be a decimal one, so it wins only where others fail."""
    for sign in _DELIMITERS:
        counts = [line.count(sign) for line in lines if line.strip()]
        if counts and min(counts[: max(1, len(counts) // 2)]) >= 1:
            return sign
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
