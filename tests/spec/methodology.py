"""The small methodology in which the specifications of the language are written. Facts a, b, … stand for any facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from msoko.methodology.model import (
    Example,
    Fact,
    Indicator,
    Methodology,
    Norm,
    Option,
    Pack,
    Question,
    Source,
    Threshold,
)
from msoko.vocabulary import Direction, Level, PeriodKind, Uncertainty, Unit

ORGANISATION, MUNICIPALITY = Level.ORGANISATION, Level.MUNICIPALITY


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One line of the specification. Everything but words and formula is written as in a pack (`[[examples]]`)."""

    words: str  # Russian: what this shows
    formula: str
    expect: Any
    given: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Any] = field(default_factory=dict)
    organisations: tuple[Mapping[str, Any], ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    unit: Unit = Unit.NUMBER
    levels: tuple[Level, ...] = (ORGANISATION, MUNICIPALITY)
    applies_when: str = ""
    uncertainty: Uncertainty = Uncertainty.NONE
    slices: tuple[tuple[str, ...], ...] = ()
    total: bool = True
    kind: PeriodKind = PeriodKind.SCHOOL_YEAR


@dataclass(frozen=True)
class Chapter:
    """words: paragraphs of the manual, Russian, Markdown."""

    code: str
    title: str
    words: str
    specs: tuple[Spec, ...]


def _fact(code: str, title: str, unit: Unit = Unit.PERSON, **more: Any) -> Fact:
    return Fact(code=code, title=title, unit=unit, **more)


FACTS = (
    _fact("a", "первый факт"),
    _fact("b", "второй факт"),
    _fact("c", "третий факт"),
    _fact("pupils", "обучающиеся по параллелям", grain=("grade",)),
    _fact("passed", "успевающие по параллелям и полу", grain=("grade", "sex")),
    _fact("places", "места (верен итог)", grain=("grade",), sum_from="total"),
    _fact("fill", "наполняемость, %", Unit.PERCENT, over_objects="weighted_mean", weight="b"),
    _fact("age", "средний возраст", Unit.YEAR, over_objects="mean"),
    _fact("score", "балл проверки", Unit.POINT, over_objects="none"),
    _fact("money", "расходы за календарный год", Unit.ROUBLE, period=PeriodKind.CALENDAR_YEAR),
    _fact("visits", "посещения за квартал", Unit.ITEM, period=PeriodKind.QUARTER, over_time="sum"),
    _fact("stock", "книги на конец квартала", Unit.ITEM, period=PeriodKind.QUARTER, over_time="last"),
    _fact("checked", "нарушения на день проверки", Unit.ITEM, period=PeriodKind.DATE),
    _fact("town", "жители муниципалитета", about="municipality"),
    _fact("salary", "средняя зарплата в регионе", Unit.ROUBLE, about="region", over_objects="none"),
    _fact("pay", "фонд оплаты труда", Unit.ROUBLE),
)
SOURCES = (
    Source(name="vpr", table="outcomes", where="procedure_type == 'vpr'"),
    Source(name="tasks", table="items"),
    Source(name="survey", table="answers", keyed_by="question"),
    Source(name="site", table="observations", keyed_by="requirement"),
    Source(name="panel", table="ratings", keyed_by="criterion"),
)
QUESTIONS = (
    Question(code="q1", title="Обращались ли Вы на сайт?", questionnaire="parents"),
    Question(code="q2", title="Довольны ли Вы сайтом?", questionnaire="parents"),
    Question(code="q3", title="Оцените школу от 0 до 10", questionnaire="parents", type="scale"),
)
OPTIONS = (
    Option(name="rounding", title="знаков при округлении", choices=("0", "1"), default="0"),
    Option(name="empty", title="недостающая часть", choices=("as zero", "renormalise"), default="as zero"),
    Option(name="absent", title="отсутствовавшие", choices=("count", "skip"), default="skip"),
)
THRESHOLDS = (
    Threshold(name="minimum", title="минимальный балл", value=Decimal(36)),
    Threshold(name="minimum", title="минимальный балл", value=Decimal(27), slices={"subject": "02"}),
    Threshold(name="part", title="вес", value=Decimal(3), valid_to=date(2024, 8, 31)),
    Threshold(name="part", title="вес", value=Decimal(2), valid_from=date(2024, 9, 1)),
)


def _given(code: str, formula: str, **more: Any) -> Indicator:
    more = {"unit": Unit.NUMBER, "levels": (ORGANISATION, MUNICIPALITY), **more}
    return Indicator(code=code, title=code, criterion="", formula=formula, **more)


# Indicators that value(…), norm(…) and normalise(…) refer to.
INDICATORS = (
    _given("level_a", "a", unit=Unit.PERSON, norms=(Norm(at_least=Decimal(10)),)),
    _given("less_a", "a", unit=Unit.PERSON, better=Direction.LOWER, norms=(Norm(at_most=Decimal(4)),)),
    _given("ratio", "100 * sum(a) / sum(b)", unit=Unit.PERCENT),
    _given("of_schools", "pupils", unit=Unit.PERSON, applies_when="kind == 'school'"),
    _given("yearly", "sum(money)", unit=Unit.ROUBLE, period=PeriodKind.CALENDAR_YEAR),
)


def indicator(code: str, spec: Spec) -> Indicator:
    example = Example(
        given=spec.given,
        rows=spec.rows,
        organisations=spec.organisations,
        options=spec.options,
        period=spec.period,
        expect=spec.expect,
    )
    return Indicator(
        code=code,
        title=spec.words,
        criterion="",
        unit=spec.unit,
        formula=spec.formula,
        levels=spec.levels,
        applies_when=spec.applies_when,
        uncertainty=spec.uncertainty,
        slices=spec.slices,
        total=spec.total,
        period=spec.kind,
        examples=(example,),
    )


def methodology(chapters: tuple[Chapter, ...]) -> Methodology:
    """Every spec is an indicator `chapter.number`."""
    specified = tuple(
        indicator(f"{chapter.code}.{number}", spec)
        for chapter in chapters
        for number, spec in enumerate(chapter.specs, 1)
    )
    pack = Pack(
        code="spec",
        title="Спецификация языка формул",
        version="1.0.0",
        facts=FACTS,
        sources=SOURCES,
        options=OPTIONS,
        indicators=(*INDICATORS, *specified),
        thresholds=THRESHOLDS,
        questions=QUESTIONS,
    )
    return Methodology((pack,))
