"""Parts of computed values: found among the rows, checked against the whole, refused where they do not add up."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from msoko.analytics import contributions, index_values, value_parts
from msoko.analytics.remarks import Refused
from msoko.methodology.loading import load
from msoko.store.schemas import VALUES
from msoko.vocabulary import ALL, SLICES, Period

YEAR = Period.parse("2024-25")
SHARE, INDEX = "context.low_income_pct", "context.social_balance"
WHOLE = ("municipality", "m")


@pytest.fixture(scope="module")
def methodology():
    return load()


def _row(object_id, value, n=1, level="organisation", indicator=SHARE, period=YEAR.code, **cut):
    blank = dict.fromkeys(VALUES.names)
    return {
        **blank, **dict.fromkeys(SLICES, ALL), **cut, "indicator": indicator, "level": level, "object_id": object_id,
        "period": period, "state": "missing" if value is None else "value", "value": value, "n": n,
    }  # fmt: skip


def _values(*rows):
    return pa.Table.from_pylist(list(rows), schema=VALUES)


def _refused(call, code):
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remark.code == code
    return str(refused.value)


ROWS = (
    _row("s1", 10.0, 100), _row("s2", 30.0, 300), _row("s3", None, 0), _row("чужая", 90.0, 100),
    _row("m", 25.0, 400, "municipality"), _row("s1", 80.0, 1, period="2023-24"),
)  # fmt: skip


def test_organisations_of_a_group_give_its_value(methodology):
    parts = value_parts.by_organisation(methodology, _values(*ROWS), SHARE, YEAR, WHOLE, {"s1", "s2", "s3"})
    assert parts == {("s1",): contributions.Part(100, 10.0), ("s2",): contributions.Part(300, 30.0)}
    assert contributions.whole(parts) == 25


def test_slices_give_the_total(methodology):
    values = _values(
        _row("m", 20.0, 40, "municipality"), _row("m", 10.0, 20, "municipality", education_level="primary"),
        _row("m", 30.0, 20, "municipality", education_level="secondary"),
        _row("m", 99.0, 5, "municipality", education_level="primary", grade="1"),
    )  # fmt: skip
    parts = value_parts.by_slice(methodology, values, SHARE, YEAR, WHOLE, "education_level")
    assert set(parts) == {("primary",), ("secondary",)} and contributions.whole(parts) == 20
    _refused(lambda: value_parts.by_slice(methodology, values, SHARE, YEAR, WHOLE, "sex"), "parts-nowhere")


def test_parts_that_give_another_value_are_refused(methodology):
    said = _refused(
        lambda: value_parts.by_organisation(methodology, _values(*ROWS), SHARE, YEAR, WHOLE, {"s1"}), "parts-differ"
    )
    assert "по частям выходит 10, а в расчёте 25" in said


def test_where_nothing_is_computed_nothing_is_taken_apart(methodology):
    def asked(*rows):
        return lambda: value_parts.by_organisation(methodology, _values(*rows), SHARE, YEAR, WHOLE, {"s1", "s2"})

    _refused(asked(), "parts-nowhere")
    _refused(asked(*ROWS[:2]), "parts-nowhere")  # the whole has no value
    _refused(asked(_row("s1", None, 0), _row("m", 25.0, 4, "municipality")), "parts-nowhere")


def test_a_group_value_is_compared_with_what_was_found(methodology):
    value_parts.checked(methodology, _values(*ROWS), SHARE, YEAR, "m", 25.0)
    _refused(lambda: value_parts.checked(methodology, _values(*ROWS), SHARE, YEAR, "m", 26.0), "parts-differ")
    _refused(lambda: value_parts.checked(methodology, _values(*ROWS), SHARE, YEAR, "r", 25.0), "parts-nowhere")


# ---- an index and its parts
def _index_rows(balance):
    rows = []
    for n, (one, index) in enumerate(zip(("s1", "s2", "s3"), balance, strict=True)):
        rows += [
            _row(one, 10.0 * n, indicator="context.both_higher_education_pct"),
            _row(one, 50.0 - 20 * n, indicator="context.low_income_pct"),
            _row(one, index, indicator=INDEX),
        ]
    return _values(*rows)


STEP = 2 * 1.5**0.5  # z-scores of three even steps are ±√1.5 and 0, on both sides of the balance


def test_the_parts_of_an_index_give_it_again(methodology):
    index, seen = index_values.seen(methodology, _index_rows((-STEP, 0.0, STEP)), INDEX, YEAR, {})
    assert seen.organisations == ("s1", "s2", "s3") and len(index.terms) == 10
    assert index.constant == 0 and date(2025, 8, 31) == YEAR.last_day


def test_an_index_calculated_from_other_values_is_refused(methodology):
    said = _refused(
        lambda: index_values.seen(methodology, _index_rows((-STEP, 0.5, STEP)), INDEX, YEAR, {}), "index-recomputed"
    )
    assert "s2" in said and "msoko compute" in said


def test_an_index_without_values_is_refused(methodology):
    _refused(lambda: index_values.seen(methodology, _values(*ROWS), INDEX, YEAR, {}), "parts-nowhere")
