"""What data cannot carry is refused with the item's name, or estimated with a remark; never a silent bound, never
NaN.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from msoko.psychometrics import persons, report
from msoko.psychometrics.agreement import icc
from msoko.psychometrics.classical import describe
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.dif import logistic, mantel_haenszel
from msoko.psychometrics.distractors import options
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.multilevel import fit
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses
from msoko.psychometrics.wording import TEXTS


def simulated(n=400, items=8, slopes=1.0, seed=1):
    rng = np.random.default_rng(seed)
    theta, b = rng.normal(size=n), np.linspace(-1.5, 1.5, items)
    return (rng.random((n, items)) < 1 / (1 + np.exp(-slopes * (theta[:, None] - b)))).astype(float)


def codes(remarks):
    return {remark.code for remark in remarks}


def test_an_item_that_everybody_solved_is_left_out_and_named():
    scores = np.column_stack([simulated(), np.ones(400)])
    found = scale(Responses.of(scores, [*"abcdefgh", "легко"]))
    assert "легко" not in found.responses.items
    assert any("легко" in remark.say() for remark in found.remarks)


def test_an_item_that_nobody_answered_and_a_person_without_answers():
    scores = np.column_stack([simulated(), np.full(400, np.nan)])
    scores[7] = np.nan
    found = scale(Responses.of(scores))
    assert {"item-nobody-answered", "persons-left-out"} <= codes(found.remarks)
    assert len(found.responses.scores) == 399 and 7 not in found.responses.kept


def test_a_category_that_nobody_reached_is_refused_with_what_to_do():
    scores = simulated()
    scores[:, 2] *= 2
    with pytest.raises(Refused, match=r"задании «c».*1.*Объедините"):
        scale(Responses.of(scores, list("abcdefgh")))


@pytest.mark.parametrize("wrong", [-1, 0.5])
def test_what_is_no_score_is_refused_with_its_place(wrong):
    scores = simulated()
    scores[4, 1] = wrong
    with pytest.raises(Refused, match=r"Задание «b», участник 5"):
        Responses.of(scores, list("abcdefgh"))


def test_a_wrong_key_shows_as_a_negative_slope():
    scores = simulated(n=2000, slopes=1.5)
    scores[:, 3] = 1 - scores[:, 3]
    found = scale(Responses.of(scores, list("abcdefgh")), free_slopes=True)
    assert any(remark.code == "slope-negative" and "«d»" in remark.say() for remark in found.remarks)
    assert np.isfinite(found.curves.locations).all() and np.isfinite(found.se_slopes).all()


def test_answers_by_chance_have_no_variance_and_say_so():
    rng = np.random.default_rng(3)
    scores = (rng.random((300, 6)) < [[0.2, 0.3, 0.4, 0.5, 0.6, 0.7]]).astype(float)
    found = scale(Responses.of(scores))
    assert found.population.sds[0] < 0.3
    assert np.isfinite(persons.eap(found).theta).all()


def test_everybody_right_is_refused():
    with pytest.raises(Refused, match="по которым участники различаются: 0"):
        scale(Responses.of(np.ones((30, 5))))


def test_lowest_and_highest_scores_have_no_likelihood_estimate_but_a_weighted_one():
    scores = np.vstack([simulated(), np.zeros(8), np.ones(8)])
    given = Responses.of(scores)
    curves = scale(given).curves
    assert np.isnan(persons.ml(given, curves).theta[-2:]).all() and not persons.ml(given, curves).has_estimate[-1]
    weighted = persons.wle(given, curves)
    assert np.isfinite(weighted.theta).all() and weighted.theta[-2] < weighted.theta.min() + 1e-9 < weighted.theta[-1]


def test_items_without_common_persons_are_not_compared():
    scores = np.full((400, 8), np.nan)
    scores[:200, :4], scores[200:, 4:] = simulated()[:200, :4], simulated()[200:, 4:]
    with pytest.raises(Refused, match="распадаются"):
        scale_conditionally(Responses.of(scores))


def test_a_constant_item_has_no_correlation_rather_than_nan():
    found = describe(Responses.of(np.column_stack([simulated(), np.ones(400)])))
    assert found.items[-1].r_item_rest is None and found.items[-1].sd == 0


def test_groups_too_small_to_compare():
    with pytest.raises(Refused, match="нужно не меньше"):
        mantel_haenszel(Responses.of(simulated(), groups=["a"] * 390 + ["b"] * 10))


def test_the_correction_of_mantel_haenszel_is_left_out_where_it_exceeds_the_difference():
    """As mantelhaen.test of R 4.2: 20 of 39 right against 21 of 41, 1/80 away from what is expected."""
    scores = np.repeat([[1, 0], [0, 1], [1, 0], [0, 1]], [20, 19, 21, 20], axis=0)
    found = mantel_haenszel(Responses.of(scores, groups=["a"] * 39 + ["b"] * 41))[0]
    assert found.chi2 == pytest.approx(3.08979854122e-05, rel=1e-9)


def test_groups_whose_scores_do_not_vary_cannot_be_told_from_ability():
    scores = np.repeat([[1, 1, 1], [0, 0, 0]], 30, axis=0)
    with pytest.raises(Refused) as refused:
        logistic(Responses.of(scores, groups=["a"] * 30 + ["b"] * 30))
    assert refused.value.remark.code == "group-one-score"


def test_raters_who_gave_everybody_the_same_mark():
    with pytest.raises(Refused) as refused:
        icc(np.full((5, 3), 2.0))
    assert refused.value.remark.code == "marks-alike"


def test_options_without_answers_or_with_a_short_key():
    with pytest.raises(Refused) as nobody:
        options([], ["1", "2"], ["A", "B"])
    with pytest.raises(Refused) as short:
        options([["A", "B"]] * 5, ["1", "2"], ["A"])
    assert (nobody.value.remark.code, short.value.remark.code) == ("responses-empty", "key-incomplete")


def test_a_model_of_nobody():
    with pytest.raises(Refused) as refused:
        fit(np.zeros(0), np.zeros((0, 1)), [], ["x"])
    assert refused.value.remark.code == "too-few-persons"


def test_a_report_of_two_persons_has_no_nan():
    scores = np.array([[1, 0, 1, 0, 1], [0, 1, 0, 1, 1]])
    found = report.of(Responses.of(scores), "2pl")
    json.dumps(found, allow_nan=False)


def test_schools_that_do_not_differ_and_too_few_of_them():
    rng = np.random.default_rng(5)
    found = fit(rng.normal(size=300), np.empty((300, 0)), np.repeat(np.arange(100), 3))
    assert found.covariance[0, 0] >= 0 and np.isfinite(found.se).all()
    with pytest.raises(Refused, match="Групп"):
        fit(rng.normal(size=30), np.empty((30, 0)), np.repeat(np.arange(3), 10))


def test_every_remark_is_worded_twice():
    assert all(len(texts) == 2 and all(texts) for texts in TEXTS.values())


def test_estimates_of_a_few_persons_say_how_few_they_are():
    few, many = (scale(Responses.of(simulated(n=n), [*"abcdefgh"])) for n in (30, 400))
    assert next(one.say() for one in few.remarks if one.code == "persons-few").startswith("Участников всего 30")
    assert "persons-few" not in codes(many.remarks)
