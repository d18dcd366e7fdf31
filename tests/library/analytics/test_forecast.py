"""The four methods by hand, intervals that cover, targets, and every reason for no forecast."""

import numpy as np
import pytest
from tests.library.analytics.rows import indicator, methodology, share, values

from msoko.analytics import forecast, pooling
from msoko.analytics.breaks import History
from msoko.analytics.forecast import Method, Place, backtest, methods
from msoko.analytics.panel import Panel, Scale
from msoko.analytics.remarks import Refused
from msoko.vocabulary import Period

AHEAD = np.array([1.0, 2.0])


def code(refused):
    return refused.value.remark.code


def walks(seed=1, series=20, years=6, sd=1.0):
    rng = np.random.default_rng(seed)
    return Panel.of(50 + rng.normal(0, 5, (series, 1)) + rng.normal(0, sd, (series, years)).cumsum(axis=1))


def noisy(seed=1, series=20, years=6):
    """Own levels, chance only: the mean of the years is worth more than the last."""
    rng = np.random.default_rng(seed)
    return Panel.of(50 + rng.normal(0, 5, (series, 1)) + rng.normal(0, 3, (series, years)), 3.0)


# --- methods


def test_naive_and_drift_by_hand():
    given = Panel.of([[1.0, 2.0, 4.0], [np.nan, 3.0, 2.0], [5.0, 6.0, np.nan], [np.nan, np.nan, 7.0]])
    assert methods.naive(given, AHEAD)[:2].tolist() == [[4, 4], [2, 2]]
    assert methods.drift(given, AHEAD)[:2].tolist() == [[5.5, 7], [1, 0]]
    assert np.isnan(methods.drift(given, AHEAD)[2:]).all()
    assert np.isnan(methods.naive(given, AHEAD)[2]).all()


def test_a_damped_trend_is_gardner_and_mckenzies_recursion():
    """The same by a plain loop: the best of the grid on this one series, then its continuation."""
    y = [10.0, 12.0, 15.0, 16.0, 18.5]
    best = None
    for alpha, beta, phi in methods._GRID:
        level, trend, errors = y[0], y[1] - y[0], []
        for t in range(1, len(y)):
            expected = level + phi * trend
            errors += [abs(y[t] - expected)] if t >= 2 else []
            moved = alpha * y[t] + (1 - alpha) * expected
            trend = beta * (moved - level) + (1 - beta) * phi * trend
            level = moved
        if best is None or np.mean(errors) < best[0] - 1e-12:
            best = np.mean(errors), level + phi * trend, level + (phi + phi**2) * trend
    found = methods.damped(Panel.of([y]), AHEAD)
    assert found[0].tolist() == pytest.approx(best[1:])
    assert abs(found[0, 1] - found[0, 0]) < abs(found[0, 0] - y[-1]) + 2.0


def test_a_year_not_known_is_bridged_by_what_was_expected():
    whole, holed = Panel.of([[1.0, 2.0, 3.0, 4.0]] * 3), Panel.of([[1.0, 2.0, np.nan, 4.0]] * 3)
    assert np.isfinite(methods.damped(holed, AHEAD)).all()
    assert methods.drift(holed, AHEAD) == pytest.approx(methods.drift(whole, AHEAD))


def test_pooling_draws_the_doubtful_towards_the_comparable():
    rng = np.random.default_rng(5)
    level = rng.normal(0, 1, (40, 1))
    errors = np.where(np.arange(40)[:, None] < 2, 3.0, 0.1) * np.ones((40, 4))
    given = Panel.of(level + rng.normal(0, 0.1, (40, 4)) + np.array([[8.0], [-8.0], *[[0.0]] * 38]), errors)
    found = methods.pooled(given, AHEAD)
    assert abs(found[0, 0]) < 0.5 * abs(given.values[0].mean()) and abs(found[1, 0]) < 0.5 * abs(given.values[1].mean())
    assert np.abs(found[2:, 0] - level[2:, 0]).max() < 0.5


