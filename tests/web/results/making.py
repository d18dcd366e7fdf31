"""Files that people hand in, and uploads in a state."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.library.results.making_samples import SCHOOLS, individual_rows, write

GARDEN = "МБДОУ «Детский сад № 3»"


def file(path: Path, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def book(folder: Path, rows, name="файл.xlsx", sheet="Данные") -> SimpleUploadedFile:
    return file(write(folder / name, {sheet: rows}))


def facts(*rows, title="Аттестаты, 2023/2024 учебный год", period="2023/24"):
    """A table of certificates for one or more schools; period "" leaves the file without one."""
    above = [[title], ["Период", period] if period else [""], []]
    return [*above, ["Организация", "leavers_9", "admitted_9", "certificates_9"], *map(list, rows)]


def works(school: int, wrong: bool = False, pupils: int = 6):
    """Ф1 of one school (1, 2, 3); wrong: a score above the highest of its task."""
    head, rows = individual_rows(pupils)[:8], individual_rows(pupils)[8:]
    own = [list(row) for row in rows if row[0] == f"edu99000{school}"]
    if wrong:
        own[2][7] = 9
    return [*head, *own]


def upload(place: str, **fields):
    """An upload that waits for a decision; its file is not on the disk."""
    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Organisation
    from msoko.web.results.models import Upload

    by = User.objects.get(username="department_head")
    named = {"file_name": "файл.xlsx", "size": 1, "sha256": "0" * 64, "state": Upload.State.PROBLEMS} | fields
    return Upload.objects.create(place=Organisation.objects.get(code=place), by=by, **named)


def batch(place: str, **fields):
    """A batch about one place, as if the ledger had it."""
    from django.utils import timezone

    from msoko.web.organisations.models import Organisation
    from msoko.web.results.models import BatchRow

    named = {"kind": "facts_table", "at": timezone.now(), "position": 1, "state": "visible"} | fields
    row = BatchRow.objects.create(pk=f"made-{place}-{BatchRow.objects.count()}", **named)
    row.places.add(Organisation.objects.get(code=place))
    return row


def content(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def cells(answer) -> list[list[object]]:
    import openpyxl

    return [list(row) for row in openpyxl.load_workbook(BytesIO(content(answer))).active.iter_rows(values_only=True)]


__all__ = ["GARDEN", "SCHOOLS", "batch", "book", "cells", "content", "facts", "file", "upload", "works"]
