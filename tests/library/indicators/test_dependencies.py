"""What values depend on: from a batch to the partitions to compute anew, never too narrow."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.library.indicators.small import INDICATORS, METHODOLOGY

from msoko.indicators import dependencies
from msoko.indicators.computing import periods_of, read_data
from msoko.indicators.dependencies import Part, affected, needs, tables, with_readers, with_sources
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.request import Data, Request
from msoko.store.batches import Touches
from msoko.vocabulary import Period, PeriodKind

YEAR = Period.parse("2022-23")
SEVERAL = [Period.parse(code) for code in (
    "2020-21", "2021-22", "2022-23", "2023-24", "2024-25", "2021", "2022", "2023", "2024", "2025",
)]  # fmt: skip


def parts(touches: Touches) -> dict[str, list[str]]:
    found = affected(METHODOLOGY, [touches], SEVERAL).pairs
    return {
        one.code: sorted(p.code for code, p in found if code == one.code)
        for one in INDICATORS
        if any(code == one.code for code, _ in found)
    }


def test_a_fact_touches_those_who_read_it_now_and_later():
    found = parts(Touches(facts=("pupils",), tables=("facts",), periods=("2022-23",)))
    assert found["pupils_each"] == ["2022-23"]
    assert found["growth"] == ["2022-23", "2023-24"]
    assert set(found["turn"]) >= {"2022-23", "2023-24", "2024-25"}
    assert found["spent"] == ["2023"]  # the school year that ended in the calendar year
    assert "2024-25" not in found["index"] and "2023-24" in found["index"]
    assert not {"graded", "visited", "faulty", "vpr_quality", "pleased", "inner"} & set(found)


def test_a_calendar_year_touches_school_years_both_ways():
    found = parts(Touches(facts=("money",), tables=("facts",), periods=("2023",)))
    assert found["spent"] == ["2023"]
    assert {"2023-24", "2024-25"} <= set(found["budget"])
    assert set(found) == {"spent", "budget"}


def test_a_day_touches_the_year_around_it():
    assert parts(Touches(facts=("faults",), tables=("facts",), periods=("2022-10-02",))) == {"faulty": ["2022-23"]}
    assert parts(Touches(facts=("faults",), tables=("facts",), periods=("2023-09-01",))) == {"faulty": ["2023-24"]}


def test_rows_of_a_source_touch_through_value_and_by_any_kind_of_period():
    found = parts(Touches(procedures=("vpr-1",), tables=("outcomes",), periods=("2023-24",)))
    assert found == {"vpr_quality": ["2023-24"], "with_vpr": ["2023-24"]}
    for period in ("2023-Q4", "2023-11-05"):
        assert parts(Touches(tables=("answers",), periods=(period,))) == {"pleased": ["2023-24"]}


def test_references_touch_those_who_compare_with_them():
    assert parts(Touches(tables=("references",), periods=("2023-24",))) == {"over_region": ["2023-24"]}


def test_the_registry_touches_everything_of_its_own_kind_of_period():
    found = parts(Touches(tables=("attributes",)))
    assert set(found) == {one.code for one in INDICATORS}
    assert found["spent"] == ["2021", "2022", "2023", "2024", "2025"]
    assert found["growth"] == ["2020-21", "2021-22", "2022-23", "2023-24", "2024-25"]


def test_what_nobody_reads_touches_nothing():
    assert parts(Touches(facts=("unknown",), tables=("facts", "tasks"), periods=("2022-23",))) == {}
    assert parts(Touches(facts=("pupils",), tables=("facts",), periods=("1999-00",))) == {}


def test_groups_are_products_that_are_exactly_the_part():
    pairs = frozenset((code, p) for code in "abcd" for p in SEVERAL if hash((code, p.code)) % 3)
    part = Part(pairs)
    covered = [(code, p) for periods, codes in part.groups() for code in codes for p in periods]
    assert len(covered) == len(set(covered))
    assert set(covered) == pairs
    assert part.periods == tuple(sorted({p for _, p in pairs}))


def test_tables_are_those_named_also_through_value():
    assert tables(METHODOLOGY, ["growth"]) == {"facts"}
    assert tables(METHODOLOGY, ["with_vpr"]) == {"facts", "outcomes"}
    assert tables(METHODOLOGY, ["over_region"]) == {"facts", "references"}
    assert needs(METHODOLOGY, "index").facts == {"pupils", "teachers"}


def test_periods_that_read_others_are_computed_too():
    arrived = {YEAR, Period.parse("2023-Q2"), Period.parse("2023-10-02")}
    found = with_readers(arrived, METHODOLOGY)
    assert arrived <= found
    assert {Period.parse("2023"), Period.parse("2023-24")} <= found
    plain = with_readers({YEAR}, dependencies.Methodology(()))
    assert plain == {YEAR}


@pytest.mark.parametrize("code", [one.code for one in INDICATORS])
def test_rows_outside_what_is_said_to_be_read_do_not_matter(computed, code: str):
    """Delete every row of a period that is not said to be read: the values stay."""
    kind = METHODOLOGY.indicators[code].period
    ours = Period.parse("2024-25" if kind is PeriodKind.SCHOOL_YEAR else "2024")
    wanted = needs(METHODOLOGY, code)
    every = read_data(computed, periods_of(computed, METHODOLOGY))
    read = with_sources([ours], METHODOLOGY, [code])
    narrow = read_data(computed, read, tables(METHODOLOGY, [code]))
    cut = Data(
        {name: _only(rows, wanted, ours) for name, rows in narrow.tables.items()}, narrow.placements, narrow.attributes
    )
    request = Request((code,), (ours,))
    full = ReferenceEngine().compute(METHODOLOGY, every, request)
    assert full.num_rows
    assert full["value"].null_count < full.num_rows
    assert ReferenceEngine().compute(METHODOLOGY, cut, request).equals(full)


def _only(rows: pa.Table, wanted: dependencies.Needs, ours: Period) -> pa.Table:
    kept = {code for code in set(rows["period"].to_pylist()) if wanted.reads(ours, Period.parse(code))}
    assert kept < set(rows["period"].to_pylist()) or not rows.num_rows  # something is really left out
    rows = rows.filter(pc.is_in(rows["period"], pa.array(sorted(kept), pa.string())))
    return rows.filter(pc.is_in(rows["fact"], pa.array(sorted(wanted.facts)))) if "fact" in rows.column_names else rows
