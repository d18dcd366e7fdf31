"""Ф1: every planted fault is found at its cell, missing codes keep their kind, columns may stand in any order."""

from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from tests.library.results.making_samples import TASKS, individual_rows, write

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results import importing
from msoko.results.books import cell_name, open_book
from msoko.results.context import Context
from msoko.results.formats.fis_oko_f1 import reader

SAMPLE = Path(str(resources.files("msoko.results.formats"))) / "registry" / "sample.xlsx"
HEAD, FIRST = 7, 8
COLUMN = {
    "login": 0,
    "school": 2,
    "code": 3,
    "class": 4,
    "task": 7,
    "total": 7 + len(TASKS),
    "mark": 8 + len(TASKS),
    "journal": 9 + len(TASKS),
}


@pytest.fixture(scope="module")
def context() -> Context:
    tables = importing.read_file(SAMPLE, Context(Registry.from_tables({}), load())).tables
    return Context(Registry.from_tables(tables), load())


def read(tmp_path, context, rows, sheet="Индивидуальные результаты"):
    path = write(tmp_path / "f1.xlsx", {sheet: rows})
    book = open_book(path)
    assert reader.recognise(book) > 0.5
    return reader.read(book, context)


def found(reading):
    return {(one.code, one.cell) for one in reading.problems}


def test_a_sound_file(tmp_path, context):
    reading = read(tmp_path, context, individual_rows())
    assert reading.problems == ()
    assert {name: table.num_rows for name, table in reading.tables.items()} == {
        "procedures": 1, "tasks": len(TASKS), "outcomes": 18, "items": 18 * len(TASKS),
    }  # fmt: skip
    procedure = reading.tables["procedures"].to_pylist()[0]
    assert (procedure["procedure"], procedure["subject"], procedure["max_score"]) == (
        "vpr-2022-23-02-8",
        "02",
        Decimal(25),
    )
    outcomes = reading.tables["outcomes"].to_pylist()
    assert {row["organisation"] for row in outcomes} == {"s1", "s2", "s3"}
    assert {row["education_level"] for row in outcomes} == {"basic"}
    assert {row["sex"] for row in outcomes} == {"m", "f"}


def test_scores_stand_where_they_stood(tmp_path, context):
    rows = individual_rows()
    reading = read(tmp_path, context, rows)
    for item in reading.tables["items"].to_pylist():
        cell = rows[item["row"] - 1][item["col"] - 1]
        expected = {"X": "absent", "Н": "not_attempted"}.get(cell, "value")
        assert item["state"] == expected
        assert item["score"] == (None if expected != "value" else cell)


