"""The independent assessment of the demonstration: a survey of recipients and the checklists of the visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from msoko.demo.municipality import Organisation
from msoko.demo.pupils import generator
from msoko.methodology.model import Question, Requirement

_FILTERS = {"nok_q1": 0.55, "nok_q3": 0.6, "nok_q7": 0.06, "nok_q11": 0.35}  # share who say yes and go on
_NO_ANSWER = 0.02


def write_survey(
    path: Path, year: int, organisations: Sequence[Organisation], questions: Sequence[Question], seed: int
) -> None:
    """A row a respondent, up to 90 an organisation: да, нет, or an empty cell where nothing was asked or said."""
    asked = [question for question in questions if question.type != "text"]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("Ответы")
    page.write_row(0, 0, ("Организация", "Дата", *(question.title for question in asked)))
    row = 1
    for organisation in organisations:
        rng = generator(seed, organisation.id, year, "survey")
        satisfied = float(np.clip(rng.normal(0.88, 0.06), 0.5, 0.99))
        for _ in range(min(90, max(12, round(organisation.cohort * 1.2)))):
            day = date(year, int(rng.integers(4, 6)), int(rng.integers(1, 29)))
            answers = _answers(asked, satisfied, rng)
            page.write_row(row, 0, (organisation.name_on(day), day.strftime("%d.%m.%Y"), *answers))
            row += 1
    book.close()


def _answers(questions: Sequence[Question], satisfied: float, rng: np.random.Generator) -> list[str]:
    said: dict[str, str] = {}
    for question in questions:
        filtering = question.ask_when.split(" == ")[0]
        if filtering and said[filtering] != "да":
            said[question.code] = ""
        elif question.type == "number":
            said[question.code] = str(int(rng.integers(24, 60)))
        elif question.choices and "yes" not in question.choices:
            said[question.code] = str(rng.choice(question.choices))
        else:
            yes = rng.random() < _FILTERS.get(question.code, satisfied)
            said[question.code] = "" if rng.random() < _NO_ANSWER and not filtering else "да" if yes else "нет"
    return list(said.values())


def write_checklists(
    path: Path, year: int, organisations: Sequence[Organisation], requirements: Sequence[Requirement], seed: int
) -> None:
    """A row an organisation and requirement; things for people with disabilities are seen less often."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("Проверочные листы")
    page.write_row(0, 0, ("Организация", "Дата посещения", "Требование", "Выполнено"))
    row = 1
    for organisation in organisations:
        rng = generator(seed, organisation.id, year, "visit")
        day = date(year, 5, int(rng.integers(2, 28)))
        for requirement in requirements:
            often = 0.35 if requirement.checklist in ("nok_equipment", "nok_access") else 0.88
            seen = "да" if rng.random() < often else "нет"
            page.write_row(row, 0, (organisation.name_on(day), day.strftime("%d.%m.%Y"), requirement.code, seen))
            row += 1
    book.close()
