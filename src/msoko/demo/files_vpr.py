"""Works of the ВПР as the ФИС ОКО hands them out: «Ф1 Индивидуальные результаты» and «Статистика по отметкам»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from msoko.demo.municipality import Municipality
from msoko.demo.pupils import Sheet

DIFFICULTY = "БББП"  # every fourth task is of the raised level


def write_individual(
    path: Path,
    municipality: Municipality,
    year: int,
    work: Mapping[str, object],
    sheets: Sequence[Sheet],
    bounds: Mapping[int, int],
) -> None:
    """One workbook for the whole municipality; pupils who did not come keep their row with Х in every task."""
    tasks: Mapping[str, int] = work["tasks"]  # type: ignore[assignment]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("Индивидуальные результаты")
    page.write(0, 0, f"ВПР {year + 1} {work['title']} {work['grade']} класс")
    page.write_row(1, 0, ("Предмет", str(work["title"])))
    page.write_row(2, 0, ("Максимальный первичный балл", sum(tasks.values())))
    page.write_row(3, 0, ("Дата", date(year + 1, 4, 15).strftime("%d.%m.%Y")))
    page.write(
        4, 0, f"{municipality.name} | Кол-во участников: {sum(len(s.codes) for s in sheets)}. Демонстрационные данные"
    )
    head = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", "Пол"]
    page.write_row(6, len(head), [DIFFICULTY[i % 4] for i in range(len(tasks))])
    page.write_row(
        7,
        0,
        [
            *head,
            *(f"{task} ({most}б)" for task, most in tasks.items()),
            "Первичный балл",
            "Отметка",
            "Отметка по журналу",
        ],
    )
    row = 8
    for sheet in sheets:
        row = _rows(page, row, municipality, year, sheet, bounds)
    book.close()


def _rows(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    municipality: Municipality,
    year: int,
    sheet: Sheet,
    bounds: Mapping[int, int],
) -> int:
    name = sheet.organisation.name_on(date(year + 1, 4, 15))
    for i, code in enumerate(sheet.codes):
        start = [
            sheet.organisation.login,
            municipality.name,
            name,
            code,
            sheet.classes[i],
            sheet.variants[i],
            sheet.sexes[i],
        ]
        if sheet.absent[i]:
            page.write_row(row, 0, [*start, *("X" for _ in sheet.scores[i]), "", "", sheet.journal[i]])
        else:
            total = int(sheet.scores[i].clip(0).sum())
            page.write_row(
                row,
                0,
                [
                    *start,
                    *("Н" if s < 0 else int(s) for s in sheet.scores[i]),
                    total,
                    mark(total, bounds),
                    sheet.journal[i],
                ],
            )
        row += 1
    return row


def mark(total: int, bounds: Mapping[int, int]) -> int:
    return max([2, *(m for m, lowest in bounds.items() if total >= lowest)])


def write_marks(
    path: Path,
    municipality: Municipality,
    year: int,
    work: Mapping[str, object],
    sheets: Sequence[Sheet],
    bounds: Mapping[int, int],
) -> None:
    """«Статистика по отметкам»: shares of marks in the country, the region, the municipality and each school."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Статистика по отметкам")
    page.write(0, 0, f"ВПР {year + 1} {work['title']} {work['grade']} класс")
    page.write_row(1, 0, ("Предмет", str(work["title"])))
    page.write_row(2, 0, ("Максимальный первичный балл", sum(work["tasks"].values())))  # type: ignore[attr-defined]
    page.write_row(4, 0, ("Группы участников", "Кол-во ОО", "Кол-во участников", "2", "3", "4", "5"))
    own = np.concatenate([_marks(sheet, bounds) for sheet in sheets])
    shares = np.array([np.mean(own == m) * 100 for m in (2, 3, 4, 5)])
    page.write_row(5, 0, ("Вся выборка", 34000, 1300000, *_around(shares, 1.5)))
    page.write_row(6, 0, (municipality.region, 540, 9800, *_around(shares, 0.6)))
    page.write_row(7, 0, (municipality.name, len(sheets), len(own), *(round(float(s), 2) for s in shares)))
    for i, sheet in enumerate(sheets):
        marks = _marks(sheet, bounds)
        line = [round(float(np.mean(marks == m) * 100), 2) for m in (2, 3, 4, 5)]
        page.write_row(
            8 + i,
            0,
            (
                f"{sheet.organisation.name_on(date(year + 1, 4, 15))} ({sheet.organisation.login})",
                "",
                len(marks),
                *line,
            ),
        )
    book.close()


def _marks(sheet: Sheet, bounds: Mapping[int, int]) -> np.ndarray:
    return np.array(
        [mark(int(s.clip(0).sum()), bounds) for s, away in zip(sheet.scores, sheet.absent, strict=True) if not away]
    )


def _around(shares: np.ndarray, tilt: float) -> list[float]:
    """Shares of a wider population: a little more low marks; they add up to 100."""
    moved = shares + np.array([tilt, tilt, -tilt, -tilt])
    moved = np.clip(moved, 0.5, None)
    rounded = np.round(moved / moved.sum() * 100, 2)
    rounded[1] += round(100 - rounded.sum(), 2)
    return [round(float(s), 2) for s in rounded]
