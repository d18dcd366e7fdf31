"""The one workbook that a page of its own address answers with; how it is written is in tables.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from msoko.web import tables

TYPE = tables.TYPES["xlsx"]


def workbook(head: Sequence[Any], rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """The file as an answer. name: of the file, without the ending."""
    return tables.file(tables.xlsx(tables.Table(name, head, rows)), name, "xlsx")
