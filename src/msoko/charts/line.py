"""A line over periods: values with intervals, a dashed mark where the method changed and no line across it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msoko.charts.axes import LEADING, NARROWEST, SMALL, vertical
from msoko.charts.chart import Chart, Point, Table
from msoko.charts.fonts import text_width, wrap
from msoko.charts.marks import NOTHING, Canvas, Dot, Line, Mark, Text
from msoko.charts.numbers import format_interval, format_number
from msoko.charts.scale import Scale, domain, push_apart, tick_digits, ticks
from msoko.vocabulary import Unit

RIGHT = 112.0  # px for the names of lines
_TOP, _BOTTOM, _LEAST = 16.0, 30.0, 240.0


@dataclass(frozen=True)
class Series:
    """One line; a point for every period of the chart. this: the organisation in question."""

    name: str
    points: tuple[Point, ...]
    this: bool = False


@dataclass(frozen=True)
class Break:
    """Values before and from period number `before` (0 = first) are not comparable; words: why, short."""

    before: int
    words: str


@dataclass(frozen=True)
class DatedNorm:
    """The norm in force in each period, None where there was none."""

    values: tuple[float | None, ...]
    words: str = "Норма"


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    periods: tuple[str, ...]  # as people write them: 2024/25
    series: tuple[Series, ...]
    norm: DatedNorm | None = None
    breaks: tuple[Break, ...] = ()
    unit: Unit = Unit.PERCENT
    digits: int = 1
    limits: tuple[float, float] | None = None
    heading: str = "Период"

    def __post_init__(self) -> None:
        wrong = [s.name for s in self.series if len(s.points) != len(self.periods)]
        if wrong:
            raise ValueError(f"series {wrong} do not have one point for each of {len(self.periods)} periods")

    def table(self) -> Table:
        """A line a period, a column a series; the interval stands in brackets, the break in its own column."""
        marks = {b.before: b.words for b in self.breaks}
        header = (self.heading, *(s.name for s in self.series), *([self.norm.words] if self.norm else []))
        rows = []
        for i, period in enumerate(self.periods):
            row = [period, *(self._words(s.points[i]) for s in self.series)]
            if self.norm:
                value = self.norm.values[i]
                row.append("" if value is None else format_number(value, self.digits))
            rows.append((*row, *([marks.get(i, "")] if marks else [])))
        return Table((*header, *(["Разрыв ряда перед периодом"] if marks else [])), tuple(rows))

    def picture(self) -> Canvas:
        if not self.series:
            return Canvas(height=60, marks=(Text(x=0, y=0.5, words=NOTHING, anchor="start"),))
        layout = _Layout(self)
        marks = (*layout.backdrop(), *layout.break_marks(), *layout.lines(), *layout.labels())
        return Canvas(height=layout.height, left=layout.left, right=RIGHT, marks=marks)

    def _words(self, point: Point) -> str:
        if point.value is None:
            return point.absence
        text = format_number(point.value, self.digits)
        if point.low is None or point.high is None:
            return text
        return f"{text} ({format_interval(point.low, point.high, self.digits)})"


def segments_of(points: tuple[Point, ...], breaks: tuple[Break, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of neighbouring periods that a line may join: both known, no break between."""
    cut = {b.before for b in breaks}
    for i in range(1, len(points)):
        if i not in cut and points[i - 1].value is not None and points[i].value is not None:
            yield i - 1, i


