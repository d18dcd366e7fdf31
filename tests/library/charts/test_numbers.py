"""Numbers as a Russian reader expects them."""

from decimal import Decimal

import pytest

from msoko.charts.numbers import format_change, format_interval, format_number, format_percent, round_number
from msoko.vocabulary import Unit


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (1234.5, 1, "1\u202f234,5"),
        (1234567, 0, "1\u202f234\u202f567"),
        (-0.9, 1, "\u22120,9"),
        (-0.04, 1, "0,0"),  # no sign on what rounds to zero
        (2.675, 2, "2,68"),  # as a double it is 2.67499…, as a decimal it is not
        (0.5, 0, "1"),
        (-0.5, 0, "\u22121"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),  # half away from zero, not to even
        (Decimal("56.35"), 1, "56,4"),
        (1e-9, 1, "0,0"),
    ],
)
def test_a_number_is_rounded_as_on_paper(x, digits, text):
    assert format_number(x, digits) == text


def test_units_signs_and_changes():
    assert format_percent(56.4) == "56,4\u00a0%"
    assert format_number(84, 0, Unit.PERSON) == "84\u00a0чел."
    assert format_number(61.2, 1, Unit.POINT) == "61,2"  # «балла» agrees with the number: reports word it
    assert format_number(1, 0, Unit.YES_NO) == "да"
    assert format_change(1.8, 1, Unit.PERCENT) == "+1,8\u00a0п.\u202fп."
    assert format_change(-0.86, 2) == "\u22120,86"
    assert format_change(0.04, 1) == "0,0"


def test_an_interval_with_a_minus_is_said_in_words():
    assert format_interval(52.3, 60.3) == "52,3\u201360,3"
    assert format_interval(-15.9, 22.3) == "от \u221215,9 до 22,3"


def test_rounding_does_not_pass_through_binary():
    assert round_number(1.005, 2) == Decimal("1.01")
