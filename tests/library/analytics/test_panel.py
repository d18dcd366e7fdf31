"""Panels out of values: what is read, with what error, on what scale, and what is no panel."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from tests.library.analytics.rows import indicator, methodology, row, share, values, wilson

from msoko.analytics import panel as panels
from msoko.analytics.breaks import History
from msoko.analytics.panel import Panel, Scale
from msoko.analytics.remarks import Refused
from msoko.store.schemas import TABLES
from msoko.vocabulary import Uncertainty, Unit


def code(refused):
    return refused.value.remark.code


def test_a_panel_is_read_from_rows_and_cut_at_a_merger():
    rows = [share(10 + year, 20, object_id=name, period=f"202{year}-2{year + 1}") for year in range(4) for name in "ab"]
    rows += [share(1, 20, object_id="c", period="2021-22"), row("i", "c", "2022-23"), row("j", "a", "2020-21", value=1)]
    merged = {"object_id": "b", "predecessor_id": "x", "on": date(2021, 9, 1), "reason": "слияние"}
    history = History(methodology(indicator()), pa.Table.from_pylist([merged], TABLES["predecessors"]))
    found = panels.of_values(values(*rows), history, "i")
    assert (found.names, found.years, found.scale) == (("a", "b", "c"), (2020, 2021, 2022, 2023), Scale.LOGIT)
    assert found.values[0].tolist() == [50, 55, 60, 65]
    assert np.isnan(found.values[1]).tolist() == [True, False, False, False]
    assert np.isnan(found.values[2]).tolist() == [True, False, True, True]
    assert found.cut["b"].reason == "слияние" and "a" not in found.cut
    assert found.errors[0, 0] == pytest.approx(20.07 / 1.96, abs=0.01)
    assert panels.of_values(values(*rows), history, "i", comparable=["a"]).names == ("a",)


def test_errors_come_from_the_interval_by_its_kind():
    mean = {"value": 50.0, "low": 44.0, "high": 56.0, "n": 9}
    assert panels.standard_error(mean) == (pytest.approx(6 / 2.306004), True)
    low, high = wilson(10, 20)
    assert panels.standard_error({"value": 50.0, "low": low, "high": high, "n": 20}) == (
        pytest.approx((high - low) / 2 / 1.959964),
        False,
    )


def test_means_of_few_take_the_spread_of_all():
    """Three equal scores do not make a mean without error; a mean of one person has one."""
    given = [("a", 60.0, 4.0, 25), ("b", 50.0, 0.5, 3), ("c", 40.0, None, 1)]
    rows = [
        row(object_id=name, value=value, n=n, low=half and value - half, high=half and value + half)
        for name, value, half, n in given
    ]
    found = panels.of_values(values(*rows), History(methodology(indicator(unit=Unit.POINT))), "i")
    squares = [(half / t) ** 2 * n * (n - 1) for half, t, n in ((4.0, 2.063899, 25), (0.5, 4.302653, 3))]
    sd = (sum(squares) / (24 + 2)) ** 0.5
    assert found.errors[:, 0] == pytest.approx([sd / 5, sd / 3**0.5, sd], rel=1e-6)


def test_a_value_of_chance_without_an_interval_is_not_taken_for_exact():
    rows = values(row(value=50.0, n=20), share(5, 20, object_id="o2"))
    assert np.isnan(panels.of_values(rows, History(methodology(indicator())), "i").values[0, 0])
    exact = panels.of_values(rows, History(methodology(indicator(uncertainty=Uncertainty.NONE))), "i")
    assert exact.errors[:, 0].tolist() == [0, 0] and exact.known.all()


def test_scales_follow_units_and_come_back():
    people = [row(object_id=name, value=float(v), period="2024-25") for name, v in (("a", 120), ("b", 300))]
    found = panels.of_values(
        values(*people), History(methodology(indicator(unit=Unit.PERSON, uncertainty=Uncertainty.NONE))), "i"
    )
    assert found.scale is Scale.LOG
    known = Panel.of([[0.0, 100.0, 37.5]], counts=[[16, 16, 16]], scale=Scale.LOGIT)
    assert np.isfinite(known.worked[0]).all()
    assert known.back(known.worked[0]) == pytest.approx(known.values)
    assert known.back(np.array([[-99.0, 99.0]])).tolist() == [[0, 100]]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: Panel.of([]), "panel-empty"),
        (lambda: Panel.of([[1.0, 2.0]], -1.0), "panel-errors"),
        (lambda: Panel.of([[1.0, 2.0]], [[np.nan, 0.0]]), "panel-errors"),
        (lambda: Panel.of([[1.0, 101.0]], scale=Scale.LOGIT), "panel-outside"),
        (lambda: panels.of_values(values(), History(methodology(indicator())), "i"), "panel-no-values"),
    ],
)
def test_what_is_no_panel_is_refused(made, why):
    with pytest.raises(Refused) as refused:
        made()
    assert code(refused) == why


def test_quarters_are_refused():
    rows = values(row(value=1.0, period="2024-Q3"), row(value=2.0, period="2024-Q4"))
    with pytest.raises(Refused) as refused:
        panels.of_values(rows, History(methodology(indicator())), "i")
    assert code(refused) == "panel-not-yearly"
