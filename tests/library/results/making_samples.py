"""Writes the sample files of formats: run `python tests/library/results/making_samples.py` after a change of a layout.

Generated numbers, invented organisations, no people.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import xlsxwriter

from msoko.results.formats.registry.reader import SHEETS, columns_of

FOLDER = Path(__file__).parents[3] / "src" / "msoko" / "results" / "formats"
SCHOOLS = ("МБОУ «СОШ № 1»", "МБОУ «СОШ № 2»", "МБОУ «ООШ с. Луговое»")
TASKS = (
    ("1", 2),
    ("2", 2),
    ("3", 2),
    ("4", 2),
    ("5", 2),
    ("6.1", 2),
    ("6.2", 2),
    ("7", 2),
    ("8", 2),
    ("9", 2),
    ("10К1", 2),
    ("10К2", 3),
)


def with_check_digit(nine: str) -> str:
    """ИНН of ten digits from its first nine."""
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return nine + str(sum(w * int(d) for w, d in zip(weights, nine, strict=True)) % 11 % 10)


def write(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook of plain cells; dates are written as dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
    return path


def registry_rows() -> dict[str, list[list[object]]]:
    head = {name: [column.title for column in columns_of(name)] for name in SHEETS}
    begin = date(2000, 9, 1)
    objects: list[list[object]] = [["m1", "муниципалитет", begin], ["r1", "регион", begin], ["ru", "страна", begin]]
    objects += [
        [f"s{i}", "организация", begin, "", "", with_check_digit(f"99000000{i}"), "", "", "", f"edu99000{i}"]
        for i in (1, 2, 3)
    ]
    objects += [["s0", "организация", begin, date(2022, 8, 31)], ["d1", "организация", begin]]
    names: list[list[object]] = [[f"s{i + 1}", name] for i, name in enumerate(SCHOOLS)]
    names += [
        ["s0", "МБОУ «НОШ № 5»"],
        ["d1", "МБДОУ «Детский сад № 3»"],
        ["m1", "Заречный район"],
        ["r1", "Область"],
        ["ru", "Россия"],
    ]
    schools = ("s0", "s1", "s2", "s3")
    places: list[list[object]] = [[one, "вид", "школа"] for one in schools] + [["d1", "вид", "детский сад"]]
    places += [[one, "муниципалитет", "m1"] for one in (*schools, "d1")] + [
        ["m1", "регион", "r1"],
        ["r1", "страна", "ru"],
    ]
    places += [["s1", "тип местности", "город"], ["s2", "тип местности", "город"], ["s3", "тип местности", "село"]]
    return {
        SHEETS[0]: [head[SHEETS[0]], *objects],
        SHEETS[1]: [head[SHEETS[1]], *names],
        SHEETS[2]: [head[SHEETS[2]], *places],
        SHEETS[3]: [head[SHEETS[3]], ["s1", "s0", date(2022, 9, 1), "присоединение"]],
        SHEETS[4]: [
            head[SHEETS[4]], ["s1", "начальное, основное, среднее", "1-11"],
            ["s2", "начальное, основное, среднее", "1–11"],
            ["s3", "начальное, основное", "1-9"], ["s0", "начальное", "1-4"], ["d1", "дошкольное"],
        ],
    }  # fmt: skip


def individual_rows(pupils: int = 6) -> list[list[object]]:
    """Ф1 of three schools: one absent pupil and one task not attempted in each."""
    rng = random.Random(1)
    head = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", "Пол"]
    rows: list[list[object]] = [
        ["ВПР 2023 Математика 8 класс"], ["Предмет", "Математика"],
        ["Максимальный первичный балл", sum(most for _, most in TASKS)], ["Дата", "18.04.2023"], [], [],
        [""] * len(head) + ["БББП"[i % 4] for i in range(len(TASKS))],
        [*head, *(f"{code} ({most}б)" for code, most in TASKS), "Первичный балл", "Отметка", "Отметка по журналу"],
    ]  # fmt: skip
    for school, name in enumerate(SCHOOLS, start=1):
        for pupil in range(pupils):
            who = [
                f"edu99000{school}",
                "Заречный район",
                name,
                10000 + school * 100 + pupil,
                "8А",
                pupil % 2 + 1,
                "мж"[pupil % 2],
            ]
            if pupil == 0:
                rows.append([*who, *["X"] * len(TASKS), "", "", 4])
                continue
            scores: list[object] = [rng.randint(0, most) for _, most in TASKS]
            if pupil == 1:
                scores[3] = "Н"
            total = sum(score for score in scores if isinstance(score, int))
            mark = 2 + (total >= 8) + (total >= 15) + (total >= 21)
            rows.append([*who, *scores, total, mark, rng.choice((3, 4, 5, "НЕТ ОТМЕТКИ"))])
    return rows


def facts_rows() -> list[list[object]]:
    return [
        ["Аттестаты об основном общем образовании, 2023/2024 учебный год"], ["Период", "2023/24"], [],
        ["Организация", "Логин ОО", "leavers_9", "admitted_9", "certificates_9", "Примечание"],
        [SCHOOLS[0], "edu990001", 52, 50, 48], [SCHOOLS[1], "edu990002", 20, 20, 20],
        [SCHOOLS[2], "edu990003", 7, "нет данных", "нет данных", "журнал на проверке"],
    ]  # fmt: skip


def report_rows() -> list[list[object]]:
    """«Статистика по отметкам»: country, region, municipality, one school."""
    return [
        ["ВПР 2025 Математика 5 класс"], [], [],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", "2", "3", "4", "5"],
        ["Вся выборка", 34000, 1300000, 10, 40, 35, 15], ["Область", 500, 9000, 12, 40, 33, 15],
        ["Заречный район", 2, 100, 11, 40, 34, 15], [f"{SCHOOLS[0]} (edu990001)", "", 60, 10, 40.5, 34.5, 15],
    ]  # fmt: skip


def exam_rows() -> list[list[object]]:
    """A table of participants without people: codes only."""
    head = ["Наименование ОО", "Класс", "Код участника", "Предмет", "Дата экзамена", "Первичный балл", "Балл"]
    return [
        head, [SCHOOLS[0], "11А", "000001", "Русский язык", "28.05.2024", 44, 87],
        [SCHOOLS[0], "11А", "000002", "Русский язык", "28.05.2024", 30, 61],
        [SCHOOLS[1], "11Б", "000003", "Физика", "04.06.2024", 20, 54],
    ]  # fmt: skip


def form_rows() -> list[list[object]]:
    return [
        ["Форма № ОО-1, 2024/2025 учебный год"], [f"Организация: {SCHOOLS[0]}"], [],
        ["Наименование показателя", "№ строки", "Всего", "1 класс", "2 класс"],
        ["Численность обучающихся", "01", 60, 31, 29],
    ]  # fmt: skip


def survey_rows() -> list[list[object]]:
    garden = "МБДОУ «Детский сад № 3»"
    return [
        ["Дата", "Организация", "nok_q1", "nok_q2", "nok_q7", "nok_q8"],
        ["12.10.2024", garden, "Да", "Нет", "Да", "Да"], ["12.10.2024", garden, "Нет", "", "Да", "Нет"],
    ]  # fmt: skip


def checklist_rows() -> list[list[object]]:
    garden = "МБДОУ «Детский сад № 3»"
    return [
        ["Организация", "Требование", "Выполнено", "Дата посещения"], [garden, "nok_stand_01", "да", "12.10.2024"],
        [garden, "nok_stand_02", "нет", "12.10.2024"], [garden, "nok_stand_03", "да", "12.10.2024"],
    ]  # fmt: skip


def write_region_form(path: Path) -> None:
    """Two rows of headings, the upper one merged over the columns of a subject."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("2023")
        page.write(1, 0, "Информация о результатах ЕГЭ выпускников школ в 2023 году")
        head = ["Муниципальное образование", "Образовательная организация (школа)", "Профиль", "Всего выпускников"]
        page.write_row(5, 0, head)
        page.merge_range(5, 4, 5, 8, "Физика")
        below = ["приняло участие", "не преодолен min порог", "высокобалльники (80-99 баллов)", "получили 100 баллов"]
        page.write_row(6, 4, [*below, "средний балл"])
        page.write_row(7, 0, ["Заречный район", SCHOOLS[0], "", 40, 10, 1, 2, 0, 61.2])
        page.write_row(8, 0, ["Заречный район", SCHOOLS[1], "", 25, 4, 0, 1, 0, 58.5])


def write_all() -> None:
    write(FOLDER / "registry" / "sample.xlsx", registry_rows())
    write(FOLDER / "fis_oko_f1" / "sample.xlsx", {"Индивидуальные результаты": individual_rows()})
    write(FOLDER / "facts_table" / "sample.xlsx", {"Данные": facts_rows()})
    write(FOLDER / "fis_oko_reports" / "sample.xlsx", {"Отчёт": report_rows()})
    write(FOLDER / "gia_participants" / "sample.xlsx", {"Участники": exam_rows()})
    write(FOLDER / "statistics_forms" / "sample.xlsx", {"Раздел 1.3": form_rows()})
    write(FOLDER / "questionnaires" / "sample.xlsx", {"Ответы": survey_rows()})
    write(FOLDER / "checklists" / "sample.xlsx", {"Стенды": checklist_rows()})
    write_region_form(FOLDER / "region_ege_form" / "sample.xlsx")


if __name__ == "__main__":
    write_all()
