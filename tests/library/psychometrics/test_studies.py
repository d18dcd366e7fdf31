"""Surveys by hand: weights, errors, groups; and what is refused, named and with what to do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msoko.psychometrics import studies
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.studies import STUDIES, Drawn, by_group, estimate, gap, jackknife
from msoko.psychometrics.studies.estimates import degrees_of_freedom
from msoko.psychometrics.studies.wording import TEXTS

Y = np.array([3.0, 5.0, 4.0, 8.0, 9.0, 7.0, 2.0, 6.0])
ONE = np.ones(8)
HALVES = np.tile([0, 1], 4)
ZONES = np.repeat([1, 2, 3, 4], 2)


def only(sample, statistic, **more):
    return estimate(sample, statistic, **more)[0]


def codes(remarks):
    return {remark.code for remark in remarks}


def test_a_replicate_doubles_one_half_of_one_zone():
    made, pairs = jackknife([1, 2, 3, 4], [7, 7, 9, 9], [1, 0, 0, 1], both=True)
    assert made.T.tolist() == [[2, 0, 3, 4], [1, 2, 0, 8], [0, 4, 3, 4], [1, 2, 6, 0]]
    assert pairs.tolist() == [1, 0, 2, 3]
    assert jackknife([1, 2, 3, 4], [7, 7, 9, 9], [1, 0, 0, 1], both=False)[0].T.tolist() == made.T[:2].tolist()


def test_a_zone_without_one_half_gives_no_degree_of_freedom():
    sample = STUDIES["timss"].paired(ONE, ZONES, HALVES)
    assert only(sample, studies.mean(Y)).df == 4
    assert only(sample, studies.mean(Y), within=np.arange(8) != 2).df == 3
    with refused("zones-torn"):
        only(sample, studies.mean(Y), within=HALVES == 1)


def test_the_variance_of_paired_zones_by_hand():
    """A zone adds (difference of its halves / n)², in either variant: the mean is linear."""
    expected = sum((Y[2 * z] - Y[2 * z + 1]) ** 2 for z in range(4)) / 8**2
    for study in ("timss", "timss-2011"):
        assert only(STUDIES[study].paired(ONE, ZONES, HALVES), studies.mean(Y)).sampling == pytest.approx(expected)


def test_rows_drawn_one_by_one():
    found = only(Drawn.of(ONE), studies.mean(Y))
    assert (found.value, found.se, found.df) == (5.5, pytest.approx(Y.std(ddof=1) / math.sqrt(8)), 7)
    corrected = only(Drawn.of(ONE, population=np.full(8, 10)), studies.mean(Y))
    assert corrected.se == pytest.approx(found.se * math.sqrt(1 - 8 / 10))
    assert only(Drawn.of(ONE, population=np.full(8, 8)), studies.mean(Y)).se == 0


def test_a_stratum_taken_whole_adds_nothing_even_with_one_unit():
    strata, population = np.array([1] * 7 + [2]), np.array([20] * 7 + [1])
    found = only(Drawn.of(ONE, strata, population=population), studies.total(Y))
    assert found.se == pytest.approx(math.sqrt((1 - 7 / 20) * 7 * Y[:7].var(ddof=1)))


def test_rows_without_weight_are_as_if_not_there():
    weight = np.array([1, 1, 1, 1, 1, 1, 0, 0.0])
    for statistic in (studies.mean, studies.sd, lambda y: studies.percentiles(y, (1, 50, 99))):
        zeros = estimate(STUDIES["timss"].paired(weight, ZONES, HALVES), statistic(Y))
        without = estimate(STUDIES["timss"].paired(weight[:6], ZONES[:6], HALVES[:6]), statistic(Y[:6]))
        assert [(one.value, one.se, one.n, one.df) for one in zeros] == [
            (pytest.approx(one.value), pytest.approx(one.se), 6, 3) for one in without
        ]


def test_percentiles_are_the_lowest_value_with_that_share_at_or_below():
    found = estimate(STUDIES["timss"].paired(ONE, ZONES, HALVES), studies.percentiles(Y, (12.5, 13, 50, 51, 99)))
    assert [one.value for one in found] == [2, 3, 5, 6, 9]


def test_plausible_values_add_their_spread():
    values = np.column_stack([Y, Y + 1, Y + 2])
    sample = STUDIES["timss"].paired(ONE, ZONES, HALVES)
    found, single = only(sample, studies.mean(values)), only(sample, studies.mean(Y))
    assert (found.value, found.imputation) == (6.5, pytest.approx(4 / 3))
    assert found.sampling == pytest.approx(single.sampling) and found.se**2 == pytest.approx(single.sampling + 4 / 3)
    share = found.imputation / found.se**2
    assert found.df == pytest.approx(1 / (share**2 / 2 + 1 / (5 / 7 * 4 * (1 - share))))


def test_until_2011_the_first_plausible_value_alone_gives_the_sampling_variance():
    values = np.column_stack([Y, np.full(8, 5.5)])
    first = only(STUDIES["timss-2011"].paired(ONE, ZONES, HALVES), studies.mean(values))
    mean = only(STUDIES["timss"].paired(ONE, ZONES, HALVES), studies.mean(values))
    assert first.sampling == pytest.approx(2 * mean.sampling)


def test_degrees_of_freedom_between_their_limits():
    assert degrees_of_freedom(1, 0, 10, 80) == 80
    assert degrees_of_freedom(1, 1, 5, math.inf) == 16
    assert 8 < degrees_of_freedom(1, 1, 5, 80) < 16


def test_the_interval_of_a_share_stays_inside_and_a_correlation_too():
    sample = Drawn.of(ONE)
    low, high = only(sample, studies.shares(Y, (2.5,))).interval()
    assert 0 < low < 1 / 8 < high < 1
    nobody = estimate(sample, studies.shares(Y, (1, 100)))[0]
    assert (nobody.value, nobody.interval()) == (0, None)
    r = only(sample, studies.correlation(Y, Y + 0.3 * np.sin(7 * Y)))
    assert -1 < r.interval()[0] < r.value < r.interval()[1] < 1


def test_a_plain_interval_is_t_times_the_error():
    from scipy.stats import t

    found = only(Drawn.of(ONE), studies.mean(Y))
    assert found.interval(0.9)[1] - found.value == pytest.approx(t.ppf(0.95, 7) * found.se)


def test_a_regression_without_scatter_is_exact_far_from_zero():
    x = np.column_stack([1e6 + Y, Y**2])
    found = estimate(Drawn.of(ONE), studies.regression(1e6 + 2 * Y - 0.5 * Y**2, x, ("a", "b")))
    assert [one.value for one in found] == pytest.approx([1e6 - 2e6, 2, -0.5, 1], rel=1e-6)


def test_unknown_values_are_counted_and_worth_a_remark():
    found = only(Drawn.of(ONE), studies.mean(np.where(Y > 7, np.nan, Y)))
    assert (found.n, found.missing, found.value) == (6, 2, 4.5)
    assert codes(found.remarks) == {"few-persons", "gaps-many"} and "25 %" in found.remarks[1].say()


def test_groups_share_what_they_share():
    """Two groups in the same units: the gap is surer than two independent errors say."""
    rng = np.random.default_rng(1)
    school = np.repeat(np.arange(20), 20)
    y, girl = rng.normal(size=20)[school] + 0.3 * rng.normal(size=400), np.tile([0, 1], 200)
    sample = Drawn.of(np.ones(400), clusters=school)
    found = by_group(sample, studies.mean(y), girl)
    apart = math.hypot(found.estimates[0].se, found.estimates[1].se)
    assert found.gaps[0].se < 0.3 * apart and found.gaps[0].group == "1 − 0"
    direct = gap(sample, studies.mean(y), girl == 1, girl == 0)[0]
    assert (direct.value, direct.se) == (pytest.approx(found.gaps[0].value), pytest.approx(found.gaps[0].se))
    middle = by_group(sample, studies.percentiles(y, (50,)), girl).gaps[0]
    assert 0 < middle.se < apart and by_group(sample, studies.mean(y), girl, 1).gaps[0].group == "0 − 1"


def test_a_group_that_carries_nothing_is_left_out_aloud():
    found = by_group(Drawn.of(ONE), studies.mean(Y), np.array(["а", "а", "а", "б", "б", "б", "в", ""]))
    assert [one.group for one in found.estimates] == ["а", "б"]
    assert any("«в»" in remark.say() and "не меньше 2" in remark.say() for remark in found.remarks)


def refused(code, **parameters):
    def check(error):
        return error.remark.code == code and all(dict(error.remark.parameters)[k] == v for k, v in parameters.items())

    return pytest.raises(Refused, check=check)


def test_weights_and_designs_that_do_not_fit():
    with refused("weights-wrong", rows="8"):
        Drawn.of(-ONE)
    with refused("weights-wrong"):
        Drawn.of(np.where(Y > 8, np.nan, ONE))
    with refused("weights-wrong"):
        STUDIES["pisa"].sample(ONE, np.ones((7, 80)))
    with refused("replicates-few", count="1"):
        STUDIES["pisa"].sample(ONE, np.ones((8, 1)))
    with refused("zone-wrong"):
        STUDIES["timss"].paired(ONE, ZONES, HALVES + 1)
    with refused("stratum-one-unit", stratum="я"):
        Drawn.of(ONE, np.array(list("ааааааая")))
    with refused("population-wrong", found="8", population="5"):
        Drawn.of(ONE, population=np.full(8, 5))
    with refused("few-units", units="1"):
        only(Drawn.of(ONE, clusters=np.arange(8) // 4), studies.mean(Y), within=np.arange(8) < 4)


def test_statistics_that_the_data_do_not_carry():
    sample = STUDIES["timss"].paired(ONE, ZONES, HALVES)
    with refused("too-few-persons", count="0"):
        only(sample, studies.mean(np.full(8, np.nan)))
    with refused("variables-collinear", names="а, б"):
        estimate(sample, studies.regression(Y, np.column_stack([Y, 2 * Y]), ("а", "б")))
    with refused("variables-collinear", names="а"):
        estimate(sample, studies.regression(Y, ONE[:, None], ("а",)))
    with refused("few-units-for-variables", freedom="3", variables="3"):
        estimate(
            Drawn.of(ONE, clusters=ZONES),
            studies.regression(Y, np.column_stack([Y**2, HALVES, np.arange(8) > 5]), ("а", "б", "в")),
        )
    with refused("replicate-empty"):  # a constant correlates with nothing
        only(sample, studies.correlation(Y, ONE))
    with refused("percentile-wrong", found="0"):
        studies.percentiles(Y, (0,))
    with refused("percentile-too-far", found="5"):
        only(Drawn.of(ONE), studies.percentiles(Y, (5,)))
    with refused("cuts-wrong"):
        studies.shares(Y, (5, 4))
    with refused("quantile-needs-replicates"):
        estimate(Drawn.of(ONE), studies.quantile_regression(Y, np.arange(8.0)[:, None], ("а",)))
    with refused("values-unpaired", first="2", second="3"):
        studies.correlation(np.column_stack([Y] * 2), np.column_stack([Y] * 3))


def test_a_replicate_that_leaves_a_group_empty():
    with refused("replicate-empty"):
        only(STUDIES["timss"].paired(ONE, ZONES > 2, ZONES % 2), studies.mean(Y), within=ZONES == 1)


def test_a_model_of_two_levels_says_that_it_has_no_weights():
    rng = np.random.default_rng(2)
    school = np.repeat(np.arange(30), 10)
    x = rng.normal(size=300)
    y = 5 + 2 * x + rng.normal(size=30)[school] + rng.normal(size=300)
    y[0] = np.nan
    found = studies.two_level(np.column_stack([y, y + 0.1 * rng.normal(size=300)]), x, ("x",), school)
    assert found.fixed[1].value == pytest.approx(2, abs=0.2) and found.fixed[1].imputation > 0
    assert (found.fixed[0].n, found.fixed[0].missing, found.schools) == (299, 1, 30)
    assert 0.3 < found.icc < 0.7 and "two-level-unweighted" in codes(found.remarks)


def test_every_sentence_is_worded_twice():
    assert all(len(texts) == 2 and all(texts) for texts in TEXTS.values())
