"""Small multiples: the same years for many organisations or indicators, drawn small on one honest scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msoko.charts.axes import vertical
from msoko.charts.chart import NO_DATA, Chart, Point, Table
from msoko.charts.line import Break, segments_of
from msoko.charts.marks import Canvas, Dot, Line, Mark, Panel, PanelPicture
from msoko.charts.numbers import format_number
from msoko.charts.scale import Scale, domain

_HEIGHT = 64.0


@dataclass(frozen=True)
class SmallLine:
    """One panel. norm: of this panel alone. limits: only where panels differ in units; else they are shared."""

    name: str
    points: tuple[Point, ...]
    note: str = ""
    norm: float | None = None
    limits: tuple[float, float] | None = None
    digits: int | None = None
    this: bool = False
    breaks: tuple[Break, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    periods: tuple[str, ...]
    lines: tuple[SmallLine, ...]
    norm: float | None = None
    breaks: tuple[Break, ...] = ()
    limits: tuple[float, float] | None = None
    digits: int = 1
    heading: str = "Организация"

    def __post_init__(self) -> None:
        wrong = [line.name for line in self.lines if len(line.points) != len(self.periods)]
        if wrong:
            raise ValueError(f"panels {wrong} do not have one point for each of {len(self.periods)} periods")

    def table(self) -> Table:
        rows = [(line.name, *(self._words(line, point) for point in line.points)) for line in self.lines]
        return Table((self.heading, *self.periods), tuple(rows))

    def picture(self) -> PanelPicture:
        shared = self.limits or self._limits(self.lines)
        return PanelPicture(panels=tuple(self._panel(line, line.limits or shared) for line in self.lines))

    def _panel(self, line: SmallLine, limits: tuple[float, float]) -> Panel:
        words = self._words(line, line.points[-1]).split(":")[0] if line.points else NO_DATA
        canvas = Canvas(height=_HEIGHT, kind="spark", marks=tuple(self._marks(line, Scale(*limits))))
        return Panel(name=line.name, value=words, note=line.note, canvas=canvas, this=line.this)

    def _marks(self, line: SmallLine, scale: Scale) -> Iterator[Mark]:
        last = len(self.periods) - 1
        breaks = self.breaks if line.breaks is None else line.breaks

        def x(period: float) -> float:  # a margin at both ends for the dots
            return 0.02 + 0.94 * (period / last if last else 0.5)

        def y(value: float) -> float:
            return (_HEIGHT - 6 - scale(value) * (_HEIGHT - 12)) / _HEIGHT

        norm = self.norm if line.norm is None else line.norm
        if norm is not None:
            yield Line(kind="norm", x1=0, x2=1, y1=y(norm), y2=y(norm))
        for b in breaks:
            yield vertical("break", x(b.before - 0.5))
        for a, b_ in segments_of(line.points, breaks):
            start, end = line.points[a].value, line.points[b_].value
            if start is not None and end is not None:
                yield Line(kind="line", this=line.this, x1=x(a), x2=x(b_), y1=y(start), y2=y(end))
        for i, point in enumerate(line.points):
            if point.value is not None:
                yield Dot(this=line.this, x=x(i), y=y(point.value), radius=4 if i == last else 2)

    def _words(self, line: SmallLine, point: Point) -> str:
        digits = self.digits if line.digits is None else line.digits
        return point.absence if point.value is None else format_number(point.value, digits)

    def _limits(self, lines: tuple[SmallLine, ...]) -> tuple[float, float]:
        found = [p.value for line in lines if not line.limits for p in line.points if p.value is not None]
        norms = [n for n in (self.norm, *(line.norm for line in lines if not line.limits)) if n is not None]
        return domain([*found, *norms], floor=0.0)
