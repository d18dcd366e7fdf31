"""A heat table: organisations by tasks, a number in every cell, five steps of one hue, a line below what is low."""

from __future__ import annotations

from dataclasses import dataclass

from msoko.charts.chart import HIDDEN, NO_DATA, Chart, Point, Table
from msoko.charts.marks import NOTHING, HeatCell, HeatLine, HeatPicture
from msoko.charts.numbers import format_number
from msoko.charts.scale import Scale

_SIGNS = {HIDDEN: "…", NO_DATA: "×"}  # a cell is too narrow for a phrase; the note below explains the signs


@dataclass(frozen=True, kw_only=True)
class Cell(Point):
    """One number of the table. attention: below what was expected, by the rule that the note states."""

    attention: bool = False


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    name: str
    cells: tuple[Cell, ...]
    n: int | None = None


@dataclass(frozen=True)
class HeatGroup:
    title: str
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, kw_only=True)
class HeatTable(Chart):
    """columns: lines of heading of each column, («1», «Б»). limits: the values of the palest and deepest step."""

    columns: tuple[tuple[str, ...], ...]
    groups: tuple[HeatGroup, ...]
    total: HeatRow | None = None
    limits: tuple[float, float] = (0.0, 100.0)
    digits: int = 0
    heading: str = "Организация · участников"

    def __post_init__(self) -> None:
        wrong = [row.name for row in self._rows() if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"rows {wrong} do not have one cell for each of {len(self.columns)} columns")
        found = {self._absence(cell) for row in self._rows() for cell in row.cells}
        self._explain(", ".join(f"{sign}\u00a0— {words}" for words, sign in _SIGNS.items() if words in found))

    def table(self) -> Table:
        header = (self.heading.split(" · ")[0], "участников", *(" ".join(column) for column in self.columns))
        rows = [(row.name, self._n(row), *(self._words(cell) for cell in row.cells)) for row in self._rows()]
        return Table(header, tuple(rows))

    def picture(self) -> HeatPicture:
        lines: list[HeatLine] = []
        for group in self.groups:
            if group.title:
                lines.append(HeatLine(name=group.title, kind="group"))
            lines += [self._line(row, "") for row in group.rows]
        if self.total:
            lines.append(self._line(self.total, "total"))
        empty = () if lines else (HeatLine(name=NOTHING, kind="group"),)
        return HeatPicture(heading=self.heading, columns=self.columns, lines=(*lines, *empty))

    def _rows(self) -> list[HeatRow]:
        return [*(row for group in self.groups for row in group.rows), *([self.total] if self.total else [])]

    def _n(self, row: HeatRow) -> str:
        return "" if row.n is None else format_number(row.n, 0)

    def _line(self, row: HeatRow, kind: str) -> HeatLine:
        return HeatLine(name=row.name, kind=kind, n=self._n(row), cells=tuple(map(self._cell, row.cells)))

    def _cell(self, cell: Cell) -> HeatCell:
        if cell.value is None:
            return HeatCell(words=_SIGNS[self._absence(cell)], phrase=cell.absence)
        step = min(5, 1 + int(5 * Scale(*self.limits)(cell.value)))
        phrase = self._words(cell) if cell.attention else ""
        return HeatCell(words=format_number(cell.value, self.digits), step=step, low=cell.attention, phrase=phrase)

    def _words(self, cell: Cell) -> str:
        text = cell.absence if cell.value is None else format_number(cell.value, self.digits)
        return f"{text}, ниже ориентира" if cell.attention else text

    def _absence(self, cell: Cell) -> str:
        return "" if cell.value is not None else HIDDEN if cell.hidden else NO_DATA
