"""Slow and sudden changes told from usual fluctuations; the biggest without the noise of few people; refusals."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats
from tests.library.analytics.rows import indicator, methodology, row, share, values

from msoko.analytics import change, discoveries, panel, shrinking
from msoko.analytics.breaks import History
from msoko.analytics.change import Kind
from msoko.analytics.panel import Panel
from msoko.analytics.remarks import Refused
from msoko.store.schemas import TABLES
from msoko.vocabulary import Direction, Period, Uncertainty

TIMES = np.arange(6.0)


def code(refused):
    return refused.value.remark.code


def usual(seed, series=14, years=6, error=0.4):
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 1, (series, 1)) + rng.normal(0, 0.3, (series, years))
    return level + rng.normal(0, error, (series, years)), np.full((series, years), error)


# --- one series


def test_a_trend_with_known_errors_is_the_weighted_regression():
    x, sd = np.array([1.0, 2.2, 2.9, 4.3, 4.8, 6.1]), np.array([0.5, 0.2, 0.4, 0.3, 0.6, 0.2])
    found = change.trend(x, TIMES, np.diag(sd**2))
    slope, covariance = np.polyfit(TIMES, x, 1, w=1 / sd, cov="unscaled")
    assert (found.size, found.error) == pytest.approx((5 * slope[0], 5 * covariance[0, 0] ** 0.5))
    assert found.chance == pytest.approx(2 * stats.norm.sf(slope[0] / covariance[0, 0] ** 0.5))
    assert found.middle == pytest.approx(np.polyval(slope, 2.5))


def test_a_step_is_found_where_it_is_and_measured():
    found = change.step(np.array([5.1, 4.9, 5.0, 7.0, 7.1, 6.9]), TIMES, 0.04 * np.eye(6))
    assert (found.since, found.size) == (3, pytest.approx(2.0))
    assert found.error == pytest.approx(0.2 * (2 / 3) ** 0.5) and found.middle == pytest.approx(6.0)
    assert found.chance < 1e-9


def test_chances_of_a_step_are_even_where_there_is_none():
    """Exact in small samples: the place being looked for is paid for."""
    rng = np.random.default_rng(4)
    covariance = 0.3 * np.minimum.outer(TIMES, TIMES) + np.diag([1.0, 0.5, 2.0, 1.0, 0.2, 1.5])
    drawn = rng.multivariate_normal(np.full(6, 7.0), covariance, 400)
    steps = np.array([change.step(x, TIMES, covariance).chance for x in drawn])
    trends = np.array([change.trend(x, TIMES, covariance).chance for x in drawn])
    for level in (0.05, 0.2, 0.5):
        assert (steps <= level).mean() == pytest.approx(level, abs=0.05)
        assert (trends <= level).mean() == pytest.approx(level, abs=0.05)


# --- comparable series


def test_who_falls_and_who_jumped_is_told_from_the_others_and_they_are_left_in_peace():
    false, covered, kinds = 0, 0, []
    for seed in range(12):
        x, errors = usual(seed)
        x[0] -= 0.8 * TIMES
        x[1, 3:] += 3.0
        found = change.of_panel(Panel.of(x, errors))
        adjusted = dict(zip(found, discoveries.shares([one.chance for one in found.values()]), strict=True))
        kinds.append((found["1"].kind, found["2"].kind))
        assert adjusted["1"] < 0.1 and adjusted["2"] < 0.1
        assert found["2"].sudden.since == 3
        covered += abs(found["1"].slow.size + 4) <= 2 * found["1"].slow.error
        false += sum(q < 0.1 for q in list(adjusted.values())[2:])
    assert false <= 3  # of 144 clean series
    assert kinds.count((Kind.SLOW, Kind.SUDDEN)) >= 8 and covered >= 10


def test_clean_series_are_called_changed_no_oftener_than_said():
    chances = []
    for seed in range(40):
        x, errors = usual(100 + seed, years=5)
        chances += [one.chance for one in change.of_panel(Panel.of(x, errors)).values()]
    assert 0.005 < np.mean(np.array(chances) < 0.05) < 0.065


def test_three_years_have_no_step_and_two_no_change_at_all():
    x, errors = usual(1, years=3)
    x[0, 0] = np.nan
    found = change.of_panel(Panel.of(x, errors))
    assert "1" not in found and found["2"].sudden is None and found["2"].kind is Kind.SLOW


def test_a_share_changes_in_points_inside_the_scale():
    n = np.full((10, 6), 40)
    k = np.random.default_rng(2).binomial(n, 0.5)
    k[0] = [38, 39, 40, 20, 19, 21]
    given = Panel.of(2.5 * k, 8.0, counts=n, scale=panel.Scale.LOGIT)
    found = change.of_panel(given)["1"]
    assert found.kind is Kind.SUDDEN and found.change == pytest.approx(-46, abs=4)
    assert -100 <= found.low < found.change < found.high <= 0


@pytest.mark.parametrize(("given", "why"), [([[1.0, 2, 3]] * 4, "too-few-series"), ([[1.0, 1, 1]] * 9, "series-alike")])
def test_what_nothing_can_be_compared_with_is_refused(given, why):
    with pytest.raises(Refused) as refused:
        change.of_panel(Panel.of(given))
    assert code(refused) == why


# --- a municipality


def municipality(seed=5, fall=0.07):
    """Twelve schools, two works; school o00 falls in both; o01 merged lately."""
    rng = np.random.default_rng(seed)
    rows = []
    for subject in ("01", "02"):
        for o in range(12):
            level = 0.3 + 0.04 * o if o else 0.8
            for year in range(2019, 2025):
                p = level - fall * (year - 2019) * (o == 0)
                k = int(rng.binomial(60, np.clip(p, 0, 1)))
                rows.append(share(k, 60, object_id=f"o{o:02d}", period=f"{year}-{year % 100 + 1}", subject=subject))
    return values(*rows)


def merged(year=2023):
    one = {"object_id": "o01", "predecessor_id": "x", "on": date(year, 12, 1), "reason": "слияние"}
    return pa.Table.from_pylist([one], TABLES["predecessors"])


def test_a_municipality_is_searched_once_and_the_works_of_one_kind_together():
    found = change.search(municipality(), History(methodology(indicator())))
    assert {one.object_id for one in found.found} == {"o00"}
    assert [one.better for one in found.found] == [False] * len(found.found)
    assert any(one.together for one in found.found) and found.tested == 36
    best = found.found[0]
    assert best.since.code == "2019-20" and best.until.code == "2024-25" and best.adjusted <= 0.1
    less = change.search(municipality(), History(methodology(indicator(better=Direction.LOWER))))
    assert [one.better for one in less.found] == [True] * len(found.found)


def test_nothing_is_found_across_a_break():
    jump = [
        share(10 + 40 * (year >= 2023 and o == 1), 60, object_id=f"o{o:02d}", period=f"{year}-{year % 100 + 1}")
        for o in range(12)
        for year in range(2019, 2025)
    ]
    noisy = values(*jump, *[r for r in municipality(fall=0.0).to_pylist() if r["subject"] == "01"])
    broken = change.search(noisy, History(methodology(indicator()), merged()))
    whole = change.search(noisy, History(methodology(indicator())))
    assert "o01" in {one.object_id for one in whole.found}
    assert "o01" not in {one.object_id for one in broken.found}


def test_things_counted_are_not_searched_unless_asked_for_and_few_series_are_counted():
    rows = values(*[row(object_id=f"o{o}", value=float(o), period="2024-25") for o in range(3)])
    history = History(methodology(indicator(uncertainty=Uncertainty.NONE)))
    assert change.search(rows, history).tested == 0
    asked = change.search(rows, history, ["i"])
    assert (asked.tested, asked.left, asked.found) == (0, 1, ())


def test_together_takes_the_works_an_organisation_had_in_all_its_years():
    first = Panel.of([[1.0, 2, 3], [3.0, 4, 5]], 0.5, names=("a", "b"))
    second = Panel.of([[10.0, np.nan, 30], [30.0, 40, 50], [1.0, 2, 3]], 5.0, names=("a", "b", "c"))
    found = panel.together([first, second])
    sd = np.array([1.0, 2, 3, 3, 4, 5]).std()
    assert found.values[0] == pytest.approx((np.array([1, 2, 3]) - 3) / sd)
    assert found.errors[0] == pytest.approx(np.full(3, 0.5 / sd))
    assert found.names == ("a", "b", "c") and np.isfinite(found.values[2]).all()
    assert found.errors[1][0] < found.errors[0][0]


# --- the biggest


def two_years(sizes, steps, seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for o, (n, moved) in enumerate(zip(sizes, steps, strict=True)):
        for period, p in (("2023-24", 0.5), ("2024-25", 0.5 + moved)):
            rows.append(share(int(rng.binomial(n, p)), n, object_id=f"o{o:02d}", period=period))
    return values(*rows)


PAIR = Period.parse("2023-24"), Period.parse("2024-25")


def test_the_biggest_are_not_the_smallest_schools():
    given = two_years([8] * 10 + [150] * 10, [0.0] * 10 + [0.0] * 8 + [0.25, -0.25])
    found = change.biggest(given, History(methodology(indicator())), "i", *PAIR)
    assert [one.object_id for one in found.improvements] == ["o18"]
    assert [one.object_id for one in found.declines] == ["o19"]
    assert len(found.rest) == 18
    raw = max(found.rest, key=lambda one: abs(one.difference))
    assert abs(raw.estimate) < 0.6 * abs(raw.difference)
    less = change.biggest(given, History(methodology(indicator(better=Direction.LOWER))), "i", *PAIR)
    assert [one.object_id for one in less.improvements] == ["o19"]


def test_who_has_no_pair_of_values_or_a_break_is_named():
    given = values(*two_years([50] * 8, [0] * 8).to_pylist(), row(object_id="new", period="2024-25"))
    found = change.biggest(given, History(methodology(indicator()), merged(2024)), "i", *PAIR)
    assert set(found.not_compared) == {"o01", "new"}


@pytest.mark.parametrize(
    ("given", "asked", "why"),
    [
        (two_years([50] * 4, [0] * 4), {}, "shrink-few"),
        (two_years([50] * 8, [0] * 8), {"better": Direction.NONE}, "no-direction"),
        (values(*[row(object_id=o, value=50.0, period=p.code) for o in "abcdef" for p in PAIR]), {}, "change-exact"),
    ],
)
def test_the_biggest_are_refused_where_they_cannot_be_told(given, asked, why):
    with pytest.raises(Refused) as refused:
        change.biggest(given, History(methodology(indicator(**asked))), "i", *PAIR)
    assert code(refused) == why


def test_shrinking_refuses_an_estimate_without_an_error():
    with pytest.raises(Refused) as refused:
        shrinking.towards_the_rest([1, 2, 3, 4, 5], [1, 1, 0, 1, 1])
    assert code(refused) == "shrink-errors"
