"""A table of a page as a file to take away: .xlsx with typed cells, .csv that Russian spreadsheets open as it is.

A cell is text, a number, a day, a moment, a Figure of the library (then it keeps its digits), or None.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from msoko.reports.document import Figure

AS = "as"  # the parameter of an address that asks for a file instead of the page
KEY = "of"  # which table or picture of the page; a page with one of each needs none
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would take the text for a formula
_WIDEST, _NARROWEST = 60, 9


@dataclass(frozen=True)
class Table:
    """name: of the file, in words of the reader. said: lines above the head, (what, text)."""

    name: str
    columns: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    said: Sequence[tuple[Any, Any]] = ()


def table(request: HttpRequest, found: Table, key: str = "") -> HttpResponse | None:
    """The file if the address asks for it (?as=xlsx, ?as=csv), with a line that says which page it is from."""
    asked = request.GET.get(AS)
    if asked not in ("xlsx", "csv") or request.GET.get(KEY, "") != key:
        return None
    whole = Table(found.name, found.columns, found.rows, (*found.said, (_("Page"), page_address(request))))
    return file(xlsx(whole) if asked == "xlsx" else csv_file(whole), found.name, asked)


def page_address(request: HttpRequest) -> str:
    """The whole address of the page that a file was made from."""
    query = request.GET.copy()
    for name in (AS, KEY):
        query.pop(name, None)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}" if query else request.path)


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    """The file as an answer, under its readable name (Russian letters too). kind: a key of TYPES."""
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(True, f"{_safe(name)}.{kind}") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _safe(name: str) -> str:
    """Without what no system takes in the name of a file; not longer than is comfortable."""
    kept = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in name if sign.isprintable())
    return " ".join(kept.split())[:120].rstrip(" .") or "msoko"


def xlsx(found: Table) -> bytes:
    """One sheet: what is said, an empty line, the head, the rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        formats = _Formats(book)
        page = book.add_worksheet()
        line, widths = 0, [_width(one) for one in found.columns]
        for what, text in found.said:
            page.write_string(line, 0, f"{what}: {text}")
            line += 1
        line += 1 if found.said else 0
        for column, title in enumerate(found.columns):
            page.write_string(line, column, str(title), formats.head)
        page.freeze_panes(line + 1, 1 if len(widths) > 3 else 0)
        for row in found.rows:
            line += 1
            for column, cell in enumerate(row):
                _write(page, line, column, cell, formats)
                if column < len(widths):
                    widths[column] = max(widths[column], _width(cell))
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
    return buffer.getvalue()


class _Formats:
    """Formats of cells, made when first needed."""

    def __init__(self, book: Any) -> None:
        self._book, self._digits = book, dict[int, Any]()
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.day = book.add_format({"num_format": "dd.mm.yyyy"})
        self.moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})

    def number(self, digits: int) -> Any:
        if digits not in self._digits:
            form = "#,##0" + ("." + "0" * digits if digits else "")
            self._digits[digits] = self._book.add_format({"num_format": form})
        return self._digits[digits]


def _write(page: Any, line: int, column: int, cell: Any, formats: _Formats) -> None:
    match cell:
        case None:
            page.write_blank(line, column, None)
        case Figure(value=value) if value is not None:
            page.write_number(line, column, float(value), formats.number(cell.digits))
        case bool():
            page.write_string(line, column, _("yes") if cell else _("no"))
        case int() | float() | Decimal():
            page.write_number(line, column, cell)
        case datetime():
            page.write_datetime(line, column, _local(cell), formats.moment)
        case date():
            page.write_datetime(line, column, cell, formats.day)
        case _:
            page.write_string(line, column, _text(cell))


def csv_file(found: Table) -> bytes:
    """UTF-8 with a mark, semicolons, decimal commas. The same lines as in the workbook."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for what, text in found.said:
        writer.writerow([_harmless(f"{what}: {text}")])
    if found.said:
        writer.writerow([])
    writer.writerow([_harmless(str(one)) for one in found.columns])
    for row in found.rows:
        writer.writerow([_plain(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case Figure(value=value) if value is not None:
            return f"{value:.{cell.digits}f}".replace(".", ",")
        case bool():
            return _("yes") if cell else _("no")
        case int() | float() | Decimal():
            return str(cell).replace(".", ",")
        case datetime():
            return _local(cell).strftime("%d.%m.%Y %H:%M")
        case date():
            return cell.strftime("%d.%m.%Y")
        case _:
            return _harmless(_text(cell))


def _harmless(text: str) -> str:
    """A received text that begins like a formula stays a text."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _text(cell: Any) -> str:
    return cell.text if isinstance(cell, Figure) else str(cell)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def _width(cell: Any) -> int:
    said = "" if cell is None else cell.text if isinstance(cell, Figure) else str(cell)
    return max(_NARROWEST, min(_WIDEST, len(said) + 2))
