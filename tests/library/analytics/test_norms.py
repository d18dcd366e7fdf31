"""Values against dated norms: decided, undecided, none, by slices and by what the organisation is."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.library.analytics.rows import indicator, methodology, row, values

from msoko.analytics.norms import NormStatus, judge, judge_value, norm_in_force, norms_over
from msoko.methodology.model import Norm
from msoko.organisations.placing import ATTRIBUTES
from msoko.vocabulary import Period

AT_LEAST_50 = Norm(at_least=Decimal(50))


@pytest.mark.parametrize(
    ("value", "low", "high", "norm", "status", "distance"),
    [
        (56.4, 52.3, 60.3, AT_LEAST_50, "met", 6.4),
        (32.4, 19.1, 49.2, AT_LEAST_50, "not_met", -17.6),
        (53.5, 42.0, 64.6, AT_LEAST_50, "not_decided", 3.5),
        (38.5, 26.5, 52.0, AT_LEAST_50, "not_decided", -11.5),
        (50.0, None, None, AT_LEAST_50, "met", 0.0),
        (49.9999999999, None, None, AT_LEAST_50, "not_met", -1e-10),
        (50.0, 50.0, 61.0, AT_LEAST_50, "met", 0.0),  # the interval only touches the norm
        (12.0, None, None, Norm(at_most=Decimal(10)), "not_met", -2.0),
        (7.0, 6.0, 8.0, Norm(at_least=Decimal(5), at_most=Decimal(10)), "met", 2.0),
        (9.0, 4.0, 11.0, Norm(at_least=Decimal(5), at_most=Decimal(10)), "not_decided", 1.0),
        (12.0, 11.0, 13.0, Norm(at_least=Decimal(5), at_most=Decimal(10)), "not_met", -2.0),
    ],
)
def test_a_value_is_judged_by_its_interval(value, low, high, norm, status, distance):
    judged = judge_value(value, low, high, norm)
    assert judged.status == status
    assert judged.distance == pytest.approx(distance)


def test_the_norm_of_the_last_day_of_the_period_is_in_force():
    old = Norm(at_least=Decimal(90), valid_from=date(2020, 9, 1), valid_to=date(2024, 8, 31))
    new = Norm(at_least=Decimal(98), valid_from=date(2024, 9, 1))
    dated = indicator(norms=(old, new))
    periods = [Period.parse(code) for code in ("2019-20", "2020-21", "2023-24", "2024-25")]
    assert norms_over(dated, periods) == [None, old, old, new]


def test_a_norm_of_a_slice_or_a_kind_goes_before_the_general_one():
    general, grade, rural = (
        Norm(at_least=Decimal(1)),
        Norm(at_least=Decimal(2), slices={"grade": "5"}),
        Norm(at_least=Decimal(3), applies_when="settlement == 'rural' and teaches_grade(9)"),
    )
    found = indicator(norms=(general, grade, rural))
    year = Period.parse("2024-25")
    here = {"settlement": "rural", "grades": ["9"]}
    assert norm_in_force(found, year, {"grade": "5"}) is grade
    assert norm_in_force(found, year, {"grade": "6"}) is general
    assert norm_in_force(found, year, {"grade": "6"}, here) is rural
    assert norm_in_force(found, year, {}, {"settlement": "urban", "grades": ["9"]}) is general
    assert norm_in_force(found, year, {}, {"settlement": None, "grades": None}) is general


def test_a_table_keeps_its_order_and_tells_the_states_apart():
    rule = Norm(at_least=Decimal(50), applies_when="kind == 'school'", legal_basis="приказ № 1")
    known = methodology(indicator("i", norms=(rule,)), indicator("free"))
    table = values(
        row("i", "o1", value=49.0),
        row("i", "o2", value=51.0),
        row("i", "o3", value=49.0),
        row("i", "o1", state="missing", period="2023-24"),
        row("i", "o4", state="not_applicable"),
        row("i", "m", level="municipality", value=40.0),
        row("free", "o1", value=1.0),
    )
    kinds = {"o1": "school", "o2": "school", "o3": "kindergarten", "o4": "school"}
    places = [{"object_id": o, "period": p, "kind": k} for o, k in kinds.items() for p in ("2023-24", "2024-25")]
    judged = judge(table, known, pa.Table.from_pylist(places, ATTRIBUTES))
    assert judged["norm_status"].to_pylist() == [
        NormStatus.NOT_MET, NormStatus.MET, NormStatus.NO_NORM, NormStatus.NO_VALUE, NormStatus.NOT_APPLICABLE,
        NormStatus.NO_NORM,  # a norm for schools is not a norm of the municipality
        NormStatus.NO_NORM,
    ]  # fmt: skip
    assert judged["norm_distance"].to_pylist() == [-1.0, 1.0, None, None, None, None, None]
    assert judged["norm_basis"][0].as_py() == "приказ № 1"
    assert judged.select(table.column_names).equals(table)
