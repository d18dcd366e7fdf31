"""`msoko items` on a table of answers: what it prints, what programs read, what it refuses and where."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.workplace import answers, typed


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "ответы.csv"
    path.write_text(answers(400), "utf-8")
    return path


@pytest.mark.parametrize("model", ["ctt", "rasch", "2pl", "3pl", "pcm", "gpcm", "grm", "rasch-cml", "pcm-cml"])
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


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl", "grm", "pcm"])
def test_fit_is_shown_and_told_to_programs(table, model):
    answer = typed("items", table, "--model", model, "--fit")
    assert "S-X²" in answer.out and "Модель в целом согласуется с ответами хорошо" in answer.out
    found = json.loads(typed("items", table, "--model", model, "--fit", "--json").out)
    assert found["m2"]["df"] == 36 - found["parameters"] and 0 < found["m2"]["p"] < 1
    assert all(0 < item["s_x2"]["p"] < 1 for item in found["items"])
    assert max(found["precision"]["se"]) > min(found["precision"]["se"]) > 0


def test_conditional_models_are_tested_between_weak_and_strong(table):
    assert "Критерий Андерсена" in typed("items", table, "--model", "rasch-cml", "--fit").out
    found = json.loads(typed("items", table, "--model", "rasch-cml", "--fit", "--json").out)["andersen"]
    assert found["df"] == 7 and len(found["groups"]) == 2 and set(found["z"]) == {f"З{n}" for n in range(1, 9)}


def test_a_test_that_cannot_be_made_is_a_sentence_beside_the_model(table):
    lines = table.read_text("utf-8").split("\n")
    holes = [lines[0], *("," + line.split(",", 1)[1] for line in lines[1:200]), *lines[200:220]]
    table.write_text("\n".join(holes), "utf-8")
    for model, says in (("rasch", "ответивших на все задания: 20"), ("rasch-cml", "Назовите группы участников")):
        answer = typed("items", table, "--model", model, "--fit")
        assert answer.code == 0 and says in answer.said


def test_who_left_an_item_out_and_who_did_not_get_to_it(table):
    lines = table.read_text("utf-8").strip().split("\n")
    table.write_text("\n".join([lines[0], "1,X,1,1,1,1,,", *lines[3:]]), "utf-8")
    out = typed("items", table).out
    assert "«З2»: пропустили 1, не дошли " in out and "«З7»: пропустили 0, не дошли " in out
    assert "Задание «З1»" not in out
    assert "Набрали 0 баллов" in out


def test_experts_are_put_on_one_scale_with_tasks(tmp_path):
    rng = np.random.default_rng(1)
    rows = ["работа,эксперт,К1,К2,К3"]
    for work in range(300):
        for expert in rng.choice(3, 2, replace=False):
            able = np.sin(work) * 2 + (expert - 1)  # the first is severe, the third lenient
            marks = (rng.random(3) < 1 / (1 + np.exp(-able))).astype(int)
            rows.append(f"{work},эксперт {expert + 1}," + ",".join(map(str, marks)))
    path = tmp_path / "отметки.csv"
    path.write_text("\n".join(rows), "utf-8")
    typing = ("items", path, "--model", "facets", "--work", "работа", "--rater", "эксперт")
    out = typed(*typing).out
    assert "экспертов: 3" in out and "p < 0,001" in out and "К3" in out
    raters = json.loads(typed(*typing, "--json").out)["raters"]
    assert raters[0]["severity"] > 0.5 and raters[2]["severity"] < -0.5 and raters[0]["points"] < 0
    assert typed("items", path, "--model", "facets").code == 2
    assert typed("items", path, "--work", "работа", "--rater", "эксперт").code == 2
    apart = [rows[0], "1,а,1,0,1", "1,б,0,1,1", "2,в,1,0,0", "2,г,0,1,0"]
    path.write_text("\n".join(apart), "utf-8")
    answer = typed(*typing)
    assert answer.code == 1 and "общими работами: а, б; в, г" in answer.said


def test_options_of_closed_items_are_judged_by_who_chooses_them(tmp_path):
    rng = np.random.default_rng(4)
    able = rng.normal(size=400)
    lines = ["а,б,в,г,д"]
    for theta in able:
        right = rng.random(5) < 1 / (1 + np.exp(-1.5 * theta))
        lines.append(",".join("1" if good else "23"[int(rng.integers(2))] for good in right))
    path = tmp_path / "варианты.csv"
    path.write_text("\n".join(lines).replace("\n1,", "\nX,", 1), "utf-8")
    out = typed("items", path, "--key", "1,1,1,1,1").out
    assert "✓" in out and "Выбрали, %" in out and "Проверьте ключ" not in out
    wrong = typed("items", path, "--key", "1,1,2,1,1").out
    assert "«в»: неверный ответ «1» чаще выбирают" in wrong and "«в»: верный ответ «2» реже выбирают" in wrong
    found = json.loads(typed("items", path, "--key", "1,1,1,1,1", "--json").out)
    assert found["items"][0]["omitted"] == 1 and sum(o["n"] for o in found["options"] if o["item"] == "а") == 400
    assert typed("items", path, "--key", "1,1").code == 2
    assert typed("items", path, "--key", "1,1,1,1,1", "--model", "2pl").code == 2


def test_answers_that_carry_no_model_are_refused_in_words(tmp_path):
    path = tmp_path / "все_верно.csv"
    path.write_text("а,б,в\n" + "1,1,1\n" * 20, "utf-8")
    answer = typed("items", path, "--model", "rasch")
    assert answer.code == 1 and "участники различаются: 0" in answer.said
