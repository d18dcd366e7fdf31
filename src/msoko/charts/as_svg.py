"""Pictures as standalone SVG for documents: one width, colours written out, one font, no style sheet and no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from msoko.charts.fonts import FAMILY, printable, text_width, words_of, wrap
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
    Panel,
    PanelPicture,
    Picture,
    Row,
    RowPicture,
    Text,
)
from msoko.charts.palette import LOOKS, THIS, Look, Palette

PX = 0.75  # points in a px
WIDTH = 643.0  # px: 170 mm, the text of a page with margins of 30 and 10 mm
_NAME, _SMALL, _LEADING, _GAP = 14.0, 12.0, 17.0, 12.0


@dataclass(frozen=True)
class Frame:
    """A rectangle that shares are taken of, in px."""

    left: float
    top: float
    width: float
    height: float

    def x(self, share: float) -> float:
        return self.left + share * self.width

    def y(self, share: float) -> float:
        return self.top + share * self.height


def write(picture: Picture, title: str, description: str, palette: Palette, width: float = WIDTH) -> str:
    """The whole SVG file. Its size is in points: width × 0.75."""
    pen = _Pen(palette)
    if isinstance(picture, RowPicture):
        body, height = _rows(picture, pen, width)
    elif isinstance(picture, Canvas):
        body, height = _canvas(picture, pen, Frame(0, 0, width, picture.height)), picture.height
    elif isinstance(picture, PanelPicture):
        body, height = _panels(picture, pen, width)
    else:
        body, height = _heat(picture, pen, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * PX:g}pt" height="{height * PX:g}pt" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" font-family="{FAMILY}" font-size="{_SMALL:g}">'
        f"<title>{escape(printable(title))}</title><desc>{escape(printable(description))}</desc>"
        f'<rect width="{width:g}" height="{height:g}" fill="{palette.paper}"/>{"".join(body)}</svg>'
    )


class _Pen:
    """Marks as SVG elements with their colours."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette

    def colour(self, name: str) -> str:
        return str(getattr(self.palette, name)) if name else "none"

    def marks(self, marks: Sequence[Mark], frame: Frame) -> Iterator[str]:
        return (self.mark(mark, frame) for mark in marks)

    def mark(self, mark: Mark, frame: Frame) -> str:
        look = THIS.get(mark.kind, LOOKS[mark.kind]) if mark.this else LOOKS[mark.kind]
        if isinstance(mark, Line):
            x1, x2, y1, y2 = frame.x(mark.x1), frame.x(mark.x2), frame.y(mark.y1), frame.y(mark.y2)
            return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{self._stroke(look)}/>'
        if isinstance(mark, Dot):
            x, y = frame.x(mark.x), frame.y(mark.y)
            ink = f'fill="{self.colour(look.fill)}"{self._stroke(look)}'
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{mark.radius:g}" {ink}/>'
        if isinstance(mark, Bar):
            return self._bar(mark, frame, look)
        if isinstance(mark, Text):
            x, y = frame.x(mark.x) + mark.dx, frame.y(mark.y) + mark.dy
            return self.text(mark.words, x, y, mark.anchor, look.fill, bold=look.bold)
        raise TypeError(f"no drawing for {type(mark).__name__}")

    def text(
        self,
        words: str,
        x: float,
        y: float,
        anchor: str = "start",
        fill: str = "ink",
        size: float = _SMALL,
        bold: bool = False,
    ) -> str:
        place = f'x="{x:.1f}" y="{y:.1f}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        face = (f' font-size="{size:g}"' if size != _SMALL else "") + (' font-weight="700"' if bold else "")
        return f'<text {place}{face} fill="{self.colour(fill)}">{escape(printable(words))}</text>'

    def rule(self, y: float, x1: float, x2: float, stroke: str) -> str:
        return f'<line x1="{x1:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y:.1f}" stroke="{self.colour(stroke)}"/>'

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> str:
        size = f'width="{width:.1f}" height="{height:.1f}"'
        return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{self.colour(fill)}"/>'

    def _bar(self, mark: Bar, frame: Frame, look: Look) -> str:
        x1, x2 = sorted((frame.x(mark.x1), frame.x(mark.x2)))
        y1, y2 = sorted((frame.y(mark.y1), frame.y(mark.y2)))
        if mark.thickness:
            y1, y2 = frame.y(mark.y1) - mark.thickness / 2, frame.y(mark.y1) + mark.thickness / 2
        place = f'x="{x1:.1f}" y="{y1:.1f}" width="{x2 - x1:.1f}" height="{y2 - y1:.1f}"'
        return f'<rect {place} fill="{self.colour(look.fill)}"{self._stroke(look)}/>'

    def _stroke(self, look: Look) -> str:
        if not look.stroke:
            return ""
        dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
        width = f' stroke-width="{look.width:g}"' if look.width != 1 else ""
        return f' stroke="{self.colour(look.stroke)}"{width}{dash}'


