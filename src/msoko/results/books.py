"""A received file as sheets of plain cells, whatever it was: .xlsx, .xls, .ods, .csv or .txt.

Nothing here knows what the cells mean. A file is let in by `guards` first; what they refuse is never parsed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any

from msoko.results import delimited, guards, workbooks
from msoko.results.reading import Problem
from msoko.results.wording import problem
from msoko.results.workbooks import RawSheet

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
        raw = _read(path, verdict.kind, PurePath(shown).stem)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a panic of the parser is no Exception; the person gets one sentence all the same
        raise Refused(_refusal(fault, shown)) from None
    sheets = tuple(_tidy(sheet) for sheet in raw)
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise Refused(problem("file-empty", shown))
    return Book(shown, sheets, verdict.remarks)


def _read(path: Path, kind: str, stem: str) -> list[RawSheet]:
    if kind == "text":
        limits = guards.MAX_ROWS, guards.MAX_COLUMNS, guards.MAX_CELLS
        return [RawSheet(stem, delimited.read(path.read_bytes(), *limits), False, ())]
    read = workbooks.read_apart if kind == "xls" else workbooks.read
    return read(path, guards.MAX_CELLS)


def _tidy(sheet: RawSheet) -> Sheet:
    tidy = _Tidy()
    return Sheet(sheet.name, [[tidy[cell] for cell in row] for row in sheet.rows], sheet.hidden, sheet.merged)


def _refusal(fault: BaseException, shown: str) -> Problem:
    if isinstance(fault, delimited.TooWide):
        return problem("sheet-too-large", shown, rows=fault.rows, columns=fault.columns)
    if isinstance(fault, workbooks.TooLarge | MemoryError):
        return problem("file-too-heavy", shown)
    for kind, code in _REFUSALS.items():
        if isinstance(fault, kind):
            return problem(code, shown)
    return problem("file-damaged", shown)


_REFUSALS: dict[type[BaseException], str] = {
    workbooks.Encrypted: "file-encrypted",
    UnicodeDecodeError: "encoding-unknown",
    csv.Error: "text-damaged",
}