def test_pooling_refuses_four_series_and_is_then_left_out_of_the_choice():
    with pytest.raises(Refused) as refused:
        pooling.fit(walks(series=4))
    assert code(refused) == "too-few-series"
    found = forecast.of_panel(walks(series=4, years=10))
    assert Method.POOLED not in found.accuracy


# --- choice, intervals


def test_the_back_test_knows_only_what_was_known_then():
    given = walks()
    test = backtest.run(given, 2)
    assert test.origins == given.years[1:-1]
    spoilt = given.values.copy()
    spoilt[:, -1] += 1000
    again = backtest.run(Panel.of(spoilt), 2)
    for method in Method:
        assert again.errors[method][:, :-2, :1] == pytest.approx(test.errors[method][:, :-2, :1])
        assert (again.errors[method][:, -1, 0] - test.errors[method][:, -1, 0]).tolist() == pytest.approx([1000] * 20)


def test_naive_stays_unless_another_is_better_beyond_doubt():
    assert forecast.of_panel(walks(seed=2)).method is Method.NAIVE
    found = forecast.of_panel(noisy(seed=3, series=60))
    assert found.method is Method.POOLED and found.gain > 0.05
    rising = Panel.of(np.arange(6) * 2.0 + np.random.default_rng(1).normal(0, 0.5, (20, 6)))
    assert forecast.of_panel(rising).method in (Method.POOLED, Method.DAMPED, Method.DRIFT)


def test_intervals_cover_as_they_say_and_say_what_was_measured():
    inside, count, measured = np.zeros(2), 0, []
    for seed in range(25):
        whole = noisy(seed, series=20, years=7) if seed % 2 else walks(seed, series=20, years=7)
        known = whole.until(whole.years[-2])
        found = forecast.of_panel(known, 1)
        measured.append(list(found.coverage.share.values()))
        for i, name in enumerate(whole.names):
            if name in found.of:
                came, ends = whole.values[i, -1], found.of[name].ahead[0].intervals
                inside += [low <= came <= high for low, high in (ends[0.80], ends[0.95])]
                count += 1
    assert inside / count == pytest.approx([0.80, 0.95], abs=0.05)
    assert np.mean(measured, axis=0) == pytest.approx([0.80, 0.95], abs=0.05)


def test_few_people_get_a_wider_interval_and_shares_stay_shares():
    rng = np.random.default_rng(8)
    n = np.where(np.arange(30)[:, None] < 15, 30, 300) * np.ones((30, 6), dtype=int)
    p = np.tile(np.linspace(0.6, 0.98, 15), 2)[:, None]
    errors = 100 * np.sqrt(p * (1 - p) / n)
    found = forecast.of_panel(Panel.of(100 * rng.binomial(n, p) / n, errors, counts=n, scale=Scale.LOGIT), 2)
    ends = {int(name): one.ahead[0].intervals[0.95] for name, one in found.of.items()}
    small, large = ([np.ptp(pair) for name, pair in ends.items() if (name <= 15) is few] for few in (True, False))
    assert small and np.mean(small) > 1.5 * np.mean(large)
    assert min(low for low, _ in ends.values()) >= 0 and max(high for _, high in ends.values()) <= 100


def test_values_of_the_store_are_forecast_with_their_periods():
    rng = np.random.default_rng(3)
    rows = [
        share(int(rng.binomial(60, 0.3 + 0.03 * o)), 60, object_id=f"o{o:02d}", period=f"{year}-{year % 100 + 1}")
        for o in range(12)
        for year in range(2019, 2025)
        if (o, year) != (11, 2024)
    ]
    found = forecast.of_values(values(*rows), History(methodology(indicator())), "i", longest=2)
    own = found.of["o03"]
    assert [ahead.period.code for ahead in own.ahead] == ["2025-26", "2026-27"]
    assert own.last_period.code == "2024-25" and found.tested >= 19
    assert found.none["o11"].code == "forecast-last-missing"
    assert all(low <= ahead.value <= high for ahead in own.ahead for low, high in ahead.intervals.values())


