"""Contributions: bars that add up from one value to another, each starting where the last one ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import isclose

from msoko.charts.axes import axis, vertical
from msoko.charts.chart import NO_DATA, Chart, Table
from msoko.charts.marks import Bar, Column, Dot, Mark, Row, RowPicture
from msoko.charts.numbers import format_number
from msoko.charts.scale import Scale, domain, ticks


@dataclass(frozen=True)
class Part:
    """name may carry the weight: «Условия, 25 %». step: what it adds; None = no value, reason says why."""

    name: str
    step: float | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Contributions(Chart):
    """start + the steps = end, to 1e-9: anything else is refused. A start without a name is zero and gets no row."""

    parts: tuple[Part, ...]
    end: float
    end_name: str
    start: float = 0.0
    start_name: str = ""
    digits: int = 2
    heading: str = "Составляющая"
    value_title: str = "вклад"
    limits: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        total = self.start + sum(part.step or 0.0 for part in self.parts)
        if not isclose(total, self.end, rel_tol=1e-9, abs_tol=1e-9):
            raise ValueError(f"contributions do not add up: {self.start} and the steps give {total}, not {self.end}")

    def table(self) -> Table:
        rows = [(self.start_name, format_number(self.start, self.digits))] if self.start_name else []
        rows += [(part.name, self._step(part) or self._absence(part)) for part in self.parts]
        return Table((self.heading, self.value_title), (*rows, (self.end_name, format_number(self.end, self.digits))))

    def picture(self) -> RowPicture:
        levels = list(accumulate((part.step or 0.0 for part in self.parts), initial=self.start))
        scale = Scale(*(self.limits or domain(levels)))
        marks, height = axis(scale, None, ())
        rows = [self._end(self.start_name, self.start, scale, this=False)] if self.start_name else []
        for i, part in enumerate(self.parts):
            bars = tuple(self._bar(levels[i], levels[i + 1], scale, first=i == 0 and not self.start_name))
            phrase = "" if part.step is not None else self._absence(part)
            rows.append(Row(name=part.name, marks=() if phrase else bars, phrase=phrase, cells=(self._step(part),)))
        return RowPicture(
            heading=self.heading,
            columns=(Column(self.value_title),),
            axis=marks,
            axis_height=height,
            back=tuple(vertical("grid", scale(tick)) for tick in ticks(scale.low, scale.high)),
            rows=(*rows, self._end(self.end_name, self.end, scale, this=True)),
        )

    def _bar(self, level: float, following: float, scale: Scale, *, first: bool) -> Iterator[Mark]:
        falls = following < level
        yield Bar(kind="soft" if falls else "bar", x1=scale(level), x2=scale(following), thickness=14)
        if not first:
            yield vertical("axis", scale(level), 0, 0.5)
        yield vertical("axis", scale(following), 0.5, 1)

    def _end(self, name: str, value: float, scale: Scale, *, this: bool) -> Row:
        text = format_number(value, self.digits)
        return Row(name=name, this=this, marks=(Dot(x=scale(value), this=this),), cells=(text,), label=text)

    def _step(self, part: Part) -> str:
        return "" if part.step is None else format_number(part.step, self.digits, sign=True)

    def _absence(self, part: Part) -> str:
        return f"{NO_DATA}: {part.reason}" if part.reason else NO_DATA
