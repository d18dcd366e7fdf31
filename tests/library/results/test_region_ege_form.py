"""The regional form of the ЕГЭ: merged two-row header, total row, empty cells that mean nobody."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
import xlsxwriter

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.region_ege_form import reader
from msoko.store.schemas import TABLES

GROUP = (
    "приняло участие",
    "не преодолен min порог",
    "высокобалльники (80-99 баллов)",
    "получили 100 баллов",
    "средний балл",
)


@pytest.fixture(scope="module")
def context() -> Context:
    schools = {"a": "МБОУ СОШ № 1", "b": "МБОУ СОШ № 2"}
    objects = [{"object_id": i, "object_type": "organisation", "first_day": date(2000, 9, 1)} for i in schools]
    attributes = [{"object_id": i, "attribute": "name", "value": name} for i, name in schools.items()]
    registry = Registry(
        pa.Table.from_pylist(objects, schema=TABLES["objects"]),
        pa.Table.from_pylist(attributes, schema=TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )
    return Context(registry, load())


def form(path, rows, total=None, subject="Физика"):
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("2023")
    page.write(1, 0, "Информация о результатах ЕГЭ выпускников школ в 2023 году")
    page.write_row(
        5,
        0,
        (
            "Муниципальное образование",
            "Образовательная организация (школа)",
            "Профиль",
            "Всего выпускников в 2023 году",
        ),
    )
    page.merge_range(5, 4, 5, 8, subject)
    page.write_row(6, 4, GROUP)
    for i, row in enumerate(rows):
        page.write_row(7 + i, 0, row)
    if total:
        page.write_row(8 + len(rows), 0, total)
        page.write(10 + len(rows), 0, "* данные предварительные")
    book.close()
    return open_book(path)


def facts(reading):
    return {
        (r["object_id"], r["fact"].removeprefix("region_form_"), r["subject"]): r
        for r in reading.tables["facts"].to_pylist()
    }


def test_numbers_become_facts_with_subject_period_and_cell(tmp_path, context):
    book = form(tmp_path / "f.xlsx", [("МО", "МБОУ СОШ № 1", "", 20, 7, 1, "", "", 54.25)], ("ИТОГО", "", "", 20, 7))
    reading = reader.read(book, context)
    found = facts(reading)
    assert reader.recognise(book) == 1.0 and reading.problems == ()
    assert found["a", "graduates", "all"]["value"] == 20
    mean = found["a", "mean_score", "03"]
    assert (mean["value"], mean["period"], mean["row"], mean["col"]) == (Decimal("54.25"), "2022-23", 8, 9)
    assert found["a", "high_80_99", "03"]["value"] == 0, "empty inside a subject that was sat means nobody"


def test_a_subject_nobody_sat_gives_no_facts(tmp_path, context):
    reading = reader.read(form(tmp_path / "f.xlsx", [("МО", "МБОУ СОШ № 2", "", 4, "", "", "", "", "")]), context)
    assert {key[1] for key in facts(reading)} == {"graduates"}


def test_the_total_row_is_checked_and_is_no_school(tmp_path, context):
    book = form(tmp_path / "f.xlsx", [("МО", "МБОУ СОШ № 1", "", 20, 7, 1, 0, 0, 50)], ("ИТОГО", "", "", 20, 9))
    (found,) = reader.read(book, context).problems
    assert (found.code, found.cell, found.parameters["expected"]) == ("total-differs", "E10", Decimal(7))


def test_an_unknown_school_is_asked_and_the_others_are_kept(tmp_path, context):
    rows = [("МО", "Школа без имени", "", 5, 2, 0, 0, 0, 40), ("МО", "МБОУ СОШ № 2", "", 4, 2, 0, 0, 0, 60)]
    reading = reader.read(form(tmp_path / "f.xlsx", rows), context)
    assert reading.blocked and reading.unmatched[0].cell == "B8"
    assert facts(reading)["b", "mean_score", "03"]["value"] == 60


def test_an_unknown_subject_and_a_word_for_a_number_are_named_with_their_cells(tmp_path, context):
    book = form(tmp_path / "f.xlsx", [("МО", "МБОУ СОШ № 1", "", "много", 2, 0, 0, 0, 40)], subject="Алхимия")
    codes = {(p.code, p.cell) for p in reader.read(book, context).problems}
    assert codes == {("subject-unknown", "E6"), ("not-a-number", "D8")}
