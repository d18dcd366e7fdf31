"""How many classes: by textbook formulas, by drawing from a made municipality again and again, and by refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.studies import Drawn, estimate, mean
from msoko.psychometrics.studies.planning import Asking, Population, describe, enough, precision


def test_very_many_equal_classes_follow_the_design_effect():
    """Kish: 1 + (m − 1)ρ."""
    plan = precision(Population(sd=10, icc=0.2, pupils=25), 40)
    assert plan.design_effect == pytest.approx(1 + 24 * 0.2)
    assert plan.se == pytest.approx(10 * math.sqrt(plan.design_effect / 1000)) and plan.pupils == 1000
    part = precision(Population(sd=10, icc=0.2, pupils=25), 40, Asking(taken=10))
    assert part.design_effect == pytest.approx(1 + 9 * 0.2)


def test_pupils_who_are_not_alike_in_a_class_are_as_good_as_drawn_one_by_one():
    plan = precision(Population(10, 0, 25, classes=100), 40)
    assert plan.se == pytest.approx(10 * math.sqrt((1 - 0.4) / 1000)) and plan.design_effect == pytest.approx(1)


def test_all_classes_leave_no_error_unless_pupils_stay_away():
    municipality = Population(10, 0.2, 25, classes=60)
    assert precision(municipality, 60).margin == 0
    assert precision(municipality, 60, Asking(response=0.8)).se == pytest.approx(10 * math.sqrt(0.8 * 0.25 / 25 / 60))


def test_enough_is_the_fewest():
    municipality = Population(10, 0.2, 25, uneven=0.2, classes=120)
    plan = enough(municipality, 1.5, Asking(response=0.6))
    assert plan.margin <= 1.5 < precision(municipality, plan.classes - 1, Asking(response=0.6)).margin
    assert enough(municipality, 1.5).classes < plan.classes < enough(Population(10, 0.2, 25, 0.2), 1.5).classes


def test_classes_that_stay_away_are_drawn_in_reserve():
    plan = enough(Population(10, 0.2, 25, classes=120), 2.0, Asking(classes_answer=0.8))
    assert plan.invited == math.ceil(plan.classes / 0.8)


def made(rng, classes, icc, pupils):
    """A municipality of unequal classes, N(0, 1) scores."""
    sizes = np.maximum(rng.normal(pupils, 0.25 * pupils, classes).round().astype(int), 8)
    klass = np.repeat(np.arange(classes), sizes)
    return rng.normal(0, math.sqrt(icc), classes)[klass] + rng.normal(0, math.sqrt(1 - icc), len(klass)), klass, sizes


@pytest.mark.parametrize(("taken", "response"), [(None, 1.0), (10, 1.0), (12, 0.8)])
def test_the_promised_precision_is_kept(taken, response):
    """Of 400 samples the promised margin holds the truth in 95 %, and so does the interval computed from the sample."""
    rng, times, drawn = np.random.default_rng(20), 400, 24
    held = covered = 0
    errors = []
    for _ in range(times):
        y, klass, sizes = made(rng, 90, 0.25, 22)
        municipality = Population(1, 0.25, sizes.mean(), sizes.std() / sizes.mean(), 90)
        plan = precision(municipality, drawn, Asking(taken, response))
        rows = []
        for one in rng.choice(90, drawn, replace=False):
            pupils = rng.permutation(np.flatnonzero(klass == one))[:taken]
            came = pupils[rng.random(len(pupils)) < response]
            rows.append(came if len(came) else pupils[:1])
        chosen = np.concatenate(rows)
        weight = sizes[klass[chosen]] / np.bincount(klass[chosen], minlength=90)[klass[chosen]]
        sample = Drawn.of(weight, clusters=klass[chosen], population=np.full(len(chosen), 90))
        found = estimate(sample, mean(y[chosen]))[0]
        low, high = found.interval()
        errors.append(found.value - y.mean())
        held += abs(errors[-1]) <= plan.margin
        covered += low <= y.mean() <= high
    assert plan.se == pytest.approx(np.std(errors), rel=0.1)
    assert 0.925 < held / times < 0.98 and 0.92 < covered / times < 0.975


def test_a_population_as_an_earlier_work_shows_it():
    y, klass, sizes = made(np.random.default_rng(3), 300, 0.3, 24)
    found = describe(50 + 8 * y, klass.astype(str), 300)
    assert found.population.icc == pytest.approx(0.3, abs=0.04) and found.low < 0.3 < found.high
    assert found.population.sd == pytest.approx(8, rel=0.03) and found.population.classes == 300
    assert found.population.pupils == pytest.approx(sizes.mean()) and found.n == len(y)


def test_equal_classes_by_hand():
    """Two squares of means: MSB 8, MSW 2, two a class."""
    found = describe([0, 2, 2, 4, 0, 2, 2, 4, 1, 3], list("ааббввггдд")).population
    between = 2 * np.var([1, 3, 1, 3, 2], ddof=1)
    assert found.icc == pytest.approx((between - 2) / (between + 2))


def test_classes_that_do_not_differ_count_as_alike_aloud():
    found = describe(np.tile([1.0, 2.0, 3.0], 8), np.repeat(np.arange(8), 3))
    assert found.population.icc == 0 and found.remarks[0].code == "plan-icc-negative"
    assert "принят ноль" in found.remarks[0].say()


def test_refusals():
    with pytest.raises(Refused, match=r"даже если взять все классы \(20\)"):
        enough(Population(10, 0.2, 25, classes=20), 0.5, Asking(response=0.5))
    with pytest.raises(Refused, match=r"«icc» равен 1\.2"):
        Population(10, 1.2, 25)
    for wrong in ({"sd": 0}, {"pupils": 0}, {"uneven": -1}, {"classes": 1}):
        with pytest.raises(Refused, match=f"«{next(iter(wrong))}»"):
            Population(**({"sd": 10, "icc": 0.2, "pupils": 25} | wrong))
    with pytest.raises(Refused, match="«response»"):
        Asking(response=0)
    with pytest.raises(Refused, match=r"«classes» равен 30, а должен быть 2…20"):
        precision(Population(10, 0.2, 25, classes=20), 30)
    with pytest.raises(Refused, match="«margin»"):
        enough(Population(10, 0.2, 25), 0)
    with pytest.raises(Refused, match="Классов в данных 2"):
        describe([1, 2, 3, 4], ["а", "а", "б", "б"])
    with pytest.raises(Refused, match="«sd»"):
        describe(np.ones(20), np.repeat(np.arange(5), 4))
