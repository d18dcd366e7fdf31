"""Effects against comparable organisations: by hand, by least squares, by simulation; refusals and words."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from tests.library.analytics.rows import indicator, methodology, share, values

from msoko.analytics import effect
from msoko.analytics.breaks import History
from msoko.analytics.effect import Method, Verdict
from msoko.analytics.panel import Panel
from msoko.analytics.remarks import Refused
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period

START = 2004  # three years before, two after


def code(refused):
    return refused.value.remark.code


def schools(seed, others=24, added=0.0, slope=0.0, treated=1):
    rng = np.random.default_rng(seed)
    shape = others + treated, 5
    x = 50 + rng.normal(0, 6, (shape[0], 1)) + rng.normal(0, 2, (1, 5)) + rng.normal(0, 2, shape)
    x[:treated, 3:] += added
    x[:treated] += slope * np.arange(5)
    return Panel.of(x + rng.normal(0, 1.5, shape), 1.5)


def names(treated):
    return [str(i + 1) for i in range(treated)]


# --- the estimate


def test_the_difference_by_hand_and_who_was_compared():
    x = np.array([[10.0, 12, 20, 22], *[[10.0 + i, 12 + i, 13 + i, 15 + i] for i in range(8)], [19.0, 21, 30, 30]])
    found = effect.of_panel(Panel.of(x), ["1"], 2003, count=3)
    assert found.difference == pytest.approx(10 - 3)
    own = found.treated[0]
    assert [one.name for one in own.controls] == ["2", "3", "4"]
    assert [one.weight for one in own.controls] == [1 / 3] * 3
    assert (own.before, own.after, own.controls[1].before, own.controls[1].after) == (11, 21, 12, 15)
    assert {name: found.placebos[name] for name in "234"} == pytest.approx(dict.fromkeys("234", 0.0))
    assert found.placebos["10"] == pytest.approx(7.0)
    assert (found.before, found.after) == ((2001, 2002), (2003, 2004))


@pytest.mark.parametrize("treated", [1, 3])
def test_with_all_as_controls_it_is_the_coefficient_of_least_squares(treated):
    """Two-way fixed effects by numpy.linalg.lstsq: treated × after."""
    given = schools(1, others=12, added=3.0, treated=treated)
    found = effect.of_panel(given, names(treated), START, count=None)
    n, t = given.values.shape
    unit, year = np.repeat(np.eye(n), t, axis=0), np.tile(np.eye(t), (n, 1))
    on = ((np.arange(n)[:, None] < treated) & (np.arange(t) >= 3)).astype(float).ravel()
    solved = np.linalg.lstsq(np.column_stack([on, unit, year[:, 1:]]), given.values.ravel(), rcond=None)[0]
    assert found.difference == pytest.approx(solved[0], abs=1e-9)


def test_context_chooses_whom_to_compare_with():
    rng = np.random.default_rng(3)
    rich = np.arange(21) % 2 == 0
    x = 50 + rng.normal(0, 1, (21, 4)) + np.where(rich[:, None], [0, 0, 5, 5], 0)
    given = Panel.of(x, 1.0)
    incomes = 10.0 * rich + 0.1 * np.arange(21)
    context = {name: {"income": income} for name, income in zip(given.names, incomes.tolist(), strict=True)}
    near = effect.of_panel(given, ["1"], 2003, context, {"income": 20.0})
    assert all(rich[int(one.name) - 1] for one in near.treated[0].controls)
    assert abs(near.difference) < abs(effect.of_panel(given, ["1"], 2003, count=None).difference)


# --- the interval


@pytest.mark.parametrize(("others", "treated"), [(24, 1), (12, 1), (24, 4)])
def test_the_size_is_nominal_and_the_truth_is_covered(others, treated):
    told, inside = [], []
    for seed in range(100):
        none = effect.of_panel(schools(seed, others, treated=treated), names(treated), START)
        some = effect.of_panel(schools(seed, others, 6.0, treated=treated), names(treated), START)
        told.append(not none.low <= 0 <= none.high)
        inside.append(some.low <= 6 <= some.high)
    assert np.mean(told) == pytest.approx(0.04, abs=0.045)
    assert np.mean(inside) == pytest.approx(0.96, abs=0.045)


def test_nineteen_placebos_make_the_interval_and_fewer_or_several_treated_a_t():
    assert effect.of_panel(schools(1, 24), ["1"], START).method is Method.PLACEBO
    few = effect.of_panel(schools(1, 12), ["1"], START)
    assert few.method is Method.STUDENT and [r.code for r in few.remarks] == ["effect-few-placebos"]
    several = effect.of_panel(schools(1, 24, treated=2), ["1", "2"], START)
    assert several.method is Method.STUDENT and [r.code for r in several.remarks] == ["effect-several"]
    assert len(several.treated) == 2 and not {"1", "2"} & set(several.placebos)


def test_few_people_widen_the_interval():
    given = schools(5, 12)
    errors = given.errors.copy()
    errors[0] = 9.0
    wide = effect.of_panel(Panel.of(given.values, errors), ["1"], START)
    narrow = effect.of_panel(given, ["1"], START)
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_the_smallest_effect_is_noticed_four_times_of_five():
    smallest = np.mean([effect.of_panel(schools(s, 12), ["1"], START).smallest for s in range(40)])
    found = [effect.of_panel(schools(s, 12, smallest), ["1"], START) for s in range(100)]
    assert np.mean([one.low > 0 for one in found]) == pytest.approx(0.80, abs=0.1)


# --- checks and words


def test_a_large_effect_is_said_without_a_cause_and_none_without_denying_it():
    found = effect.of_panel(schools(2, added=15.0), ["1"], START)
    assert found.verdict is Verdict.GREATER and found.chance <= 0.05
    said = [one.say() for one in effect.say(found)]
    assert "не доказывает" in said[0]
    assert effect.of_panel(schools(2, added=-15.0), ["1"], START).verdict is Verdict.LESS
    none = effect.of_panel(schools(2), ["1"], START)
    said = [one.say() for one in effect.say(none)]
    assert "не отличим от обычных колебаний" in said[0] and "не значит, что эффекта нет" in said[1]
    assert all(one.say("en") for one in effect.say(none))


def test_who_went_another_way_before_the_start_makes_the_effect_doubtful():
    found = effect.of_panel(schools(3, slope=5.0), ["1"], START)
    assert found.verdict is Verdict.DOUBTFUL and found.slope.chance < 0.1 and found.slope.difference > 2
    assert "Приписывать" in effect.say(found)[0].say()


def test_two_years_before_cannot_be_checked_and_that_is_said():
    given = schools(3)
    found = effect.of_panel(Panel.of(given.values[:, 1:], 1.5), ["1"], 2003)
    assert found.slope is None and found.earlier is None
    assert "effect-unchecked" in [one.code for one in found.remarks]


# --- refusals and rows


@pytest.mark.parametrize(
    ("given", "treated", "start", "why"),
    [
        (schools(1), ["nobody"], START, "effect-no-treated"),
        (schools(1), ["1"], 2002, "effect-few-before"),
        (schools(1), ["1"], 2006, "effect-none-after"),
        (schools(1, others=7), ["1"], START, "effect-few-controls"),
        (Panel.of(np.ones((12, 5)) * np.arange(12)[:, None]), ["1"], START, "effect-no-spread"),
    ],
)
def test_what_cannot_be_compared_is_refused(given, treated, start, why):
    with pytest.raises(Refused) as refused:
        effect.of_panel(given, treated, start)
    assert code(refused) == why


def test_controls_with_gaps_are_left_out_by_name():
    holed = schools(1).values.copy()
    holed[7, 2] = np.nan
    found = effect.of_panel(Panel.of(holed, 1.5), ["1"], START)
    assert list(found.dropped) == ["8"] and "8" not in found.placebos
    assert "8" in found.dropped["8"].say()


def test_who_has_no_context_is_left_out_and_a_treated_one_refused():
    given = schools(1)
    context = {name: {"income": float(name)} for name in given.names if name != "8"}
    found = effect.of_panel(given, ["1"], START, context, {"income": 1.0})
    assert found.dropped["8"].code == "effect-control-alone" and "8" not in found.placebos
    assert "8" not in {one.name for one in found.treated[0].controls} and len(found.placebos) == 23
    with pytest.raises(Refused) as refused:
        effect.of_panel(given, ["8"], START, context, {"income": 1.0})
    assert code(refused) == "effect-no-peers"


def table(seed=1, added=0):
    rng = np.random.default_rng(seed)
    return values(*[
        share(int(rng.binomial(80, 0.4 + 0.01 * o)) + added * (o == 0 and year >= 2022), 100, object_id=f"o{o:02d}",
              period=f"{year}-{year % 100 + 1}")
        for o in range(16) for year in range(2019, 2025)
    ])  # fmt: skip


def test_rows_of_values_are_compared_in_points_of_percent():
    history = History(methodology(indicator()))
    found = effect.of_values(table(2, added=25), history, "i", ["o00"], Period.parse("2022-23"))
    assert found.verdict is Verdict.GREATER and found.difference == pytest.approx(25, abs=10)
    some = effect.of_values(
        table(), history, "i", ["o00"], Period.parse("2022-23"), comparable=[f"o{k:02d}" for k in range(2, 12)]
    )
    assert set(some.placebos) == {f"o{k:02d}" for k in range(2, 12)}


def test_a_merger_of_the_treated_is_refused_and_one_of_a_control_leaves_it_out():
    def merged(one):
        row = {"object_id": one, "predecessor_id": "x", "on": date(2022, 12, 1), "reason": "слияние"}
        return History(methodology(indicator()), pa.Table.from_pylist([row], TABLES["predecessors"]))

    with pytest.raises(Refused) as refused:
        effect.of_values(table(), merged("o00"), "i", ["o00"], Period.parse("2022-23"))
    assert code(refused) == "effect-break"
    found = effect.of_values(table(), merged("o05"), "i", ["o00"], Period.parse("2022-23"))
    assert list(found.dropped) == ["o05"]
