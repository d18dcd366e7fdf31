"""What a value and its change are made of: the parts add up to the whole, to 1e-9, whatever came or went."""

from __future__ import annotations

import random
from math import fsum

import pytest

from msoko.analytics import contributions
from msoko.analytics.contributions import Part, change, flattened, grouped, largest, level, shapley, whole
from msoko.analytics.remarks import Refused


def _adds_up(found):
    assert found.start + fsum(one.sum for one in found.contributions) == pytest.approx(found.end, rel=1e-12, abs=1e-9)


def _refused(call, code):
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remark.code == code
    return str(refused.value)


BEFORE = {("a",): Part(60, 40.0), ("b",): Part(40, 90.0)}
AFTER = {("a",): Part(50, 44.0), ("b",): Part(50, 90.0)}


def test_the_distance_from_a_reference_is_shared():
    found = level(BEFORE, reference=50)
    assert [one.sum for one in found.contributions] == pytest.approx([-6, 16]) and found.end == 60
    _adds_up(found)


def test_a_change_is_parted_into_values_and_composition():
    """By hand: (0.6 + 0.5)/2·4 = 2.2 of a; centre 63.5: −0.1·(42 − 63.5) + 0.1·(90 − 63.5) = 4.8."""
    found = change(BEFORE, AFTER)
    assert (found.start, found.end) == (60, 67)
    assert (found.of_value, found.of_composition) == pytest.approx((2.2, 4.8))
    assert [one.of_composition for one in found.contributions] == pytest.approx([2.15, 2.65])
    _adds_up(found)


def test_the_change_back_is_the_same_with_the_other_sign():
    there, back = change(BEFORE, AFTER), change(AFTER, BEFORE)
    assert [one.sum for one in there.contributions] == pytest.approx([-one.sum for one in back.contributions])


def test_one_that_came_or_went_has_no_change_of_its_own():
    found = change(BEFORE, {("a",): Part(60, 40.0), ("new",): Part(40, 60.0)})
    of = {one.key[0]: one for one in found.contributions}
    assert of["b"].of_value == of["new"].of_value == of["a"].of_value == 0
    assert of["b"].of_composition < 0 and found.of_composition == pytest.approx(found.end - found.start)
    _adds_up(found)


@pytest.mark.parametrize("seed", range(20))
def test_any_change_adds_up(seed):
    rng = random.Random(seed)
    names = [(f"{n}",) for n in range(rng.randint(2, 40))]
    years = [
        {
            name: Part(rng.randint(1, 900), rng.uniform(-1e3, 1e3))
            for name in names
            if rng.random() < 0.8 or name == ("0",)
        }
        for _ in range(2)
    ]
    _adds_up(change(*years))
    _adds_up(level(years[0], reference=rng.uniform(-100, 100)))


def test_parts_of_parts_are_told_of_larger_things():
    inner = {
        "школа": {("успеваемость",): Part(2, 90.0), ("качество",): Part(1, 30.0)},
        "лицей": {("успеваемость",): Part(2, 99.0), ("качество",): Part(2, 70.0)},
        "закрыта": {("качество",): Part(0, None)},
    }
    parts = flattened({"школа": 100, "лицей": 300, "закрыта": 0}, inner)
    assert whole(parts) == pytest.approx((100 * 70 + 300 * 84.5) / 400)
    by_criterion = grouped(level(parts), lambda key: key[1:])
    assert {one.key for one in by_criterion.contributions} == {("успеваемость",), ("качество",)}
    _adds_up(by_criterion)


def test_a_picture_of_the_largest_still_adds_up():
    found = change({(str(n),): Part(1, 0.0) for n in range(9)}, {(str(n),): Part(1, float(n)) for n in range(9)})
    shown = largest(found, 3, ("прочие",))
    assert [one.key[0] for one in shown] == ["6", "7", "8", "прочие"]
    assert fsum(one.sum for one in shown) == pytest.approx(found.end - found.start)


def test_a_product_is_shared_without_favour():
    """2·3·4 → 4·3·5 by hand: b did not move; a: 2·(12 + 15)/2 = 27; c: 3·(2 + 4)/2 = 9."""
    found = shapley(lambda x: x["a"] * x["b"] * x["c"], {"a": 2, "b": 3, "c": 4}, {"a": 4, "b": 3, "c": 5})
    assert [one.sum for one in found.contributions] == pytest.approx([27, 0, 9])
    _adds_up(found)


def test_a_ratio_with_a_zero_factor_is_shared_too():
    found = shapley(lambda x: x["pupils"] / x["teachers"] * x["share"], {"pupils": 300, "teachers": 20, "share": 0},
                    {"pupils": 330, "teachers": 15, "share": 0.5})  # fmt: skip
    _adds_up(found)
    assert found.start == 0


def test_nothing_is_filled_in():
    assert "b" in _refused(lambda: whole({("a",): Part(1, 2.0), ("b",): Part(3, None)}), "part-unknown")
    assert whole({("a",): Part(1, 2.0), ("b",): Part(0, None)}) == 2
    _refused(lambda: whole({("a",): Part(0, 2.0)}), "nothing-to-share")
    _refused(lambda: whole({}), "nothing-to-share")
    _refused(lambda: whole({("a",): Part(-1, 2.0), ("b",): Part(3, 1.0)}), "weight-negative")
    _refused(lambda: shapley(sum, {"a": 1}, {"b": 1}), "factors-wrong")
    many = dict.fromkeys(map(str, range(contributions.MOST_FACTORS + 1)), 1.0)
    _refused(lambda: shapley(lambda x: 0.0, many, many), "factors-wrong")
