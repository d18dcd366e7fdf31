"""`msoko dif` and `msoko agreement`: what they name, what programs read, what they refuse."""

from __future__ import annotations

import json

import pytest
from tests.workplace import answers_of_groups, sheets, typed


@pytest.fixture
def answered(tmp_path):
    path = tmp_path / "ответы.csv"
    path.write_text(answers_of_groups(), "utf-8")
    return path


@pytest.fixture
def marked(tmp_path):
    path = tmp_path / "листы.csv"
    path.write_text(sheets(), "utf-8")
    return path


def test_the_task_that_much_favours_a_group_is_named_and_no_other(answered):
    answer = typed("dif", answered, "--group", "группа")
    assert answer.code == 0, answer.said
    assert "«З3» при равной подготовке намного легче для группы «Б»" in answer.said
    assert answer.said.count("намного легче") == 1


def test_programs_read_three_methods(answered):
    found = json.loads(typed("dif", answered, "--group", "группа", "--json").out)
    assert (found["reference"], found["other"], found["n"]) == ("А", "Б", 399)
    third = found["items"][2]
    assert third["mantel_haenszel"]["delta"] > 1.5 and third["mantel_haenszel"]["effect"] == "C"
    assert third["rasch"]["difference"] < -3 * third["rasch"]["se"] and third["logistic"]["p"] < 0.001


def test_what_cannot_be_compared_is_refused_in_words(answered):
    absent = typed("dif", answered, "--group", "пол")
    assert absent.code == 2 and "«пол»" in absent.said
    text = answered.read_text("utf-8")
    answered.write_text("\n".join(text.splitlines()[:20]), "utf-8")
    few = typed("dif", answered, "--group", "группа")
    assert few.code == 1 and "30" in few.said
    answered.write_text(text.replace("Б,", "А,"), "utf-8")
    one = typed("dif", answered, "--group", "группа")
    assert one.code == 1 and "групп" in one.said


def test_experts_who_agree_and_who_do_not(marked):
    found = json.loads(typed("agreement", marked, "--work", "работа", "--rater", "эксперт", "--json").out)
    logic, grammar = found["items"]
    assert grammar["exact"] == grammar["alpha"] == 1 and grammar["distance"] == 0
    assert logic["works"] == 30 and logic["exact"] < 0.75
    pairs = {(first, second): told for first, second, told in logic["pairs"]}
    assert pairs["Э1", "Э2"]["exact"] == 1 and pairs["Э2", "Э3"]["exact"] == 0.5
    said = typed("agreement", marked, "--work", "работа", "--rater", "эксперт").said
    assert "грамотность" in said and "Криппендорф" not in said and "не меньше 0,8" in said


def test_single_marks_and_repeated_marks_are_refused(marked):
    lines = marked.read_text("utf-8").splitlines()
    marked.write_text("\n".join([lines[0], *lines[1::2]]), "utf-8")
    single = typed("agreement", marked, "--work", "работа", "--rater", "эксперт")
    assert single.code == 1 and "Ни у одной работы нет двух оценок" in single.said
    marked.write_text("\n".join([*lines, lines[1]]), "utf-8")
    twice = typed("agreement", marked, "--work", "работа", "--rater", "эксперт")
    assert twice.code == 1 and "дважды" in twice.said
