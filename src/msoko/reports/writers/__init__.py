"""One document, four files. A writer takes (document, path), writes the same bytes every time, and changes no word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msoko.reports.document import Document
from msoko.reports.writers.docx import write_docx
from msoko.reports.writers.html import write_html
from msoko.reports.writers.pdf import write_pdf
from msoko.reports.writers.xlsx import write_xlsx

WRITERS: dict[str, Callable[[Document, Path], None]] = {
    ".docx": write_docx,
    ".pdf": write_pdf,
    ".xlsx": write_xlsx,
    ".html": write_html,
}


class UnknownFormat(ValueError):
    """No writer makes files with this ending. `suffix` is what was asked, `known` what there is."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.known = tuple(WRITERS)
        super().__init__(f"no writer for {suffix!r}; there are {', '.join(self.known)}")


def write(document: Document, path: Path) -> None:
    """Write the document in the format that the ending of `path` names. Raises UnknownFormat, OSError."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise UnknownFormat(suffix)
    WRITERS[suffix](document, path)
