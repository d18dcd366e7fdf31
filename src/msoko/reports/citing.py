"""The list at the end of a report: every number that has a proof, of what it is the number, and its code."""

from __future__ import annotations

from msoko.reports.document import Column, Document, Figure, Heading, Note, Row, Table, figures
from msoko.reports.labels import label


def with_sources(document: Document) -> Document:
    """The document with the list «Откуда цифры» added; unchanged if no number carries a code."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures(document):
        groups.setdefault(figure.what, []).append(figure)
    if not groups:
        return document
    language = document.language
    columns = (
        Column(label("sources-whom", language), width=6),
        Column(label("sources-digits", language), align="right", width=2),
        Column(label("sources-code", language), width=2),
    )
    rows: list[Row] = []
    for what, members in groups.items():
        rows.append(Row((what,), "group"))
        rows += [Row((figure.whom, figure.text, figure.code)) for figure in members]
    table = Table("", columns, tuple(rows), small=True, sheet=label("sources", language))
    return document.with_blocks(Heading(label("sources", language)), Note((label("sources-note", language),)), table)
