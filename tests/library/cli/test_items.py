"""`msoko items` on a table of answers: what it prints, what programs read, what it refuses and where."""

from __future__ import annotations

import json

import pytest
from tests.workplace import answers, typed


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "ответы.csv"
    path.write_text(answers(400), "utf-8")
    return path


@pytest.mark.parametrize("model", ["ctt", "rasch", "2pl", "pcm", "gpcm", "rasch-cml", "pcm-cml"])
def test_every_model_prints_every_item(table, model):
    answer = typed("items", table, "--model", model)
    assert answer.code == 0, answer.said
    assert all(f"З{n}" in answer.out for n in range(1, 9))


def test_programs_read_items_population_and_persons(table):
    found = json.loads(typed("items", table, "--model", "rasch", "--json").out)
    difficulties = [item["difficulty"] for item in found["items"]]
    assert difficulties[0] < difficulties[-1] and 0.4 < found["variances"][0] < 2
    assert len(found["persons"]) == 400 and all(item["se"][0] > item["se_alone"][0] > 0 for item in found["items"])


def test_a_wrong_cell_is_named_by_its_line_and_column(table):
    table.write_text(table.read_text("utf-8").replace("\n1,", "\nпять,", 1), "utf-8")
    answer = typed("items", table)
    assert answer.code == 1 and "столбец «З1»" in answer.said and "«пять»" in answer.said


def test_what_is_not_there_is_said(table, tmp_path):
    assert typed("items", tmp_path / "нет.csv").code == 4
    assert typed("items", table, "--model", "4pl").code == 2
    assert typed("items", table, "--weight", "вес").code == 2


def test_answers_that_carry_no_model_are_refused_in_words(tmp_path):
    path = tmp_path / "все_верно.csv"
    path.write_text("а,б,в\n" + "1,1,1\n" * 20, "utf-8")
    answer = typed("items", path, "--model", "rasch")
    assert answer.code == 1 and "участники различаются: 0" in answer.said
