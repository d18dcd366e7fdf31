"""compute, value, proof, report: from what was received to numbers that open.

One file on purpose, over 300 lines: the commands are typed one after another on one workplace that is made once.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.library.results.making_samples import SCHOOLS, write
from tests.workplace import certificates

from msoko.indicators.addresses import short_code
from msoko.vocabulary import Checked

CYRILLIC = re.compile(r"[А-Яа-яЁё]")
MUNICIPALITY = short_code("results.certificates_9", "municipality", "m1", "2023-24", {})


def rows(answer) -> list[dict]:
    assert answer.code == 0, answer.said
    return json.loads(answer.out)


# --- compute


def test_computing_says_what_it_did(filled):
    answer = filled("compute", "results.certificates_9", "--period", "2023/24", "--json")
    done = json.loads(answer.out)
    assert (done["indicators"], done["periods"], done["fixed"]) == (1, ["2023-24"], None)
    assert done["values"] == len(rows(filled("value", "results.certificates_9", "--period", "2023/24", "--json")))
    assert "Рассчитано значений: 10" in filled("compute", "results.certificates_9", "--period", "2023/24").said


def test_the_plan_is_printed_and_nothing_computed(filled):
    answer = filled("compute", "results.certificates_9", "--explain")
    assert answer.code == 0
    assert "facts" in answer.out and "Рассчитано" not in answer.out


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("results.certificate_9",), 4, "results.certificates_9"),
        (("--period", "2023/25"), 2, "2023/25"),
        (("--option", "нет=да"), 2, "нет"),
        (("--option", "not_attempted"), 2, "as zero"),
        (("results.certificates_9", "--fix", "Итоги"), 2, "целиком"),
        (("results.certificates_9", "--option", "not_attempted=leave out"), 2, "целиком"),
    ],
)
def test_what_cannot_be_computed(filled, typed, code, words):
    answer = filled("compute", *typed)
    assert answer.code == code
    assert words in answer.said


def test_fixing_and_choices(place, monkeypatch):
    """A fixed calculation is read by its number and stays; choices are remembered for the next one."""
    few(monkeypatch)
    answer = place(
        "compute", "--option", "not_attempted=leave out", "--fix", "Итоги года", "--reason", "приказ", "--json"
    )
    fixed = json.loads(answer.out)["fixed"]
    assert json.loads((place.data / "choices.json").read_text("utf-8"))["not_attempted"] == "leave out"
    rows_before = rows(place("value", "results.certificates_9", "--calculation", fixed["id"], "--json"))
    late = certificates(2023, 2)
    late[4][4] = 30
    assert place("import", write(place.file("аттестаты_2023.xlsx"), {"Данные": late}), "--accept", "ок").code == 0
    changed = place("proof", MUNICIPALITY)
    assert "Данные изменились после расчёта" in changed.said
    assert place("compute").code == 0
    assert "значение то же" in place("proof", MUNICIPALITY).said
    assert rows(place("value", "results.certificates_9", "--calculation", fixed["id"], "--json")) == rows_before
    assert rows(place("value", "results.certificates_9", "--json")) != rows_before
    assert place("value", "results.certificates_9", "--calculation", "нет").code == 5
    passport = ("organisation-passport", "--period", "2023/24", "--organisation", "s1", "--formats", "html")
    cited = {}
    for calculation in ("", fixed["id"]):
        out = place.folder / f"отчёт{calculation}"
        assert place("report", *passport, "--calculation", calculation, "--out", out).code == 0
        cited[calculation] = next(out.iterdir()).read_text("utf-8")
    assert f"№ {fixed['id']}" in cited[fixed["id"]].replace("\u00a0", " ")
    assert "60,0" in cited[""]
    assert "92,0" in cited[fixed["id"]] and "92,0" not in cited[""]
    for page in cited.values():  # the choice that was made, not the default of the pack
        assert "в процент выполнения не входят" in page and "считается выполненным на ноль" not in page


def few(monkeypatch) -> None:
    """The built-in packs, cut down to two indicators that somebody has checked: a whole calculation in a second."""
    from dataclasses import replace

    from msoko.methodology.model import Methodology
    from msoko.workplace import Workplace

    kept = {"results.certificates_9", "results.vpr_mean_score"}
    packs = [
        replace(pack, indicators=tuple(
            replace(one, checked=Checked.AGAINST_THE_ACT) for one in pack.indicators if one.code in kept
        ))
        for pack in Workplace(Path()).methodology_with(()).packs
    ]  # fmt: skip
    monkeypatch.setattr(Workplace, "methodology", Methodology(tuple(packs)))


# --- value


def test_values_are_shown_with_all_that_goes_with_them(filled):
    answer = filled("value", "results.certificates_9", "--period", "2023/24", "--level", "municipality")
    assert answer.code == 0
    for shown in ("Заречный район", "2023/24", "94,3", "86,2–97,8", "70", "2/3", MUNICIPALITY):
        assert shown in answer.out
    every = filled("value", "results.certificates_9", "--period", "2023/24")
    assert "нет данных" in every.out and "не применяется" in every.out


def test_values_for_machines(filled):
    (row,) = rows(filled("value", "results.certificates_9", "--period", "2023-24", "--level", "municipality", "--json"))
    assert row["value"] == pytest.approx(100 * 66 / 70)
    assert (row["n"], row["known"], row["expected"], row["code"]) == (70, 2, 3, MUNICIPALITY)


def test_values_of_one_organisation_subject_and_grade(filled):
    found = rows(filled("value", "results.vpr_mean_score", "--organisation", "s2", "--subject", "02", "--json"))
    assert {row["object_id"] for row in found} == {"s2"} and {row["subject"] for row in found} == {"02"}
    assert {row["grade"] for row in found} == {"8"}


def test_a_banned_purpose_is_refused_with_the_law(filled):
    answer = filled("value", "results.vpr_quality", "--purpose", "staff_appraisal")
    assert answer.code == 3
    assert "ПП РФ" in answer.said or "Постановление" in answer.said or "№" in answer.said
    assert answer.out == ""


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("results.nothing",), 4, "Может быть"),
        (("results.certificates_9", "--organisation", "s99"), 4, "s99"),
        (("results.certificates_9", "--organisation", "СОШ № 1"), 4, "s1"),
        (("results.certificates_9", "--level", "планета"), 2, "municipality"),
        (("results.certificates_9", "--purpose", "просто"), 2, "management"),
        (("results.certificates_9", "--audience", "все"), 2, "public"),
        (("results.certificates_9", "--audience", "organisation"), 2, "--organisation"),
        (("results.certificates_9", "--period", "1999/00"), 4, "Значений нет"),
        (("results.ege_100",), 4, "Значений нет"),
        ((), 2, "ПОКАЗАТЕЛИ"),
    ],
)
def test_values_that_cannot_be_shown(filled, typed, code, words):
    answer = filled("value", *typed)
    assert answer.code == code
    assert words in answer.said


def test_the_public_sees_nothing_unchecked(filled):
    answer = filled("value", "results.certificates_9", "--audience", "public", "--purpose", "publication")
    assert answer.code == 3 and "не сверен с текстом акта" in answer.said


def test_the_public_does_not_see_few_persons(filled, monkeypatch):
    """Two of fifty did not get the certificate: who they are would be known, so the share is hidden."""
    few(monkeypatch)
    asked = ("value", "results.certificates_9", "--audience", "public", "--purpose", "publication")
    answer = filled(*asked)
    assert answer.code == 0, answer.said
    assert "скрыто" in answer.out
    hidden = [row for row in rows(filled(*asked, "--json")) if not row["shown"]]
    assert hidden and all(row["value"] is None and row["n"] is None for row in hidden)


def test_asking_for_one_row_does_not_uncover_it(filled, monkeypatch):
    """What is hidden among all rows stays hidden in a row asked for alone."""
    few(monkeypatch)
    asked = ("value", "results.certificates_9", "--audience", "public", "--purpose", "publication", "--json")
    among_all = {row["code"]: row["shown"] for row in rows(filled(*asked))}
    for organisation in ("s1", "s2", "s3", "m1"):
        alone = rows(filled(*asked, "--organisation", organisation))
        assert {row["code"]: row["shown"] for row in alone} == {row["code"]: among_all[row["code"]] for row in alone}


# --- proof


def test_a_proof_goes_down_to_the_cells(filled):
    answer = filled("proof", MUNICIPALITY.lower().replace("-", " "))
    assert answer.code == 0
    for shown in (
        "94,3", "Заречный район", "2023/24", "66 ÷ 70", "аттестаты_2023.xlsx [Данные] E5: 46", "E6: 20",
        "E7", "загрузил officer", "значение то же",
    ):  # fmt: skip
        assert shown in answer.out, shown


def test_a_proof_for_machines_has_every_row(filled):
    found = json.loads(filled("proof", MUNICIPALITY, "--json").out)
    assert found["same"] is True and found["indicator"] == "results.certificates_9"
    cells = {cell["cell"] for step in found["steps"] for cell in step["entered"]}
    assert cells == {"D5", "D6", "E5", "E6"}


def test_few_rows_are_shown_and_the_rest_counted(filled):
    mean = short_code("results.vpr_mean_score", "organisation", "s1", "2022-23", {"subject": "02", "grade": "8"})
    assert "и ещё строк: 13" in filled("proof", mean, "--rows", "2").said
    assert filled("proof", mean, "--rows", "0").code == 0


@pytest.mark.parametrize("typed", ["00000-00000", "что это", "", "1" * 40, MUNICIPALITY + "X", "'; drop table"])
def test_a_code_that_opens_nothing(filled, typed):
    answer = filled("proof", typed)
    assert answer.code == 4
    assert "две группы по пять знаков" in answer.said


# --- report

REPORTS = (
    ("procedure-note", "--period", "2022/23", "--subject", "Математика", "--grade", "8"),
    ("organisation-passport", "--period", "2023/24", "--organisation", "s1"),
    ("municipal-summary", "--period", "2023/24"),
    ("self-examination-table", "--period", "2023", "--organisation", "d1"),
)


@pytest.mark.parametrize("asked", REPORTS, ids=[one[0] for one in REPORTS])
def test_each_report_is_written(filled, tmp_path, asked):
    answer = filled("report", *asked, "--out", tmp_path, "--formats", "html,xlsx", "--demonstration")
    assert answer.code == 0, answer.said
    pages = sorted(tmp_path.iterdir())
    assert [page.suffix for page in pages] == [".html", ".xlsx"]
    assert all(str(page) in answer.out for page in pages)
    text = pages[0].read_text("utf-8")
    assert "ДЕМОНСТРАЦИОННЫЕ ДАННЫЕ" in text
    codes = set(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b", text))
    assert codes, "numbers carry codes"
    assert filled("proof", min(codes)).code == 0


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (("essay", "--period", "2023/24"), 4, "procedure-note"),
        (("municipal-summary",), 2, "--period"),
        (("municipal-summary", "--period", "вчера"), 2, "вчера"),
        (("municipal-summary", "--period", "2023/24", "--formats", "doc"), 2, "docx"),
        (("municipal-summary", "--period", "2023/24", "--audience", "organisation"), 4, ""),
        (("organisation-passport", "--period", "2023/24"), 4, ""),
        (("organisation-passport", "--period", "2023/24", "--organisation", "s77"), 4, "s77"),
        (("procedure-note", "--period", "2022/23", "--subject", "Черчение", "--grade", "8"), 2, "Черчение"),
        (("procedure-note", "--period", "2022/23", "--subject", "Физика", "--grade", "8"), 4, ""),
        (("procedure-note", "--period", "2022/23", "--procedure", "xyz", "--subject", "1", "--grade", "8"), 4, ""),
        (
            (
                "procedure-note",
                "--period",
                "2022/23",
                "--subject",
                "02",
                "--grade",
                "8",
                "--purpose",
                "staff_appraisal",
            ),
            3,
            "№",
        ),
        (("self-examination-table", "--period", "2023", "--organisation", "m1"), 4, ""),
    ],
)
def test_reports_that_cannot_be_made(filled, tmp_path, typed, code, words):
    answer = filled("report", *typed, "--out", tmp_path)
    assert answer.code == code, answer.said
    assert words in answer.said and "Не выполнено" in answer.said
    assert list(tmp_path.iterdir()) == []


# --- English


@pytest.mark.parametrize(
    "typed",
    [
        ("value", "results.certificates_9", "--period", "2023/24"),
        ("value", "results.nothing"),
        ("value", "results.vpr_quality", "--level", "x"),
        ("proof", "00000-00000"),
        ("doctor",),
        ("compute", "results.certificates_9", "--period", "2023/24"),
        ("import", "нет.xlsx"),
        ("withdraw", "ffff", "--reason", "x"),
        ("report", "essay", "--period", "2023/24"),
        ("report", "organisation-passport", "--period", "2023/24"),
        ("valu",),
        ("value", "--what"),
        ("proof",),
    ],
    ids=" ".join,
)
def test_english_labels_are_english(filled, typed):
    """Only data stays Russian: names of organisations and files, and what was typed."""
    answer = filled(*typed, lang="en")
    data = (*SCHOOLS, "Заречный район", "МБДОУ «Детский сад № 3»", "нет.xlsx", "КОД", "officer",
            *(f"{one}.xlsx" for one in ("реестр", "впр_ф1", "впр_отметки", "аттестаты_2022", "аттестаты_2023",
                                        "самообследование")))  # fmt: skip
    text = answer.said
    for name in data:
        text = text.replace(name, "")
    assert not CYRILLIC.search(text), text
    assert text
