"""The empty registry workbook with its headings, lists of allowed words and a page of explanations."""

from __future__ import annotations

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
    "тип местности (город, село), муниципалитет, регион, страна, кластер.",
    "Уровни: через запятую — дошкольное, начальное, основное, среднее, дополнительное; классы — 1–4, 5–9 или 1-11.",
    "Преемственность: код новой организации и код прежней. При слиянии двух школ — две строки.",
    "Файл описывает жизнь каждого названного в нём объекта целиком: "
    "он заменяет всё, что было известно об этих объектах раньше.",
)


def write_template(path: Path) -> None:
    """Write the workbook. Its sheets and headings are those of columns.toml."""
    with xlsxwriter.Workbook(path) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        for name in SHEETS:
            _sheet(workbook, name, bold, day)
        page = workbook.add_worksheet("Как заполнять")
        page.set_column(0, 0, 120, workbook.add_format({"text_wrap": True}))
        for row, text in enumerate(_ABOUT):
            page.write_string(row, 0, text)


def _sheet(workbook: Any, name: str, bold: Any, day: Any) -> None:
    page = workbook.add_worksheet(name)
    page.freeze_panes(1, 0)
    for col, column in enumerate(columns_of(name)):
        page.write_string(0, col, column.title, bold)
        page.set_column(col, col, max(14, len(column.title) + 4), day if column.type == "date" else None)
        words = list(column.values)
        if words and column.code != "education_level":
            where = f"{column_name(col)}2:{column_name(col)}5000"
            page.data_validation(where, {"validate": "list", "source": words, "error_type": "warning"})
