"""The list at the end of a report: every number that has a proof, of what it is the number, and its code."""

from __future__ import annotations

from msoko.reports.document import Column, Document, Heading, Note, Row, Table, figures
from msoko.reports.labels import label


def with_sources(document: Document) -> Document:
    """The document with the list «Откуда цифры» added; unchanged if no number carries a code."""
    listed = tuple(figures(document))
    if not listed:
        return document
    language = document.language
    columns = (
        Column(label("sources-what", language), width=6),
        Column(label("sources-digits", language), align="right", width=1.6),
        Column(label("sources-code", language), width=1.6),
    )
    rows = tuple(Row((figure.what, figure.text, figure.code)) for figure in listed)
    table = Table("", columns, rows, sheet=label("sources", language))
    return document.with_blocks(Heading(label("sources", language)), Note((label("sources-note", language),)), table)
