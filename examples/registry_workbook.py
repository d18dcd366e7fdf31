"""Writes a registry workbook in the received format, from a plain list of organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

_PLACES = {"kind": "вид", "municipality": "муниципалитет", "region": "регион", "cluster": "кластер"}


@dataclass(frozen=True)
class Entry:
    """An organisation or a group of them. places: membership → code of the group, or the word for the kind."""

    code: str
    name: str
    type: str = "организация"
    places: Mapping[str, str] = field(default_factory=dict)
    since: str = ""  # 01.09.2017; empty = always
    covered: bool = False  # a region whose organisations are all here
    grades: str = ""  # "1-11"


def write_registry(path: Path, entries: Iterable[Entry]) -> None:
    listed = tuple(entries)
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Организации")
        page.write_row(0, 0, ("Код", "Тип", "Создана", "Данные полные"))
        for row, one in enumerate(listed, 1):
            page.write_row(row, 0, (one.code, one.type, one.since, "да" if one.covered else ""))
        page = book.add_worksheet("Наименования")
        page.write_row(0, 0, ("Код", "Наименование"))
        for row, one in enumerate(listed, 1):
            page.write_row(row, 0, (one.code, one.name))
        page = book.add_worksheet("Принадлежность")
        page.write_row(0, 0, ("Код", "Признак", "Значение"))
        held = [(one.code, _PLACES[kind], value) for one in listed for kind, value in one.places.items()]
        for row, line in enumerate(held, 1):
            page.write_row(row, 0, line)
        page = book.add_worksheet("Уровни")
        page.write_row(0, 0, ("Код", "Классы"))
        for row, one in enumerate((one for one in listed if one.grades), 1):
            page.write_row(row, 0, (one.code, one.grades))
