"""An index taken apart as the packs write it; how firm its order is; places as intervals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import fsum

import numpy as np
import pytest
from scipy import stats

from msoko.analytics import index_contributions, index_study
from msoko.analytics.index_parts import Composite, Index, Observed, Term, index_of, scores
from msoko.analytics.remarks import Refused
from msoko.methodology.loading import load

DAY = date(2025, 8, 31)


@pytest.fixture(scope="module")
def methodology():
    return load()


def _refused(call, code):
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remark.code == code
    return str(refused.value)


def _index(*terms, missing="renormalise", constant=0.0):
    return Index("x", constant, (Composite(1.0, tuple(Term(*one) for one in terms), missing),))


def _seen(**columns):
    n = len(next(iter(columns.values())))
    return Observed(tuple(f"s{i}" for i in range(n)), {name: np.array(one, float) for name, one in columns.items()})


TWO = _index(("a", 3.0, "", False), ("b", 1.0, "", False))


# ---- reading the formula
def test_the_social_index_is_read_through_its_guard_and_its_base(methodology):
    found = index_of(methodology, "context.social_index", DAY)
    assert found.constant == 50 and [one.factor for one in found.composites] == [10, -10]
    assert [len(one.terms) for one in found.composites] == [3, 7]
    assert {term.method for term in found.terms} == {"z"}


def test_weights_and_the_rule_for_what_is_missing_are_read(methodology):
    found = index_of(methodology, "nok.k1", DAY)
    assert [term.weight for term in found.terms] == [0.3, 0.3, 0.4]
    default = methodology.options["nok_no_respondents"].default
    assert found.composites[0].missing == default
    assert index_of(methodology, "nok.k1", DAY, {"nok_no_respondents": "as full"}).composites[0].missing == "as full"


@pytest.mark.parametrize("code", ["statistics.class_size", "context.social_rank", "results.vpr_quality"])
def test_what_is_no_index_is_refused(methodology, code):
    assert code in _refused(lambda: index_of(methodology, code, DAY), "index-shape")


def _with_formula(methodology, formula):
    pack = next(one for one in methodology.packs if one.code == "context")
    changed = replace(next(one for one in pack.indicators if one.code == "context.social_index"), formula=formula)
    others = tuple(one for one in pack.indicators if one.code != changed.code)
    packs = tuple(replace(one, indicators=(*others, changed)) if one is pack else one for one in methodology.packs)
    return replace(methodology, packs=packs)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("1 + 2", "index-no-composite"),
        ("composite([value('nok.1_1')]) * composite([value('nok.1_2')])", "index-shape"),
        ("composite([value('nok.1_1')]) / 0", "index-shape"),
        ("composite([normalise(value('nok.1_1'), rank, among = municipality)])", "index-shape"),
        ("composite([value('nok.1_1'), value('nok.1_2')], weights = [weight('нет такого'), 1])", "index-weight"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(methodology, formula, code):
    _refused(lambda: index_of(_with_formula(methodology, formula), "context.social_index", DAY), code)


# ---- the same index again
def test_missing_parts_follow_the_rule():
    seen = _seen(a=[40, np.nan, np.nan], b=[80, 80, np.nan])
    expected = {"renormalise": [50, 80, np.nan], "no value": [50, np.nan, np.nan], "as zero": [50, 20, 0],
                "as full": [50, 95, 100]}  # fmt: skip
    for missing, values in expected.items():
        full = replace(TWO.composites[0], missing=missing, full=100.0)
        assert scores(replace(TWO, composites=(full,)), seen.values) == pytest.approx(values, nan_ok=True)


def test_values_are_made_comparable_as_the_language_does():
    seen = _seen(a=[10.0, 20, 40])
    assert scores(_index(("a", 1.0, "best_100", False)), seen.values) == pytest.approx([25, 50, 100])
    assert scores(_index(("a", 1.0, "best_100", True)), seen.values) == pytest.approx([100, 50, 25])
    z = (np.array([10, 20, 40]) - 70 / 3) / np.std([10, 20, 40])
    assert scores(_index(("a", 1.0, "z", False)), seen.values) == pytest.approx(z)
    assert np.isnan(scores(_index(("a", 1.0, "z", False)), _seen(a=[5, 5]).values)).all()


# ---- contributions
def test_an_index_is_the_sum_of_its_criteria():
    index, seen = replace(TWO, constant=7.0), _seen(a=[40, 10], b=[80, 20])
    found = index_contributions.level(index, seen, ["s0"])
    assert {one.key: one.sum for one in found.contributions} == pytest.approx({("s0", "a"): 30, ("s0", "b"): 20})
    assert (found.start, found.end) == (7, 57)


def test_a_change_of_several_schools_is_parted_by_school_and_criterion():
    before = _seen(a=[40, 10, 30], b=[80, 20, 60])
    after = Observed(("s0", "s1", "s9"), {"a": np.array([44.0, 10, 90]), "b": np.array([80.0, np.nan, 90])})
    found = index_contributions.change(TWO, before, after, ["s0", "s1", "s2", "s9"])
    assert found.start + fsum(one.sum for one in found.contributions) == pytest.approx(found.end, abs=1e-9)
    of = {one.key: one for one in found.contributions}
    assert of["s0", "a"].of_value > 0 and of["s0", "b"].sum == pytest.approx(0, abs=1e-9)
    assert of["s2", "a"].of_value == of["s9", "a"].of_value == 0  # there in one year only: composition
    assert of["s1", "b"].of_value == 0 and of["s1", "b"].of_composition != 0  # not known any more


def test_one_that_has_no_index_in_one_year_is_composition():
    index = _index(("a", 1.0, "", False), ("b", 1.0, "", False), missing="no value")
    before, after = _seen(a=[40, 10], b=[80, 20]), _seen(a=[40, 10], b=[80, np.nan])
    found = index_contributions.change(index, before, after, ["s0", "s1"])
    assert (found.start, found.end) == (37.5, 60) and found.of_value == 0
    assert found.of_composition == pytest.approx(22.5)
    assert index_contributions.having(index, after, ["s0", "s1", "чужая"]) == ("s0",)
    gone = _seen(a=[np.nan, np.nan], b=[1, 1])
    _refused(lambda: index_contributions.change(index, before, gone, ["s0", "s1"]), "index-unknown")


def test_one_without_an_index_is_named():
    seen = _seen(a=[40, np.nan], b=[80, np.nan])
    assert "s1" in _refused(lambda: index_contributions.level(TWO, seen, ["s0", "s1"]), "index-unknown")
    assert "чужая" in _refused(lambda: index_contributions.level(TWO, seen, ["чужая"]), "index-unknown")
    _refused(lambda: index_contributions.level(TWO, seen, []), "nothing-to-share")


# ---- how firm the order is
def test_one_best_by_every_criterion_is_the_first_whatever_the_weights():
    seen = _seen(a=[90, 50, 40, 10], b=[95, 20, 60, 55])
    found = index_study.study(TWO, seen, seed=1, draws=200)
    assert (found.places[0].id, found.places[0].low, found.places[0].high) == ("s0", 1, 1)
    assert any(place.low < place.high for place in found.places[1:])
    assert found.shifts["all"] > 0 and found.shifts.keys() == {"weights", "normalisation", "all"}
    assert found.without["a"] > 0


def test_wider_weights_move_more_and_none_move_nothing():
    rng = np.random.default_rng(1)
    seen = _seen(a=rng.normal(50, 10, 15), b=rng.normal(50, 10, 15))
    narrow, none, wide = (
        index_study.study(TWO, seen, seed=1, draws=200, spread=s).shifts["weights"] for s in (0.1, 0, 0.9)
    )
    assert none == 0 < narrow < wide


def test_less_is_better_is_kept_under_other_methods():
    """The one with the least stays the first when values are compared by z-scores, spans or places instead."""
    seen = _seen(a=[1.0, 5, 9, 12])
    found = index_study.study(_index(("a", 1.0, "best_100", True)), seen, seed=1, draws=100)
    assert [place.id for place in found.places] == ["s0", "s1", "s2", "s3"]
    assert all(place.low == place.high for place in found.places)


def test_an_index_where_less_is_better_is_ordered_from_the_least():
    found = index_study.study(_index(("a", 1.0, "", False)), _seen(a=[9, 1, 5]), seed=1, draws=50, lower_first=True)
    assert [place.id for place in found.places] == ["s1", "s2", "s0"]


def test_errors_of_values_widen_the_places():
    seen = _seen(a=[50, 52, 54, 70], b=[50, 50, 50, 50.5])
    found = index_study.study(TWO, seen, seed=1, draws=300, errors={"a": np.array([3, 3, 3, np.nan])})
    of = {place.id: place for place in found.places}
    assert of["s3"].high == 1 and of["s1"].low == 2 and of["s1"].high == 4 and found.shifts["chance"] > 0


def test_places_of_the_unknown_are_not_invented():
    found = index_study.study(TWO, _seen(a=[1, 2, 3, np.nan], b=[1, 2, 3, np.nan]), seed=1, draws=50)
    assert found.unknown == ("s3",) and len(found.places) == 3
    _refused(lambda: index_study.study(TWO, _seen(a=[1, 2], b=[1, 2]), seed=1), "places-few")
    _refused(lambda: index_study.study(TWO, _seen(a=[1, 2, 3], b=[1, 2, 3]), seed=1, spread=2), "spread-wrong")


# ---- chance alone
@pytest.mark.parametrize(("before", "last"), [(0.965, 2), (0.985, 1)])
def test_places_by_chance_are_those_of_the_normal_distribution(before, last):
    """The first of two comes before the other with Φ(d/√(3² + 4²)): over 0.975 its place is 1, below it is 1–2."""
    values = {"a": (50.0, 3.0), "b": (50 - 5 * stats.norm.ppf(before), 4.0), "far": (0.0, 1.0)}
    found = {one.id: one for one in index_study.by_chance(values, seed=1, draws=40_000)}
    assert (found["a"].low, found["a"].median, found["a"].high) == (1, 1, last)
    assert (found["far"].low, found["far"].high) == (3, 3)


def test_places_of_equals_say_nothing_and_of_the_far_apart_are_firm():
    equal = index_study.by_chance({str(n): (50.0, 5.0) for n in range(9)}, seed=1)
    assert all(place.low == 1 and place.high == 9 for place in equal)
    apart = index_study.by_chance({str(n): (50.0 * n, 1.0) for n in range(9)}, seed=1)
    assert [(place.low, place.high) for place in apart] == [(n, n) for n in range(1, 10)]
    turned = index_study.by_chance({str(n): (50.0 * n, 1.0) for n in range(9)}, seed=1, lower_first=True)
    assert [place.id for place in turned] == [str(n) for n in range(9)]


def test_chance_wants_errors_and_several():
    assert "b" in _refused(
        lambda: index_study.by_chance({"a": (1, 1), "b": (1, 0), "c": (1, 1)}, seed=1), "error-wrong"
    )
    _refused(lambda: index_study.by_chance({"a": (1, 1), "b": (1, 1)}, seed=1), "places-few")
