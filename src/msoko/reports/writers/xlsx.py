"""The document as .xlsx: the words on the first sheet, a sheet a table and a chart, real numbers."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    Run,
    Runs,
    Signature,
    Table,
)
from msoko.reports.labels import label
from msoko.reports.writers.numbering import captions

_WIDTH = 92  # characters of the column of words
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
        full = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", **settings}
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
                row += 1
        row += 1
        for i, block in enumerate(document.blocks):
            for text, settings in _lines(block, words.get(i, ""), document.language):
                self.text(sheet, row, 0, text, text_wrap=True, **settings)
                row += 1

    def _table(self, table: Table, caption: str) -> None:
        sheet = self.sheet(table.sheet or table.title)
        top = self._caption(sheet, caption)
        coded = [i for i in range(len(table.columns)) if table.codes and _has_codes(table, i)]
        places = _places(len(table.columns), coded)
        self._head(sheet, top, table, places, coded)
        for k, row in enumerate(table.rows):
            bold = {"bold": True} if row.kind else {}
            for i, cell in enumerate(row.cells):
                self._cell(sheet, top + 1 + k, places[i], cell, **bold)
                if i in coded and isinstance(cell, Figure) and cell.code:
                    self.text(sheet, top + 1 + k, places[i] + 1, cell.code, font_color="#4F5B5A")
        if table.note:
            self.text(sheet, top + 2 + len(table.rows), 0, table.note, font_color="#4F5B5A")

    def _head(self, sheet: Any, top: int, table: Table, places: list[int], coded: list[int]) -> None:
        for i, column in enumerate(table.columns):
            self.text(sheet, top, places[i], column.heading, bold=True, text_wrap=True, bottom=1)
            sheet.set_column(places[i], places[i], _column_width(table, i))
            if i in coded:
                code = label("sources-code", self.document.language)
                self.text(sheet, top, places[i] + 1, code, bold=True, bottom=1)
                sheet.set_column(places[i] + 1, places[i] + 1, 12)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, **settings: Any) -> None:
        if isinstance(cell, Figure) and cell.value is not None:
            number = round_number(cell.value, cell.digits)
            form = "#,##0" + ("." + "0" * cell.digits if cell.digits else "")
            sheet.write_number(row, column, float(number), self.style(num_format=form, align="right", **settings))
        elif cell is not None:
            words = cell if isinstance(cell, str) else cell.text
            self.text(sheet, row, column, words, text_wrap=len(words) > 24, **settings)

    def _chart(self, block: ChartBlock, caption: str) -> None:
        """The numbers of the picture, as its own table says them."""
        table = block.chart.table()
        sheet = self.sheet(block.chart.title)
        top = self._caption(sheet, caption)
        for j, heading in enumerate(table.header):
            self.text(sheet, top, j, heading, bold=True, text_wrap=True, bottom=1)
            sheet.set_column(j, j, 34 if j == 0 else 16)
        for k, row in enumerate(table.rows):
            for j, words in enumerate(row):
                number = _read_number(words) if j else None
                if number is None:
                    self.text(sheet, top + 1 + k, j, words)
                else:
                    self._cell(sheet, top + 1 + k, j, Figure(words, value=number, digits=_digits(number)))
        if block.chart.note:
            self.text(sheet, top + 2 + len(table.rows), 0, block.chart.note, font_color="#4F5B5A")

    def _caption(self, sheet: Any, caption: str) -> int:
        if not caption:
            return 0
        self.text(sheet, 0, 0, caption, bold=True)
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


def _read_number(words: str) -> Decimal | None:
    """«1 234,5» back as a number; None for anything that is not just a number."""
    text = words.replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _digits(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
