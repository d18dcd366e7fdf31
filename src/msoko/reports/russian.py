"""Russian grammar that reports need: agreement with numbers, cases, prepositions, lists, years. No indicators here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from msoko.charts.numbers import NO_BREAK, format_number
from msoko.vocabulary import Period, PeriodKind


class Case(IntEnum):
    NOMINATIVE = 0
    GENITIVE = 1
    DATIVE = 2
    ACCUSATIVE = 3
    INSTRUMENTAL = 4
    PREPOSITIONAL = 5


@dataclass(frozen=True)
class Noun:
    """Six cases, singular and plural, in the order of Case."""

    one: tuple[str, str, str, str, str, str]
    many: tuple[str, str, str, str, str, str]


def _feminine_a(stem: str, genitive_plural: str) -> Noun:
    """школа, отметка, норма, строка: hard stems, «и» after к."""
    i = "и" if stem[-1] in "кгхжшчщ" else "ы"
    one = (f"{stem}а", f"{stem}{i}", f"{stem}е", f"{stem}у", f"{stem}ой", f"{stem}е")
    return Noun(one, (f"{stem}{i}", genitive_plural, f"{stem}ам", f"{stem}{i}", f"{stem}ами", f"{stem}ах"))


def _masculine(stem: str, plural: str = "", animate: bool = False) -> Noun:
    """участник, балл, класс: hard stems."""
    i = plural or ("и" if stem[-1] in "кгхжшчщ" else "ы")
    gen = f"{stem}ов"
    one = (stem, f"{stem}а", f"{stem}у", f"{stem}а" if animate else stem, f"{stem}ом", f"{stem}е")
    many = (f"{stem}{i}", gen, f"{stem}ам", gen if animate else f"{stem}{i}", f"{stem}ами", f"{stem}ах")
    return Noun(one, many)


def _neuter_ie(stem: str) -> Noun:
    """задание, значение."""
    one = (f"{stem}ие", f"{stem}ия", f"{stem}ию", f"{stem}ие", f"{stem}ием", f"{stem}ии")
    return Noun(one, (f"{stem}ия", f"{stem}ий", f"{stem}иям", f"{stem}ия", f"{stem}иями", f"{stem}иях"))


PARTICIPANT = _masculine("участник", animate=True)
SCHOOL = _feminine_a("школ", "школ")
ORGANISATION = Noun(
    ("организация", "организации", "организации", "организацию", "организацией", "организации"),
    ("организации", "организаций", "организациям", "организации", "организациями", "организациях"),
)
PERSON = Noun(
    ("человек", "человека", "человеку", "человека", "человеком", "человеке"),
    ("человека", "человек", "людям", "человек", "людьми", "людях"),
)
INDICATOR = Noun(
    ("показатель", "показателя", "показателю", "показатель", "показателем", "показателе"),
    ("показатели", "показателей", "показателям", "показатели", "показателями", "показателях"),
)
TASK = _neuter_ie("задан")
VALUE = _neuter_ie("значен")
POINT = _masculine("балл")
GRADE = _masculine("класс")
LINE = _feminine_a("строк", "строк")
MARK = _feminine_a("отметк", "отметок")
SUBJECT = _masculine("предмет")
YEAR = Noun(("год", "года", "году", "год", "годом", "годе"), ("годы", "лет", "годам", "годы", "годами", "годах"))


def agreement(n: int | float | Decimal) -> str:
    """one (1, 21, 101), few (2–4, 22), many (0, 5–20, 11); part for numbers with a fraction."""
    if n != int(n):
        return "part"
    last, last_two = abs(int(n)) % 10, abs(int(n)) % 100
    if last == 1 and last_two != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= last_two <= 14 else "many"


def form(n: int | float | Decimal, noun: Noun, case: Case = Case.NOMINATIVE) -> str:
    """The form of the noun after the number n read in the case: 2 школы, в 2 школах, 4,5 балла."""
    how = agreement(n)
    if how == "part":
        return noun.one[Case.GENITIVE]
    if how == "one":
        return noun.one[case]
    if case in (Case.NOMINATIVE, Case.ACCUSATIVE):
        return noun.one[Case.GENITIVE] if how == "few" else noun.many[Case.GENITIVE]
    return noun.many[case]


def counted(n: int | float | Decimal, noun: Noun, case: Case = Case.NOMINATIVE, digits: int = 0) -> str:
    """«1 234 участника», «в 14 школах» (case prepositional): the number in digits, the noun agreed, not torn apart."""
    return format_number(n, digits) + NO_BREAK + form(n, noun, case)


def out_of(n: int, m: int, noun: Noun) -> str:
    """«3 из 14 школ», «1 из 21 школы»."""
    return f"{format_number(n, 0)} из {counted(m, noun, Case.GENITIVE)}"


def verb(n: int | float | Decimal, one: str, many: str) -> str:
    """The verb after a counted subject: 1 участник получил, 21 участник получил, 5 участников получили."""
    return one if agreement(n) == "one" else many


def joined(words: Sequence[str], limit: int = 0, conjunction: str = "и") -> str:
    """«А, Б и В»; with a limit «А, Б и ещё 4»: at least two are left out, or none."""
    if limit and len(words) > limit + 1:
        return f"{', '.join(words[:limit])} {conjunction} ещё{NO_BREAK}{len(words) - limit}"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


_CONSONANT = "[бвгджзйклмнпрстфхцчшщ]"


def in_(word: str) -> str:
    """«в школе», «во всех», «во Владимире», «во 2-м»: the preposition with the word it stands before."""
    before = re.match(rf"[вф]{_CONSONANT}|мн|2-|втор", word.lower())
    return f"{'во' if before else 'в'}{NO_BREAK}{word}"


def with_(word: str) -> str:
    """«с учителем», «со школой», «со всеми», «со 2-го»."""
    before = re.match(rf"[сзшж]{_CONSONANT}|щ|в[сткз]|мн|2-|100(?!\d)", word.lower())
    return f"{'со' if before else 'с'}{NO_BREAK}{word}"


def lower_first(title: str) -> str:
    """A title inside a sentence: «Доля отметок» → «доля отметок»; ВПР, ЕГЭ and single letters stay."""
    first = title.split(" ", 1)[0]
    return title if len(first) < 2 or first[1].isupper() or first[0] in "«0123456789" else title[0].lower() + title[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


_YEARS: dict[Case, str] = {
    Case.NOMINATIVE: "учебный год",
    Case.GENITIVE: "учебного года",
    Case.DATIVE: "учебному году",
    Case.ACCUSATIVE: "учебный год",
    Case.INSTRUMENTAL: "учебным годом",
    Case.PREPOSITIONAL: "учебном году",
}


def period_words(period: Period, case: Case = Case.NOMINATIVE) -> str:
    """«2024/25 учебный год», «2024/25 учебном году» (prepositional), «III квартала 2024 года»."""
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return f"{period.title}{NO_BREAK}{_YEARS[case]}"
    if period.kind is PeriodKind.CALENDAR_YEAR:
        year = "году" if case is Case.PREPOSITIONAL else YEAR.one[case]
        return f"{period.title}{NO_BREAK}{year}"
    if period.kind is PeriodKind.QUARTER:
        numeral, _, year = period.title.split(" ")
        return f"{numeral}{NO_BREAK}{_masculine('квартал').one[case]} {year}{NO_BREAK}года"
    return period.title


def grade_words(grade: str, case: Case = Case.NOMINATIVE) -> str:
    """«5 класс», «в 5 классе»: a school grade keeps its digits, the noun takes the case."""
    return f"{grade}{NO_BREAK}{GRADE.one[case]}"
