"""Pictures as HTML for pages: tables and per-cent SVG with the classes of style.css; no script, no style attribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from msoko.charts.chart import Chart, Table
from msoko.charts.fonts import text_width, words_of
from msoko.charts.marks import (
    NOTHING,
    Bar,
    Canvas,
    Dot,
    HeatCell,
    HeatLine,
    HeatPicture,
    Line,
    Mark,
    PanelPicture,
    Picture,
    Row,
    RowPicture,
    Text,
)

_LONG_NAME = 120.0  # px: a longer name goes above its drawing on a phone
_WIDE_MARGIN = 36.0  # px, the left margin of .lines


def write(chart: Chart, *, bare: bool = False) -> str:
    """A figure: sentence, picture, note. bare: the picture alone, where the page says the rest."""
    picture = chart.picture()
    body = _picture(picture, chart)
    if bare:
        return body
    says = f'<figcaption class="chart-says">{escape(chart.sentence)}</figcaption>' if chart.sentence else ""
    note = f'<p class="chart-note">{escape(chart.note)}</p>' if chart.note else ""
    table = "" if isinstance(picture, (RowPicture, HeatPicture)) else _details(chart.table(), chart.title)
    return f'<figure class="chart">{says}{body}{note}{table}</figure>\n'


def _picture(picture: Picture, chart: Chart) -> str:
    if isinstance(picture, RowPicture):
        return _rows(picture, chart.title)
    if isinstance(picture, Canvas):
        return _canvas(picture, chart.alt)
    if isinstance(picture, PanelPicture):
        return _panels(picture)
    return _heat(picture, chart.title)


def _share(value: float) -> str:
    return f"{100 * value:.2f}".rstrip("0").rstrip(".") + "%"


def _marks(marks: Iterable[Mark]) -> str:
    return "".join(map(_mark, marks))


def _mark(mark: Mark) -> str:
    look = f'class="c-{mark.kind}{" c-this" if mark.this else ""}'
    if isinstance(mark, Line):
        x1, x2, y1, y2 = map(_share, (mark.x1, mark.x2, mark.y1, mark.y2))
        return f'<line {look}" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}"/>'
    if isinstance(mark, Dot):
        return f'<circle {look}" cx="{_share(mark.x)}" cy="{_share(mark.y)}" r="{mark.radius:g}"/>'
    if isinstance(mark, Bar):
        return _bar(mark, look)
    if isinstance(mark, Text):
        shift = (f' dx="{mark.dx:g}"' if mark.dx else "") + (f' dy="{mark.dy:.4g}"' if mark.dy else "")
        anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
        thin = " c-thin" if mark.thin else ""
        place = f'x="{_share(mark.x)}" y="{_share(mark.y)}"{shift}{anchor}'
        return f'<text {look}{thin}" {place}>{escape(mark.words)}</text>'
    raise TypeError(f"no drawing for {type(mark).__name__}")


def _bar(mark: Bar, look: str) -> str:
    x, width = min(mark.x1, mark.x2), abs(mark.x2 - mark.x1)
    across = f'x="{_share(x)}" width="{_share(width)}"'
    if mark.thickness:  # px in the middle of a share: only an inner svg can say that
        rect = f'<rect {look}" {across} y="{-mark.thickness / 2:g}" height="{mark.thickness:g}"/>'
        return f'<svg y="{_share(mark.y1)}">{rect}</svg>'
    y, height = min(mark.y1, mark.y2), abs(mark.y2 - mark.y1)
    return f'<rect {look}" {across} y="{_share(y)}" height="{_share(height)}"/>'


def _rows(picture: RowPicture, title: str) -> str:
    stacked = any(text_width(row.name, 14) > _LONG_NAME for row in picture.rows if row.kind != "group")
    classes = ["num n" if column.secondary else "num" for column in picture.columns]
    heads = zip(classes, picture.columns, strict=True)
    columns = "".join(
        f'<th scope="col" class="{kind}">{escape(" ".join(words_of(column.title)))}</th>' for kind, column in heads
    )
    axis = f'<svg class="strip" height="{picture.axis_height:g}" aria-hidden="true">{_marks(picture.axis)}</svg>'
    body = "".join(_row(row, picture, stacked) for row in picture.rows)
    return (
        f'<table class="plot{" plot-stack" if stacked else ""}"><caption class="hidden">{escape(title)}</caption>'
        f'<thead><tr><th scope="col">{escape(picture.heading)}</th><td>{axis}</td>{columns}</tr></thead>\n'
        f"<tbody>{body}</tbody></table>"
    )


def _row(row: Row, picture: RowPicture, stacked: bool) -> str:
    classes = " ".join(name for name in (row.kind, "this" if row.this else "") if name)
    role = f'role="img" aria-label="{escape(row.label)}"' if row.label else 'aria-hidden="true"'
    why = f'<span class="plot-why">{escape(row.phrase)}</span>' if row.phrase else ""
    drawing = f'<svg class="strip" {role}>{_marks((*picture.back, *row.marks))}</svg>{why}'
    cells = [*row.cells, *[""] * (len(picture.columns) - len(row.cells))]
    if row.link and cells:
        cells[0] = f'<a href="{escape(row.link)}">{escape(cells[0])}</a>'
    else:
        cells = [escape(cell) for cell in cells]
    classes_of = ["num n" if column.secondary else "num" for column in picture.columns]
    numbers = "".join(f'<td class="{kind}">{cell}</td>' for kind, cell in zip(classes_of, cells, strict=True))
    scope = "rowgroup" if row.kind == "group" else "row"
    names = ' class="names"' if stacked else ""
    opening = f'<tr class="{classes}">' if classes else "<tr>"
    name = f'<a href="{escape(row.name_link)}">{escape(row.name)}</a>' if row.name_link else escape(row.name)
    return f'{opening}<th scope="{scope}"{names}>{name}</th><td>{drawing}</td>{numbers}</tr>\n'


def _canvas(canvas: Canvas, alt: str) -> str:
    wide = " lines-wide" if canvas.kind == "lines" and canvas.left > _WIDE_MARGIN else ""
    what = f'class="{canvas.kind}{wide}" height="{canvas.height:g}" role="img" aria-label="{escape(alt)}"'
    return f"<svg {what}>{_marks(canvas.marks)}</svg>"


def _panels(picture: PanelPicture) -> str:
    if not picture.panels:
        return f'<p class="chart-note">{NOTHING}</p>'
    items = []
    for panel in picture.panels:
        note = f'<span class="n">{escape(panel.note)}</span>' if panel.note else ""
        size = f'height="{panel.canvas.height:g}"'
        spark = f'<svg class="spark" {size} aria-hidden="true">{_marks(panel.canvas.marks)}</svg>'
        this = ' class="this"' if panel.this else ""
        items.append(f"<li{this}><span>{escape(panel.name)}</span>{spark}<b>{escape(panel.value)}</b>{note}</li>\n")
    return f'<ul class="multiples">{"".join(items)}</ul>'


def _heat(picture: HeatPicture, title: str) -> str:
    heads = "".join(f'<th scope="col">{"<br/>".join(map(escape, column))}</th>' for column in picture.columns)
    body = "".join(_heat_line(line, len(picture.columns)) for line in picture.lines)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="heat"><caption class="hidden">{escape(title)}</caption>'
        f'<thead><tr><th scope="col">{escape(picture.heading)}</th>{heads}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def _heat_line(line: HeatLine, columns: int) -> str:
    if line.kind == "group":
        return f'<tr><th scope="rowgroup" colspan="{columns + 1}"><b>{escape(line.name)}</b></th></tr>\n'
    n = f' <span class="n">· {escape(line.n)}</span>' if line.n else ""
    opening = '<tr class="this">' if line.kind == "total" else "<tr>"
    return f'{opening}<th scope="row">{escape(line.name)}{n}</th>{"".join(map(_heat_cell, line.cells))}</tr>\n'


def _heat_cell(cell: HeatCell) -> str:
    classes = " ".join([*([f"h{cell.step}"] if cell.step else []), *(["low"] if cell.low else [])])
    words = escape(cell.words)
    if cell.phrase:
        words = f'<span aria-hidden="true">{words}</span><span class="hidden">{escape(cell.phrase)}</span>'
    return f'<td class="{classes}">{words}</td>' if classes else f"<td>{words}</td>"


def _details(table: Table, title: str) -> str:
    return f"<details><summary>Показать таблицей</summary>{table_html(table, title)}</details>"


def table_html(table: Table, title: str) -> str:
    """A plain table of a chart's numbers; the first column names the row."""
    head = "".join(f'<th scope="col"{_number(i)}>{escape(name)}</th>' for i, name in enumerate(table.header))
    rows = "".join(f"<tr>{_cells(row)}</tr>\n" for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}"><table class="table">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(row: Sequence[str]) -> str:
    cells = "".join(f'<td class="num">{escape(cell)}</td>' for cell in row[1:])
    return f'<th scope="row">{escape(row[0])}</th>{cells}'


def _number(index: int) -> str:
    return ' class="num"' if index else ""
