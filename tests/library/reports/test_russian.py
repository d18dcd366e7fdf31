"""Agreement with numbers, cases, prepositions, lists and years, by example and over all small numbers."""

from decimal import Decimal

import pytest

from msoko.reports import russian
from msoko.reports.russian import Case, counted, in_, joined, lower_first, out_of, period_words, verb, with_
from msoko.vocabulary import Period


def said(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("n", "school", "participant"),
    [
        (0, "0 школ", "0 участников"),
        (1, "1 школа", "1 участник"),
        (2, "2 школы", "2 участника"),
        (4, "4 школы", "4 участника"),
        (5, "5 школ", "5 участников"),
        (11, "11 школ", "11 участников"),
        (12, "12 школ", "12 участников"),
        (14, "14 школ", "14 участников"),
        (21, "21 школа", "21 участник"),
        (22, "22 школы", "22 участника"),
        (111, "111 школ", "111 участников"),
        (1234, "1 234 школы", "1 234 участника"),
    ],
)
def test_a_noun_agrees_with_its_number(n: int, school: str, participant: str):
    assert said(counted(n, russian.SCHOOL)) == school
    assert said(counted(n, russian.PARTICIPANT)) == participant


@pytest.mark.parametrize(
    ("n", "case", "words"),
    [
        (1, Case.PREPOSITIONAL, "1 школе"),
        (21, Case.PREPOSITIONAL, "21 школе"),
        (11, Case.PREPOSITIONAL, "11 школах"),
        (3, Case.PREPOSITIONAL, "3 школах"),
        (1, Case.GENITIVE, "1 школы"),
        (3, Case.GENITIVE, "3 школ"),
        (2, Case.DATIVE, "2 школам"),
        (5, Case.INSTRUMENTAL, "5 школами"),
        (1, Case.ACCUSATIVE, "1 школу"),
    ],
)
def test_other_cases_need_only_singular_and_plural(n: int, case: Case, words: str):
    assert said(counted(n, russian.SCHOOL, case)) == words


def test_a_fraction_takes_the_genitive_singular():
    assert said(counted(Decimal("4.5"), russian.POINT, digits=1)) == "4,5 балла"


def test_babel_agrees_on_every_small_number():
    """CLDR plural rules for ru, as Babel carries them."""
    from babel import Locale

    rule = Locale("ru").plural_form
    assert {n: rule(n) for n in range(2000)} == {n: russian.agreement(n) for n in range(2000)}


def test_out_of_and_verbs():
    assert said(out_of(3, 14, russian.SCHOOL)) == "3 из 14 школ"
    assert said(out_of(1, 21, russian.SCHOOL)) == "1 из 21 школы"
    assert [verb(n, "получил", "получили") for n in (1, 5, 11, 21)] == ["получил", "получили", "получили", "получил"]


@pytest.mark.parametrize(
    ("words", "limit", "expected"),
    [
        ([], 0, ""),
        (["А"], 0, "А"),
        (["А", "Б"], 0, "А и Б"),
        (["А", "Б", "В"], 0, "А, Б и В"),
        (["А", "Б", "В"], 2, "А, Б и В"),
        (["А", "Б", "В", "Г"], 2, "А, Б и ещё 2"),
    ],
)
def test_lists_end_with_a_conjunction_and_never_leave_out_one(words: list[str], limit: int, expected: str):
    assert said(joined(words, limit)) == expected


@pytest.mark.parametrize(
    ("word", "v", "s"),
    [
        ("школе", "в", "со"),
        ("школой", "в", "со"),
        ("всех", "во", "со"),
        ("Владимире", "во", "с"),
        ("Франции", "во", "с"),
        ("Воронеже", "в", "с"),
        ("2-м классе", "во", "со"),
        ("многих", "во", "со"),
        ("учителем", "в", "с"),
        ("знаком", "в", "со"),
        ("14 школах", "в", "с"),
        ("100", "в", "со"),
        ("1000", "в", "с"),
    ],
)
def test_prepositions(word: str, v: str, s: str):
    assert said(in_(word)) == f"{v} {word}"
    assert said(with_(word)) == f"{s} {word}"


def test_titles_inside_a_sentence():
    assert lower_first("Доля отметок «4» и «5»") == "доля отметок «4» и «5»"
    assert lower_first("ВПР по математике") == "ВПР по математике"
    assert lower_first("«Результаты»") == "«Результаты»"


def test_periods_take_cases():
    year, calendar, quarter = (Period.parse(code) for code in ("2024-25", "2024", "2024-Q3"))
    assert said(period_words(year)) == "2024/25 учебный год"
    assert said(period_words(year, Case.PREPOSITIONAL)) == "2024/25 учебном году"
    assert said(period_words(calendar, Case.PREPOSITIONAL)) == "2024 году"
    assert said(period_words(quarter, Case.GENITIVE)) == "III квартала 2024 года"
    assert said(russian.grade_words("5", Case.PREPOSITIONAL)) == "5 классе"
