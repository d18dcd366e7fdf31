"""How numbers, days and periods are written on every page."""

from __future__ import annotations

from django import template

from msoko.charts.numbers import format_number
from msoko.vocabulary import Period

register = template.Library()


@register.filter
def number(value: float | None, digits: int = 1) -> str:
    """Decimal comma, narrow spaces; empty for None: the page says why there is none."""
    return "" if value is None else format_number(value, digits)


@register.filter
def period(code: str) -> str:
    """2024-25 as 2024/25."""
    return Period.parse(code).title
