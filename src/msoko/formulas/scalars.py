"""Operators and functions on single values, exactly. None is "no value"; the rest bools, Fractions and text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction

Scalar = Fraction | bool | str | None
DIGITS = 12  # significant digits of a computed number when it is compared, rounded or stored
_DECIMAL = re.compile(r"-?\d+([.,]\d+)?")
_EXACT = Context(prec=40)
_LARGEST = Fraction(1.7e308)


def significant(x: Fraction, digits: int = DIGITS) -> Fraction:
    """Rounded to significant decimal digits, half away from zero."""
    if x == 0:
        return x
    magnitude = len(str(abs(x.numerator))) - len(str(x.denominator))  # within one of floor(log10 |x|) + 1
    while abs(x) >= Fraction(10) ** magnitude:
        magnitude += 1
    while abs(x) < Fraction(10) ** (magnitude - 1):
        magnitude -= 1
    return half_away(x, digits - magnitude)


def half_away(x: Fraction, digits: int) -> Fraction:
    """Decimal rounding to `digits` after the point, half away from zero."""
    scale = Fraction(10) ** digits
    whole = (abs(x) * scale + Fraction(1, 2)).__floor__()
    return Fraction(-whole if x < 0 else whole) / scale


def number(value: Scalar) -> Fraction | None:
    """A value as a number: text that is a decimal number counts, other text has no value."""
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, str):
        plain = value.strip()
        return Fraction(plain.replace(",", ".")) if _DECIMAL.fullmatch(plain) else None
    return value


def stored(x: Fraction) -> float | None:
    """A double of 12 significant digits, None if it does not fit one."""
    return None if abs(x) > _LARGEST else float(significant(x))


def arithmetic(op: str, left: Scalar, right: Scalar) -> Fraction | None:
    a, b = number(left), number(right)
    if a is None or b is None:
        return None
    if op == "/":
        return None if b == 0 else a / b
    return {"+": a + b, "-": a - b, "*": a * b}[op]


def compare(op: str, left: Scalar, right: Scalar) -> bool | None:
    """Text with text only == and !=; otherwise as numbers of 12 significant digits."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        return {"==": left == right, "!=": left != right}.get(op)
    a, b = number(left), number(right)
    if a is None or b is None:
        return None
    a, b = significant(a), significant(b)
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def conjunction(left: Scalar, right: Scalar) -> bool | None:
    """Kleene 1952: false and unknown is false."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def disjunction(left: Scalar, right: Scalar) -> bool | None:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def negation(value: Scalar) -> bool | None:
    return None if value is None else not value


def member(value: Scalar, choices: list[Scalar]) -> bool | None:
    found: bool | None = False
    for choice in choices:
        found = disjunction(found, compare("==", value, choice))
    return found


def _if(condition: Scalar, yes: Scalar, no: Scalar) -> Scalar:
    if condition is None:
        return None
    return yes if condition else no


def _coalesce(*values: Scalar) -> Scalar:
    return next((value for value in values if value is not None), None)


def _known(function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """Unknown if any argument is unknown or is no number."""

    def call(*values: Scalar) -> Scalar:
        numbers = [number(value) for value in values]
        return None if any(n is None for n in numbers) else function(*numbers)

    return call


def _round(x: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    return half_away(significant(x), int(digits))


def _sqrt(x: Fraction) -> Fraction | None:
    return root(x) if x >= 0 else None


def root(x: Fraction) -> Fraction:
    """The square root of a number not below zero: exact if it is rational, else to 40 digits."""
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return Fraction(top, bottom)
    return Fraction(_EXACT.sqrt(_EXACT.divide(Decimal(x.numerator), Decimal(x.denominator))))


def _ln(x: Fraction) -> Fraction | None:
    return Fraction(_EXACT.ln(_EXACT.divide(Decimal(x.numerator), Decimal(x.denominator)))) if x > 0 else None


def _power(x: Fraction, exponent: Fraction) -> Fraction | None:
    try:
        found = math.pow(float(x), float(exponent))
    except (ValueError, OverflowError):
        return None
    if exponent.denominator == 1 and abs(exponent) <= 64:
        return x ** int(exponent)
    return Fraction(found)


FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    "if": _if,
    "coalesce": _coalesce,
    "min": _known(lambda *values: min(values)),
    "max": _known(lambda *values: max(values)),
    "clamp": _known(lambda x, low, high: min(max(x, low), high)),
    "round": _known(_round),
    "abs": _known(abs),
    "sqrt": _known(_sqrt),
    "ln": _known(_ln),
    "power": _known(_power),
    "is_known": lambda value: value is not None,
}
