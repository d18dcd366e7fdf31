"""A traced value shows every row that entered and why each other row did not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from msoko.formulas.errors import FormulaError
from msoko.formulas.explaining import with_numbers
from msoko.indicators.engines.reference import ReferenceEngine, Trace, trace
from msoko.indicators.example_data import Case, gather
from msoko.indicators.request import Request
from msoko.methodology.model import Example, Fact, Indicator, Methodology, Pack, Source
from msoko.vocabulary import Level, Period, Unit

PERIOD = Period.parse("2024-25")
LEVELS = (Level.ORGANISATION, Level.MUNICIPALITY)
EXAMPLE = Example(
    given={"a": [48, "no value", 5, "not applicable"], "b": [50, 20, 5, 9]},
    rows={"outcomes": [{"organisation": 1, "procedure_type": "vpr", "mark": [5, 2, "absent"], "grade": "5"}]},
    organisations=({}, {}, {"settlement": "rural"}, {}),
)


def traced(formula: str, object_id: str = "t", level: str = "municipality") -> Trace:
    one = Indicator(code="x", title="x", criterion="", unit=Unit.NUMBER, formula=formula, levels=LEVELS)
    other = Indicator(code="y", title="y", criterion="", unit=Unit.NUMBER, formula="sum(b)", levels=LEVELS)
    facts = tuple(Fact(code=code, title=code, unit=Unit.PERSON) for code in "ab")
    source = Source(name="vpr", table="outcomes", where="procedure_type == 'vpr'")
    pack = Pack(code="p", title="p", version="1", facts=facts, sources=(source,), indicators=(one, other))
    methodology = Methodology((pack,))
    data = gather(methodology, [Case(one, 1, EXAMPLE, "t")])
    return trace(methodology, data, "x", level, object_id, PERIOD, {"grade": "all"}, {})


def owners(sources) -> list[tuple[str, str]]:
    return [(source.row["object_id"], source.reason) for source in sources]


def test_rows_that_entered_and_that_did_not():
    found = traced("100 * sum(a) / sum(b where settlement == 'urban')")
    above, below = found.reads
    assert owners(above.entered) == [("t.001", ""), ("t.003", "")]
    assert owners(above.left_out) == [("t.002", "missing"), ("t.004", "not_applicable")]
    assert owners(below.entered) == [("t.001", "")]
    assert owners(below.left_out) == [("t.002", "unpaired"), ("t.003", "where"), ("t.004", "unpaired")]
    assert (above.number, below.number) == (53, 50)
    assert with_numbers(found.formula, found.numbers) == "100 × 53 ÷ 50 = 106"
    assert found.computed.exact == 106


def test_a_row_is_the_stored_one_with_its_origin():
    [read] = traced("sum(a)", "t.001", "organisation").reads
    [source] = read.entered
    assert {name: source.row[name] for name in ("fact", "batch", "col")} == {"fact": "a", "batch": "example", "col": 0}
    assert source.row["row"] >= 1


def test_rows_of_participants():
    found = traced("mean(vpr.mark)")
    [read] = found.reads
    assert [(s.row["mark"], s.reason) for s in read.entered] == [(5, ""), (2, "")]
    assert [s.reason for s in read.left_out] == ["no_value"]
    assert found.numbers[read.node] == Fraction(7, 2)


def test_scopes_inside_and_other_indicators():
    found = traced("count_of(organisation, a / b > 0.9) + value('y') - prev(a)")
    assert [(r.level, r.group, r.period) for r in found.reads if r.number is not None and r.group != "t"] == [
        ("organisation", "t.001", "2024-25"), ("organisation", "t.001", "2024-25"),
        ("organisation", "t.003", "2024-25"), ("organisation", "t.003", "2024-25"),
    ]  # fmt: skip
    assert found.reads[-1].period == "2023-24"
    assert found.values == (("y", "municipality", "t", "2024-25"),)
    assert with_numbers(found.formula, found.numbers) == "2 + 84 − нет значения = нет значения"


def test_a_circle_of_indicators_is_refused_in_words():
    names = {"x": "value('y')", "y": "value('x')"}
    made = tuple(
        Indicator(code=c, title=c, criterion="", unit=Unit.NUMBER, formula=f, levels=LEVELS) for c, f in names.items()
    )
    methodology = Methodology((Pack(code="p", title="p", version="1", indicators=made),))
    data = gather(methodology, [Case(made[0], 1, Example(), "t")])
    with pytest.raises(FormulaError, match=r"по кругу: (x → y → x|y → x → y)"):
        ReferenceEngine().compute(methodology, data, Request(("x",), (PERIOD,)))
