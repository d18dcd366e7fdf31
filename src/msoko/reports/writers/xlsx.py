"""The document as .xlsx: the words on the first sheet, a sheet a table and a chart, real numbers."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from msoko.charts.fonts import wrap
from msoko.charts.numbers import round_number
from msoko.reports.document import (
    Bullets,
    Cell,
    ChartBlock,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Row,
    Run,
    Runs,
    Signature,
    Table,
)
from msoko.reports.labels import label
from msoko.reports.writers.numbering import captions

_WIDTH = 84  # characters of the column of words
_SIZE = 11  # points
_CHARACTER = 5.25  # points of one unit of column width
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would read such a text as a formula


def write_xlsx(document: Document, path: Path) -> None:
    """Write the workbook with a fixed creation date. Raises OSError."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        _Book(workbook, document).fill()


class _Book:
    """One workbook being filled: formats are made once, names of sheets are kept apart."""

    def __init__(self, workbook: Any, document: Document) -> None:
        self.workbook, self.document = workbook, document
        self.names: set[str] = set()
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        workbook.set_properties(
            {
                "title": document.title,
                "subject": document.subtitle,
                "author": document.organisation,
                "comments": label("demonstration", document.language) if document.demonstration else "",
                "created": datetime.combine(document.date, time()),
            }
        )

    def fill(self) -> None:
        words = captions(self.document)
        self._words(words)
        for i, block in enumerate(self.document.blocks):
            if isinstance(block, Table):
                self._table(block, words.get(i, ""))
            elif isinstance(block, ChartBlock):
                self._chart(block, words.get(i, ""))

    def style(self, **settings: Any) -> Any:
        full = {"font_name": "Times New Roman", "font_size": _SIZE, "valign": "top", **settings}
        key = tuple(sorted(full.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(full)
        return self.formats[key]

    def sheet(self, name: str) -> Any:
        """A new sheet; names are at most 31 characters, unlike one another, without []:*?/\\."""
        clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31].strip() or label("report", self.document.language)
        unique, k = clean, 2
        while unique.lower() in self.names:
            unique = f"{clean[: 30 - len(str(k))]} {k}"
            k += 1
        self.names.add(unique.lower())
        sheet = self.workbook.add_worksheet(unique)
        sheet.set_paper(9)
        sheet.set_margins(left=1.18, right=0.39, top=0.79, bottom=0.79)
        sheet.fit_to_pages(1, 0)
        mark = label("demonstration", self.document.language) if self.document.demonstration else ""
        sheet.set_header(f"&C{mark}" if mark else "")
        sheet.set_footer("&C&P")
        return sheet

    def text(self, sheet: Any, row: int, column: int, words: str, **settings: Any) -> None:
        """A text is always a text; one that looks like a formula is marked as quoted and stays one when edited."""
        if words.startswith(_DANGEROUS):
            settings["quote_prefix"] = True
        sheet.write_string(row, column, words, self.style(**settings))

    def _words(self, words: dict[int, str]) -> None:
        """The report as read: titles, paragraphs, notes; where a table or a picture stands, its caption."""
        document, row = self.document, 0
        sheet = self.sheet(label("report", document.language))
        sheet.set_column(0, 0, _WIDTH)
        head: list[tuple[str, dict[str, Any]]] = [
            (document.organisation, {}),
            (document.title, {"bold": True, "font_size": 14}),
            (document.subtitle, {}),
        ]
        head.append((document.reference, {"font_color": "#4F5B5A"}))
        if document.demonstration:
            head.insert(0, (label("demonstration", document.language), {"bold": True, "font_color": "#744A00"}))
        for text, settings in head:
            if text:
                self.text(sheet, row, 0, text, text_wrap=True, **settings)
                sheet.set_row(row, _height(text, _WIDTH, settings.get("font_size", _SIZE)))
                row += 1
        row += 1
        for i, block in enumerate(document.blocks):
            for text, settings in _lines(block, words.get(i, ""), document.language):
                self.text(sheet, row, 0, text, text_wrap=True, **settings)
                sheet.set_row(row, _height(text, _WIDTH, settings.get("font_size", _SIZE)))
                row += 1

    def _table(self, table: Table, caption: str) -> None:
        sheet = self.sheet(table.sheet or table.title)
        coded = [i for i in range(len(table.columns)) if table.codes and _has_codes(table, i)]
        places = _places(len(table.columns), coded)
        widths = {place: _column_width(table, i) for i, place in enumerate(places)}
        widths |= {places[i] + 1: 12.0 for i in coded}
        top = self._caption(sheet, caption, widths)
        self._head(sheet, top, table, places, coded)
        for k, row in enumerate(table.rows):
            self._row(sheet, top + 1 + k, row, table, places, coded, widths)
        for place, width in widths.items():
            sheet.set_column(place, place, width)
        if table.note:
            self._across(sheet, top + 2 + len(table.rows), table.note, widths, font_color="#4F5B5A")

    def _row(
        self, sheet: Any, at: int, row: Row, table: Table, places: list[int], coded: list[int], widths: dict[int, float]
    ) -> None:
        bold = {"bold": True} if row.kind else {}
        if row.kind == "group":
            cell = row.cells[0]
            self._across(sheet, at, cell if isinstance(cell, str) else cell.text if cell else "", widths, **bold)
            return
        heights = [15.0]
        for i, cell in enumerate(row.cells):
            align = {"align": "right"} if table.columns[i].align == "right" else {}
            self._cell(sheet, at, places[i], cell, **bold, **align)
            if isinstance(cell, str):
                heights.append(_height(cell, widths[places[i]], _SIZE))
            if i in coded and isinstance(cell, Figure) and cell.code:
                self.text(sheet, at, places[i] + 1, cell.code, font_color="#4F5B5A")
        sheet.set_row(at, max(heights))

    def _across(self, sheet: Any, at: int, words: str, widths: dict[int, float], **settings: Any) -> None:
        """A text over all columns of a table: left in one cell it would stretch the printed page."""
        if len(widths) > 1:
            sheet.merge_range(at, 0, at, max(widths), "", self.style(text_wrap=True, **settings))
        self.text(sheet, at, 0, words, text_wrap=True, **settings)
        sheet.set_row(at, _height(words, sum(widths.values()), settings.get("font_size", _SIZE)))

    def _head(self, sheet: Any, top: int, table: Table, places: list[int], coded: list[int]) -> None:
        for i, column in enumerate(table.columns):
            self.text(sheet, top, places[i], column.heading, bold=True, text_wrap=True, bottom=1)
            if i in coded:
                code = label("sources-code", self.document.language)
                self.text(sheet, top, places[i] + 1, code, bold=True, bottom=1)
        sheet.set_row(top, max(_height(c.heading, _column_width(table, i), _SIZE) for i, c in enumerate(table.columns)))
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, **settings: Any) -> None:
        if isinstance(cell, Figure) and cell.value is not None:
            number = round_number(cell.value, cell.digits)
            form = "#,##0" + ("." + "0" * cell.digits if cell.digits else "")
            sheet.write_number(
                row, column, float(number), self.style(**{"num_format": form, "align": "right", **settings})
            )
        elif cell is not None:
            words = cell if isinstance(cell, str) else cell.text
            self.text(sheet, row, column, words, text_wrap=len(words) > 24, **settings)

    def _chart(self, block: ChartBlock, caption: str) -> None:
        """The numbers of the picture, as its own table says them."""
        table = block.chart.table()
        sheet = self.sheet(block.chart.title)
        widths = {j: 34.0 if j == 0 else 16.0 for j in range(len(table.header))}
        top = self._caption(sheet, caption, widths)
        for j, heading in enumerate(table.header):
            self.text(sheet, top, j, heading, bold=True, text_wrap=True, bottom=1)
            sheet.set_column(j, j, widths[j])
        sheet.set_row(top, max(_height(heading, widths[j], _SIZE) for j, heading in enumerate(table.header)))
        for k, row in enumerate(table.rows):
            for j, words in enumerate(row):
                number = _read_number(words) if j else None
                if number is None:
                    self.text(sheet, top + 1 + k, j, words)
                else:
                    self._cell(sheet, top + 1 + k, j, Figure(words, value=number, digits=_digits(number)))
        if block.chart.note:
            self._across(sheet, top + 2 + len(table.rows), block.chart.note, widths, font_color="#4F5B5A")

    def _caption(self, sheet: Any, caption: str, widths: dict[int, float]) -> int:
        if not caption:
            return 0
        self._across(sheet, 0, caption, widths, bold=True)
        return 2