def test_the_kind_of_a_missing_code_is_kept(tmp_path, context):
    rows = individual_rows()
    rows[FIRST + 2][COLUMN["task"]] = "-"
    rows[FIRST + 2][COLUMN["total"]] -= (
        rows[FIRST + 2][COLUMN["task"]] if isinstance(rows[FIRST + 2][COLUMN["task"]], int) else 0
    )
    reading = read(tmp_path, context, rows)
    states = {(row["row"], row["task"]): row["state"] for row in reading.tables["items"].to_pylist()}
    assert states[FIRST + 3, "1"] == "no_such_task"
    assert states[FIRST + 1, "1"] == "absent"
    assert states[FIRST + 2, "4"] == "not_attempted"
    outcomes = {row["row"]: row["state"] for row in reading.tables["outcomes"].to_pylist()}
    assert (outcomes[FIRST + 1], outcomes[FIRST + 2]) == ("absent", "value")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("task", 9, "out-of-range"), ("task", -1, "out-of-range"), ("task", "два", "not-a-number"),
        ("task", 0.5, "not-whole"), ("total", 77, "out-of-range"), ("mark", 6, "out-of-range"),
        ("mark", "отл", "not-a-number"), ("journal", 0, "out-of-range"), ("code", "", "cell-empty"),
        ("class", "7Б", "class-of-other-grade"), ("login", "edu770000", None), ("total", "", "total-missing"),
        ("school", "Гимназия № 77", "organisation-unmatched"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_cell(tmp_path, context, column, value, code):
    rows = individual_rows()
    row = FIRST + 3
    rows[row][COLUMN[column]] = value
    if column == "school":
        rows[row][COLUMN["login"]] = ""
    reading = read(tmp_path, context, rows)
    if code is None:  # logins change: an unknown one does not outweigh a name that is known
        assert not reading.blocked
    else:
        assert found(reading) == {(code, cell_name(row, COLUMN[column]))}


def test_a_total_that_is_not_the_sum(tmp_path, context):
    rows = individual_rows()
    row = FIRST + 4
    rows[row][COLUMN["total"]] += 1
    rows[row][COLUMN["mark"]] = 2 + sum(rows[row][COLUMN["total"]] >= bound for bound in (8, 15, 21))
    assert found(read(tmp_path, context, rows)) == {("sum-of-tasks-differs", cell_name(row, COLUMN["total"]))}


def test_a_mark_against_the_scale_of_the_year(tmp_path, context):
    rows = individual_rows()
    row = FIRST + 5
    rows[row][COLUMN["mark"]] = 7 - rows[row][COLUMN["mark"]]
    assert found(read(tmp_path, context, rows)) == {("mark-against-scale", cell_name(row, COLUMN["mark"]))}


def test_in_another_year_there_is_no_scale_and_no_judgement(tmp_path, context):
    rows = individual_rows()
    rows[0], rows[3] = ["ВПР 2026 Математика 8 класс"], []
    rows[FIRST + 5][COLUMN["mark"]] = 7 - rows[FIRST + 5][COLUMN["mark"]]
    reading = read(tmp_path, context, rows)
    assert reading.problems == ()
    assert reading.tables["procedures"]["period"].to_pylist() == ["2025-26"]


def test_one_code_twice_in_a_school_and_the_same_code_in_two_schools(tmp_path, context):
    rows = individual_rows()
    rows[FIRST + 3][COLUMN["code"]] = rows[FIRST + 2][COLUMN["code"]]
    rows[FIRST + 8][COLUMN["code"]] = rows[FIRST + 2][COLUMN["code"]]
    assert found(read(tmp_path, context, rows)) == {("participant-twice", cell_name(FIRST + 3, COLUMN["code"]))}


def test_names_of_people_are_not_read_and_their_column_goes(tmp_path, context):
    rows = [row + ([""] * (10 + len(TASKS) - len(row)) if i >= HEAD else []) for i, row in enumerate(individual_rows())]
    col = len(rows[HEAD])
    rows[HEAD] = [*rows[HEAD], "ФИО"]
    assert read(tmp_path, context, rows).problems == ()  # the empty column of the official form
    rows[FIRST] = [*rows[FIRST], "имя ребёнка"]
    reading = read(tmp_path, context, rows)
    assert found(reading) == {("personal-column", cell_name(HEAD, col))}
    assert reading.personal_columns == {"Индивидуальные результаты": (cell_name(HEAD, col)[:-1],)}
    assert not any("имя ребёнка" in str(table.to_pylist()) for table in reading.tables.values())


def test_a_file_of_one_school_named_above_the_table(tmp_path, context):
    rows = [row[3:] if i >= 6 else row for i, row in enumerate(individual_rows()) if i < FIRST + 6]
    rows[4] = ["МБОУ «СОШ № 2» (edu990002) | Кол-во участников: 6"]
    reading = read(tmp_path, context, rows)
    assert reading.problems == ()
    assert set(reading.tables["outcomes"]["organisation"].to_pylist()) == {"s2"}


def test_columns_in_another_order_numbers_as_text_and_latin_letters(tmp_path, context):
    order = [*range(7, 10 + len(TASKS)), *range(7)]
    rows = [
        [row[i] if i < len(row) else "" for i in order] if n >= 6 else row for n, row in enumerate(individual_rows())
    ]
    rows[FIRST + 2] = [str(cell) for cell in rows[FIRST + 2]]
    rows[FIRST + 3][-3] = "8-a"
    plain, moved = (read(tmp_path, context, one).tables["outcomes"] for one in (individual_rows(), rows))
    drop = ["row", "col", "class"]
    assert moved.drop_columns(drop).equals(plain.drop_columns(drop))
    assert moved["class"].to_pylist() == plain["class"].to_pylist()


def test_an_unknown_subject_or_period_is_asked_for(tmp_path, context):
    rows = individual_rows()
    rows[0], rows[1] = ["ВПР 2023 Астрономия 8 класс"], ["Предмет", "Астрономия"]
    assert ("subject-unknown", "B2") in found(read(tmp_path, context, rows))
    rows = individual_rows()
    rows[0], rows[3] = ["Математика"], []
    reading = read(tmp_path, context, rows)
    assert [one.code for one in reading.problems] == ["period-unknown"]
    from msoko.vocabulary import Period

    told = replace(context, period=Period.parse("2022-23"))
    assert read(tmp_path, told, rows).tables["procedures"]["procedure"].to_pylist() == ["vpr-2022-23-02-8"]


def test_lines_under_the_table_are_no_participants(tmp_path, context):
    rows = [*individual_rows(), [], ["Итого", "", "", "", "", "", "", 5, 6, 7], ["Примечание: Х — отсутствовал"]]
    reading = read(tmp_path, context, rows)
    assert reading.problems == ()
    assert reading.tables["outcomes"].num_rows == 18


def test_advanced_work_is_another_procedure(tmp_path, context):
    rows = individual_rows()
    rows[0], rows[1] = (
        ["ВПР 2026 Математика (углублённый уровень) 8 класс"],
        ["Предмет", "Математика (углублённый уровень)"],
    )
    rows[3] = []
    assert read(tmp_path, context, rows).tables["procedures"]["procedure"].to_pylist() == ["vpr-2025-26-02-8-advanced"]
