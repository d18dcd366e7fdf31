"""Dated parameters of formulas: which threshold and which norm are in force on a day (docs/decisions/0004)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from msoko.methodology.model import Indicator, Methodology, Norm, Threshold
from msoko.vocabulary import ALL, Direction

T = TypeVar("T", Threshold, Norm)


def threshold_in_force(methodology: Methodology, name: str, day: date, slices: Mapping[str, str]) -> Decimal | None:
    """The value of weight(name) on the day for these slices; None if there is none."""
    held = [t for t in methodology.thresholds if t.name == name and _holds(t, day, slices)]
    return _most_special(held).value if held else None


def norm_in_force(
    indicator: Indicator, day: date, slices: Mapping[str, str], holds: Callable[[str], bool]
) -> Norm | None:
    """The norm of an indicator on the day; holds(condition) judges `applies_when`."""
    held = [n for n in indicator.norms if _holds(n, day, slices) and (not n.applies_when or holds(n.applies_when))]
    return _most_special(held) if held else None


def bound(norm: Norm, better: Direction) -> Decimal | None:
    """The number that norm(code) means."""
    first, second = (norm.at_most, norm.at_least) if better is Direction.LOWER else (norm.at_least, norm.at_most)
    return second if first is None else first


def _holds(found: Threshold | Norm, day: date, slices: Mapping[str, str]) -> bool:
    begun = found.valid_from is None or found.valid_from <= day
    lasts = found.valid_to is None or day <= found.valid_to
    return begun and lasts and all(slices.get(name, ALL) == value for name, value in found.slices.items())


def _most_special(found: Iterable[T]) -> T:
    """Most slices, then the latest valid_from, then the last written (sorting is stable)."""
    return sorted(found, key=lambda one: (len(one.slices), one.valid_from or date.min))[-1]
