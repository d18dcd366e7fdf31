"""Aggregated reports of the ФИС ОКО: schools and the municipality are facts, region and country are references."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
import xlsxwriter

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.fis_oko_reports import reader
from msoko.store.schemas import TABLES


@pytest.fixture(scope="module")
def context() -> Context:
    named = {
        "s1": ("organisation", "МБОУ СОШ № 1"),
        "m": ("municipality", "Заречный округ"),
        "r": ("region", "Область"),
        "ru": ("country", "Россия"),
    }
    objects = [{"object_id": i, "object_type": t, "first_day": date(2000, 9, 1)} for i, (t, _) in named.items()]
    attributes = [{"object_id": i, "attribute": "name", "value": name} for i, (_, name) in named.items()]
    attributes.append({"object_id": "s1", "attribute": "login", "value": "edu000001"})
    registry = Registry(
        pa.Table.from_pylist(objects, schema=TABLES["objects"]),
        pa.Table.from_pylist(attributes, schema=TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )
    return Context(registry, load())


def report(tmp_path, head, *rows):
    path = tmp_path / "отчёт.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Отчёт")
    page.write(0, 0, "ВПР 2025 Математика 5 класс")
    for i, row in enumerate([("Группы участников", "Кол-во ОО", "Кол-во участников", *head), *rows]):
        page.write_row(3 + i, 0, row)
    book.close()
    return open_book(path)


def references(reading):
    return {
        (r["level"], r["code"].removeprefix("results.vpr_")): r["value"]
        for r in reading.tables["references"].to_pylist()
    }


def facts(reading):
    return {(r["object_id"], r["fact"].removeprefix("vpr_report_")): r for r in reading.tables["facts"].to_pylist()}


MARKS = (
    ("Вся выборка", 34000, 1300000, 10, 40, 35, 15),
    ("Область", 500, 9000, 12, 40, 33, 15),
    ("Заречный округ", 2, 100, 11, 40, 34, 15),
    ("Школа номер один (edu000001)", "", 60, 10, 40.5, 34.5, 15),
)


def test_marks(tmp_path, context):
    received = report(tmp_path, "2345", *MARKS)
    reading = reader.read(received, context)
    school = facts(reading)["s1", "mark_3"]
    assert reader.recognise(received) == 1.0 and reading.problems == ()
    assert (school["value"], school["object_type"], school["subject"], school["grade"], school["period"]) == (
        Decimal("40.5"), "organisation", "02", "5", "2024-25",
    )  # fmt: skip
    assert (school["row"], school["col"]) == (8, 5)
    assert facts(reading)["m", "participants"]["object_type"] == "municipality"
    assert references(reading)["region", "quality"] == 48 and references(reading)["country", "pass_rate"] == 90
    assert references(reading)["region", "mean_mark"] == Decimal("3.51")
    assert {r["n"] for r in reading.tables["references"].to_pylist() if r["level"] == "region"} == {9000}


def test_primary_scores_become_a_mean(tmp_path, context):
    reading = reader.read(report(tmp_path, "012", ("Область", 5, 10, 20, 30, 50)), context)
    assert references(reading) == {("region", "mean_score"): Decimal("1.3")}


def test_tasks_are_weighted_by_their_highest_scores(tmp_path, context):
    rows = (("", "", "Макс балл", 1, 3), ("Область", 5, 10, 80, 40), ("МБОУ СОШ № 1", "", 4, 100, 0))
    reading = reader.read(report(tmp_path, ("1", "2.1"), *rows), context)
    assert references(reading)["region", "task_fulfilment"] == 50
    assert facts(reading)["s1", "task_fulfilment"]["value"] == 25


def test_the_journal_stands_under_each_group(tmp_path, context):
    rows = (
        ("Область", "", 200, ""), ("Понизили (Отметка < Отметка по журналу) %", "", 40, 20),
        ("Подтвердили (Отметка = Отметке по журналу) %", "", 140, 70),
        ("Повысили (Отметка > Отметка по журналу) %", "", 20, 10),
        ("Всего", "", 200, 100),
    )  # fmt: skip
    reading = reader.read(report(tmp_path, ("%",), *rows), context)
    assert (
        references(reading)[("region", "journal_lower")] == 20
        and references(reading)[("region", "journal_higher")] == 10
    )


def test_faults_are_named_with_their_cells(tmp_path, context):
    rows = (("Область", 1, 100, 10, 40, 30, 10), ("Неизвестная школа", 1, 10, 10, 40, 35, "много"))
    found = {(p.code, p.cell) for p in reader.read(report(tmp_path, "2345", *rows), context).problems}
    assert found == {
        ("shares-not-100", "A5"),
        ("not-a-number", "G6"),
        ("shares-not-100", "A6"),
        ("organisation-unmatched", "A6"),
    }