def _canvas(canvas: Canvas, pen: _Pen, frame: Frame) -> list[str]:
    inside = Frame(frame.left + canvas.left, frame.top, frame.width - canvas.left - canvas.right, frame.height)
    return list(pen.marks(canvas.marks, inside))


def _rows(picture: RowPicture, pen: _Pen, width: float) -> tuple[list[str], float]:
    """Names on the left, numbers on the right, the drawing takes what is left."""
    columns = [_column_width(picture, i) for i in range(len(picture.columns))]
    rows = [row for row in picture.rows if row.kind != "group"]
    names = [text_width(row.name, _NAME, row.this or row.kind == "total") for row in rows]
    left = min(max([*names, text_width(picture.heading, _SMALL), 60]) + _GAP, width * 0.36)
    strip = Frame(left + 10, 0, width - left - 20 - sum(columns), 0)
    rights = [width - sum(columns[i + 1 :]) for i in range(len(columns))]
    body, y = _head(picture, pen, strip, columns, rights)
    tight = 24.0 if len(picture.rows) <= 30 else 20.0
    for row in picture.rows:
        bold = row.this or row.kind in ("group", "total")
        lines = wrap(row.name, width if row.kind == "group" else left - _GAP, _NAME, bold)
        said = wrap(row.phrase, strip.width - 16, _SMALL) if row.phrase else ()
        height = max(tight + (6 if row.kind == "group" else 0), _LEADING * max(len(lines), len(said)) + 6)
        frame = Frame(strip.left, y, strip.width, height)
        body += _row(picture, row, pen, frame, lines, said, rights)
        if row.kind == "total":
            body.append(pen.rule(y, 0, width, "ink"))
        y += height
    return body, y + 2


def _row(
    picture: RowPicture,
    row: Row,
    pen: _Pen,
    frame: Frame,
    lines: Sequence[str],
    said: Sequence[str],
    rights: Sequence[float],
) -> list[str]:
    body = list(pen.marks(picture.back, frame))
    accent = "accent" if row.this else "ink"
    lowered = 3 if row.kind == "group" else 0
    if row.kind == "group":  # its title may run over the drawing
        longest = max(text_width(line, _NAME, True) for line in lines)
        body.append(pen.box(0, frame.top + 4, longest + 6, frame.height - 4, "paper"))
    for i, line in enumerate(lines):
        at = frame.y(0.5) + 5 + lowered + _LEADING * (i - (len(lines) - 1) / 2)
        body.append(pen.text(line, 0, at, fill=accent, size=_NAME, bold=row.this or row.kind == "group"))
    for i, line in enumerate(said):
        at = frame.y(0.5) + 4 + _LEADING * (i - (len(said) - 1) / 2)
        body.append(pen.box(frame.left + 2, at - 13, text_width(line, _SMALL) + 12, _LEADING, "paper"))
        body.append(pen.text(line, frame.left + 8, at, fill="ink2"))
    body += pen.marks(row.marks, frame)
    for column, cell, right in zip(picture.columns, row.cells, rights, strict=False):
        size, fill = (_SMALL, "ink2") if column.secondary else (_NAME, accent)
        body.append(pen.text(cell, right, frame.y(0.5) + 5, "end", fill, size, row.this and not column.secondary))
    return [part for part in body if not part.endswith("></text>")]


def _head(
    picture: RowPicture, pen: _Pen, strip: Frame, columns: Sequence[float], rights: Sequence[float]
) -> tuple[list[str], float]:
    titles = [wrap(c.title, w - _GAP, _SMALL) for c, w in zip(picture.columns, columns, strict=True)]
    height = max([picture.axis_height, *(14.0 * len(lines) + 8 for lines in titles)])
    frame = Frame(strip.left, height - picture.axis_height, strip.width, picture.axis_height)
    body = [*pen.marks(picture.axis, frame), pen.text(picture.heading, 0, height - 8, fill="ink2")]
    for lines, right in zip(titles, rights, strict=True):
        for i, line in enumerate(lines):
            body.append(pen.text(line, right, height - 8 - 14.0 * (len(lines) - 1 - i), "end", "ink2"))
    return body, height


def _column_width(picture: RowPicture, index: int) -> float:
    """As wide as the widest cell or the longest word of the title."""
    column = picture.columns[index]
    size, bold = (_SMALL, False) if column.secondary else (_NAME, True)
    cells = [text_width(row.cells[index], size, bold) for row in picture.rows if index < len(row.cells)]
    return _GAP + 1 + max([*cells, *(text_width(word, _SMALL) for word in words_of(column.title))])


