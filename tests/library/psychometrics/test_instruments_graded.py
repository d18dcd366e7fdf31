"""Graded response: what it gives back, how it is to other models, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics import persons
from msoko.psychometrics.categories import Graded, Guessing, PartialCredit
from msoko.psychometrics.graded import difficulty_errors, scale_graded
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses

SLOPES = np.array([0.8, 1.2, 1.6, 1.0, 2.0, 1.4])
THRESHOLDS = np.array([[-1.5, 0.5], [-1.0, 0.0], [-0.5, 1.0], [0.0, 1.5], [-2.0, 0.8], [-0.8, 0.3]])


def answered(curves, theta, seed=1):
    """Answers of persons at theta: one draw from the curves for each."""
    above = np.cumsum(curves.probabilities(theta)[:, ::-1], axis=1)[:, ::-1][:, 1:]  # P(x ≥ k)
    draws = np.random.default_rng(seed).random((len(curves.parameters), len(theta)))
    return (draws[:, None] < above).sum(axis=1).T.astype(float)


@pytest.fixture(scope="module")
def truth():
    return Graded(np.column_stack([SLOPES, SLOPES[:, None] * THRESHOLDS]))


@pytest.fixture(scope="module")
def scores(truth):
    return answered(truth, np.random.default_rng(2).normal(size=3000))


def test_what_was_simulated_is_found_within_its_errors(truth, scores):
    found = scale_graded(Responses.of(scores))
    assert (np.abs(found.curves.slopes - SLOPES) < 3.5 * found.errors[:, 0]).all()
    assert (np.abs(found.curves.thresholds - THRESHOLDS) < 3.5 * difficulty_errors(found)).all()
    assert not found.remarks


def test_with_two_categories_it_is_the_two_parameter_model(scores):
    right = Responses.of(scores > 0)
    graded, two = scale_graded(right), scale(right, free_slopes=True)
    assert graded.curves.slopes == pytest.approx(two.curves.slopes, abs=1e-5)
    assert graded.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-6)
    assert graded.errors[:, 0] == pytest.approx(two.se_slopes, rel=1e-4)
    for estimate in (persons.wle, persons.ml):
        one, other = estimate(right, graded.curves), estimate(right, two.curves)
        assert one.theta == pytest.approx(other.theta, abs=1e-3, nan_ok=True)
        assert one.se == pytest.approx(other.se, abs=1e-3, nan_ok=True)


def test_booklets_weights_and_groups(truth):
    theta = np.concatenate(
        [np.random.default_rng(3).normal(size=2000), np.random.default_rng(4).normal(1.0, 0.7, 2000)]
    )
    scores = answered(truth, theta)
    scores[::2, :2], scores[1::2, 4:] = np.nan, np.nan
    groups = np.repeat(["a", "b"], 2000)
    found = scale_graded(Responses.of(scores, groups=groups))
    assert found.population.means[1] == pytest.approx(1.0, abs=0.12)
    assert found.population.sds[1] == pytest.approx(0.7, abs=0.12)
    twice = scale_graded(Responses.of(scores[:400], weights=np.full(400, 2.0)))
    once = scale_graded(Responses.of(np.vstack([scores[:400]] * 2)))
    assert twice.log_likelihood == pytest.approx(once.log_likelihood, abs=1e-6)
    assert twice.errors == pytest.approx(once.errors, abs=1e-6)


def test_errors_are_the_curvature_of_the_likelihood(scores):
    """Against finite differences of the gradient, computed without the formula of Louis."""
    from msoko.psychometrics.patterns import Patterns, expect

    found = scale_graded(Responses.of(scores[:300]))
    data, free, size = Patterns.of(found.responses), found.free, 1e-4
    rows = []
    for place in zip(*np.nonzero(free), strict=True):
        step = np.zeros(free.shape)
        step[place] = size
        up, down = (expect(data, found.curves.moved(s * step), found.population).gradient(free) for s in (1, -1))
        rows.append((down - up) / (2 * size))
    assert np.sqrt(np.diag(np.linalg.inv(np.array(rows)))) == pytest.approx(found.errors[free], rel=1e-4)


@pytest.mark.parametrize(
    "curves",
    [
        Graded(np.array([[1.2, -1.0, 0.3, 1.0], [0.7, 0.2, np.nan, np.nan]])),
        PartialCredit(np.array([[1.2, -1.0, 0.3, 1.0], [0.7, 0.2, np.nan, np.nan]])),
        Guessing(np.array([[1.2, 0.4, -1.0], [0.8, -0.2, -2.0]]), (5.0, 17.0)),
    ],
    ids=["graded", "partial credit", "guessing"],
)
def test_derivatives_are_those_of_the_curves(curves):
    theta, size = np.linspace(-3, 3, 7), 1e-5
    assert curves.probabilities(theta).sum(axis=1) == pytest.approx(1)
    first, second = curves.by_theta(theta)
    assert first == pytest.approx(
        (curves.probabilities(theta + size) - curves.probabilities(theta - size)) / (2 * size)
    )
    assert second == pytest.approx((curves.by_theta(theta + size)[0] - curves.by_theta(theta - size)[0]) / (2 * size))
    first, second = curves.by_parameter(theta)
    known = np.isfinite(curves.parameters)
    for i, p in zip(*np.nonzero(known), strict=True):
        step = np.zeros(known.shape)
        step[i, p] = size
        up, down = curves.moved(step), curves.moved(-step)
        assert first[i, :, p] == pytest.approx((up.probabilities(theta) - down.probabilities(theta))[i] / (2 * size))
        slopes = (up.by_parameter(theta)[0] - down.by_parameter(theta)[0])[i] / (2 * size)
        assert second[i][:, p][:, known[i]] == pytest.approx(slopes[:, known[i]], abs=1e-8)


def test_every_person_has_a_weighted_estimate_and_extremes_have_no_other(truth):
    lowest, highest = np.zeros((1, 6)), np.full((1, 6), 2.0)
    given = Responses.of(np.vstack([lowest, highest, [[0, 1, 2, 1, 0, 1]]]))
    weighted, plain = persons.wle(given, truth), persons.ml(given, truth)
    assert np.isfinite(weighted.theta).all() and weighted.theta[0] < weighted.theta[2] < weighted.theta[1]
    assert plain.has_estimate.tolist() == [False, False, True]


def test_degenerate_answers_are_refused_or_named(scores):
    gap = scores.copy()
    gap[gap[:, 1] == 1, 1] = 2
    with pytest.raises(Refused, match=r"задании «2».*Объедините"):
        scale_graded(Responses.of(gap))
    constant = scale_graded(Responses.of(np.column_stack([scores, np.full(len(scores), 2.0)])))
    assert [remark.code for remark in constant.remarks] == ["item-one-score"]
    turned = scores.copy()
    turned[:, 3] = 2 - turned[:, 3]
    found = scale_graded(Responses.of(turned))
    assert any(remark.code == "slope-negative" and "«4»" in remark.say() for remark in found.remarks)
    assert np.isfinite(found.curves.locations).all()


def test_an_item_that_repeats_another_has_no_slope_and_is_named():
    rng = np.random.default_rng(5)
    right = (rng.random((500, 4)) < 1 / (1 + np.exp(-rng.normal(size=(500, 1))))).astype(float)
    with pytest.raises(Refused, match=r"Наклон задания «[15]» растёт без предела"):
        scale_graded(Responses.of(np.column_stack([right, right[:, 0]])))
