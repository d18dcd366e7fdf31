"""State statistics forms as exported tables: lines become facts with their grades, totals are checked."""

from datetime import date

import pyarrow as pa
import pytest
import xlsxwriter

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.statistics_forms import reader
from msoko.store.schemas import TABLES


@pytest.fixture(scope="module")
def context() -> Context:
    one = [{"object_id": "s1", "object_type": "organisation", "first_day": date(2000, 9, 1)}]
    name = [{"object_id": "s1", "attribute": "name", "value": "МБОУ СОШ № 1"}]
    registry = Registry(
        pa.Table.from_pylist(one, schema=TABLES["objects"]),
        pa.Table.from_pylist(name, schema=TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )
    return Context(registry, load())


def form(
    tmp_path,
    *rows,
    title="Форма № ОО-1, 2024/2025 учебный год",
    whose="Организация: МБОУ СОШ № 1",
    head=("Всего", "1 класс", "2 класс"),
):
    path = tmp_path / "форма.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Раздел 1.3")
    page.write(0, 0, title)
    page.write(1, 0, whose)
    for i, row in enumerate([("Наименование показателя", "№ строки", *head), *rows]):
        page.write_row(3 + i, 0, row)
    book.close()
    return open_book(path)


def facts(reading):
    return {(r["fact"], r["grade"]): r for r in reading.tables["facts"].to_pylist()}


def test_lines_become_facts_with_grade_period_and_cell(tmp_path, context):
    received = form(
        tmp_path,
        ("1", "2", "3", "4", "5"),
        ("Численность обучающихся", "01", 50, 26, 24),
        ("Неизвестная строка", "99", 1, 1, 0),
    )
    reading = reader.read(received, context)
    found = facts(reading)
    assert reader.recognise(received) == 1.0
    assert {key: row["value"] for key, row in found.items()} == {
        ("pupils", "all"): 50,
        ("pupils", "1"): 26,
        ("pupils", "2"): 24,
    }
    assert (found["pupils", "2"]["row"], found["pupils", "2"]["col"], found["pupils", "2"]["period"]) == (
        6,
        5,
        "2024-25",
    )
    assert [(p.code, p.cell) for p in reading.problems] == [("line-unused", "A7")]


def test_an_empty_total_is_missing_and_an_empty_grade_says_nothing(tmp_path, context):
    found = facts(reader.read(form(tmp_path, ("Численность обучающихся", "01", "", 26, "")), context))
    assert found["pupils", "all"]["state"] == "missing" and found["pupils", "1"]["value"] == 26
    assert ("pupils", "2") not in found


def test_a_calendar_form(tmp_path, context):
    received = form(tmp_path, ("Число мест", "1", 90), title="Форма № 85-К за 2024 год", head=("Всего",))
    reading = reader.read(received, context)
    assert {(r["fact"], r["period"]) for r in reading.tables["facts"].to_pylist()} <= {("preschool_places", "2024")}


def test_faults_are_named_with_their_cells(tmp_path, context):
    reading = reader.read(
        form(tmp_path, ("Численность обучающихся", "01", 51, 26, 24), ("Число классов", "02", "две", 1, 1)), context
    )
    assert [(p.code, p.cell) for p in reading.problems] == [("total-differs", "C5"), ("not-a-number", "C6")]
    unknown = reader.read(
        form(tmp_path, ("Численность обучающихся", "01", 5, 2, 3), whose="Организация: Никто"), context
    )
    assert [p.code for p in unknown.problems] == ["organisation-unmatched"] and unknown.blocked
