"""Values to shares of a drawing, round tick marks, and labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A linear scale from low…high to 0…1; anything outside is drawn at the edge."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def domain(values: Iterable[float], *, floor: float | None = None, ceiling: float | None = None) -> tuple[float, float]:
    """Round limits that hold all values; never beyond floor and ceiling unless a value is. (0, 1) for no values."""
    known = list(values)
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    step = nice_step(high - low, 4)
    start, end = math.floor(low / step) * step, math.ceil(high / step) * step
    if floor is not None and min(known) >= floor:
        start = max(start, floor)
    if ceiling is not None and max(known) <= ceiling:
        end = min(end, ceiling)
    return (start, end)


def nice_step(span: float, count: int) -> float:
    """1, 2, 2.5 or 5 times a power of ten: the least that makes at most `count` steps of the span."""
    power = 10.0 ** math.floor(math.log10(span / count))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power * count >= span * (1 - 1e-9))


def ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Round numbers inside low…high."""
    step = nice_step(high - low, count)
    first = math.ceil(low / step - 1e-9)
    return tuple(round((first + i) * step, 10) for i in range(math.floor(high / step + 1e-9) - first + 1))


def tick_digits(marks: Sequence[float]) -> int:
    """The least number of decimals that writes all the marks exactly (at most six)."""
    return next((d for d in range(6) if all(abs(round(m, d) - m) < 1e-9 for m in marks)), 6)


def push_apart(places: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Tops of labels as near as possible to the wanted ones, in order, without overlap, inside low…high if they fit."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    tops = [0.0] * len(places)
    edge = low
    for i in order:
        tops[i] = max(places[i], edge)
        edge = tops[i] + heights[i]
    edge = max(high, low + sum(heights))
    for i in reversed(order):
        tops[i] = min(tops[i], edge - heights[i])
        edge = tops[i]
    return tops
