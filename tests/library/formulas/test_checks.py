"""What the checks refuse, where, and with which suggestion; and what they let pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from msoko.formulas.checks import check, check_condition, check_rule
from msoko.formulas.context import ColumnShape, Context, FactShape, IndicatorShape, SourceShape, Subject
from msoko.formulas.parsing import parse
from msoko.formulas.units import COUNT, FREE, PURE, Measure, fits, measure_of, product, same, title
from msoko.methodology.formula_context import TABLE_COLUMNS
from msoko.store.schemas import NUMBER, TABLES
from msoko.vocabulary import SLICES, Level, PeriodKind, Unit

YEAR = PeriodKind.SCHOOL_YEAR
CONTEXT = Context(
    facts={
        "pupils": FactShape(Unit.PERSON, YEAR, ("grade",)),
        "girls": FactShape(Unit.PERSON, YEAR, ("grade", "sex")),
        "teachers": FactShape(Unit.PERSON, YEAR),
        "fill": FactShape(Unit.PERCENT, YEAR, over_objects="none"),
        "area": FactShape(Unit.SQUARE_METRE, YEAR),
        "has_gym": FactShape(Unit.YES_NO, YEAR),
        "money": FactShape(Unit.ROUBLE, PeriodKind.CALENDAR_YEAR),
        "salary": FactShape(Unit.ROUBLE, YEAR, about="region", over_objects="none"),
    },
    sources={
        "vpr": SourceShape("outcomes", {"mark": ColumnShape("number", Unit.MARK), "state": ColumnShape("text")}),
        "survey": SourceShape("answers", {"respondent": ColumnShape("text")}, "question", {"q1": ColumnShape("text")}),
    },
    options={"rule": ("as zero", "no value"), "digits": ("0", "1"), "other": ("a", "b")},
    weights=frozenset({"minimum"}),
    indicators={
        "share": IndicatorShape(Unit.PERCENT, YEAR),
        "costs": IndicatorShape(Unit.ROUBLE, PeriodKind.CALENDAR_YEAR),
    },
)
PERCENT = Subject(Unit.PERCENT, YEAR, (Level.ORGANISATION, Level.MUNICIPALITY))


def faults(formula: str, **changes: object) -> list[tuple[str, int]]:
    """(code, column) of every fault."""
    return [(f.code, f.column) for f in check(parse(formula), CONTEXT, replace(PERCENT, **changes))]


@pytest.mark.parametrize(
    "formula",
    [
        "100 * sum(girls where sex == 'f') / sum(pupils)",
        "100 * share(vpr.mark >= 4 where subject == '02' and grade == 5)",
        "100 * count(where vpr.state == 'absent') / count(vpr.mark)",
        "100 * count(vpr.mark) / sum(pupils)",
        "100 * sum(pupils) / count(vpr.mark)",
        "100 * count_of(organisation, sum(teachers) / sum(pupils) > 0.1 where kind == 'school') / count()",
        "100 * has_gym / count()",
        "mean_over(organisation, if(kind == 'school', 1, 0))",
        "value('share') - prev(value('share'))",
        "composite([value('share'), 100 * teachers / pupils], missing = option('rule'))",
        "normalise(100 * teachers / pupils, 'z', among = municipality)",
        "clamp(round(100 * teachers / pupils, 1), 0, 100)",
        "min(100, 50 + option('digits'))",
        "coalesce(no_value, 0)",
        "100 * share(survey.q1 == 'yes')",
        "count_of(person, count(vpr.mark where vpr.mark == 2) > 1) / count_of(person, count(vpr.mark) > 0)",
    ],
)
def test_a_sound_formula_passes(formula):
    assert faults(formula) == []


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("100 * sum(puples)", [("unknown-name", 11)]),
        ("mean(vpr.marks)", [("unknown-column", 6)]),
        ("mean(ege.mark)", [("unknown-source", 6)]),
        ("value('shares')", [("unknown-indicator", 1)]),
        ("option('rules') ", [("unknown-option", 1)]),
        ("weight('maximum')", [("unknown-weight", 1)]),
        ("mean(vpr)", [("source-without-column", 6)]),
        ("sum(pupils) + mean(fill)", [("units-do-not-match", 15)]),
        ("if(sum(pupils) > mean(fill), 1, 2)", [("units-do-not-match", 18)]),
        ("sum(pupils)", [("result-unit", 1)]),
        ("sum(pupils) > 5", [("result-kind", 1)]),
        ("share(vpr.mark)", [("wrong-kind", 7)]),
        ("sum(pupils where 5)", [("result-unit", 1), ("wrong-kind", 18)]),
        ("100 * sum(teachers where grade == 5) / teachers", [("slice-not-in-grain", 26)]),
        ("100 * sum(teachers where pupils > 5) / teachers", [("fact-in-condition", 26)]),
        ("vpr.mark", [("field-outside-aggregate", 1)]),
        ("if(grade == 5, 1, 2)", [("slice-outside", 4)]),
        ("if(kind == 'school', 1, 2)", [("attribute-outside", 4)]),
        ("if(teaches_grade(9), 1, 2)", [("attribute-outside", 4)]),
        ("mean(sum(pupils))", [("aggregate-in-aggregate", 6)]),
        ("mean(vpr.mark + pupils)", [("several-sources", 1)]),
        ("mean(2)", [("nothing-to-aggregate", 1)]),
        ("100 * fill / fill", [("fact-not-aggregated", 7), ("fact-not-aggregated", 14)]),
        ("100 * area / at(region, salary) ", [("result-unit", 1)]),
        ("100 * salary / 2", [("result-unit", 1), ("fact-of-other-level", 7), ("fact-not-aggregated", 7)]),
        ("100 * money / in_period(money, ended)", [("other-period-kind", 7)]),
        ("100 * value('costs') / in_period(value('costs'), within)", [("other-period-kind", 7), ("value-within", 34)]),
        ("composite([value('share'), pupils])", [("parts-do-not-match", 28)]),
        ("composite([value('share')], missing = option('other'))", [("missing-rule", 39)]),
        ("normalise(pupils, 'norm', among = region)", [("norm-of-value", 1)]),
        ("round(100 * teachers / pupils, 0.5)", [("whole-digits", 32)]),
        ("quantile(vpr.mark, 2)", [("result-unit", 1), ("probability", 20)]),
        ("100 * share(vpr.state < 'b')", [("order-of-text", 25)]),
        ("count_of(participant, sum(pupils) > 1) / count()", [("fact-in-rows", 27)]),
        ("mean_over(participant, prev(mean(vpr.mark)))", [("result-unit", 1), ("not-in-rows", 24)]),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(formula, found):
    assert faults(formula) == found


def test_a_breakdown_needs_facts_reported_by_it():
    assert faults("100 * girls / pupils", breakdown=("grade",)) == []
    assert faults("100 * girls / pupils", breakdown=("grade", "sex")) == [("fact-not-by-slice", 15)]


def test_an_indicator_of_one_level_may_read_facts_about_it():
    assert faults("salary", unit=Unit.ROUBLE, levels=(Level.REGION,)) == []


def test_the_nearest_name_is_suggested():
    [fault] = check(parse("100 * teachers / sum(pupil)"), CONTEXT, PERCENT)
    assert str(fault).endswith("не знаю показателя, факта или столбца «pupil»; может быть, вы имели в виду «pupils»?")


def test_conditions():
    def codes(text: str, source: str = "") -> list[str]:
        return [fault.code for fault in check_condition(parse(text), CONTEXT, source)]

    assert codes("kind == 'school' and teaches_grade(9) or settlement in ('rural', 'x')") == []
    assert codes("kind") == ["wrong-kind"]
    assert codes("pupils > 5") == ["fact-in-condition"]
    assert codes("grade == 5") == ["slice-outside"]
    assert codes("state == 'value' and grade == 5", "vpr") == []
    assert codes("kind == 'school'", "vpr") == ["attribute-in-source"]


def test_checks_between_lines():
    assert check_rule(parse("sum(girls) <= sum(pupils)"), CONTEXT, YEAR) == []
    assert [f.code for f in check_rule(parse("girls - pupils"), CONTEXT, YEAR)] == ["wrong-kind"]
    assert [f.code for f in check_rule(parse("money > 1"), CONTEXT, YEAR)] == ["other-period-kind"]


def test_units_multiply_and_divide():
    person, rouble = measure_of(Unit.PERSON), measure_of(Unit.ROUBLE)
    assert product(person, person, -1) == PURE
    assert product(product(FREE, person), person, -1) == PURE
    assert fits(product(rouble, person, -1), Unit.ROUBLE)  # roubles per pupil
    assert not fits(product(rouble, person, -1), Unit.PERSON)
    assert product(person, Measure(scale=Unit.PERCENT)) == person
    assert same(COUNT, person) == person
    assert same(person, rouble) is None
    assert same(PURE, Measure(scale=Unit.PERCENT)) == Measure(scale=Unit.PERCENT)
    assert title(product(rouble, person, -1)) == "рубли / человек"


def test_the_columns_told_to_formulas_are_those_of_the_store():
    hidden = {"period", "first_day", "last_day", "batch", "sheet", "row", "col", *SLICES}
    for table, columns in TABLE_COLUMNS.items():
        schema = TABLES[table]
        assert set(columns) == set(schema.names) - hidden, table
        for name, shape in columns.items():
            assert (shape.kind == "number") == (schema.field(name).type == NUMBER), (table, name)
