"""The formats that can be received: one written table.

A format is a folder: reader.py, columns.toml, a sample file, notes.md.
"""

from __future__ import annotations

from msoko.results.books import Book
from msoko.results.context import Format

FORMATS: tuple[Format, ...] = ()


def by_code(code: str) -> Format:
    """Raises KeyError for a code that is not in the table."""
    return {entry.code: entry for entry in FORMATS}[code]


def recognise(book: Book) -> list[tuple[Format, float]]:
    """Formats that may be this book's, the surest first; those at 0 are left out."""
    scored = [(entry, entry.recognise(book)) for entry in FORMATS]
    return sorted(((entry, score) for entry, score in scored if score > 0), key=lambda pair: -pair[1])
