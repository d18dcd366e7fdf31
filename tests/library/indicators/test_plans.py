"""Plans: what is equal is done once, cycles are refused, words are printed."""

from __future__ import annotations

import pytest

from msoko.indicators.engines.duckdb.layout import Layout
from msoko.indicators.plan_words import explain
from msoko.indicators.planning import CycleError, plan
from msoko.methodology.model import Fact, Indicator, Methodology, Option, Pack, Source
from msoko.vocabulary import Unit


def methodology(**formulas: str) -> Methodology:
    facts = tuple(Fact(code=code, title=code, unit=Unit.PERSON) for code in "abcd")
    indicators = tuple(
        Indicator(code=code, title=code, criterion="", unit=Unit.PERCENT, formula=text)
        for code, text in formulas.items()
    )
    source = Source(name="vpr", table="outcomes")
    option = Option(name="how", title="", choices=("as zero", "renormalise"), default="as zero")
    pack = Pack(
        code="p", title="", version="1", facts=facts, indicators=indicators, sources=(source,), options=(option,)
    )
    return Methodology((pack,))


def layout(made: Methodology) -> Layout:
    return Layout(plan(made, tuple(made.indicators), {}), made, {})


def test_formulas_of_one_shape_share_their_statements():
    found = layout(methodology(one="100 * sum(a) / sum(b)", two="100 * sum(c) / sum(d)", three="sum(a) + sum(b)"))
    assert len(found.plan.tasks) == 3
    assert len(found.task_shapes) == 2
    assert len(found.scope_shapes) == 1
    assert len(found.plan.scopes) == 2  # {a, b} is one set of cells for `one` and `three`


def test_a_value_used_by_several_is_computed_once():
    found = layout(methodology(base="sum(a)", one='value("base") + 1', two='composite([value("base"), sum(b)])'))
    formulas = [task.code for task in found.plan.tasks]
    assert formulas.count("base") == 1


def test_aggregates_of_a_source_are_read_in_one_pass():
    found = layout(methodology(one="mean(vpr.score)", two="share(vpr.mark >= 4)", three="count(where vpr.mark > 2)"))
    assert [len(one.bases) for one in found.passes] == [3]


def test_conditions_on_slices_wait_until_rows_are_gathered():
    found = layout(
        methodology(one='mean(vpr.score where subject == "MA")', two='mean(vpr.score where subject == "RU")')
    )
    assert len([base for base in found.plan.bases if base.kind == "source"]) == 1
    assert len(found.wheres) == 2


def test_a_cycle_of_values_is_refused():
    with pytest.raises(CycleError, match="one → two → one"):
        made = methodology(one='value("two")', two='value("one")')
        plan(made, ("one",), {})


def test_tasks_come_after_what_they_read():
    found = layout(methodology(one='value("two") + 1', two='prev(value("zero"))', zero="sum(a)"))
    for number, task in enumerate(found.plan.tasks):
        assert all(link.target < number for link in task.links)
    assert [len(stage) > 0 for stage in found.stages()] == [True] * len(found.stages())


def test_a_plan_is_told_in_words():
    made = methodology(one="100 * sum(a) / sum(b)", two='value("one") - prev(value("one"))', three="mean(vpr.score)")
    words = explain(made, ("one", "two", "three"), {})
    assert "Показателей: 3." in words
    assert "источник vpr, по строкам: величин 1, одним проходом" in words
    assert "прошлый период: 1" in words
