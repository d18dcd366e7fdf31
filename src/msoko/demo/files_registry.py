"""The registry workbook of the demonstration: who there is, what they were called, where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from msoko.demo import planting
from msoko.demo.municipality import MUNICIPALITY, REGION, Municipality, Organisation

COUNTRY = "ru"
_BEGINNING = date(2005, 9, 1)
_KINDS = {"school": "школа", "kindergarten": "детский сад", "additional": "дополнительное образование"}
_PLACES = {"urban": "город", "rural": "село"}
_HEADS = {
    "Организации": ("Код", "Тип", "Создана", "Прекращена", "Данные полные", "ИНН", "ОГРН", "Логин ФИС ОКО", "Адрес"),
    "Наименования": ("Код", "Наименование", "Какое", "Действует с", "Действует по"),
    "Принадлежность": ("Код", "Признак", "Значение", "Действует с"),
    "Преемственность": ("Код", "Код предшественника", "Дата", "Основание"),
    "Уровни": ("Код", "Уровни образования", "Классы", "Действует с"),
}
Row = tuple[object, ...]


def write(path: Path, municipality: Municipality) -> None:
    """Five sheets; dates are real dates. The municipality is covered whole, the region and the country are not."""
    rows = {
        "Организации": [*_places(), *map(_organisation, municipality.organisations)],
        "Наименования": list(_names(municipality)),
        "Принадлежность": list(_belonging(municipality)),
        "Преемственность": [_succession()],
        "Уровни": list(_levels(municipality)),
    }
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"})
    for name, head in _HEADS.items():
        page = book.add_worksheet(name)
        for i, row in enumerate([head, *rows[name]]):
            page.write_row(i, 0, row)
    book.close()


def _places() -> Iterator[Row]:
    yield COUNTRY, "страна", _BEGINNING, "", "нет"
    yield REGION, "регион", _BEGINNING, "", "нет"
    yield MUNICIPALITY, "муниципалитет", _BEGINNING, "", "да"


def _organisation(one: Organisation) -> Row:
    last = one.last_day or ""
    return one.id, "организация", one.first_day, last, "да", one.inn, one.ogrn, one.login, f"{one.place} (демо)"


def _names(municipality: Municipality) -> Iterator[Row]:
    yield COUNTRY, "Российская Федерация", "краткое", _BEGINNING, ""
    yield REGION, municipality.region, "краткое", _BEGINNING, ""
    yield MUNICIPALITY, municipality.name, "краткое", _BEGINNING, ""
    for one in municipality.organisations:
        for name, first, last in one.names:
            yield one.id, name, "краткое", first, last or ""


def _belonging(municipality: Municipality) -> Iterator[Row]:
    yield REGION, "страна", COUNTRY, _BEGINNING
    yield MUNICIPALITY, "регион", REGION, _BEGINNING
    yield MUNICIPALITY, "страна", COUNTRY, _BEGINNING
    for one in municipality.organisations:
        yield one.id, "вид", _KINDS[one.kind], one.first_day
        yield one.id, "тип местности", _PLACES[one.settlement], one.first_day
        yield one.id, "муниципалитет", MUNICIPALITY, one.first_day
        yield one.id, "регион", REGION, one.first_day
        yield one.id, "страна", COUNTRY, one.first_day


def _succession() -> Row:
    day = date(planting.MERGER_YEAR, 9, 1)
    return planting.MERGED_INTO, planting.MERGED_SCHOOL, day, "присоединение (демонстрационные данные)"


def _levels(municipality: Municipality) -> Iterator[Row]:
    for one in municipality.organisations:
        if one.kind == "school":
            levels = [
                "начальное",
                *(["основное"] if 9 in one.grades else []),
                *(["среднее"] if 11 in one.grades else []),
            ]
            yield one.id, "; ".join(levels), f"{one.grades[0]}-{one.grades[-1]}", one.first_day
        else:
            yield one.id, "дошкольное" if one.kind == "kindergarten" else "дополнительное", "", one.first_day