def _panels(picture: PanelPicture, pen: _Pen, width: float) -> tuple[list[str], float]:
    """Small drawings, four or five to a line."""
    if not picture.panels:
        return [pen.text(NOTHING, 0, 16, fill="ink2")], 24.0
    across = 5 if width >= WIDTH else 4
    gap = 24.0
    each = (width - gap * (across - 1)) / across
    body: list[str] = []
    y = 0.0
    for start in range(0, len(picture.panels), across):
        line = picture.panels[start : start + across]
        titles = [wrap(panel.name, each, _NAME) for panel in line]
        head = _LEADING * max(len(title) for title in titles) + 4
        notes = [wrap(panel.note, each, _SMALL) if panel.note else () for panel in line]
        tall = max(panel.canvas.height for panel in line)
        for i, (panel, title, note) in enumerate(zip(line, titles, notes, strict=True)):
            body += _panel(panel, pen, Frame(i * (each + gap), y + head, each, tall), title, note)
        y += head + tall + 20 + 14.0 * max(len(note) for note in notes) + 14
    return body, max(y, 20.0)


def _panel(panel: Panel, pen: _Pen, frame: Frame, title: Sequence[str], note: Sequence[str]) -> list[str]:
    up = frame.top - 6 - _LEADING * (len(title) - 1)
    body = [pen.text(line, frame.left, up + _LEADING * i, size=_NAME) for i, line in enumerate(title)]
    body += pen.marks(panel.canvas.marks, frame)
    bottom = frame.top + frame.height
    ink = "accent" if panel.this else "ink"
    body.append(pen.text(panel.value, frame.left, bottom + 16, size=_NAME, bold=True, fill=ink))
    body += [pen.text(line, frame.left, bottom + 31 + 14.0 * i, fill="ink2") for i, line in enumerate(note)]
    return body


def _heat(picture: HeatPicture, pen: _Pen, width: float) -> tuple[list[str], float]:
    lines = [line for line in picture.lines if line.kind != "group"]
    names = [text_width(line.name + (f" · {line.n}" if line.n else ""), _NAME, True) for line in lines]
    left = min(max([*names, text_width(picture.heading, _SMALL), 60.0]) + _GAP, width * 0.4)
    cell = min(56.0, (width - left) / max(1, len(picture.columns)))
    y = 16.0 * max((len(column) for column in picture.columns), default=1) + 4
    body = [pen.text(picture.heading, 0, y - 8, fill="ink2")]
    for i, column in enumerate(picture.columns):
        for j, words in enumerate(column):
            up = y - 8 - 16.0 * (len(column) - 1 - j)
            body.append(pen.text(words, left + cell * (i + 0.5), up, "middle", "ink2"))
    for line in picture.lines:
        words_of = wrap(line.name, width if line.kind == "group" else left - _GAP, _NAME, line.kind != "")
        height = max(26.0, _LEADING * len(words_of) + 6)
        body += _heat_line(line, words_of, pen, Frame(left, y, cell, height))
        y += height
    return body, y + 2


def _heat_line(line: HeatLine, lines: Sequence[str], pen: _Pen, frame: Frame) -> list[str]:
    body = []
    fill = "accent" if line.kind == "total" else "ink"
    for i, words in enumerate(lines):
        at = frame.y(0.5) + 5 + _LEADING * (i - (len(lines) - 1) / 2)
        body.append(pen.text(words, 0, at, size=_NAME, fill=fill, bold=line.kind != ""))
        if line.n and i == len(lines) - 1:
            body.append(pen.text(f"· {line.n}", text_width(words, _NAME, line.kind != "") + 4, at, fill="ink2"))
    for i, cell in enumerate(line.cells):
        body += _heat_cell(cell, pen, Frame(frame.left + frame.width * i, frame.top, frame.width, frame.height))
    return body


def _heat_cell(cell: HeatCell, pen: _Pen, frame: Frame) -> list[str]:
    body = []
    if cell.step:
        body.append(pen.box(frame.left, frame.top, frame.width - 1, frame.height - 1, f"h{cell.step}"))
    if cell.low:
        body.append(pen.box(frame.left, frame.y(1) - 4, frame.width - 1, 3, "c_attention"))
    size = next((s for s in (_NAME, _SMALL, 10.0) if text_width(cell.words, s) <= frame.width - 4), 9.0)
    body.append(pen.text(cell.words, frame.x(0.5), frame.y(0.5) + 5, "middle", "ink" if cell.step else "ink2", size))
    return body
