"""`msoko study` and `msoko sample`: what is printed, what programs read, what is refused; .sav, .csv and .parquet."""

from __future__ import annotations

import json

import numpy as np
import pandas
import pyreadstat
import pytest
from tests.workplace import typed


@pytest.fixture(scope="module")
def frame():
    """A made study of two countries: 400 pupils, 5 plausible values, 20 replicates; a school and zones beside."""
    rng = np.random.default_rng(4)
    n, school = 400, np.repeat(np.arange(40), 10)
    able = rng.normal(500, 40, 40)[school] + rng.normal(0, 80, n)
    table = {"CNT": np.where(school < 20, "RUS", "FIN"), "SCHOOL": school + 643000000.0,
             "SEX": rng.integers(1, 3, n).astype(float), "ESCS": rng.normal(size=n) + (able - 500) / 200,
             "W_FSTUWT": rng.uniform(5, 15, n)}  # fmt: skip
    table |= {f"PV{m}MATH": able + rng.normal(0, 20, n) for m in range(1, 6)}
    signs = np.where(np.array([[bin(a & b).count("1") % 2 for b in range(32)] for a in range(1, 21)]), 1, -1)
    table |= {f"W_FSTR{r + 1}": table["W_FSTUWT"] * (1 + 0.5 * signs[r, school // 2]) for r in range(20)}
    table |= {"JKZONE": 1.0 + school // 2, "JKREP": school % 2.0}
    return pandas.DataFrame(table)


@pytest.fixture
def csv(frame, tmp_path):
    path = tmp_path / "исследование.csv"
    frame.to_csv(path, index=False)
    return path


def answer(path, *more, design="pisa"):
    found = typed("study", path, "--design", design, "--value", "PV@MATH", *more, "--json")
    assert found.code == 0, found.said
    return json.loads(found.out)


def test_what_a_person_reads(csv):
    found = typed("study", csv, "--design", "pisa", "--value", "PV@MATH", "--by", "SEX")
    assert found.code == 0, found.said
    assert "PISA (BRR, Fay k = 0,5)" in found.said and "Участников с известным значением: 400" in found.said
    assert "Среднее в группе «1» — " in found.said and "Разница между группами (2 − 1)" in found.said
    assert "Отбор / измерение" in found.said and "с доверительной вероятностью 95 %" in found.said


def test_the_same_in_english(csv):
    found = typed("--lang", "en", "study", csv, "--design", "pisa", "--value", "PV@MATH")
    assert "The mean is" in found.said and "Persons with a known value: 400" in found.said


def test_programs_read_every_part_of_an_estimate(csv, frame):
    found = answer(csv)
    mean = found["estimates"][0]
    values = frame[[f"PV{m}MATH" for m in range(1, 6)]].to_numpy()
    by_hand = (values * frame["W_FSTUWT"].to_numpy()[:, None]).sum(axis=0) / frame["W_FSTUWT"].sum()
    assert mean["value"] == pytest.approx(by_hand.mean()) and mean["n"] == 400
    assert mean["imputation"] == pytest.approx(1.2 * by_hand.var(ddof=1))
    assert mean["se"] ** 2 == pytest.approx(mean["sampling"] + mean["imputation"])
    assert mean["low"] < mean["value"] < mean["high"] and 5 < mean["df"] <= 20
    assert mean["weight"] == pytest.approx(frame["W_FSTUWT"].sum()) and mean["missing"] == 0


def test_every_statistic_has_its_sentence(csv):
    asked = ["mean", "sd", "total", "percentiles", "levels", "correlation", "regression", "quantiles", "two-level"]
    more = [word for one in asked for word in ("--statistic", one)]
    found = answer(csv, *more, "--cuts", "450,550", "--on", "ESCS", "--at", "25,50", "--school", "SCHOOL")
    assert {row["statistic"] for row in found["estimates"]} == set(asked)
    assert all(row["sentence"].endswith(".") and "{" not in row["sentence"] for row in found["estimates"])
    levels = [row for row in found["estimates"] if row["statistic"] == "levels"]
    assert sum(row["value"] for row in levels) == pytest.approx(1) and levels[0]["title"] == "Ниже 450"
    assert found["two_level"]["schools"] == 40 and "без весов" in " ".join(found["remarks"])
    shown = typed("study", csv, "--design", "pisa", "--value", "PV@MATH", *more, "--cuts", "450,550", "--on", "ESCS",
                  "--at", "25,50", "--school", "SCHOOL")  # fmt: skip
    assert "различия между школами (40)" in shown.said


def test_a_condition_leaves_a_country(csv, frame):
    found = answer(csv, "--where", "CNT=RUS")["estimates"][0]
    assert found["n"] == 200
    wrong = typed("study", csv, "--design", "pisa", "--value", "PV@MATH", "--where", "CNT=EST")
    assert wrong.code == 4 and "CNT=EST" in wrong.said and "FIN, RUS" in wrong.said


def test_zones_of_timss_and_given_replicates(csv):
    first = answer(csv, "--weight", "W_FSTUWT", design="timss")["estimates"][0]
    second = answer(csv, "--weight", "W_FSTUWT", design="timss-2011")["estimates"][0]
    given = answer(csv, "--replicates", "W_FSTR@", "--weight", "W_FSTUWT", design="brr")["estimates"][0]
    assert first["value"] == second["value"] == given["value"]
    assert len({one["se"] for one in (first, second, given)}) == 3


def test_a_sample_of_classes_without_replicates(csv, frame):
    more = ("--weight", "W_FSTUWT", "--strata", "CNT", "--clusters", "SCHOOL")
    found = answer(csv, *more, design="simple")["estimates"][0]
    part = answer(csv, *more, "--where", "CNT=RUS", design="simple")["estimates"][0]
    alone = answer(csv, "--weight", "W_FSTUWT", design="simple")["estimates"][0]
    assert part["n"] == 200 and part["df"] < found["df"] and alone["se"] < found["se"]
    frame.assign(CNT=frame["CNT"].where(frame.index > 3)).to_csv(csv, index=False)
    refused = typed("study", csv, "--design", "simple", "--value", "ESCS", "--strata", "CNT")
    assert refused.code == 1 and "Строк с пропусками: 4" in refused.said


def test_missing_codes_of_a_sav_are_reasons_and_labels_are_names(frame, tmp_path):
    path = tmp_path / "исследование.sav"
    table = frame.assign(ESCS=frame["ESCS"].where(frame.index >= 10, 9997.0))
    labels = {"SEX": {1: "Девочки", 2: "Мальчики"}, "ESCS": {9997: "Вопрос не задавался"}}
    pyreadstat.write_sav(table, path, variable_value_labels=labels, missing_ranges={"ESCS": [{"lo": 9997, "hi": 9999}]})
    found = answer(path, "--by", "SEX", "--on", "ESCS", "--statistic", "regression")
    assert found["missing"] == {"Вопрос не задавался": 10}
    assert {row["group"] for row in found["estimates"]} == {"", "Девочки", "Мальчики", "Мальчики − Девочки"}
    assert found["estimates"][0]["missing"] == 10 and found["estimates"][0]["n"] == 390


def test_codes_named_by_the_asker(frame, tmp_path):
    path = tmp_path / "исследование.parquet"
    frame.assign(ESCS=frame["ESCS"].where(frame.index >= 10, 99.0)).to_parquet(path)
    asked = ("--on", "ESCS", "--statistic", "correlation")
    assert answer(path, *asked, "--missing", "ESCS=99,98")["missing"] == {"код 99": 10}
    known, taken_as_numbers = answer(path, *asked, "--missing", "ESCS=99"), answer(path, *asked)
    assert taken_as_numbers["estimates"][0]["value"] < known["estimates"][0]["value"]


TWO_LEVEL = ("--design", "pisa", "--statistic", "two-level", "--school", "SEX")
ZONES = ("--design", "timss", "--zone", "JKZONE", "--half", "SEX")


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--design", "наугад", "--value", "PV@MATH"), 2, "«наугад»"),
        (("--design", "pisa", "--value", "PV@READ"), 1, "PV@READ"),
        (("--design", "pisa", "--value", "CNT"), 1, "не число"),
        (("--design", "talis", "--value", "ESCS"), 2, "TCHWGT + TRWGT@"),
        (("--design", "timss", "--value", "ESCS"), 2, "TOTWGT + JKZONE + JKREP"),
        (("--design", "pisa", "--value", "PV@MATH", "--statistic", "mode"), 2, "«mode»"),
        (("--design", "pisa", "--value", "PV@MATH", "--statistic", "regression"), 2, "--on"),
        (("--design", "pisa", "--value", "PV@MATH", "--statistic", "levels", "--cuts", "много"), 2, "числа"),
        (("--design", "pisa", "--value", "PV@MATH", "--statistic", "levels", "--cuts", "5,4"), 1, "возрастать"),
        (("--design", "pisa", "--value", "PV@MATH", "--where", "CNT"), 2, "ИМЯ=ЗНАЧЕНИЕ"),
        (("--design", "pisa", "--value", "PV@MATH", "--by", "ESCS"), 2, "разных значений 400"),
        ((*TWO_LEVEL, "--value", "ESCS", "--by", "CNT"), 2, "--where"),
        (("--design", "simple", "--value", "PV@MATH", "--statistic", "quantiles", "--on", "ESCS"), 1, "репликам"),
        ((*ZONES, "--value", "ESCS", "--weight", "W_FSTUWT"), 1, "0 или 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(csv, more, code, words):
    found = typed("study", csv, *more)
    assert found.code == code and words in found.said, found.said
    assert "Traceback" not in found.said


def test_a_damaged_file_is_one_sentence(tmp_path):
    for name in ("а.sav", "а.parquet"):
        (tmp_path / name).write_bytes(b"\x00\xff" * 50)
        found = typed("study", tmp_path / name, "--design", "pisa", "--value", "x")
        assert found.code == 1 and "повреждён" in found.said


STATED = ("sample", "--sd", "8", "--icc", "0.25", "--pupils", "24", "--classes", "120")


def test_how_many_classes_are_enough():
    found = typed(*STATED, "--margin", "1.5")
    assert found.code == 0 and "Достаточно классов: 27" in found.said and "эффект дизайна" in found.said.lower()
    plan = json.loads(typed(*STATED, "--margin", "1.5", "--classes-answer", "0.9", "--json").out)
    assert plan["plan"]["classes"] == 27 and plan["plan"]["invited"] == 30
    margins = [one["margin"] for one in plan["by_classes"]]
    assert margins == sorted(margins, reverse=True) and margins[-1] == 0


def test_what_a_number_of_classes_gives_and_a_share():
    assert "±1,48" in typed(*STATED, "--draw", "27").said
    found = json.loads(typed("sample", "--share", "30", "--icc", "0.1", "--pupils", "20", "--draw", "40", "--json").out)
    assert found["population"]["sd"] == pytest.approx(2100**0.5)


def test_a_sample_planned_from_an_earlier_work(csv):
    found = typed("sample", csv, "--value", "PV1MATH", "--class", "SCHOOL", "--classes", "80", "--margin", "15")
    assert found.code == 0 and "верхняя граница" in found.said, found.said
    read = json.loads(typed("sample", csv, "--value", "PV1MATH", "--class", "SCHOOL", "--draw", "9", "--json").out)
    assert read["icc_low"] < read["population"]["icc"] < read["icc_high"] and read["population"]["pupils"] == 10


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ((*STATED,), 2, "--margin"),
        ((*STATED, "--margin", "1", "--draw", "9"), 2, "--margin"),
        (("sample", "--sd", "8", "--margin", "1"), 2, "--icc"),
        ((*STATED, "--draw", "200"), 1, "2…120"),
        ((*STATED, "--response", "0.5", "--margin", "0.1"), 1, "даже если взять все классы"),
        (("sample", "нет.csv", "--value", "а", "--class", "б", "--draw", "9"), 1, "нет.csv"),
    ],
)
def test_a_plan_that_cannot_be_made_is_refused(more, code, words):
    found = typed(*more)
    assert found.code == code and words in found.said, found.said