# --- no forecast


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (lambda: walks(years=2), "forecast-short"),
        (lambda: walks(series=2, years=6), "forecast-untested"),
        (lambda: Panel.of(np.full((10, 5), 7.0)), "forecast-constant"),
    ],
)
def test_there_is_no_forecast_where_the_past_cannot_carry_one(given, why):
    with pytest.raises(Refused) as refused:
        forecast.of_panel(given())
    assert code(refused) == why and "Прогноза нет" in str(refused.value)


def test_a_series_broken_lately_or_without_its_last_year_is_named():
    given = walks()
    holed = given.values.copy()
    holed[0, -1] = np.nan
    holed[1, :4] = np.nan
    found = forecast.of_panel(Panel.of(holed))
    assert found.none["1"].code == "forecast-last-missing" and found.none["2"].code == "forecast-short"
    assert "3" in found.of


def test_nothing_is_forecast_where_naive_is_best_and_anything_may_come():
    rng = np.random.default_rng(9)
    lone = np.tile(rng.normal(0, 5, (1, 7)).cumsum(axis=1), (20, 1)) + rng.normal(0, 0.5, (20, 7))
    found = forecast.of_panel(Panel.of(lone), 1)
    assert found.method is Method.NAIVE
    assert {reason.code for reason in found.none.values()} == {"forecast-wide"} and not found.of


def test_three_years_cannot_measure_their_coverage_and_say_so():
    found = forecast.of_panel(walks(years=3))
    assert found.coverage.share is None
    assert "forecast-unmeasured" in [remark.code for remark in found.remarks]
    assert {len(one.ahead) for one in found.of.values()} == {1}


# --- targets and scenarios


def test_a_target_says_the_step_where_it_lies_and_how_often_such_was_seen():
    found = forecast.of_panel(walks(seed=2), 2)
    own = found.of["4"]
    near = forecast.target(found, "4", own.last + 0.2, Period.parse("2008-09"))
    assert near.step == pytest.approx(0.1) and near.place is Place.INSIDE_80
    assert [round(value - own.last, 6) for _, value in near.path] == [0.1, 0.2]
    changes = found.panel.values[:, 2:] - found.panel.values[:, :-2]
    assert (near.seen, near.of) == ((changes >= 0.2).sum(), changes.size)
    assert forecast.target(found, "4", own.last + 50, Period.parse("2008-09")).place is Place.OUTSIDE
    assert forecast.target(found, "4", own.last + 50, Period.parse("2008-09")).seen == 0
    assert forecast.target(found, "4", own.last - 1, Period.parse("2011-12")).place is Place.UNTESTED


def test_a_scenario_is_an_assumption_laid_beside_the_forecast():
    found = forecast.of_panel(walks(seed=2), 2)
    made = forecast.scenario(found, "4", "по два пункта в год", 2.0, 3)
    assert [value - found.of["4"].last for _, value, _ in made.path] == pytest.approx([2, 4, 6])
    assert made.path[-1][2] is Place.UNTESTED


def test_impossible_targets_are_refused():
    rng = np.random.default_rng(4)
    k = rng.binomial(50, 0.5, (20, 6))
    found = forecast.of_panel(Panel.of(2.0 * k, 7.0, counts=np.full((20, 6), 50), scale=Scale.LOGIT))
    with pytest.raises(Refused) as refused:
        forecast.target(found, "1", 120, Period.parse("2008-09"))
    assert code(refused) == "target-outside"
    with pytest.raises(Refused) as refused:
        forecast.scenario(found, "1", "x", -40.0, 3)
    assert code(refused) == "target-outside"
    with pytest.raises(Refused) as refused:
        forecast.target(found, "1", 60, Period.parse("2005-06"))
    assert code(refused) == "target-not-ahead"
    with pytest.raises(Refused) as refused:
        forecast.target(found, "nobody", 60, Period.parse("2008-09"))
    assert code(refused) == "forecast-none"
