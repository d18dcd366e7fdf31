"""Comparable organisations: who is nearest and why, whom a person adds or strikes out, what that changes."""

from __future__ import annotations

import pytest

from msoko.analytics import peer_edits, peer_values, peers
from msoko.analytics.dynamics import Observed
from msoko.analytics.peer_edits import Edit
from msoko.analytics.peer_values import Standing
from msoko.analytics.remarks import Refused

CONTEXT = {
    "own": {"size": 5.0, "poor": 20.0},
    "near": {"size": 5.1, "poor": 22.0},
    "far": {"size": 7.0, "poor": 60.0},
    "odd": {"size": 2.0, "poor": 21.0},
    "gap": {"size": 5.0, "poor": None},
}
WEIGHTS = {"size": 1.0, "poor": 1.0}


def _refused(call, code):
    with pytest.raises(Refused) as refused:
        call()
    assert refused.value.remark.code == code
    return str(refused.value)


def test_the_nearest_come_first_with_the_reason_in_numbers():
    found = peers.find("own", CONTEXT, WEIGHTS, count=2)
    assert found.ids == ("near", "odd")
    near = found.peers[0]
    assert near.differences["size"] < 0 and near.known == 1
    assert sum(near.parts.values()) == pytest.approx(near.distance**2)


def test_a_weight_changes_who_is_near():
    assert peers.find("own", CONTEXT, {"size": 9.0, "poor": 0.1}).ids[-1] == "odd"
    assert peers.find("own", CONTEXT, {"size": 0.1, "poor": 9.0}).ids[-1] == "far"


def test_nobody_is_its_own_peer_or_comes_twice():
    every = peers.find("own", CONTEXT, WEIGHTS, count=99).ids
    assert "own" not in every and len(every) == len(set(every)) == 3


def test_one_with_too_little_known_is_named_not_filled():
    found = peers.find("own", CONTEXT, WEIGHTS, count=99)
    assert list(found.without) == ["gap"]
    assert found.without["gap"].say() == (
        "не сравнивалась: общие сведения составляют 50 % весов, нужно не менее 80 %; не известно: poor"
    )
    lighter = peers.find("own", CONTEXT, {"size": 1.0, "poor": 0.2}, count=99)
    assert "gap" in lighter.ids and lighter.peers[lighter.ids.index("gap")].known == pytest.approx(1 / 1.2)


def test_a_variable_without_spread_is_named():
    found = peers.find("own", {one: {**row, "same": 1.0} for one, row in CONTEXT.items()}, {**WEIGHTS, "same": 1.0})
    assert [remark.parameters for remark in found.remarks] == [(("name", "same"),)]


def test_robust_scaling_is_not_led_by_one_giant():
    context = {str(n): {"size": float(n), "poor": float(n % 4)} for n in range(8)} | {
        "giant": {"size": 9e3, "poor": 1.0}
    }
    plain, robust = (peers.find("0", context, WEIGHTS, robust=one).peers[0] for one in (False, True))
    assert plain.id == "4" and abs(plain.differences["size"]) < 0.01
    assert robust.id == "1" and abs(robust.differences["size"]) == pytest.approx(1 / (1.4826022 * 2))


def test_refusals_say_what_is_missing():
    assert "«нет»" in _refused(lambda: peers.find("нет", CONTEXT, WEIGHTS), "peers-unknown")
    _refused(lambda: peers.find("own", {"own": CONTEXT["own"]}, WEIGHTS), "peers-alone")
    _refused(lambda: peers.find("own", {"own": {"a": 1.0}, "b": {"a": 1.0}}, {"a": 1.0}), "peers-no-variables")
    context = CONTEXT | {"own": {"size": None, "poor": None}}
    _refused(lambda: peers.find("own", context, WEIGHTS), "peers-no-context")


# ---- edits
def test_a_person_strikes_out_and_adds_with_reasons():
    found = peers.find("own", CONTEXT, WEIGHTS, count=2)
    edits = [Edit("odd", False, "закрывается в этом году"), Edit("far", True, "тот же учредитель")]
    after = peer_edits.edited(found, edits, CONTEXT)
    assert found.ids == ("near", "odd") and after.ids == ("near", "far")
    assert after.peers[1].distance > after.peers[0].distance


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("far", True, " "), "peer-without-reason"),
        (Edit("own", True, "я"), "peer-itself"),
        (Edit("near", True, "ещё раз"), "peer-twice"),
        (Edit("far", False, "нет её"), "peer-absent"),
        (Edit("gap", True, "похожа"), "peer-incomparable"),
        (Edit("чужая", True, "похожа"), "peer-incomparable"),
    ],
)
def test_edits_that_make_no_sense_are_refused(edit, code):
    found = peers.find("own", CONTEXT, WEIGHTS, count=2)
    _refused(lambda: peer_edits.edited(found, [edit], CONTEXT), code)


# ---- values
def _seen(value, half=None):
    return Observed(value, 50, None if half is None else value - half, None if half is None else value + half)


def test_a_value_against_its_peers():
    found = peer_values.against(
        _seen(60, 6), {"a": _seen(70, 8), "b": _seen(74, 8), "c": _seen(78, 8), "d": Observed(None)}
    )
    assert (found.mean, found.difference, found.n, found.missing) == (74, -14, 3, ("d",))
    half = (6**2 + 3 * 8**2 / 9) ** 0.5
    assert (found.low, found.high) == pytest.approx((-14 - half, -14 + half))
    width = 4.302652729911275 * 4 * (4 / 3) ** 0.5  # t(0.975, 2) of R qt, sd of 70, 74, 78 is 4
    assert found.usual == pytest.approx((74 - width, 74 + width))
    assert found.standing is Standing.USUAL


def test_one_far_off_is_named_so():
    peer = {str(n): _seen(70.0 + n) for n in range(5)}
    assert peer_values.against(_seen(50), peer).standing is Standing.BELOW
    assert peer_values.against(_seen(99), peer).standing is Standing.ABOVE
    assert peer_values.against(_seen(50), peer).low is None  # nobody knows the chance in values without intervals


def test_what_is_usual_ends_where_values_end():
    peer = {"a": _seen(96), "b": _seen(99), "c": _seen(92)}
    assert peer_values.against(_seen(97), peer).usual[1] > 100
    assert peer_values.against(_seen(97), peer, (0, 100)).usual[1] == 100


def test_a_set_changed_by_a_person_changes_the_comparison():
    values = {"near": _seen(70, 5), "odd": _seen(40, 5), "far": _seen(72, 5), "gap": _seen(71, 5)}
    before = peer_values.against(_seen(60, 5), values)
    after = peer_values.against(_seen(60, 5), {one: seen for one, seen in values.items() if one != "odd"})
    assert before.difference > -4 and after.difference == pytest.approx(-11)


def test_too_few_values_are_refused():
    _refused(lambda: peer_values.against(_seen(60), {"a": _seen(1), "b": _seen(2)}), "peers-few")
    _refused(lambda: peer_values.against(Observed(None), {"a": _seen(1)}), "peers-no-value")
