"""A dot plot: organisations by value, with intervals, the norm, references, groups of comparable ones and a total.

One row may also be an indicator of one organisation, with comparable organisations as small dots behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msoko.charts.axes import axis, backdrop, vertical
from msoko.charts.chart import Chart, Point, Reference, Table
from msoko.charts.marks import NOTHING, Column, Dot, Line, Mark, Row, RowPicture
from msoko.charts.numbers import format_interval, format_number
from msoko.charts.scale import Scale, domain
from msoko.vocabulary import Unit


@dataclass(frozen=True, kw_only=True)
class DotRow(Point):
    """One organisation (or one indicator of an organisation). this: the one in question.

    peers: values of comparable organisations, shown as small dots. norm: a norm of this row alone.
    extra: texts for the plot's extra columns. digits: if not the plot's.
    link: address of the proof of the value. name_link: of what the row is about.
    """

    name: str
    this: bool = False
    peers: tuple[float, ...] = ()
    norm: float | None = None
    extra: tuple[str, ...] = ()
    link: str = ""
    name_link: str = ""
    digits: int | None = None


@dataclass(frozen=True)
class Group:
    """Comparable organisations; a group without a title has no heading line."""

    title: str
    rows: tuple[DotRow, ...]


@dataclass(frozen=True, kw_only=True)
class DotPlot(Chart):
    """sort: rows inside a group stand by value, highest first. small: a dot with a lower n is hollow.

    of_one: the rows are indicators of one organisation, so each dot is in question and no name stands out.
    """

    groups: tuple[Group, ...]
    total: DotRow | None = None
    norm: Reference | None = None
    references: tuple[Reference, ...] = ()
    unit: Unit = Unit.PERCENT
    digits: int = 1
    limits: tuple[float, float] | None = None  # of the axis; percents take 0…100
    small: int = 10
    heading: str = "Организация"
    value_title: str = "значение"
    n_title: str = "участников"
    extra_titles: tuple[str, ...] = ()
    sort: bool = True
    of_one: bool = False

    def table(self) -> Table:
        titled = any(group.title for group in self.groups)
        header = (*(["Группа"] if titled else []), self.heading, *(c.title for c in self._columns()))
        lines = []
        for title, row in self._rows():
            value, *rest = self._cells(row)
            lines.append((*([title] if titled else []), row.name, value or row.absence, *rest))
        return Table(header, tuple(lines))

    def picture(self) -> RowPicture:
        scale = Scale(*(self.limits or self._limits()))
        marks, height = axis(scale, self.norm, self.references)
        rows: list[Row] = []
        for group in self.groups:
            if group.title:
                rows.append(Row(name=group.title, kind="group"))
            rows += [self._row(row, scale) for row in self._sorted(group)]
        if self.total:
            rows.append(replace(self._row(self.total, scale), kind="total", this=True))
        return RowPicture(
            heading=self.heading,
            columns=self._columns(),
            axis=marks,
            axis_height=height,
            back=backdrop(scale, self.norm, self.references),
            rows=tuple(rows) or (Row(name="", phrase=NOTHING),),
        )

    def split(self, rows: int = 30) -> tuple[DotPlot, ...]:
        """Parts of at most `rows` organisations, for pages: the axis is the same, the total ends the last."""
        pieces: list[list[Group]] = [[]]
        room = rows
        for group in self.groups:
            waiting = self._sorted(group)
            while waiting:
                if not room:
                    pieces.append([])
                    room = rows
                pieces[-1].append(Group(group.title, waiting[:room]))
                waiting, room = waiting[room:], room - len(waiting[:room])
        limits = self.limits or self._limits()
        last = len(pieces) - 1
        return tuple(
            replace(self, groups=tuple(piece), limits=limits, total=self.total if i == last else None, sort=False)
            for i, piece in enumerate(pieces)
        )

    def _sorted(self, group: Group) -> tuple[DotRow, ...]:
        if not self.sort:
            return group.rows
        return tuple(sorted(group.rows, key=lambda row: (row.value is None, -(row.value or 0))))

    def _rows(self) -> Iterator[tuple[str, DotRow]]:
        for group in self.groups:
            yield from ((group.title, row) for row in self._sorted(group))
        if self.total:
            yield "", self.total

    def _limits(self) -> tuple[float, float]:
        if self.unit is Unit.PERCENT:
            return (0.0, 100.0)
        rows = [row for _, row in self._rows()]
        values = [v for row in rows for v in (row.value, row.low, row.high, row.norm, *row.peers) if v is not None]
        lines = [line.value for line in (self.norm, *self.references) if line]
        return domain([*values, *lines], floor=0.0)

    def _has(self, field: str) -> bool:
        return any(getattr(row, field) is not None for _, row in self._rows())

    def _columns(self) -> tuple[Column, ...]:
        interval = [Column("интервал 95\u00a0%", secondary=True)] if self._has("low") else []
        n = [Column(self.n_title, secondary=True)] if self._has("n") else []
        return (Column(self.value_title), *interval, *n, *(Column(t, secondary=True) for t in self.extra_titles))

    def _cells(self, row: DotRow) -> tuple[str, ...]:
        digits = self.digits if row.digits is None else row.digits
        value = "" if row.value is None else format_number(row.value, digits)
        known = row.low is not None and row.high is not None
        interval = [format_interval(row.low or 0, row.high or 0, digits) if known else ""] if self._has("low") else []
        n = ["" if row.n is None else format_number(row.n, 0)] if self._has("n") else []
        extra = (*row.extra, *[""] * (len(self.extra_titles) - len(row.extra)))
        return (value, *interval, *n, *extra)

    def _row(self, row: DotRow, scale: Scale) -> Row:
        cells, this = self._cells(row), row.this and not self.of_one
        if row.value is None:
            return Row(name=row.name, this=this, phrase=row.absence, cells=cells, name_link=row.name_link)
        digits = self.digits if row.digits is None else row.digits
        label = format_number(row.value, digits, self.unit)
        if row.low is not None and row.high is not None:
            label += ", интервал " + format_interval(row.low, row.high, digits)
        marks = tuple(self._marks(row, row.value, scale))
        links = {"link": row.link, "name_link": row.name_link}
        return Row(name=row.name, this=this, marks=marks, cells=cells, label=label, **links)

    def _marks(self, row: DotRow, value: float, scale: Scale) -> Iterator[Mark]:
        this = row.this or self.of_one or row is self.total
        yield from (Dot(x=scale(peer), radius=3.5) for peer in row.peers)
        if row.norm is not None:
            yield vertical("norm", scale(row.norm), 0.15, 0.85)
        if row.low is not None and row.high is not None:
            yield Line(kind="interval", this=this, x1=scale(row.low), x2=scale(row.high), y1=0.5, y2=0.5)
        hollow = row.n is not None and row.n < self.small
        yield Dot(kind="open" if hollow else "dot", this=this, x=scale(value))
