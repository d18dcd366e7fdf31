"""The registry workbook, empty or filled: headings, lists of allowed words, rows, a page of explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from msoko.results.books import column_name
from msoko.results.formats.registry.reader import SHEETS, columns_of

_ABOUT = (
    "Реестр организаций: объект записывается один раз на листе «Организации», "
    "всё, что меняется со временем, — отдельной строкой с датами.",
    "Код объекта постоянный и не меняется при переименовании. "
    "Код муниципалитета, региона и кластера — такой же объект с типом «муниципалитет» и т. д.",
    "Пустая дата — «с самого начала» или «по сей день». Даты вида 01.09.2024.",
    "Принадлежность: вид (школа, детский сад, дополнительное образование), "
    "тип местности (город, село), муниципалитет, регион, страна, кластер, головная организация (для филиала), "
    "статус муниципалитета; сюда же записываются ИНН, КПП, ОГРН, ОКТМО, логин и адрес, если у них есть даты.",
    "Уровни: через запятую — дошкольное, начальное, основное, среднее, дополнительное; классы — 1–4, 5–9 или 1-11.",
    "Преемственность: код новой организации и код прежней. При слиянии двух школ — две строки.",
    "Файл описывает жизнь каждого названного в нём объекта целиком: "
    "он заменяет всё, что было известно об этих объектах раньше.",
)


# A fixed moment, so that the same registry is the same file.
_MADE = {"created": datetime(2000, 1, 1)}
Row = Mapping[str, Any]  # code of a column -> text or day


def write_template(path: Path) -> None:
    """Write the workbook without rows. Its sheets and headings are those of columns.toml."""
    write_workbook(path, {})


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]], about: Sequence[str] = ()) -> None:
    """rows: of each sheet. about: lines put before the explanations."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties(_MADE)
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        for name in SHEETS:
            _fill(_sheet(workbook, name, bold, day), name, rows.get(name, ()), day)
        page = workbook.add_worksheet("Как заполнять")
        page.set_column(0, 0, 120, workbook.add_format({"text_wrap": True}))
        for row, text in enumerate((*about, *_ABOUT)):
            page.write_string(row, 0, text)


def _fill(page: Any, name: str, rows: Sequence[Row], day: Any) -> None:
    for number, row in enumerate(rows, 1):
        for col, column in enumerate(columns_of(name)):
            value = row.get(column.code)
            if isinstance(value, date):
                page.write_datetime(number, col, datetime(value.year, value.month, value.day), day)
            elif value:
                page.write_string(number, col, value)


def _sheet(workbook: Any, name: str, bold: Any, day: Any) -> Any:
    page = workbook.add_worksheet(name)
    page.freeze_panes(1, 0)
    for col, column in enumerate(columns_of(name)):
        page.write_string(0, col, column.title, bold)
        page.set_column(col, col, max(14, len(column.title) + 4), day if column.type == "date" else None)
        words = list(column.values)
        if words and column.code != "education_level":
            where = f"{column_name(col)}2:{column_name(col)}5000"
            page.data_validation(where, {"validate": "list", "source": words, "error_type": "warning"})
    return page
