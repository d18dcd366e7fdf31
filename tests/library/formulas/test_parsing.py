"""Text → tree: what is understood, and what is refused with its place and a suggestion."""

from __future__ import annotations

from fractions import Fraction

import pytest

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import DEEPEST, parse
from msoko.formulas.tree import Aggregate, Binary, Call, Name, Number, Text, Unary
from msoko.formulas.wording import WORDS, say
from msoko.formulas.writing import write


def test_numbers_are_exact():
    assert parse("0.1") == Number(Fraction(1, 10))


@pytest.mark.parametrize(
    ("text", "brackets"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("-a * b", "(-a) * b"),
        ("not a == b and c == d", "(not (a == b)) and (c == d)"),
        ("a == b or c == d and e == f", "(a == b) or ((c == d) and (e == f))"),
        ("a + b < c * d", "(a + b) < (c * d)"),
        ("a + 1 in (1, 2)", "(a + 1) in (1, 2)"),
    ],
)
def test_operators_bind_as_people_expect(text, brackets):
    assert parse(text) == parse(brackets)


def test_where_stands_after_the_operands():
    where = Binary("==", Name("grade"), Number(Fraction(5)))
    assert parse("sum(x where grade == 5)") == Aggregate("sum", Name("x"), None, where)
    assert parse("count(where grade == 5)") == Aggregate("count", None, None, where)
    assert parse("quantile(x, 0.25)") == Aggregate("quantile", Name("x"), Number(Fraction(1, 4)))


def test_places_are_kept_and_do_not_matter_for_equality():
    node = parse("1 +\n  sum(x)")
    assert node.right.at == (2, 3)
    assert node == parse("1 + sum(x)")


def test_comments_and_both_quotes():
    assert parse("if(a == 'б', 1, 2) # примечание") == parse('if(a == "б", 1, 2)')


def test_a_name_that_begins_like_a_word_of_the_language_is_a_name():
    for name in ("index", "order", "android", "notes", "where_else", "truest", "information"):
        assert parse(name) == Name(name)


def test_a_key_that_is_no_name_is_quoted():
    node = parse('site."1.2-б"')
    assert node == tree.Field("site", "1.2-б")
    assert parse(write(node)) == node


FAULTS = [
    ("", "empty", (1, 1)),
    ("a +", "unfinished", (1, 4)),
    ("sum(a", "unclosed-bracket", (1, 6)),
    ("sum(a))", "extra-bracket", (1, 7)),
    ("a = b", "single-equals", (1, 3)),
    ("a < b < c", "chained-comparison", (1, 7)),
    ("a @ b", "unknown-character", (1, 3)),
    ("a b", "unexpected", (1, 3)),
    ("1 +\n summ(a)", "unknown-function", (2, 2)),
    ("sum(a, b)", "wrong-number-of-arguments", (1, 1)),
    ("quantile(a, 0,25)", "wrong-number-of-arguments", (1, 1)),
    ("round(a where b)", "where-not-allowed", (1, 15)),
    ("at(municipal, a)", "unknown-word", (1, 4)),
    ("in_period(a, soon)", "unknown-word", (1, 14)),
    ("normalise(a, 'best', among = region)", "unknown-word", (1, 14)),
    ("normalise(a, 'z')", "argument-missing", (1, 1)),
    ("normalise(a, 'z', amongst = region)", "unknown-argument", (1, 19)),
    ("count_of(school, a > 1)", "unknown-word", (1, 10)),
    ("value(a)", "text-expected", (1, 7)),
    ("lag(a, 1.5)", "whole-steps-expected", (1, 8)),
    ("composite(a, b)", "list-expected", (1, 1)),
    ("composite([a, b], weights = [1])", "weights-do-not-match", (1, 29)),
    ("min([a, b], 1)", "list-out-of-place", (1, 5)),
    ("(" * 400 + "a" + ")" * 400 + " + " + "-" * 100 + "a", "too-deep", (1, 1)),
    ("a" * 30_000, "too-long", (1, 1)),
]


@pytest.mark.parametrize(("text", "code", "place"), FAULTS, ids=[code for _, code, _ in FAULTS])
def test_a_fault_has_a_code_and_a_place(text, code, place):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.code, (caught.value.line, caught.value.column)) == (code, place)
    assert str(caught.value).startswith(f"строка {place[0]}, столбец {place[1]}: ")
    assert say(caught.value, "en").startswith(f"line {place[0]}, column {place[1]}: ")


def test_the_likeliest_word_is_suggested():
    with pytest.raises(FormulaError) as caught:
        parse("quantil(a, 0.5)")
    assert str(caught.value) == (
        "строка 1, столбец 1: не знаю функции quantil; может быть, вы имели в виду «quantile»?"
    )


def test_hostile_texts_end_in_a_message():
    for text in ("(" * 20_000, "-" * 20_000, "a(" * 9_000, "not " * 4_000 + "a", "a\x00b", "'" * 101, "[" * 5_000):
        with pytest.raises(FormulaError):
            parse(text)


def test_a_long_flat_sum_is_no_danger():
    assert DEEPEST < 100
    with pytest.raises(FormulaError, match="вложены"):
        parse(" + ".join(["a"] * 3_000))


def test_writing_keeps_only_the_brackets_that_matter():
    assert write(parse("((a + b)) * (c / (d * e)) - (f - g)")) == "(a + b) * (c / (d * e)) - (f - g)"
    assert write(parse("-(-a)")) == "--a"
    assert write(parse("not (a == 1 and b == 2)")) == "not (a == 1 and b == 2)"
    assert write(parse("(a < b) == true")) == "(a < b) == true"


def test_writing_refuses_what_has_no_text():
    with pytest.raises(ValueError, match="decimal"):
        write(Number(Fraction(1, 3)))
    with pytest.raises(ValueError, match="text"):
        write(Text("\"'"))


def test_children_are_in_the_order_written():
    node = parse("if(a > 1, b, -c)")
    assert isinstance(node, Call)
    assert tree.children(node) == (parse("a > 1"), Name("b"), Unary("-", Name("c")))


def test_every_message_can_be_said():
    class Anything(dict):
        def __missing__(self, key):
            return "…"

    for russian, english in WORDS.values():
        assert russian.format_map(Anything())
        assert english.format_map(Anything())
