"""The document as .docx in the layout of Russian official papers. Nothing is worded here.

Margins 30/10/20/20 mm, 14 pt, line 1.15, first line 12.5 mm (after ГОСТ Р 7.0.97-2016), page numbers at the top from
the second page, repeated table heads, alternative texts.
"""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path
from typing import Any

from msoko.reports.document import (
    Block,
    Bullets,
    Cell,
    ChartBlock,
    Document,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signature,
    Strong,
    Table,
)
from msoko.reports.labels import label
from msoko.reports.writers import docx_style as style
from msoko.reports.writers.archives import write_steady_zip
from msoko.reports.writers.numbering import captions
from msoko.reports.writers.widths import column_widths


def write_docx(document: Document, path: Path) -> None:
    """Build the document in memory and write it with fixed times inside. Raises OSError."""
    import docx

    file = docx.Document()
    style.lay_out(file, document.language)
    _head_of_pages(file, document)
    _properties(file, document)
    _title(file, document)
    words = captions(document)
    for i, block in enumerate(document.blocks):
        _put(file, block, words.get(i, ""), document)
    written = io.BytesIO()
    file.save(written)
    write_steady_zip(written.getvalue(), path, drop=("docProps/thumbnail.jpeg",))


def _properties(file: Any, document: Document) -> None:
    moment = datetime.combine(document.date, time())
    properties = file.core_properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.author = properties.last_modified_by = document.organisation
    properties.language = style.LANGUAGES.get(document.language, "ru-RU")
    properties.created = properties.modified = moment
    properties.comments = label("demonstration", document.language) if document.demonstration else ""


def _head_of_pages(file: Any, document: Document) -> None:
    """Page number at the top from page 2; the demonstration mark on every page."""
    section = file.sections[0]
    section.different_first_page_header_footer = True
    mark = label("demonstration", document.language) if document.demonstration else ""
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        paragraph = header.paragraphs[0]
        paragraph.style = file.styles["Header"]
        if numbered:
            style.add_field(paragraph, "PAGE")
        if mark:
            run = paragraph.add_run(f"    {mark}" if numbered else mark)
            run.bold = True
            run.font.size = style.POINTS(10)
            run.font.color.rgb = style.ATTENTION


def _title(file: Any, document: Document) -> None:
    for text, name in (
        (document.organisation, style.ORGANISATION),
        (document.title, "Title"),
        (document.subtitle, "Subtitle"),
        (document.reference, style.REFERENCE),
    ):
        if text:
            file.add_paragraph(text, style=name)


def _put(file: Any, block: Block, caption: str, document: Document) -> None:
    match block:
        case Heading():
            file.add_paragraph(block.text, style=f"Heading {block.level}")
        case Paragraph():
            _write(file.add_paragraph(style="Body Text"), block.runs)
        case Bullets():
            for item in block.items:
                _write(file.add_paragraph(style="List Bullet"), item)
        case Note():
            _note(file, block, document.language)
        case Table():
            _table(file, block, caption)
        case ChartBlock():
            _chart(file, block, caption)
        case Signature():
            _signature(file, block, document.language)
        case PageBreak():
            file.add_page_break()


def _write(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        _write_run(paragraph, run, codes=True)


def _write_run(paragraph: Any, run: Run, codes: bool, bold: bool = False) -> None:
    text = run if isinstance(run, str) else run.text
    written = paragraph.add_run(style.printable(text))
    if bold or isinstance(run, Strong):
        written.bold = True
    if codes and isinstance(run, Figure) and run.code:
        paragraph.add_run(f"[{run.code}]", style=style.CODE)


def _note(file: Any, note: Note, language: str) -> None:
    paragraph = file.add_paragraph(style=style.NOTE)
    if note.kind == "attention":
        paragraph.add_run(label("attention", language) + " ").bold = True
    _write(paragraph, note.runs)


def _table(file: Any, table: Table, caption: str) -> None:
    if caption:
        file.add_paragraph(caption, style="Caption")
    made = file.add_table(rows=1, cols=len(table.columns))
    name = style.CELL_SMALL if table.is_small else style.CELL
    size = style.size_of(file, name)
    style.shape_table(made, column_widths(table, style.TEXT_WIDTH.pt, size), table.title)
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        _fill(cell, column.heading, "center", name, codes=False)
    style.repeat_head(made.rows[0])
    for row in table.rows:
        cells = made.add_row().cells
        if row.kind == "group":
            joined = cells[0].merge(cells[-1])
            _fill(joined, row.cells[0], "left", name, codes=table.codes, bold=True, keep=True)
            continue
        for cell, content, column in zip(cells, row.cells, table.columns, strict=True):
            _fill(cell, content, column.align, name, codes=table.codes, bold=row.kind == "total")
    style.keep_rows_whole(made)
    file.add_paragraph(style.printable(table.note), style=style.REMARK)


def _fill(cell: Any, content: Cell, align: str, name: str, codes: bool, bold: bool = False, keep: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = name
    paragraph.alignment = style.ALIGNMENTS[align]
    if keep:
        paragraph.paragraph_format.keep_with_next = True
    if content is not None:
        _write_run(paragraph, content, codes, bold)


def _chart(file: Any, block: ChartBlock, caption: str) -> None:
    from msoko.charts.draw import png

    chart = block.chart
    if chart.sentence:
        file.add_paragraph(style.printable(chart.sentence), style="Body Text")
    paragraph = file.add_paragraph(style=style.PICTURE)
    picture = paragraph.add_run().add_picture(io.BytesIO(png(chart)), width=style.TEXT_WIDTH)
    style.describe(picture, title=chart.title, description=chart.alt)
    file.add_paragraph(style.printable(caption), style=style.PICTURE_CAPTION)
    if chart.note:
        file.add_paragraph(style.printable(chart.note), style=style.REMARK)


def _signature(file: Any, block: Signature, language: str) -> None:
    made = file.add_table(rows=1, cols=4)
    style.shape_signature(made)
    for cell, text in zip(made.rows[0].cells, (block.post, "", "", ""), strict=True):
        _fill(cell, text, "left", style.CELL_PLAIN, codes=False)
    file.add_paragraph(label("signature-date", language), style=style.DATE)
