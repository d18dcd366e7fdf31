"""What a cell of a facts table says: a number, that there is none and why, or that there can be none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from msoko.methodology.model import Fact
from msoko.results.books import Cell
from msoko.results.cells import as_number, as_text
from msoko.results.columns import heading
from msoko.vocabulary import CellState, Unit

_NO_DATA = re.compile(r"(нет данных|н/д|нет сведений|не предоставлено|-|–|—)(?:[\s:;,(—–-]+(.*?)\)?)?", re.IGNORECASE)
_NOT_APPLICABLE = re.compile(r"(не применимо|неприменимо|н/п|не относится)(?:[\s:;,(]+.*)?", re.IGNORECASE)
_YES_NO = {"да": Decimal(1), "нет": Decimal(0), "имеется": Decimal(1), "отсутствует": Decimal(0)}


@dataclass(frozen=True)
class Said:
    """state None: nothing was said, so there is no row. fault: code of a problem; expected: its parameter."""

    value: Decimal | None = None
    state: CellState | None = None
    reason: str = ""
    fault: str = ""
    expected: str = ""


def understand(cell: Cell, fact: Fact) -> Said:
    """An empty cell says nothing: it must not take the place of a number that came from elsewhere."""
    if cell is None:
        return Said()
    if fact.unit is Unit.YES_NO and (known := _YES_NO.get(heading(cell))) is not None:
        return Said(known, CellState.VALUE)
    text = as_text(cell)
    if match := _NO_DATA.fullmatch(text):
        return Said(None, CellState.MISSING, match[2] or "")
    if _NOT_APPLICABLE.fullmatch(text):
        return Said(None, CellState.NOT_APPLICABLE)
    return _number(cell, fact)


def _number(cell: Cell, fact: Fact) -> Said:
    value, expected = as_number(cell), _expected(fact)
    if value is None:
        return Said(fault="not-a-number", expected=expected)
    if (fact.minimum is not None and value < fact.minimum) or (fact.maximum is not None and value > fact.maximum):
        return Said(fault="out-of-range", expected=expected)
    if fact.whole and value != value.to_integral_value():
        return Said(fault="not-whole", expected=expected)
    if fact.unit is Unit.YES_NO and value not in (0, 1):
        return Said(fault="out-of-range", expected="да/нет")
    return Said(value, CellState.VALUE)


def _expected(fact: Fact) -> str:
    least = "" if fact.minimum is None else f"{fact.minimum.normalize():f}"
    most = "" if fact.maximum is None else f"{fact.maximum.normalize():f}"
    if least and most:
        return f"{least}…{most}"
    return f"≥ {least}" if least else f"≤ {most}" if most else "0, 1, 2…" if fact.whole else "0,0"


def looks_ten_times(before: Decimal, now: Decimal) -> bool:
    """Ten or a hundred times more or less than in the period before: an extra or a lost digit is likelier than life.

    Small counts are left out: a club of four that became one of forty had a good year.
    """
    low, high = sorted((abs(before), abs(now)))
    if low < 5:
        return False
    return 8 <= high / low <= Decimal("12.5") or 80 <= high / low <= 125
