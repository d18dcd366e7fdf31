"""Captions with their numbers: tables and pictures are counted through the whole document."""

from __future__ import annotations

from msoko.reports.document import ChartBlock, Document, Table
from msoko.reports.labels import label


def captions(document: Document) -> dict[int, str]:
    """Position of a block -> its caption, «Таблица 2 — Отметки». A table without a title has none."""
    tables = pictures = 0
    found: dict[int, str] = {}
    for i, block in enumerate(document.blocks):
        if isinstance(block, Table) and block.title:
            tables += 1
            found[i] = label("table", document.language, number=tables, title=block.title)
        elif isinstance(block, ChartBlock):
            pictures += 1
            found[i] = label("picture", document.language, number=pictures, title=block.chart.title)
    return found
