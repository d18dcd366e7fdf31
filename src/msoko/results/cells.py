"""What one cell means as a number, a text, a date or a missing code. Nothing here knows of sheets or columns."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from msoko.results.books import Cell
from msoko.vocabulary import Absence

_NUMBER = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d*)?|[+-]?[.,]\d+")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: г\.?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_SIX_PLACES = Decimal("0.000001")
_LARGEST = Decimal(10) ** 12  # DECIMAL(18,6) of the store holds less than this
_EXCEL_EPOCH = date(1899, 12, 30)

# What stands in a cell instead of a score; Latin and Cyrillic look alike, so both are read.
ABSENCE_SIGNS: dict[str, Absence] = {
    **dict.fromkeys(("x", "х"), Absence.ABSENT),
    **dict.fromkeys(("н", "n", "h"), Absence.NOT_ATTEMPTED),
    **dict.fromkeys(("-", "–", "—", "−"), Absence.NO_SUCH_TASK),
    **dict.fromkeys(("нет отметки", "нет", "нет данных", "н/д", "…", "..."), Absence.NOT_STATED),
}


def as_text(cell: Cell) -> str:
    """The cell as written: 5 for 5.0, 24.04.2025 for a date, an empty string for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return repr(cell) if isinstance(cell, float) else str(cell)


def as_number(cell: Cell) -> Decimal | None:
    """Six decimals at most, half away from zero. Reads «12,5», «1 234», «57 %»; None: not a number the store holds."""
    if isinstance(cell, int | float):
        return _fit(Decimal(repr(cell)))
    if isinstance(cell, str):
        text = cell.removesuffix("%").rstrip()
        if _NUMBER.fullmatch(text):
            return _fit(Decimal(text.replace(" ", "").replace(",", ".")))
    return None


def _fit(number: Decimal) -> Decimal | None:
    try:
        fitted = number.quantize(_SIX_PLACES, "ROUND_HALF_UP")
    except InvalidOperation:
        return None
    return fitted if abs(fitted) < _LARGEST else None


def as_date(cell: Cell) -> date | None:
    """A date cell, 24.04.2025, 2025-04-24 or a spreadsheet's day number."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int) and 20_000 < cell < 80_000:
        return _EXCEL_EPOCH + timedelta(days=cell)
    if not isinstance(cell, str):
        return None
    try:
        if match := _DAY_FIRST.fullmatch(cell):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _YEAR_FIRST.fullmatch(cell):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    return None


def as_absence(cell: Cell) -> Absence | None:
    """The kind of a missing code; an empty cell is NOT_STATED; None if the cell is not a missing code."""
    if cell is None:
        return Absence.NOT_STATED
    return ABSENCE_SIGNS.get(cell.lower()) if isinstance(cell, str) else None