def _lines(block: Any, caption: str, language: str) -> list[tuple[str, dict[str, Any]]]:
    """A block on the sheet of words: its lines and how they are set."""
    match block:
        case Heading():
            return [(block.text, {"bold": True, "font_size": 12})]
        case Paragraph():
            return [(_said(block.runs), {})]
        case Note():
            attention = label("attention", language) + " " if block.kind == "attention" else ""
            return [(attention + _said(block.runs), {"font_color": "#4F5B5A"})]
        case Bullets():
            return [("– " + _said(item), {"indent": 1}) for item in block.items]
        case Table():
            return [(caption, {"italic": True})] if caption else []
        case ChartBlock():
            said: list[tuple[str, dict[str, Any]]] = [(block.chart.sentence, {})] if block.chart.sentence else []
            return [*said, (caption, {"italic": True})]
        case Signature():
            return [(f"{block.post} ____________________", {}), (label("signature-date", language), {})]
        case _:
            return []


def _said(runs: Runs) -> str:
    return "".join(_said_run(run) for run in runs)


def _said_run(run: Run) -> str:
    if isinstance(run, str):
        return run
    return f"{run.text} [{run.code}]" if isinstance(run, Figure) and run.code else run.text


def _has_codes(table: Table, column: int) -> bool:
    cells = (row.cells[column] for row in table.rows if row.kind != "group")
    return any(isinstance(cell, Figure) and cell.code for cell in cells)


def _places(count: int, coded: list[int]) -> list[int]:
    """Where each column stands when a column of codes follows each coded one."""
    return [i + sum(1 for c in coded if c < i) for i in range(count)]


def _column_width(table: Table, column: int) -> float:
    """Wide enough for the longest cell, within reason."""
    texts = [table.columns[column].heading[:24]]
    for row in table.rows:
        if row.kind != "group" and (cell := row.cells[column]) is not None:
            texts.append(cell if isinstance(cell, str) else cell.text)
    return min(60, max(9, max(len(text) for text in texts) * 1.05 + 2))


def _height(words: str, width: float, size: float) -> float:
    """Points that a wrapped text takes in a column of `width` characters; not every office program finds out itself."""
    lines = len(wrap(words, max(1.0, width - 2) * _CHARACTER, size))
    return 4 + lines * size * 1.25


def _read_number(words: str) -> Decimal | None:
    """«1 234,5» back as a number; None for anything that is not just a number."""
    text = words.replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _digits(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
