"""A received file as a new .xlsx with the same sheets and addresses: with its problems marked, or only without people.

Values only: formulas, macros, links and columns with people's data are not carried; text is written as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from msoko.results.books import Book, Cell, Refused, column_name, open_book
from msoko.results.reading import Problem, Reading
from msoko.results.wording import say
from msoko.vocabulary import Severity

MAX_CELLS = 500_000  # of all sheets together; a larger file gets a list of its problems instead
MAX_NOTES = 5_000  # a spreadsheet editor is slow with more; the rest are in the list
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CELL = re.compile(r"([A-Z]+)(\d+)")
_COLOURS = {Severity.ERROR: "#F6C6C0", Severity.WARNING: "#FBE7B2", Severity.NOTE: "#DCE8F4"}
_CREATED = {"created": datetime(2000, 1, 1)}  # so that the same cells always make the same bytes
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def marked_copy(reading: Reading, language: str = "ru") -> bytes:
    """The file as received with coloured cells and notes, and a sheet that lists every problem.

    A file that cannot be opened, or is larger than MAX_CELLS, comes back as the list alone.
    """
    book = _open(reading) if reading.source else None
    small = book is not None and sum(len(sheet.rows) * sheet.width for sheet in book.sheets) <= MAX_CELLS
    buffer = BytesIO()
    workbook = _workbook(buffer)
    names = _names(book) if book is not None and small else {}
    if book is not None and small:
        _write_book(workbook, book, reading.personal_columns, reading.problems, names, language)
    _write_list(workbook, reading.problems, names, language)
    workbook.close()
    return buffer.getvalue()


def plain_copy(path: Path, reading: Reading) -> bytes:
    """The same cells at the same addresses without the columns of Reading.personal_columns. Raises books.Refused."""
    book = open_book(path, reading.file)
    buffer = BytesIO()
    workbook = _workbook(buffer)
    _write_book(workbook, book, reading.personal_columns, (), _names(book), "ru")
    workbook.close()
    return buffer.getvalue()


def _open(reading: Reading) -> Book | None:
    try:
        return open_book(reading.source, reading.file) if reading.source else None
    except Refused:
        return None


def _workbook(buffer: BytesIO) -> Any:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties(_CREATED)
    return workbook


def _names(book: Book) -> dict[str, str]:
    """Sheet name -> a name that a workbook accepts: 31 characters, no special signs, no two alike."""
    names: dict[str, str] = {}
    for sheet in book.sheets:
        names[sheet.name] = _free(_FORBIDDEN.sub("_", sheet.name).strip("'")[:31] or "Лист", names.values())
    return names


def _free(wanted: str, taken: Iterable[str]) -> str:
    """The name, or the name with a number if it is taken (case does not tell names apart)."""
    lower = {name.lower() for name in taken}
    tries = (wanted if number == 1 else f"{wanted[:26]} ({number})" for number in range(1, len(lower) + 2))
    return next(name for name in tries if name.lower() not in lower)


def _write_book(
    workbook: Any,
    book: Book,
    personal: Mapping[str, Collection[str]],
    problems: Iterable[Problem],
    names: Mapping[str, str],
    language: str,
) -> None:
    marks: dict[str, dict[str, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for one in problems:
        if one.cell:
            marks[one.sheet][one.cell].append(one)
    formats = _Formats(workbook)
    left = MAX_NOTES
    for sheet in book.sheets:
        page = workbook.add_worksheet(names[sheet.name])
        removed = set(personal.get(sheet.name, ()))
        kept = [col for col in range(sheet.width) if column_name(col) not in removed]
        for row, cells in enumerate(sheet.rows):
            for col in kept:
                if cells[col] is not None:
                    _write(page, row, col, cells[col], formats, None)
        for cell, found in marks[sheet.name].items():
            _mark(page, cell, found, sheet.at(*_place(cell)), removed, formats, language, left > 0)
            left -= 1
        if sheet.hidden and len(book.sheets) > 1:
            page.hide()


class _Formats:
    """Cell formats, made once a workbook."""

    def __init__(self, workbook: Any) -> None:
        self.date = workbook.add_format({"num_format": "dd.mm.yyyy"})
        self.colours = {
            severity: workbook.add_format({"bg_color": colour, "border": 1, "border_color": "#B04A3A"})
            for severity, colour in _COLOURS.items()
        }


def _place(cell: str) -> tuple[int, int]:
    match = _CELL.fullmatch(cell)
    if match is None:
        return 0, 0
    col = 0
    for letter in match[1]:
        col = col * 26 + ord(letter) - 64
    return int(match[2]) - 1, col - 1


def _mark(
    page: Any,
    cell: str,
    found: list[Problem],
    value: Cell,
    removed: Collection[str],
    formats: _Formats,
    language: str,
    with_note: bool,
) -> None:
    row, col = _place(cell)
    gravest = min(found, key=lambda one: list(Severity).index(one.severity)).severity
    _write(page, row, col, None if column_name(col) in removed else value, formats, formats.colours[gravest])
    if with_note:
        note = "\n".join(dict.fromkeys(say(one, language) for one in found))
        page.write_comment(row, col, note[:2000], {"x_scale": 2.5, "y_scale": 1.2 + 0.6 * len(found)})


def _write(page: Any, row: int, col: int, value: Cell, formats: _Formats, style: Any) -> None:
    if value is None:
        page.write_blank(row, col, None, style) if style else None
    elif isinstance(value, date):
        page.write_datetime(row, col, value, style or formats.date)
    elif isinstance(value, int | float):
        page.write_number(row, col, value, style)
    else:
        page.write_string(row, col, neutral(str(value))[:32_767], style)


def neutral(text: str) -> str:
    """A text that a spreadsheet might run (=, +, -, @ first) gets an apostrophe; «-» and «-5» are harmless."""
    if text.startswith(_SIGNS) and len(text) > 1 and not re.fullmatch(r"[+-]?[\d\s.,]+%?", text):
        return "'" + text
    return text


def _write_list(workbook: Any, problems: Iterable[Problem], names: Mapping[str, str], language: str) -> None:
    russian = language == "ru"
    page = workbook.add_worksheet(_free("Замечания" if russian else "Problems", names.values()))
    russian_head = ("Важность", "Лист", "Ячейка", "Что не так и как исправить")
    head = russian_head if russian else ("Severity", "Sheet", "Cell", "What is wrong and how to mend it")
    page.write_row(0, 0, head, workbook.add_format({"bold": True, "bottom": 1}))
    words = {Severity.ERROR: "ошибка", Severity.WARNING: "предупреждение", Severity.NOTE: "сообщение"}
    formats = _Formats(workbook)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for row, one in enumerate(problems, start=1):
        page.write_string(row, 0, words[one.severity] if russian else one.severity.value, formats.colours[one.severity])
        page.write_string(row, 1, names.get(one.sheet, one.sheet))
        target = f"internal:'{names[one.sheet]}'!{one.cell}" if one.cell and one.sheet in names else ""
        page.write_url(row, 2, target, string=one.cell) if target else page.write_string(row, 2, one.cell)
        page.write_string(row, 3, neutral(say(one, language)), wrapped)
    for col, width in enumerate((16, 28, 10, 100)):
        page.set_column(col, col, width)
    page.freeze_panes(1, 0)
