"""What a drawing is made of, before any medium: marks, and the four kinds of picture they are put into.

Geometry: x and y are shares (0…1) of the drawing's width and height, so an HTML page can write them as per cent and a
document as points; dx, dy, radius and thickness are px. Nothing here knows HTML or SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mark:
    """kind: an entry of palette.LOOKS. this: belongs to the organisation or year in question."""

    kind: str
    this: bool = False


@dataclass(frozen=True, kw_only=True)
class Line(Mark):
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Dot(Mark):
    kind: str = "dot"
    x: float
    y: float = 0.5
    radius: float = 5


@dataclass(frozen=True, kw_only=True)
class Bar(Mark):
    """A rectangle. With `thickness` it is that high and centred at y1."""

    kind: str = "bar"
    x1: float
    x2: float
    y1: float = 0.5
    y2: float = 0.5
    thickness: float = 0


@dataclass(frozen=True, kw_only=True)
class Text(Mark):
    """One line of text on the baseline y + dy. thin: may be left out where the drawing is narrow."""

    kind: str = "text"
    x: float
    y: float
    words: str
    anchor: str = "middle"  # start | middle | end
    dx: float = 0
    dy: float = 0
    thin: bool = False


Marks = Sequence[Mark]
NOTHING = "нет данных: показывать пока нечего"  # drawn instead of an empty chart


@dataclass(frozen=True)
class Column:
    title: str
    secondary: bool = False  # interval, n: smaller and left out on a phone


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table with a drawing in its second cell. kind: "" | group | total."""

    name: str
    kind: str = ""
    this: bool = False
    marks: tuple[Mark, ...] = ()
    phrase: str = ""  # instead of marks: why nothing is drawn
    cells: tuple[str, ...] = ()
    label: str = ""  # the drawing in words
    link: str = ""  # address of the proof of the first number
    name_link: str = ""  # address of what the row is about


@dataclass(frozen=True, kw_only=True)
class RowPicture:
    """Rows of names, drawings and numbers under one axis. back: marks behind every row."""

    heading: str
    columns: tuple[Column, ...]
    axis: tuple[Mark, ...]
    axis_height: float
    back: tuple[Mark, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """A free drawing of a fixed height with margins for labels, all in px."""

    height: float
    marks: tuple[Mark, ...]
    left: float = 0
    right: float = 0
    kind: str = "lines"  # lines | bars | spark


@dataclass(frozen=True, kw_only=True)
class Panel:
    name: str
    value: str
    note: str
    canvas: Canvas
    this: bool = False


@dataclass(frozen=True, kw_only=True)
class PanelPicture:
    panels: tuple[Panel, ...]


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """step: 1…5, 0 = no colour. low: a line below, needs attention. phrase: spoken where `words` is a sign."""

    words: str
    step: int = 0
    low: bool = False
    phrase: str = ""


@dataclass(frozen=True, kw_only=True)
class HeatLine:
    name: str
    kind: str = ""  # "" | group | total
    n: str = ""
    cells: tuple[HeatCell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HeatPicture:
    heading: str
    columns: tuple[tuple[str, ...], ...]  # each column: its lines of heading
    lines: tuple[HeatLine, ...]


Picture = RowPicture | Canvas | PanelPicture | HeatPicture
