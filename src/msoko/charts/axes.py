"""The axis of a chart of rows: grid, norm and reference lines with their labels, the same for all rows."""

from __future__ import annotations

from collections.abc import Sequence

from msoko.charts.chart import Reference
from msoko.charts.fonts import text_width
from msoko.charts.marks import Line, Mark, Text
from msoko.charts.numbers import format_number
from msoko.charts.scale import Scale, tick_digits, ticks

SMALL = 12.0  # px, size of labels
LEADING = 14.0  # px between lines of labels
NARROWEST = 170.0  # px, the drawing on a phone: labels must not meet even there
_GAP = 5.0


def vertical(kind: str, x: float, y1: float = 0.0, y2: float = 1.0) -> Line:
    return Line(kind=kind, x1=x, x2=x, y1=y1, y2=y2)


def backdrop(scale: Scale, norm: Reference | None, references: Sequence[Reference]) -> tuple[Mark, ...]:
    """What stands behind every row: grid, references, the norm on top."""
    lines = [vertical("grid", scale(tick)) for tick in ticks(scale.low, scale.high)]
    lines += [vertical("ref", scale(reference.value)) for reference in references]
    return (*lines, *([vertical("norm", scale(norm.value))] if norm else []))


def axis(scale: Scale, norm: Reference | None, references: Sequence[Reference]) -> tuple[tuple[Mark, ...], float]:
    """The marks of the axis and its height in px: labels of lines above, the numbers below them."""
    lines = [(norm, "norm", "label")] if norm else []
    named = [*lines, *((reference, "ref", "text") for reference in references)]
    placed = _place([(scale(reference.value), reference.words) for reference, _, _ in named])
    rows = 1 + max((row for row, _ in placed), default=-1)
    height = LEADING * rows + (26 if rows else 20)
    shown = ticks(scale.low, scale.high)
    marks: list[Mark] = [vertical("grid", scale(tick), (height - 4) / height) for tick in shown]
    for (reference, line, words), (row, anchor) in zip(named, placed, strict=True):
        x = scale(reference.value)
        top = (LEADING * row + 16) / height
        marks.append(vertical(line, x, top))
        dx = 4 if anchor == "start" else -4
        if row + 1 == rows and text_width(reference.words, SMALL) / 2 < min(x, 1 - x) * NARROWEST and len(named) == 1:
            anchor, dx = "middle", 0
        marks.append(Text(kind=words, x=x, y=0, dy=LEADING * row + 12, words=reference.words, anchor=anchor, dx=dx))
    digits = tick_digits(shown)
    crossed = [scale(reference.value) for reference, _, _ in named]
    for i, tick in enumerate(shown):
        x = scale(tick)
        text = format_number(tick, digits)
        near = (text_width(text, SMALL) / 2 + _GAP) / NARROWEST
        if all(abs(x - line) > near for line in crossed):
            marks.append(Text(x=x, y=1, dy=-8, words=text, thin=i % 2 == 1 and len(shown) > 3))
    return tuple(marks), height


def _place(labels: Sequence[tuple[float, str]]) -> list[tuple[int, str]]:
    """Row and anchor of each label: two share a row back to back if they fit, the others take rows of their own."""

    def fits(x: float, words: str, anchor: str) -> bool:
        room = x if anchor == "end" else 1 - x
        return text_width(words, SMALL) + 4 <= room * NARROWEST + 24  # the drawing's margins give a little more

    if len(labels) == 2:
        (a, first), (b, second) = labels
        left, right = ("end", "start") if a <= b else ("start", "end")
        if fits(a, first, left) and fits(b, second, right):
            return [(0, left), (0, right)]
    return [(i, "start" if x <= 0.5 else "end") for i, (x, _) in enumerate(labels)]
