"""Results with conditions taken into account, funnels and places: who is above, who is few, who is refused."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics.adjusted import Result, by_conditions, of_pupils
from msoko.analytics.funnels import Place, of_means, of_shares
from msoko.analytics.ranks import ranks
from msoko.analytics.remarks import Refused


def schools(count=24, above=0.0, seed=3):
    """Results that follow one condition; `above` is added to the first school."""
    rng = np.random.default_rng(seed)
    poor = rng.uniform(10, 60, count)
    value = 80 - 0.5 * poor + rng.normal(0, 3, count)
    value[0] += above
    results = {f"s{i}": Result(float(v), 40 + i, 2.0) for i, v in enumerate(value)}
    return results, {f"s{i}": {"poor": float(p)} for i, p in enumerate(poor)}


def test_conditions_explain_and_the_unusual_school_is_named():
    found = by_conditions(*schools(above=20), ["poor"])
    assert found.schools["s0"].place is Place.ABOVE
    assert sum(one.place is Place.WITHIN for one in found.schools.values()) >= 21
    one = found.schools["s0"]
    assert one.low < one.difference < one.high
    assert one.difference == pytest.approx(one.observed - one.expected)
    assert "не называет" in found.remarks[0].say()


def test_a_school_in_usual_conditions_lies_in_the_usual_range_nineteen_times_of_twenty():
    places = [one.place for seed in range(60) for one in by_conditions(*schools(seed=seed), ["poor"]).schools.values()]
    assert np.mean([place is Place.WITHIN for place in places]) == pytest.approx(0.95, abs=0.015)


def test_without_a_standard_error_there_is_no_interval():
    results, conditions = schools()
    results = {name: Result(one.value, one.n) for name, one in results.items()}
    one = by_conditions(results, conditions, ["poor"]).schools["s3"]
    assert (one.low, one.high) == (None, None)
    assert one.usual_low < one.usual_high


def test_schools_of_few_pupils_and_of_unknown_conditions_take_no_part_and_are_named():
    results, conditions = schools()
    results["s1"], conditions["s2"] = Result(99.0, 3, 9.0), {"poor": None}
    found = by_conditions(results, conditions, ["poor"])
    assert (found.few, found.unknown) == (("s1",), ("s2",))
    assert not {"s1", "s2"} & set(found.schools)
    assert {remark.code for remark in found.remarks} == {"adjusted-not-a-cause", "adjusted-few", "adjusted-unknown"}


def test_few_schools_or_many_conditions_are_refused():
    with pytest.raises(Refused, match="9; чтобы учесть"):
        by_conditions(*schools(9), ["poor"])
    results, conditions = schools(12)
    for n, row in enumerate(conditions.values()):
        row.update(b=float(n % 5), c=float(n % 7))
    with pytest.raises(Refused, match="не меньше 16"):
        by_conditions(results, conditions, ["poor", "b", "c"])


def pupils(seed=1, count=20):
    rng = np.random.default_rng(seed)
    school = np.repeat([f"s{i:02d}" for i in range(count)], [3, *rng.integers(15, 60, count - 1)])
    own = dict(zip(np.unique(school), rng.normal(0, 0.4, count), strict=True))
    before = rng.normal(size=len(school))
    return (
        0.6 * before + np.array([own[s] for s in school]) + rng.normal(size=len(school)),
        before[:, None],
        school,
        own,
    )


def test_three_pupils_say_nothing():
    scores, before, school, _ = pupils()
    found = of_pupils(scores + 5 * (school == "s00"), before, school)
    assert found.schools["s00"].place is Place.FEW
    assert found.schools["s00"].value is None
    assert "s00" not in found.ranks.ranks


def test_schools_that_do_not_differ_have_no_interval_and_share_all_places():
    scores, _, school, _ = pupils()
    level = {name: scores[school == name].mean() for name in np.unique(school)}
    flat = scores - np.array([level[name] for name in school])
    found = of_pupils(flat, np.zeros((len(flat), 0)), school)
    one = found.schools["s05"]
    assert (one.value, one.low, one.high, one.place) == (0.0, None, None, Place.WITHIN)
    assert "groups-alike" in {remark.code for remark in found.remarks}
    assert all(rank.low == 1 and rank.high == 19 for rank in found.ranks.ranks.values())


def test_intervals_of_schools_cover_their_true_effects():
    inside = []
    for seed in range(40):
        scores, before, school, own = pupils(seed)
        found = of_pupils(scores, before, school).schools
        inside += [e.low <= own[s] <= e.high for s, e in found.items() if e.low is not None]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_schools_in_municipalities_have_effects_of_both():
    scores, before, school, _ = pupils()
    municipality = np.array([f"m{int(name[1:]) % 6}" for name in school])
    found = of_pupils(scores, before, school, above=municipality)
    assert set(found.above) == {f"m{i}" for i in range(6)}
    assert set(found.schools) == set(school)


# R 4.2.2: interpolated limits from qbinom and pbinom at a level of 0.3
EXACT = {
    8: (0, 0, 0.588289606911, 0.779632283297), 25: (0.0241051626138, 0.106424183819, 0.468751050754, 0.583500834287),
    120: (0.171637196593, 0.215436279836, 0.379599534582, 0.429608479424),
    600: (0.242328825288, 0.262801813587, 0.336162778671, 0.357895989139),
}  # fmt: skip


def test_limits_of_shares_are_exact():
    counts = {str(n): (n, round(0.3 * n)) for n in (*EXACT, 50)}
    found = of_shares(counts, target=0.3)
    assert found.between == 0
    for n, limits in EXACT.items():
        one = found.groups[str(n)]
        assert (one.far_low, one.low, one.high, one.far_high) == pytest.approx(limits, abs=1e-11)
    assert found.groups["8"].place is Place.FEW
    assert found.groups["600"].place is Place.WITHIN


def test_real_differences_widen_the_limits_for_all():
    """φ and τ by hand in R from the formulas of Spiegelhalter (2005), A.4, winsorised at 10 %."""
    n = (20, 25, 40, 50, 60, 75, 90, 110, 130, 160)
    k = (2, 9, 10, 22, 12, 30, 20, 50, 33, 72)
    found = of_shares({str(i): pair for i, pair in enumerate(zip(n, k, strict=True))})
    assert found.target == pytest.approx(0.342105263158)
    assert found.dispersion == pytest.approx(3.78536458742)
    assert found.between == pytest.approx(0.0992982273915)
    one = found.groups["9"]
    half = 1.959963984540054 * np.hypot(np.sqrt(found.target * (1 - found.target) / 160), found.between)
    assert (one.low, one.high) == pytest.approx((found.target - half, found.target + half))


def test_funnel_of_means_and_its_refusals():
    found = of_means({**{str(i): (100, 50.0) for i in range(9)}, "x": (100, 54.0)}, sd=10, target=50)
    assert found.groups["x"].place is Place.ABOVE
    assert found.groups["x"].high == pytest.approx(50 + 1.959964)
    with pytest.raises(Refused, match="одинаков"):
        of_shares({str(i): (20, 20) for i in range(6)})
    with pytest.raises(Refused, match="не меньше 5"):
        of_means({"a": (20, 3.0), "b": (0, 0.0)}, sd=1)


def test_places_are_intervals_and_say_how_little_they_tell():
    sure = ranks({name: (value, 0.001) for name, value in zip("abc", (3, 1, 2), strict=True)})
    assert {name: (one.low, one.high) for name, one in sure.ranks.items()} == {"a": (1, 1), "b": (3, 3), "c": (2, 2)}
    assert sure.apart == 1
    unsure = ranks({str(i): (0.0, 1.0) for i in range(12)})
    assert unsure.apart == 0
    assert all(one.low <= 2 and one.high >= 11 for one in unsure.ranks.values())
    assert ranks({"a": (1.0, 1.0)}).ranks["a"].high == 1
