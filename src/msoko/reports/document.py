"""The one model of a report: what it says, in order. How it looks is in writers/, how it came to be in catalogue/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from msoko.charts.chart import Chart


@dataclass(frozen=True)
class Figure:
    """A number as printed, with the short code that `msoko proof` opens.

    text: as read, with its unit where the place does not say it. what, whom: of what and of whom it is the number; the
    list of sources says both.
    value, digits: the number itself, for workbooks; None where the text is not a number («нет данных», «скрыто»).
    """

    text: str
    code: str = ""
    what: str = ""
    whom: str = ""
    value: Decimal | float | int | None = None
    digits: int = 0


@dataclass(frozen=True)
class Strong:
    text: str


Run = str | Figure | Strong
Runs = tuple[Run, ...]
Cell = str | Figure | None  # None: an empty cell on purpose


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class Bullets:
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Note:
    """A remark set apart. kind: note | attention."""

    runs: Runs
    kind: str = "note"


@dataclass(frozen=True)
class Column:
    """align: left | right | center. width: a share of the table, relative to the other columns."""

    title: str
    unit: str = ""
    align: str = "left"
    width: float = 1.0

    @property
    def heading(self) -> str:
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Row:
    """kind: "" | group (its first cell spans the row) | total."""

    cells: tuple[Cell, ...]
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """title is said above it. codes: print proof codes in the cells; otherwise the list of sources alone has them.

    small: smaller letters, for long lists. sheet: the name of its sheet in a workbook; "" = made from the title.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    codes: bool = False
    small: bool = False
    sheet: str = ""

    @property
    def is_small(self) -> bool:
        """Many columns need small letters too."""
        return self.small or len(self.columns) > 7

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != (1 if row.kind == "group" else len(self.columns)):
                raise ValueError(
                    f"table «{self.title}»: {len(self.columns)} columns, but a row has {len(row.cells)} cells"
                )


@dataclass(frozen=True)
class ChartBlock:
    """A chart with the values it shows, so that a drawn number has its source too. Its sentence is said before it."""

    chart: Chart
    sources: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Where a person signs: the post, a line, a date. Names are written by hand."""

    post: str


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullets | Note | Table | ChartBlock | Signature | PageBreak


@dataclass(frozen=True, kw_only=True)
class Document:
    """title, subtitle: what it is and about whom. organisation: who issues it. reference: the calculation it cites."""

    title: str
    subtitle: str = ""
    organisation: str = ""
    reference: str = ""
    date: date
    language: str = "ru"
    demonstration: bool = False
    blocks: tuple[Block, ...] = ()

    def with_blocks(self, *blocks: Block) -> Document:
        return replace(self, blocks=self.blocks + blocks)


def figures(document: Document) -> Iterator[Figure]:
    """Every number with a code, in reading order, each code once."""
    seen: set[str] = set()
    for figure in _all_figures(document):
        if figure.code and figure.code not in seen:
            seen.add(figure.code)
            yield figure


def _all_figures(document: Document) -> Iterator[Figure]:
    for block in document.blocks:
        if isinstance(block, Paragraph | Note):
            yield from (run for run in block.runs if isinstance(run, Figure))
        elif isinstance(block, Bullets):
            yield from (run for item in block.items for run in item if isinstance(run, Figure))
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row.cells if isinstance(cell, Figure))
        elif isinstance(block, ChartBlock):
            yield from block.sources


def plain(runs: Runs) -> str:
    """Runs as text, without codes."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)
