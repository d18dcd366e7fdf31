"""Numbers as Russian readers expect them: decimal comma, narrow no-break spaces, a real minus, decimal rounding.

Only signs that never change with the number are added here (%, м², чел.); words that agree live in reports/wording.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from msoko.vocabulary import Unit

NARROW = "\u202f"  # narrow no-break space: between thousands
NO_BREAK = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

SIGNS: dict[Unit, str] = {
    Unit.PERCENT: "%",
    Unit.PERSON: "чел.",
    Unit.ITEM: "ед.",
    Unit.SQUARE_METRE: "м²",
    Unit.HOUR: "ч",
    Unit.DAY: "дн.",
    Unit.ROUBLE: "руб.",
}
CHANGE_SIGNS: dict[Unit, str] = {**SIGNS, Unit.PERCENT: f"п.{NARROW}п."}  # points

Number = int | float | Decimal


def round_number(x: Number, digits: int) -> Decimal:
    """x to `digits` decimals, half away from zero. Doubles are read to 12 significant digits, as stored."""
    exact = x if isinstance(x, Decimal) else Decimal(x) if isinstance(x, int) else Decimal(format(x, ".12g"))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def format_number(x: Number, digits: int = 1, unit: Unit | None = None, *, sign: bool = False) -> str:
    """1234.5 -> «1 234,5», 56.4 percent -> «56,4 %». `sign` writes + before what is above zero after rounding."""
    if unit is Unit.YES_NO and x in (0, 1):
        return "да" if x else "нет"
    shown = round_number(x, digits)
    before = MINUS if shown < 0 else "+" if sign and shown > 0 else ""
    text = before + f"{abs(shown):,f}".replace(",", NARROW).replace(".", ",")
    return text + NO_BREAK + SIGNS[unit] if unit in SIGNS else text


def format_percent(x: Number, digits: int = 1) -> str:
    return format_number(x, digits, Unit.PERCENT)


def format_interval(low: Number, high: Number, digits: int = 1, unit: Unit | None = None) -> str:
    """«52,3–60,3 %»; with a bound below zero «от −1,5 до 2,3 %», because a dash beside a minus is unreadable."""
    first, last = format_number(low, digits), format_number(high, digits, unit)
    return f"от {first} до {last}" if MINUS in first + last else f"{first}{DASH}{last}"


def format_change(x: Number, digits: int = 1, unit: Unit | None = None) -> str:
    """«+1,8 п. п.» for percents, «−0,9» for pure numbers; what rounds to zero has no sign."""
    text = format_number(x, digits, sign=True)
    return text + NO_BREAK + CHANGE_SIGNS[unit] if unit in CHANGE_SIGNS else text
