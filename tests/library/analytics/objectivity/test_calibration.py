"""What outcomes teach about signs, and when they teach nothing yet."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta
from tests.library.analytics.objectivity.test_dialogue import FULL, case

from msoko.analytics.objectivity import calibration
from msoko.analytics.objectivity.calibration import Common, Generated, calibrate, shown
from msoko.analytics.objectivity.dialogue import Step
from msoko.analytics.objectivity.signs import SIGNS
from msoko.analytics.remarks import Refused

CONFIRMED = (*FULL[:-1], Step.CONFIRMED)
LEFT = (Step.OPENED, Step.NOT_CHECKED)


def cases(innocent=0, confirmed=0, left=0, sign="peak"):
    steps = [FULL] * innocent + [CONFIRMED] * confirmed + [LEFT] * left
    return [case(*one, name=f"{sign}{n}", signs=(sign,)) for n, one in enumerate(steps)]


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(calibration, "generated", lambda: {"peak": Generated("peak", 9, 1000)})


def test_few_outcomes_are_refused_and_cases_left_do_not_count():
    with pytest.raises(Refused, match=r"19.*20"):
        calibrate(cases(10, 9, left=100), ["peak"])


def test_until_then_the_generated_share_is_shown_and_called_so(made):
    found = shown(cases(10, 9), ["peak", "copies"])
    rate, words = found["peak"]
    assert isinstance(rate, Generated) and "сгенерированных" in words.say() and "0,9 %" in words.say()
    assert rate.interval == pytest.approx(beta.interval(0.95, 9.5, 991.5))
    assert found["copies"][0] is None and "неизвестно" in found["copies"][1].say()


def test_enough_outcomes_take_the_place_of_generated_works(made):
    rate, words = shown(cases(6, 18, left=4), ["peak"])["peak"]
    assert isinstance(rate, calibration.Rate)
    assert "(24)" in words.say() and "сгенерированных" not in words.say()


def test_counts_bounds_and_what_is_said_of_the_choice():
    (rate,) = calibrate(cases(6, 18, left=6), ["peak"])
    assert (rate.innocent, rate.checked, rate.left) == (6, 24, 6)
    assert (rate.least, rate.most) == (6 / 30, 12 / 30)
    assert (rate.own_low, rate.own_high) == pytest.approx(beta.interval(0.95, 6.5, 18.5))
    assert rate.low < rate.value < rate.high
    assert [remark.code for remark in rate.remarks] == ["calibration-chosen"]
    assert "без перепроверки закрыто 6" in rate.remarks[0].say()


def test_a_sign_with_few_cases_is_drawn_to_the_others_and_says_so():
    many = cases(12, 48, sign="peak") + cases(10, 40, sign="journal") + cases(2, 0, sign="copies")
    rates = {rate.sign: rate for rate in calibrate(many, ["peak", "journal", "copies", "fall"])}
    assert rates["peak"].value == pytest.approx(0.2, abs=0.02)
    assert 0.2 < rates["copies"].value < 0.8  # two of two innocent is not a hundred per cent
    assert rates["copies"].high - rates["copies"].low > rates["peak"].high - rates["peak"].low
    assert {remark.code for remark in rates["copies"].remarks} == {"calibration-chosen", "calibration-pooled"}
    assert rates["fall"].checked == 0 and rates["fall"].own_low is None and rates["fall"].least < rates["fall"].most


def test_a_case_counts_for_each_of_its_signs():
    both = [case(*FULL, name=f"c{n}", signs=("peak", "level")) for n in range(20)]
    assert [rate.innocent for rate in calibrate(both, ["peak", "level"])] == [20, 20]


def test_the_interval_is_the_quantiles_of_the_posterior():
    """One sign, its common part known to be Beta(2, 6): the plain conjugate answer."""
    weights = np.zeros((len(calibration.MEANS), len(calibration.STRENGTHS)))
    where = int(np.abs(calibration.MEANS - 0.25).argmin()), int(np.abs(calibration.STRENGTHS - 8).argmin())
    weights[where] = 1
    a = calibration.MEANS[where[0]] * calibration.STRENGTHS[where[1]]
    b = calibration.STRENGTHS[where[1]] - a
    value, low, high = Common(weights).share(3, 10)
    assert value == pytest.approx((a + 3) / (a + b + 10))
    assert (low, high) == pytest.approx(beta.interval(0.95, a + 3, b + 7), abs=1e-6)


def test_intervals_cover_the_truth():
    """Shares drawn from one distribution: 95 % intervals hold nearly so many, and the estimates miss by less."""
    held, drawn, plain = [], [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        truth, n = rng.beta(3, 9, 12), rng.integers(5, 25, 12)
        y = rng.binomial(n, truth)
        common = Common.of(y.tolist(), n.tolist())
        found = np.array([common.share(int(a), int(b)) for a, b in zip(y, n, strict=True)])
        held.append((found[:, 1] <= truth) & (truth <= found[:, 2]))
        drawn.append((found[:, 0] - truth) ** 2)
        plain.append((y / n - truth) ** 2)
    assert np.mean(held) >= 0.9 and np.mean(drawn) < 0.8 * np.mean(plain)


@pytest.mark.parametrize("innocent", [0, 25])
def test_all_of_one_kind_still_leaves_doubt(innocent):
    (rate,) = calibrate(cases(innocent, 25 - innocent), ["peak"])
    assert 0 <= rate.low < rate.value < rate.high <= 1 and rate.high - rate.low > 0.05


def test_every_sign_was_counted_in_generated_honest_works_and_none_is_frequent_there():
    """The exception is the sign of re-checks: no second scores are generated."""
    counted = calibration.generated()
    assert set(counted) == {*SIGNS, "together"}
    assert all(one.works > 2000 and one.value < 0.02 for one in counted.values())
    assert counted["together"].value < 0.012
