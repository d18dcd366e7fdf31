"""The document as .pdf by Typst: tagged, PDF/UA-1 and PDF/A-2a, PT faces from wheels. The look is in report.typ."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any

from msoko.reports.document import (
    Block,
    Bullets,
    Cell,
    ChartBlock,
    Document,
    Heading,
    Note,
    Paragraph,
    Run,
    Runs,
    Signature,
    Strong,
    Table,
)
from msoko.reports.labels import label
from msoko.reports.writers.numbering import captions
from msoko.reports.writers.widths import column_widths

STANDARDS = ["ua-1", "a-2a"]
_LOST = re.compile(r'the text `"(.+?)"` could not be displayed')
_MOST_UNKNOWN_SIGNS = 100
_TEXT_WIDTH = 170 / 25.4 * 72  # points


def write_pdf(document: Document, path: Path) -> None:
    """Typeset the document. Raises OSError; typst.TypstError would be a defect of report.typ and not of the data."""
    moment = datetime.combine(document.date, time(), tzinfo=UTC)
    path.write_bytes(_typeset(json.dumps(_document(document), ensure_ascii=False), moment))


def _typeset(said: str, moment: datetime) -> bytes:
    """A sign that no face has (PDF/A refuses it) becomes a question mark; the workbook and the page still have it."""
    import typst

    source = resources.files("msoko.reports.writers").joinpath("report.typ").read_bytes()
    wheels = [str(resources.files(wheel)) for wheel in ("fontpkg_pt_sans", "fontpkg_pt_serif")]
    fonts = typst.Fonts(include_system_fonts=False, font_paths=wheels)
    for _ in range(_MOST_UNKNOWN_SIGNS):
        compiler: Any = typst.Compiler(source, font_paths=fonts, sys_inputs={"data": said})
        try:
            return bytes(compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment))
        except typst.TypstError as error:
            lost = _LOST.search(str(error))
            if lost is None:
                raise
            said = said.replace(lost[1], "?" * len(lost[1]))
    raise ValueError(f"more than {_MOST_UNKNOWN_SIGNS} signs that no face has")


def _document(document: Document) -> dict[str, Any]:
    """The document as JSON for report.typ."""
    words = captions(document)
    return {
        "title": _printable(document.title),
        "subtitle": _printable(document.subtitle),
        "organisation": _printable(document.organisation),
        "reference": _printable(document.reference),
        "date": [document.date.year, document.date.month, document.date.day],
        "language": document.language,
        "demonstration": label("demonstration", document.language) if document.demonstration else "",
        "blocks": [_block(block, words.get(i, ""), document.language) for i, block in enumerate(document.blocks)],
    }


def _block(block: Block, caption: str, language: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": _printable(block.text), "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs)}
        case Bullets():
            return {"kind": "bullets", "items": [_runs(item) for item in block.items]}
        case Note():
            attention = label("attention", language) if block.kind == "attention" else ""
            return {"kind": "note", "attention": attention, "runs": _runs(block.runs)}
        case Table():
            return _table(block, caption)
        case ChartBlock():
            return _chart(block, caption)
        case Signature():
            return {"kind": "signature", "post": _printable(block.post), "date": label("signature-date", language)}
        case _:
            return {"kind": "break"}


def _table(table: Table, caption: str) -> dict[str, Any]:
    widths = column_widths(table, _TEXT_WIDTH, 8.5 if table.is_small else 10)
    return {
        "kind": "table",
        "small": table.is_small,
        "caption": _printable(caption),
        "note": _printable(table.note),
        "columns": [
            {"heading": _printable(column.heading), "align": column.align, "width": width}
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": [{"kind": row.kind, "cells": [_cell(cell, table.codes) for cell in row.cells]} for row in table.rows],
    }


def _chart(block: ChartBlock, caption: str) -> dict[str, Any]:
    from msoko.charts.draw import svg

    chart = block.chart
    return {
        "kind": "chart",
        "sentence": _printable(chart.sentence),
        "caption": _printable(caption),
        "svg": svg(chart),
        "alt": _printable(chart.alt),
        "note": _printable(chart.note),
    }


def _runs(runs: Runs) -> list[dict[str, str]]:
    return [_run(run, codes=True) for run in runs]


def _run(run: Run, codes: bool) -> dict[str, str]:
    if isinstance(run, str):
        return {"kind": "text", "text": _printable(run)}
    if isinstance(run, Strong):
        return {"kind": "strong", "text": _printable(run.text)}
    return {"kind": "figure", "text": _printable(run.text), "code": run.code if codes else ""}


def _cell(cell: Cell, codes: bool) -> dict[str, str] | None:
    return None if cell is None else _run(cell, codes)


def _printable(text: str) -> str:
    """The PT faces have no narrow no-break space: an ordinary no-break space stands for it."""
    from msoko.charts.fonts import printable

    return printable(text)
