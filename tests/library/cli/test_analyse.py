"""`msoko analyse` on a small workplace: a sentence and a table a section, the same for programs, refusals in words."""

from __future__ import annotations

import csv
import json

from tests.workplace import Place, typed

from msoko.cli.analyses import SECTIONS


def test_every_section_says_a_sentence_or_why_not(filled: Place) -> None:
    answer = filled("analyse")
    assert answer.code == 0, answer.said
    told = json.loads(filled("analyse", "--json").out)
    assert list(told) == list(SECTIONS)
    for section in told.values():
        assert section.get("sentence") or section["refused"]


def test_an_effect_is_asked_for_by_place_and_time(filled: Place) -> None:
    answer = filled("analyse", "effect")
    assert answer.code == 0 and "Не сказано, где и когда началась мера" in answer.said
    told = json.loads(filled("analyse", "effect", "change", "--json").out)
    assert "Не сказано" in told["effect"]["refused"]
    english = filled("analyse", "effect", lang="en")
    assert "--organisation ID --since 2023-24" in english.said


def test_rules_that_had_nothing_to_look_at_say_so(filled: Place) -> None:
    told = json.loads(filled("analyse", "findings", "--json").out)
    assert list(told) == ["findings"]
    idle = [one for one in told["findings"]["data"]["rules"] if one["period"] is None]
    assert idle and all("Сравнивать нечего" in one["refusal"] for one in idle)


def test_a_period_or_an_organisation_without_anything_is_told_so(filled: Place) -> None:
    told = json.loads(filled("analyse", "findings", "objectivity", "forecast", "--period", "2030/31", "--json").out)
    assert "ничего не сравнивали" in told["findings"]["refused"]
    assert "Работ за этот учебный год" in told["objectivity"]["refused"]
    assert told["forecast"]["refused"]


def test_tables_and_data_are_written_into_a_folder(filled: Place, tmp_path) -> None:
    answer = filled("analyse", "findings", "--out", tmp_path / "анализ")
    assert answer.code == 0 and "разделов 1" in answer.said
    with (tmp_path / "анализ" / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.reader(stream, delimiter=";"))[0] == "Степень"
    assert json.loads((tmp_path / "анализ" / "analyse.json").read_text("utf-8"))["findings"]["sentence"]


def test_what_is_not_there_is_said(filled: Place, tmp_path) -> None:
    assert filled("analyse", "гадания").code == 2
    assert filled("analyse", "--period", "вчера").code == 2
    assert filled("analyse", "--organisation", "нет-такой").code == 4
    assert typed("--data", tmp_path, "analyse").code == 4
