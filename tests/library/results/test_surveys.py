"""Exports of surveys and checklists: questions and requirements by code, number or text; nothing of people kept."""

from datetime import date

import pyarrow as pa
import pytest
import xlsxwriter

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.checklists import reader as checklists
from msoko.results.formats.questionnaires import reader as questionnaires
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period


@pytest.fixture(scope="module")
def context() -> Context:
    one = [{"object_id": "k1", "object_type": "organisation", "first_day": date(2000, 9, 1)}]
    name = [{"object_id": "k1", "attribute": "name", "value": "МБДОУ Детский сад № 1"}]
    registry = Registry(
        pa.Table.from_pylist(one, schema=TABLES["objects"]),
        pa.Table.from_pylist(name, schema=TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )
    return Context(registry, load(), period=Period.parse("2024"))


def book(tmp_path, *rows):
    path = tmp_path / "ответы.xlsx"
    written = xlsxwriter.Workbook(path)
    page = written.add_worksheet("Ответы")
    for i, row in enumerate(rows):
        page.write_row(i, 0, row)
    written.close()
    return open_book(path)


HEAD = ("Организация", "1. Обращались к стендам?", "2. Удовлетворены стендами?", "nok_q7", "nok_q8")
GARDEN = "МБДОУ Детский сад № 1"


def answers(reading):
    return {r["question"]: (r["answer"], r["state"]) for r in reading.tables["answers"].to_pylist()}


def test_questions_are_known_by_number_and_code(tmp_path, context):
    received = book(tmp_path, HEAD, (GARDEN, "Да", "нет", "Да", ""))
    reading = questionnaires.read(received, context)
    assert questionnaires.recognise(received) > 0.5
    assert answers(reading) == {
        "nok_q1": ("yes", "value"), "nok_q2": ("no", "value"),
        "nok_q7": ("yes", "value"), "nok_q8": (None, "not_stated"),
    }  # fmt: skip


def test_an_answer_to_a_question_that_was_not_asked_is_left_out_and_said(tmp_path, context):
    reading = questionnaires.read(book(tmp_path, HEAD, (GARDEN, "Нет", "Да", "Нет", "Да")), context)
    assert {(p.code, p.cell) for p in reading.problems} == {("answer-not-asked", "C2"), ("answer-not-asked", "E2")}
    assert answers(reading)["nok_q2"] == (None, "not_stated")


def test_words_that_are_no_answer_have_their_cell_and_people_are_not_read(tmp_path, context):
    head = (*HEAD, "ФИО", "Ваши мысли?")
    reading = questionnaires.read(
        book(tmp_path, head, (GARDEN, "возможно", "Да", "Да", "Да", "Пример", "Пример")), context
    )
    assert {(p.code, p.cell) for p in reading.problems} == {
        ("value-unknown", "B2"), ("personal-column", "F1"), ("column-ignored", "G1"),
    }  # fmt: skip
    assert not any("Пример" in str(v) for row in reading.tables["answers"].to_pylist() for v in row.values())
    assert reading.personal_columns["Ответы"] == ("F",)


def test_a_checklist_keeps_not_seen_apart_from_not_applicable_and_not_looked_at(tmp_path, context):
    head = ("Организация", "Требование", "Выполнено", "Дата посещения")
    codes = ("nok_comfort_rest", "nok_comfort_water", "nok_comfort_toilets", "nok_comfort_navigation")
    rows = [
        (GARDEN, code, seen, "12.05.2024") for code, seen in zip(codes, ("да", "нет", "не применимо", ""), strict=True)
    ]
    received = book(tmp_path, head, *rows, (GARDEN, "чего-то нет в пакете", "да", "12.05.2024"))
    reading = checklists.read(received, context)
    seen = {r["requirement"]: (r["score"], r["state"], r["visit"]) for r in reading.tables["observations"].to_pylist()}
    assert checklists.recognise(received) == 1.0
    assert seen["nok_comfort_rest"] == (1, "value", "k1-2024-05-12") and seen["nok_comfort_water"][:2] == (0, "value")
    assert (
        seen["nok_comfort_toilets"][:2] == (None, "not_applicable")
        and seen["nok_comfort_navigation"][1] == "not_stated"
    )
    assert [(p.code, p.cell) for p in reading.problems] == [("requirement-unknown", "B6")]
