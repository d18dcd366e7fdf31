"""A formula in words and with numbers, exactly as it is shown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from msoko.formulas.explaining import in_words, show, with_numbers
from msoko.formulas.parsing import parse

TITLES = {
    "certificates": "Получили аттестат",
    "admitted": "Допущены",
    "x": "Икс",
    "vpr.mark": "отметка ВПР",
    "share": "Доля",
}


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("100 * sum(certificates) / sum(admitted)", "100 × сумма «Получили аттестат» ÷ сумма «Допущены»"),
        ("100 * (certificates - admitted)", "100 × («Получили аттестат» − «Допущены»)"),
        (
            "share(vpr.mark >= 4 where subject == '02' and not grade == 5)",
            "доля случаев, когда «отметка ВПР» ≥ 4 (где предмет = «02» и не класс (параллель) = 5)",
        ),
        ("count_of(organisation, x > 0.5)", "число организаций, у которых «Икс» > 0,5"),
        ("x - prev(x)", "«Икс» − «Икс» периодом раньше"),
        ("lag(x, 3)", "«Икс» 3 периода назад"),
        ("lag(x, 5)", "«Икс» 5 периодов назад"),
        ("value('share') - at(region, value('share'))", "показатель «Доля» − (показатель «Доля») по региону"),
        ("if(x != 1, x, no_value)", "(если «Икс» ≠ 1, то «Икс», иначе нет значения)"),
        (
            "composite([x, value('share')], weights = [2, 1], missing = \"as zero\")",
            "среднее из частей: «Икс» с весом 2; показатель «Доля» с весом 1 (если части нет, она принимается за 0)",
        ),
        ("count(where vpr.mark == 2)", "число записей (где «отметка ВПР» = 2)"),
        ("count()", "число организаций"),
    ],
)
def test_in_words(formula, words):
    assert in_words(parse(formula), TITLES) == words


@pytest.mark.parametrize(
    ("formula", "numbers", "shown"),
    [
        ("100 * sum(a) / sum(b)", {"sum(a)": 20, "sum(b)": 52}, "100 × 20 ÷ 52 = 38,4615…"),
        ("100 * sum(a) / sum(b)", {"sum(a)": 48, "sum(b)": 50}, "100 × 48 ÷ 50 = 96"),
        ("sum(a) / sum(b)", {"sum(a)": 1, "sum(b)": 0}, "1 ÷ 0 = нет значения"),
        ("sum(a) / sum(b)", {"sum(a)": None, "sum(b)": 5}, "нет значения ÷ 5 = нет значения"),
        ("a - prev(a)", {"a": 2, "prev(a)": 5}, "2 − 5 = −3"),
        ("a * -b", {"a": 2, "b": Fraction(1, 3)}, "2 × (−0,3333…) = −0,6666…"),
        ("a - b", {"a": 2, "b": -5}, "2 − (−5) = 7"),
        ("round(a / b, 1)", {"a": 1, "b": 8}, "(1 ÷ 8, с округлением до 1 знака) = 0,1"),
        ("if(a > b, a, b)", {"a": 2, "b": 5}, "(если 2 > 5, то 2, иначе 5) = 5"),
        ("value('share')", {"value('share')": 12.5}, "12,5"),
        ("sum(a) * 1000", {"sum(a)": 1234.5}, "1\u202f234,5 × 1\u202f000 = 1\u202f234\u202f500"),
        ("sum(a) / sum(b)", {"sum(a)": 20}, "20 ÷ сумма «b»"),
    ],
)
def test_with_numbers(formula, numbers, shown):
    assert with_numbers(parse(formula), {parse(node): value for node, value in numbers.items()}) == shown


def test_an_index_shows_its_parts():
    formula = parse("composite([value('x'), value('share')], weights = [3, 1])")
    numbers = {parse("value('x')"): 80, parse("value('share')"): 40, formula: 70}
    assert with_numbers(formula, numbers, TITLES) == (
        "среднее из частей: 80 с весом 3; 40 с весом 1 (если нет хотя бы одной части, значения нет) = 70"
    )


def test_show():
    assert [show(x) for x in (None, True, False, Fraction(1, 8), Fraction(-1, 7), Fraction(10**7))] == [
        "нет значения", "да", "нет", "0,125", "−0,1428…", "10\u202f000\u202f000"
    ]  # fmt: skip
