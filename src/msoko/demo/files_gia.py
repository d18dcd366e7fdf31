"""Results of the ОГЭ and ЕГЭ: participant tables as a regional centre sends them, and the region's summary form."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from msoko.demo.municipality import Municipality, Organisation
from msoko.demo.pupils import generator

EGE = {  # title -> (mean, deviation, share who choose it, minimum score)
    "Русский язык": (63, 15, 1.0, 24),
    "Математика профильная": (55, 18, 0.55, 27),
    "Обществознание": (54, 17, 0.45, 42),
    "Физика": (54, 16, 0.2, 36),
    "Биология": (51, 16, 0.18, 36),
    "История": (52, 17, 0.15, 32),
}
OGE = {  # title -> (highest score, mean share of it, deviation, lowest scores of marks 3, 4, 5)
    "Русский язык": (33, 0.72, 0.16, (15, 23, 29)),
    "Математика": (31, 0.47, 0.17, (8, 15, 22)),
}
Pupil = tuple[int, int]  # number of the school, number within it
HEADER = (
    "Логин ОО",
    "Наименование ОО",
    "Класс",
    "Фамилия",
    "Имя",
    "Отчество",
    "Серия",
    "Номер документа",
    "Предмет",
    "Первичный балл",
    "Балл",
    "Отметка",
)


@dataclass(frozen=True)
class Result:
    organisation: Organisation
    number: int
    subject: str
    primary: int
    score: int | None
    mark: int | None


def ege(municipality: Municipality, year: int, seed: int) -> list[Result]:
    """Test scores of grade 11; ability moves all subjects of a pupil together."""
    found = []
    for school in municipality.of("school", year):
        if 11 not in school.grades:
            continue
        rng = generator(seed, school.id, year, "ege")
        for pupil in range(max(1, round(school.cohort * 0.45))):
            ability = school.effects[year] + rng.normal(0, 0.9)
            for subject, (mean, deviation, chosen, _) in EGE.items():
                if rng.random() < chosen:
                    score = int(np.clip(mean + deviation * (0.85 * ability + rng.normal(0, 0.5)), 0, 100))
                    found.append(Result(school, pupil, subject, round(score * 0.5), score, None))
    return found


def oge(municipality: Municipality, year: int, seed: int) -> list[Result]:
    found = []
    for school in municipality.of("school", year):
        if 9 not in school.grades:
            continue
        rng = generator(seed, school.id, year, "oge")
        for pupil in range(max(1, round(school.cohort * 0.9))):
            ability = school.effects[year] + rng.normal(0, 0.9)
            for subject, (most, mean, deviation, bounds) in OGE.items():
                share = mean + deviation * (0.85 * ability + rng.normal(0, 0.5))
                primary = int(np.clip(round(share * most), 0, most))
                found.append(Result(school, pupil, subject, primary, None, 2 + sum(primary >= b for b in bounds)))
    return found


def carried_on(before: Sequence[Result], now: Sequence[Result], rng: np.random.Generator) -> Mapping[Pupil, int]:
    """Who of grade 9 two years ago each pupil of grade 11 is: of every school mostly the stronger, roughly in order.

    Results are drawn without regard to this, so the demonstration's numbers do not depend on it.
    """
    known: dict[Pupil, int] = {}
    places = (_places(before), _places(now))
    for school in sorted({school for school, _ in places[1]}):
        first, second = ({p: v for p, v in own.items() if p[0] == school} for own in places)
        noisy = [
            sorted(own, key=lambda pupil, own=own: own[pupil] + rng.normal(0, 0.45), reverse=True)  # type: ignore[misc]
            for own in (first, second)
        ]
        known |= {pupil: past[1] for past, pupil in zip(*noisy, strict=False)}
    return known


def _places(results: Sequence[Result]) -> dict[Pupil, float]:
    """The mean place of each pupil over subjects, in deviations of the subject."""
    by_subject: dict[str, list[Result]] = {}
    for r in results:
        by_subject.setdefault(r.subject, []).append(r)
    found: dict[Pupil, list[float]] = {}
    for own in by_subject.values():
        scores = np.array([r.primary for r in own])
        for r, place in zip(own, (scores - scores.mean()) / (scores.std() or 1), strict=True):
            found.setdefault((r.organisation.number, r.number), []).append(float(place))
    return {pupil: float(np.mean(own)) for pupil, own in found.items()}


def participant_rows(
    results: Sequence[Result], year: int, grade: int, known: Mapping[Pupil, int] | None = None
) -> list[tuple[object, ...]]:
    """Names and documents are plain numbers of the demonstration: they are hashed at reading and go no further.

    A pupil is a number within the school and the year in which the cohort was in grade 9; known: carried_on.
    """
    rows: list[tuple[object, ...]] = []
    cohort = year - grade + 9
    for r in results:
        number = r.number if known is None else known.get((r.organisation.number, r.number), 500 + r.number)
        rows.append(
            (
                r.organisation.login,
                r.organisation.name_on(date(year + 1, 6, 1)),
                f"{grade}А",
                f"Участник{r.organisation.number:02d}{number:03d}",
                "Демо",
                "Демович",
                "0000",
                f"{cohort % 100:02d}{r.organisation.number:02d}{number:03d}",
                r.subject,
                r.primary,
                "" if r.score is None else r.score,
                "" if r.mark is None else r.mark,
            )
        )
    return rows


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """As it often comes: semicolons and the Windows encoding."""
    with path.open("w", encoding="cp1251", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADER, *rows])


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("Участники")
    for i, row in enumerate([HEADER, *rows]):
        page.write_row(i, 0, row)
    book.close()


_FORM_COLUMNS = (
    "приняло участие",
    "не преодолен min порог",
    "высокобалльники (80-99 баллов)",
    "получили 100 баллов",
    "средний балл",
)


def write_region_form(path: Path, municipality: Municipality, results: dict[int, list[Result]]) -> None:
    """The summary form of the region: a sheet a year, a header of two rows with merged cells, a total row, a note."""
    book = xlsxwriter.Workbook(path)
    for year, found in results.items():
        page = book.add_worksheet(f"{year + 1} год")
        page.write(1, 0, f"Информация о результатах ЕГЭ выпускников школ в {year + 1} году")
        page.write(3, 0, municipality.region)
        _form_header(page, year)
        schools = sorted({r.organisation.id: r.organisation for r in found}.values(), key=lambda o: o.number)
        for i, school in enumerate(schools):
            own = [r for r in found if r.organisation.id == school.id]
            page.write_row(
                7 + i,
                0,
                (
                    municipality.name,
                    school.name_on(date(year + 1, 6, 1)),
                    "",
                    len({r.number for r in own}),
                    *_form_cells(own),
                ),
            )
        page.write_row(
            7 + len(schools),
            0,
            ("ИТОГО", "", "", len({(r.organisation.id, r.number) for r in found}), *_form_cells(found)),
        )
        page.write(9 + len(schools), 0, "* Демонстрационные данные")
    book.close()


def _form_header(page: xlsxwriter.worksheet.Worksheet, year: int) -> None:
    titles = (
        "Муниципальное образование",
        "Образовательная организация (школа)",
        "Профиль (при наличии)",
        f"Всего выпускников в {year + 1} году по программам среднего общего образования",
    )
    for column, title in enumerate(titles):
        page.merge_range(5, column, 6, column, title)
    for i, subject in enumerate(EGE):
        page.merge_range(5, 4 + 5 * i, 5, 8 + 5 * i, subject)
        page.write_row(6, 4 + 5 * i, _FORM_COLUMNS)


def _form_cells(results: Sequence[Result]) -> list[object]:
    cells: list[object] = []
    for subject, (*_, least) in EGE.items():
        scores = [r.score for r in results if r.subject == subject and r.score is not None]
        if not scores:
            cells += [0, "", "", "", ""]
            continue
        cells += [
            len(scores),
            sum(s < least for s in scores),
            sum(80 <= s <= 99 for s in scores),
            sum(s == 100 for s in scores),
            round(sum(scores) / len(scores), 2),
        ]
    return cells
