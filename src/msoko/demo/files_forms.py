"""Forms of the demonstration: state statistics by sheet, and tables of facts, an organisation a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from msoko.demo.municipality import Organisation
from msoko.methodology.model import Fact
from msoko.vocabulary import Period


def write_form(
    path: Path, form: str, period: Period, facts: Sequence[Fact],
    lines: Mapping[Organisation, Mapping[str, float]], grades: Mapping[Organisation, Mapping[int, int]] | None = None,
) -> None:  # fmt: skip
    """A sheet an organisation: lines with «Всего» and, where grades are given, a column a grade."""
    book = xlsxwriter.Workbook(path)
    for organisation, numbers in lines.items():
        page = book.add_worksheet(f"{organisation.kind[:1]}{organisation.number}")
        page.write(0, 0, f"Форма № {form}, {_when(period)}. Демонстрационные данные")
        page.write(1, 0, f"Организация: {organisation.name_on(_day(period))}")
        taught = grades[organisation] if grades else {}
        page.write_row(3, 0, ("Наименование показателя", "№ строки", "Всего", *(f"{g} класс" for g in taught)))
        row = 4
        for fact in facts:
            if fact.code in numbers:
                parts = _by_grade(fact.code, taught) if "grade" in fact.grain else []
                total = sum(parts) if parts else numbers[fact.code]
                page.write_row(row, 0, (fact.title, f"{row - 3:02d}", total, *parts))
                row += 1
    book.close()


def _by_grade(code: str, grades: Mapping[int, int]) -> list[int]:
    """A class has up to 27 pupils; nearly a half of the pupils are girls."""
    shares = {"pupils": lambda n: n, "girls": lambda n: round(n * 0.48), "classes": lambda n: -(-n // 27)}
    return [shares[code](n) for n in grades.values()]


def _when(period: Period) -> str:
    first, last = period.first_day.year, period.last_day.year
    return f"{first}/{last} учебный год" if first != last else f"за {first} год"


def _day(period: Period) -> date:
    """Forms of a school year are filled in on 20 September, of a calendar year on its last day."""
    year = period.first_day.year
    return date(year, 9, 20) if period.first_day.month == 9 else date(year, 12, 31)


def write_facts(
    path: Path, title: str, period: Period, facts: Sequence[Fact],
    lines: Mapping[Organisation, Mapping[str, float]], reasons: Mapping[Organisation, str] | None = None,
) -> None:  # fmt: skip
    """Organisation × fact. An organisation that gave nothing has its row with «нет данных» and the reason."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Данные")
    page.write(0, 0, f"{title}, {_when(period)}. Демонстрационные данные")
    page.write_row(1, 0, ("Период", period.title))
    page.write_row(3, 0, ("Организация", "Логин ОО", *(fact.code for fact in facts), "Примечание"))
    for row, (organisation, numbers) in enumerate(lines.items(), start=4):
        cells = [numbers.get(fact.code, "нет данных") for fact in facts]
        reason = (reasons or {}).get(organisation, "")
        page.write_row(row, 0, (organisation.name_on(_day(period)), organisation.login, *cells, reason))
    book.close()
