"""The document as one self-contained page: no script, one <style>; charts are tables with drawings in them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import resources
from pathlib import Path

from msoko.reports.document import (
    Block,
    Bullets,
    Cell,
    ChartBlock,
    Column,
    Document,
    Figure,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Runs,
    Signature,
    Strong,
    Table,
)
from msoko.reports.labels import label
from msoko.reports.writers.numbering import captions


def write_html(document: Document, path: Path) -> None:
    """Write the page in UTF-8 with the styles inside. Raises OSError."""
    path.write_bytes("\n".join(_page(document)).encode("utf-8"))


def _page(document: Document) -> Iterator[str]:
    words = captions(document)
    yield "<!doctype html>"
    yield f'<html lang="{escape(document.language)}">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(document.title)}</title>"
    yield f"<style>\n{_style()}</style></head>"
    yield "<body>"
    if document.demonstration:
        yield f'<p class="demonstration">{escape(label("demonstration", document.language))}</p>'
    yield "<main>"
    yield from _head(document)
    for i, block in enumerate(document.blocks):
        yield _block(block, words.get(i, ""), document.language)
    yield "</main>"
    yield "</body></html>"


def _style() -> str:
    """The tokens and marks of charts, then the sheet of a printed page."""
    from msoko.charts.draw import stylesheet

    return stylesheet() + resources.files("msoko.reports.writers").joinpath("report.css").read_text(encoding="utf-8")


def _head(document: Document) -> Iterator[str]:
    yield "<header>"
    if document.organisation:
        yield f'<p class="organisation">{escape(document.organisation)}</p>'
    yield f"<h1>{escape(document.title)}</h1>"
    if document.subtitle:
        yield f'<p class="subtitle">{escape(document.subtitle)}</p>'
    if document.reference:
        yield f'<p class="reference">{escape(document.reference)}</p>'
    yield "</header>"


def _block(block: Block, caption: str, language: str) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p>{_runs(block.runs)}</p>"
        case Bullets():
            return "<ul>" + "".join(f"<li>{_runs(item)}</li>" for item in block.items) + "</ul>"
        case Note():
            attention = block.kind == "attention"
            opening = f"<strong>{escape(label('attention', language))}</strong> " if attention else ""
            return f'<p class="note{" attention" if attention else ""}">{opening}{_runs(block.runs)}</p>'
        case Table():
            return "\n".join(_table(block, caption))
        case ChartBlock():
            return _chart(block, caption)
        case Signature():
            date = escape(label("signature-date", language))
            return f'<p class="signature"><span>{escape(block.post)}</span><span></span><span></span></p><p>{date}</p>'
        case PageBreak():
            return '<hr class="break">'


def _chart(block: ChartBlock, caption: str) -> str:
    from msoko.charts.draw import html

    return f'<div class="chart"><p class="caption">{escape(caption)}</p>{html(block.chart)}</div>'


def _table(table: Table, caption: str) -> Iterator[str]:
    yield '<div class="scroll" tabindex="0" role="region"' + (
        f' aria-label="{escape(table.title)}">' if table.title else ">"
    )
    yield "<table>"
    if caption:
        yield f"<caption>{escape(caption)}</caption>"
    headings = "".join(f'<th scope="col"{_aligned(column)}>{escape(column.heading)}</th>' for column in table.columns)
    yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"
    yield from (_row(row, table) for row in table.rows)
    yield "</tbody></table></div>"
    if table.note:
        yield f'<p class="remark">{escape(table.note)}</p>'


def _row(row: Row, table: Table) -> str:
    if row.kind == "group":
        text = _cell(row.cells[0], codes=False)
        return f'<tr class="group"><th scope="colgroup" colspan="{len(table.columns)}">{text}</th></tr>'
    cells = []
    for i, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        tag, scope = ("th", ' scope="row"') if i == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_aligned(column)}>{_cell(cell, table.codes)}</{tag}>")
    return f"<tr{_kind(row)}>{''.join(cells)}</tr>"


def _kind(row: Row) -> str:
    return f' class="{row.kind}"' if row.kind else ""


def _aligned(column: Column) -> str:
    return {"right": ' class="num"', "center": ' class="middle"'}.get(column.align, "")


def _cell(cell: Cell, codes: bool) -> str:
    return "" if cell is None else _run(cell, codes)


def _runs(runs: Runs) -> str:
    return "".join(_run(run, codes=True) for run in runs)


def _run(run: Run, codes: bool) -> str:
    if isinstance(run, str):
        return escape(run)
    if isinstance(run, Strong):
        return f"<strong>{escape(run.text)}</strong>"
    return f'<span class="figure">{escape(run.text)}{_code(run) if codes else ""}</span>'


def _code(figure: Figure) -> str:
    return f'<small class="code">[{escape(figure.code)}]</small>' if figure.code else ""
