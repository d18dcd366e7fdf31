"""A distribution of primary scores: a bar a score, lines at the boundaries of marks, a marked bar where one is odd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from msoko.charts.axes import LEADING, NARROWEST, SMALL, vertical
from msoko.charts.chart import HIDDEN, Chart, Table
from msoko.charts.fonts import text_width
from msoko.charts.marks import NOTHING, Bar, Canvas, Line, Mark, Text
from msoko.charts.numbers import format_number

_HEIGHT, _TOP, _BOTTOM = 190.0, 34.0, 36.0


@dataclass(frozen=True, kw_only=True)
class Distribution(Chart):
    """counts[i]: participants with the score first + i; None = hidden. boundaries: (lowest score, mark), lowest first.

    marked: scores that the sentence speaks of. boundaries without the failing mark: its name is `below`. expected: what
    the counts would usually be, a dashed line; () = none.
    """

    counts: tuple[int | None, ...]
    first: int = 0
    boundaries: tuple[tuple[int, str], ...] = ()
    below: str = ""
    marked: tuple[int, ...] = ()
    expected: tuple[float, ...] = ()
    heading: str = "Первичный балл"
    count_title: str = "участников"

    def __post_init__(self) -> None:
        self._explain(f"…\u00a0— {HIDDEN}" if None in self.counts else "")

    def table(self) -> Table:
        columns = [
            [str(self.first + i) for i in range(len(self.counts))],
            [HIDDEN if count is None else format_number(count, 0) for count in self.counts],
        ]
        titles = [self.heading, self.count_title]
        if self.expected:
            columns.append([format_number(one, 1) for one in self.expected])
            titles.append("ожидалось")
        if self.boundaries:
            columns.append([self._mark_of(self.first + i) for i in range(len(self.counts))])
            titles.append("отметка")
        return Table(tuple(titles), tuple(zip(*columns, strict=True)))

    def picture(self) -> Canvas:
        marks = (*self._bars(), *self._usual(), *self._boundaries(), *self._axis())
        return Canvas(height=_HEIGHT, kind="bars", marks=marks)

    def _x(self, score: float) -> float:
        return (score - self.first) / max(1, len(self.counts))

    @property
    def _top(self) -> float:
        return max([*(count or 0 for count in self.counts), *self.expected], default=0) or 1

    def _usual(self) -> Iterator[Mark]:
        ground = 1 - _BOTTOM / _HEIGHT
        room = 1 - (_TOP + 16 + _BOTTOM) / _HEIGHT
        points = [
            (self._x(self.first + i + 0.5), ground - room * one / self._top) for i, one in enumerate(self.expected)
        ]
        for (x1, y1), (x2, y2) in pairwise(points):
            yield Line(kind="break", x1=x1, y1=y1, x2=x2, y2=y2)

    def _bars(self) -> Iterator[Mark]:
        top = self._top
        ground = 1 - _BOTTOM / _HEIGHT
        for i, count in enumerate(self.counts):
            score = self.first + i
            height = (1 - (_TOP + 16 + _BOTTOM) / _HEIGHT) * (count or 0) / top
            kind = "attention" if score in self.marked else "bar"
            if count:
                yield Bar(kind=kind, x1=self._x(score + 0.1), x2=self._x(score + 0.9), y1=ground - height, y2=ground)
            if count is None:
                yield Text(x=self._x(score + 0.5), y=ground, dy=-4, words="…")
            elif score in self.marked or (count == top and not self.marked):
                words = format_number(count, 0)
                yield Text(kind="label", x=self._x(score + 0.5), y=ground - height, dy=-5, words=words)

    def _boundaries(self) -> Iterator[Mark]:
        edges = [(self.first, self.below), *self.boundaries, (self.first + len(self.counts), "")]
        for (start, mark), (end, _) in pairwise(edges):
            if start != self.first:
                yield vertical("norm", self._x(start), 0, 1 - _BOTTOM / _HEIGHT)
            wide = (self._x(end) - self._x(start)) * NARROWEST > text_width(mark, SMALL)
            if mark:
                yield Text(x=self._x((start + end) / 2), y=0, dy=12, words=mark, thin=not wide)

    def _axis(self) -> Iterator[Mark]:
        ground = 1 - _BOTTOM / _HEIGHT
        yield Line(kind="axis", x1=0, x2=1, y1=ground, y2=ground)
        step = 5 if len(self.counts) <= 40 else 10
        for i in range(len(self.counts)):
            score = self.first + i
            near = any(abs(score - m) in (1, 2) for m in self.marked)
            if score in self.marked or (score % step == 0 and not near):
                yield Text(x=self._x(score + 0.5), y=1, dy=LEADING - _BOTTOM + 2, words=str(score))
        if self.counts:
            yield Text(x=0, y=1, dy=-4, words=self.heading.lower(), anchor="start")
        else:
            yield Text(x=0.5, y=0.5, words=NOTHING)

    def _mark_of(self, score: int) -> str:
        passed = [mark for start, mark in self.boundaries if score >= start]
        return passed[-1] if passed else self.below