class _Layout:
    """Where things stand on the canvas of one chart."""

    def __init__(self, chart: LineChart) -> None:
        self.chart = chart
        self.limits = chart.limits or self._limits()
        self.y_scale = Scale(*self.limits)
        self.break_lines = [wrap(b.words, 88, SMALL) for b in chart.breaks]
        self.reasons = [self._reason(i) for i in range(len(chart.periods))]
        self.top = _TOP + LEADING * sum(len(lines) for lines in self.break_lines)
        self.bottom = _BOTTOM + (LEADING if any(self.reasons) else 0)
        self.ends = list(self._ends())
        self.height = max(_LEAST, self.top + self.bottom + sum(LEADING * len(lines) + 2 for _, lines, _ in self.ends))
        self.ticks = ticks(*self.limits)
        self.tick_words = [format_number(t, tick_digits(self.ticks)) for t in self.ticks]
        half = text_width(chart.periods[0], SMALL) / 2 if chart.periods else 0.0
        self.left = max(half, 8 + max((text_width(words, SMALL) for words in self.tick_words), default=0))

    def x(self, period: float) -> float:
        count = len(self.chart.periods)
        return 0.5 if count < 2 else period / (count - 1)

    def y(self, value: float) -> float:
        inside = self.height - self.top - self.bottom
        return (self.height - self.bottom - self.y_scale(value) * inside) / self.height

    def backdrop(self) -> Iterator[Mark]:
        for value, words in zip(self.ticks, self.tick_words, strict=True):
            yield Line(kind="grid", x1=0, x2=1, y1=self.y(value), y2=self.y(value))
            yield Text(x=0, y=self.y(value), dx=-8, dy=4, words=words, anchor="end")
        last = len(self.chart.periods) - 1
        every = 1 + last // 10
        crowded = sum(text_width(p, SMALL) + 6 for p in self.chart.periods) > NARROWEST
        for i, period in enumerate(self.chart.periods):
            steps = (last - i) // every
            if (last - i) % every == 0:
                thin = crowded and steps % (3 if len(self.chart.periods) > 5 else 2) != 0
                yield Text(x=self.x(i), y=1, dy=LEADING - self.bottom + 12, words=period, thin=thin)
            if self.reasons[i]:
                yield Text(x=self.x(i), y=1, dy=-4, words=self.reasons[i], thin=crowded)
        for i, norm in enumerate(self.chart.norm.values if self.chart.norm else ()):
            if norm is not None:
                start, end = max(0.0, self.x(i - 0.5)), min(1.0, self.x(i + 0.5))
                x1, x2 = (start, end) if last else (0.0, 1.0)
                yield Line(kind="norm", x1=x1, x2=x2, y1=self.y(norm), y2=self.y(norm))

    def break_marks(self) -> Iterator[Mark]:
        row = 0
        texts: list[Mark] = []  # over all the lines
        for b, lines in zip(self.chart.breaks, self.break_lines, strict=True):
            x = self.x(b.before - 0.5)
            yield vertical("break", x, (4 + LEADING * row) / self.height, 1 - self.bottom / self.height)
            anchor = "end" if x >= 0.5 else "start"
            for line in lines:
                row += 1
                dx = -5 if anchor == "end" else 5
                texts.append(Text(x=x, y=0, dx=dx, dy=LEADING * row, words=line, anchor=anchor))
        yield from texts

    def lines(self) -> Iterator[Mark]:
        for series in sorted(self.chart.series, key=lambda s: s.this):  # the one in question lies on top
            for a, b in segments_of(series.points, self.chart.breaks):
                start, end = series.points[a].value, series.points[b].value
                if start is not None and end is not None:
                    y1, y2 = self.y(start), self.y(end)
                    yield Line(kind="line", this=series.this, x1=self.x(a), x2=self.x(b), y1=y1, y2=y2)
            for i, point in enumerate(series.points):
                yield from self._point(series, i, point)

    def _point(self, series: Series, i: int, point: Point) -> Iterator[Mark]:
        shown = series.this or len(self.chart.series) == 1
        if shown and point.low is not None and point.high is not None:
            x = self.x(i)
            yield Line(kind="interval", this=series.this, x1=x, x2=x, y1=self.y(point.low), y2=self.y(point.high))
        if point.value is not None:
            yield Dot(this=series.this, x=self.x(i), y=self.y(point.value), radius=3.5 if series.this else 3)

    def labels(self) -> Iterator[Mark]:
        heights = [LEADING * len(lines) + 2 for _, lines, _ in self.ends]
        wanted = [self.y(value) * self.height - 8 for value, _, _ in self.ends]
        tops = push_apart(wanted, heights, self.top - _TOP, self.height - self.bottom + 12)
        for (_, lines, this), top in zip(self.ends, tops, strict=True):
            for j, line in enumerate(lines):
                dy = top + 12 + LEADING * j
                yield Text(kind="label", this=this, x=1, y=0, dx=12, dy=dy, words=line, anchor="start")

    def _ends(self) -> Iterator[tuple[float, tuple[str, ...], bool]]:
        """Each label at the right: the last known value, with its period if it is not the last; lines; emphasis."""
        for series in self.chart.series:
            known = [i for i, point in enumerate(series.points) if point.value is not None]
            if not known:
                continue
            value = series.points[known[-1]].value or 0.0
            words = f"{series.name} {format_number(value, self.chart.digits)}"
            if known[-1] != len(series.points) - 1:
                words += f" ({self.chart.periods[known[-1]]})"
            yield value, wrap(words, RIGHT - 14, SMALL, series.this), series.this
        norms = [value for value in self.chart.norm.values if value is not None] if self.chart.norm else []
        if norms and self.chart.norm:
            words = f"{self.chart.norm.words} {format_number(norms[-1], tick_digits([norms[-1]]))}"
            yield norms[-1], wrap(words, RIGHT - 14, SMALL), False

    def _reason(self, i: int) -> str:
        asked = [s.points[i] for s in self.chart.series if s.this] or [s.points[i] for s in self.chart.series[:1]]
        return next((p.absence.split(":")[0] for p in asked if p.value is None), "")

    def _limits(self) -> tuple[float, float]:
        points = [p for s in self.chart.series for p in s.points]
        values = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
        values += [v for v in (self.chart.norm.values if self.chart.norm else ()) if v is not None]
        percent = self.chart.unit is Unit.PERCENT
        return domain(values, floor=0.0, ceiling=100.0 if percent else None)
