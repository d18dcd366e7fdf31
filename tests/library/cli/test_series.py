"""`msoko forecast` and `msoko effect` on twelve schools with six years of a social passport; the first improves."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.library.cli.test_comparing import _codes, _registry
from tests.library.results.making_samples import write
from tests.workplace import Place

from msoko.analytics.change import Biggest, Ranked

SHARE = "context.low_income_pct"
YEARS = range(2019, 2025)


@pytest.fixture(scope="module")
def years(tmp_path_factory, packs_read_once) -> Place:
    """Imported and computed; tests only read it."""
    place = Place(tmp_path_factory.mktemp("years"))
    files = [write(place.file("реестр.xlsx"), _registry())]
    files += [write(place.file(f"паспорт_{year}.xlsx"), {"Данные": _passport(year)}) for year in YEARS]
    answer = place("import", *files, "--accept", "проверено", "--by", "officer")
    assert answer.code == 0, answer.said
    answer = place("compute", "context.", "statistics.pupils_total")
    assert answer.code == 0, answer.said
    return place


def _passport(year):
    rng = np.random.default_rng(year)
    rows = []
    for n, code in enumerate(_codes()):
        pupils = 500 + 20 * n
        low = 0.20 + 0.01 * n + rng.normal(0, 0.01) - 0.12 * (n == 0 and year >= 2022)
        rows.append([f"МБОУ «Школа {code}»", f"edu9900{n + 1:02}", pupils, round(pupils * low)])
    head = ["Организация", "Логин ОО", "pupils", "pupils_low_income"]
    return [[f"Социальный паспорт, {year}"], ["Период", f"{year}/{(year + 1) % 100:02}"], [], head, *rows]


def test_a_forecast_is_shown_with_its_test_target_and_assumption(years):
    answer = years("forecast", SHARE, "s05", "--target", "15", "--by", "2026/27", "--step", "-1")
    assert answer.code == 0, answer.said
    assert "2025/26" in answer.out and "Интервал 95 %" in answer.out and "80-процентный интервал попало" in answer.out
    assert "Цель 15,0 к 2026/27" in answer.out and answer.out.count("При предположении") == 3


def test_programs_read_the_forecast(years):
    found = json.loads(years("forecast", SHARE, "s05", "--target", "24", "--by", "2025/26", "--json").out)
    first = found["ahead"][0]
    low, high = first["intervals"]["0.95"]
    assert first["period"] == "2025-26" and low < first["value"] < high
    assert found["tested"] >= 19 and found["target"]["of"] > 0


@pytest.mark.parametrize(
    ("asked", "exit_code", "words"),
    [
        (("context.нет", "s05"), 4, "нет"),
        ((SHARE, "s99"), 4, "s99"),
        ((SHARE, "s05", "--target", "15"), 2, "--by"),
        ((SHARE, "s05", "--target", "150", "--by", "2026/27"), 1, "не бывает"),
        ((SHARE, "s05", "--subject", "01"), 1, "нет"),
    ],
)
def test_a_forecast_that_cannot_be_made_says_why(years, asked, exit_code, words):
    answer = years("forecast", *asked)
    assert answer.code == exit_code and words in answer.said


def test_changes_of_what_is_neither_good_nor_bad_are_refused_and_so_is_a_wrong_period(years):
    answer = years("changes", SHARE, "2019/20", "2024/25")
    assert answer.code == 1 and "что лучше: больше или меньше" in answer.said
    assert years("changes", SHARE, "вчера", "2024/25").code == 2


def test_the_biggest_changes_are_shown_with_what_is_left_of_them(years, monkeypatch):
    one, other = Ranked("s01", -12.0, -11.0, -14.0, -8.0, 0.001, True), Ranked("s02", 3.0, 1.0, -2.0, 4.0, 0.4, False)
    made = Biggest((one,), (), (other,), -0.5, ("s03",))
    monkeypatch.setattr("msoko.analytics.change.biggest", lambda *given, **asked: made)
    answer = years("changes", SHARE, "2019/20", "2024/25")
    assert answer.code == 0, answer.said
    lines = answer.out.split("\n")
    assert "−0,5" in lines[0] and "улучшение" in lines[2] and "−12,0" in lines[2] and "−14,0" in lines[2]
    assert "не отличимо от случайности" in lines[3] and "«Школа s03»" in lines[4]
    found = json.loads(years("changes", SHARE, "2019/20", "2024/25", "--json").out)
    assert [one["object_id"] for one in found["improvements"]] == ["s01"] and found["mean"] == -0.5


def test_an_effect_is_told_with_whom_it_was_compared(years):
    answer = years("effect", SHARE, "s01", "--since", "2022/23")
    assert answer.code == 0, answer.said
    assert "Изменение на" in answer.out and "не доказывает" in answer.out
    assert "Как если бы мера началась годом раньше" in answer.out and "Доля в сравнении" in answer.out
    found = json.loads(years("effect", SHARE, "s01", "--since", "2022/23", "--json").out)
    assert found["difference"] == pytest.approx(-12, abs=2) and found["high"] < 0
    assert len(found["treated"][0]["controls"]) == 5 and len(found["placebos"]) == 11


def test_none_is_told_apart_where_nothing_was_done(years):
    answer = years("effect", SHARE, "s06", "--since", "2022/23")
    assert answer.code == 0 and "не отличим от обычных колебаний" in answer.out


def test_an_effect_that_cannot_be_compared_says_why(years):
    answer = years("effect", SHARE, "s01", "--since", "2020/21")
    assert answer.code == 1 and "не меньше 2" in answer.said
    assert years("effect", SHARE, "s01", "--since", "вчера").code == 2
