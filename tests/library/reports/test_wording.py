"""Sentences claim no more than the interval allows and blame nobody."""

from __future__ import annotations

import pytest

from msoko.analytics.breaks import Break, BreakKind
from msoko.analytics.dynamics import Change, Difference
from msoko.reports import russian, wording
from msoko.reports.values import Value
from msoko.reports.wording import Standing
from msoko.vocabulary import Unit


def said(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def value(x: float | None, low: float | None = None, high: float | None = None) -> Value:
    return Value(
        "i", "organisation", "s", "2024-25", state="value" if x is not None else "missing", value=x, low=low, high=high
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (value(60, 55, 65), 50, Standing.ABOVE),
        (value(60, 49, 70), 50, Standing.UNSURE),
        (value(60, 50, 70), 50, Standing.UNSURE),
        (value(40, 30, 49), 50, Standing.BELOW),
        (value(50.04), 50, Standing.EQUAL),
        (value(50.06), 50, Standing.ABOVE),
        (value(None), 50, None),
    ],
)
def test_standing_follows_the_interval(one: Value, other: float, expected: Standing | None):
    assert wording.standing(one, other, 1) is expected


def test_no_sentence_orders_those_whose_interval_covers_the_other():
    assert wording.compared(["Школа № 1"], Standing.UNSURE, "по округу") == ""
    assert said(wording.compared(["Школа № 9"], Standing.BELOW, "по округу")) == "Ниже, чем по округу: Школа № 9."
    words = wording.unsure_words(9, 13, russian.SCHOOL, "от округа")
    assert said(words).startswith("У 9 из 13 школ отличие от округа не выходит за пределы случайного")


@pytest.mark.parametrize(
    ("change", "unit", "expected"),
    [
        (4.14, Unit.PERCENT, "выросло на 4,1 п. п."),
        (-0.95, Unit.PERCENT, "снизилось на 1,0 п. п."),
        (0.04, Unit.PERCENT, "не изменилось"),
        (2.0, Unit.POINT, "выросло на 2,0 балла"),
        (-1.5, Unit.SQUARE_METRE, "снизилось на 1,5 м²"),
    ],
)
def test_changes(change: float, unit: Unit, expected: str):
    assert said(wording.change_words(change, 1, unit)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Difference(Change.GREW, 4.1), "С 2023/24 по 2024/25 значение выросло на 4,1 п. п."),
        (
            Difference(Change.INDISTINGUISHABLE, 1.8),
            "С 2023/24 по 2024/25 значение выросло на 1,8 п. п.; такое изменение может быть случайным.",
        ),
        (
            Difference(Change.NOT_COMPARABLE, breaks=(Break("2024-25", BreakKind.BOUNDARIES),)),
            "Значения за 2023/24 и 2024/25 прямо не сравниваются: изменились границы отметок.",
        ),
        (
            Difference(Change.NOT_COMPARABLE, breaks=(Break("2024-25", BreakKind.DECLARED, "новая работа"),)),
            "Значения за 2023/24 и 2024/25 прямо не сравниваются: новая работа.",
        ),
        (Difference(Change.NO_DATA), "Сравнить 2023/24 и 2024/25 нельзя: нет данных."),
    ],
)
def test_a_change_is_stated_only_where_it_may_be(found: Difference, expected: str):
    assert said(wording.change_sentence(found, "2023/24", "2024/25", 1, Unit.PERCENT)) == expected


@pytest.mark.parametrize(
    ("known", "expected", "words"),
    [
        (13, 14, "Данные представили 13 из 14 школ."),
        (21, 22, "Данные представила 21 из 22 школ."),
        (14, 14, "Данные представили все 14 школ."),
        (21, 21, "Данные представила 21 школа из 21."),
    ],
)
def test_coverage(known: int, expected: int, words: str):
    assert said(wording.coverage_words(known, expected, russian.SCHOOL)) == words


def test_norms_in_words():
    assert said(wording.norm_words(98.0, None, 1)) == "не ниже 98"
    assert said(wording.norm_words(None, 28.5, 1)) == "не выше 28,5"
    assert said(wording.norm_words(2.5, 4, 1)) == "от 2,5 до 4"
    assert wording.norm_words(None, None, 1) == ""
    sentence = wording.norms_sentence(["met", "met", "not_decided", "no_norm", "not_met"])
    assert said(sentence) == (
        "Норма задана для 4 показателей: выполнена по 2, не выполнена по 1, "
        "по 1 решить нельзя: интервал включает норму."
    )
    assert wording.norms_sentence(["no_norm"]) == ""


def test_subjects_stand_in_the_dative():
    assert said(wording.by_subject("Русский язык")) == "по русскому языку"
    assert said(wording.by_subject("Астрономия")) == "по предмету «Астрономия»"


def test_every_subject_of_the_packs_has_a_dative(issue):
    kinds = issue.methodology.procedure_types
    titles = {title for code in ("vpr", "oge", "ege") for title in kinds[code].subjects.values()}
    assert not [title for title in titles if "предмету" in wording.by_subject(title)]


def test_samples_are_judged_by_size():
    assert "достаточно информативно" in wording.sample_words(50, 50, 20)
    assert "приблизительно" in wording.sample_words(49, 50, 20)
    assert "ограничены" in wording.sample_words(19, 50, 20)


def test_refusals_are_worded_in_both_languages():
    russian_text = wording.message("unknown-report", report="x", known="y")
    assert russian_text == "Отчёта «x» нет. Есть: y."
    assert wording.message("unknown-report", "en", report="x", known="y").startswith("There is no report")
