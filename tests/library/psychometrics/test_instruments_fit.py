"""Tests of fit: they accuse as rarely as they say while the model holds, and loudly when it does not."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
import pytest
from scipy.linalg import null_space
from tests.library.psychometrics.test_instruments_graded import SLOPES, THRESHOLDS, answered

from msoko.psychometrics.categories import Graded
from msoko.psychometrics.graded import scale_graded
from msoko.psychometrics.item_tests import s_x2, scores_without
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.margins import m2
from msoko.psychometrics.moments import Moments, family_of
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses

TRUTH = Graded(np.column_stack([SLOPES, SLOPES[:, None] * THRESHOLDS]))


def drawn(seed, n=500, curves=TRUTH):
    return answered(curves, np.random.default_rng(seed).normal(size=n), seed=seed + 1)


def test_scores_of_the_other_items_by_hand():
    p = np.array([[[0.4], [0.6], [0.0]], [[0.7], [0.3], [0.0]], [[0.2], [0.5], [0.3]]])
    without = scores_without(p, np.array([1, 1, 2]))
    assert without[2][:, 0] == pytest.approx([0.28, 0.42 + 0.12, 0.18])
    assert without[0][:, 0] == pytest.approx([0.14, 0.35 + 0.06, 0.21 + 0.15, 0.09])


def test_when_the_model_holds_few_items_are_accused():
    tests, models = [], []
    for seed in range(0, 60, 2):
        found = scale_graded(Responses.of(drawn(seed)))
        tests += [test.p for test in s_x2(found)]
        models.append(m2(found).p)
    assert len(tests) == 180 and 0.01 < np.mean(np.array(tests) < 0.05) < 0.1
    assert 0.25 < np.mean(models) < 0.75 and np.mean(np.array(models) < 0.01) < 0.1


def test_an_item_unlike_its_curve_is_accused_and_not_the_rest():
    theta = np.random.default_rng(1).normal(size=3000)
    slopes = np.full(10, 1.3)
    scores = answered(Graded(np.column_stack([slopes, np.linspace(-2, 2, 10)])), theta, seed=2)
    scores[:, 4] = np.random.default_rng(3).random(3000) < np.where(np.abs(theta) < 1, 0.25, 0.75)  # bends twice
    found = s_x2(scale(Responses.of(scores), free_slopes=True))
    assert found[4].p < 1e-6 and found[4].rmsea > 0.05
    assert np.mean([test.p < 0.001 for n, test in enumerate(found) if n != 4]) < 0.2


def test_pairs_that_hang_together_fail_the_whole_model():
    right = answered(Graded(np.column_stack([np.full(10, 1.3), np.linspace(-2, 2, 10)])), np.linspace(-2, 2, 2000))
    assert m2(scale(Responses.of(right), free_slopes=True)).rmsea_low < 0.02
    repeated = right.copy()
    repeated[:, 1] = np.where(np.random.default_rng(6).random(2000) < 0.4, right[:, 0], right[:, 1])
    found = m2(scale(Responses.of(repeated), free_slopes=True))
    assert found.p < 1e-6 and 0.02 < found.rmsea_low < found.rmsea < found.rmsea_high


@pytest.mark.parametrize("free_slopes", [False, True])
def test_slopes_of_the_moments_are_those_of_differences(free_slopes):
    from dataclasses import replace

    from msoko.psychometrics.curves import Curves

    found = scale(Responses.of(drawn(7)), free_slopes=free_slopes)
    slopes, size = Moments.of(found).slopes, 1e-5
    free = family_of(found)[1]
    for column, (i, p) in enumerate(zip(*np.nonzero(free), strict=True)):
        ends = []
        for sign in (1, -1):
            values = np.column_stack([found.curves.slopes, found.curves.steps])
            values[i, p] += sign * size
            ends.append(Moments.of(replace(found, curves=Curves(values[:, 0], values[:, 1:]))).expected)
        assert slopes[:, column] == pytest.approx((ends[0] - ends[1]) / (2 * size), abs=1e-8)
    if not free_slopes:
        ends = [
            Moments.of(replace(found, population=found.population.moved(np.array([sign * size])))).expected
            for sign in (1, -1)
        ]
        assert slopes[:, -1] == pytest.approx((ends[0] - ends[1]) / (2 * size), abs=1e-6)


@pytest.mark.parametrize("scaled", [scale_graded, partial(scale, free_slopes=True)], ids=["graded", "partial credit"])
def test_m2_is_the_quadratic_form_over_all_patterns_of_answers(scaled):
    """Maydeu-Olivares and Joe (2006, eq. 3.5), with the table of all 3⁶ patterns that the code never makes."""
    found = scaled(Responses.of(drawn(15, 400)))
    items, theta = len(found.responses.items), found.population.nodes()
    prior = np.exp(found.population.log_prior(theta, np.zeros(1, dtype=int), np.zeros((0, 0))))[0]
    patterns = np.array(list(product(range(3), repeat=items)))
    p = found.curves.probabilities(theta)
    chance = np.prod([p[i, patterns[:, i]] for i in range(items)], axis=0) @ prior
    pairs = np.triu_indices(items, 1)
    margins = np.column_stack([patterns, patterns[:, pairs[0]] * patterns[:, pairs[1]]]).T.astype(float)
    covariance = (margins * chance) @ margins.T - np.outer(margins @ chance, margins @ chance)
    scores = found.responses.scores.astype(float)
    seen = np.concatenate([scores.mean(axis=0), (scores.T @ scores / 400)[pairs]])
    apart = null_space(Moments.of(found).slopes.T)
    away = apart.T @ (seen - margins @ chance)
    expected = 400 * away @ np.linalg.solve(apart.T @ covariance @ apart, away)
    assert m2(found).m2 == pytest.approx(expected, rel=1e-6)


def test_tests_count_whole_and_equal_persons():
    scores = drawn(9)
    weighted = scale_graded(Responses.of(scores, weights=np.linspace(1, 2, 500)))
    for test in (s_x2, m2):
        with pytest.raises(Refused, match="без весов"):
            test(weighted)
    holes = scores.copy()
    holes[40:, 0] = np.nan
    with pytest.raises(Refused, match="ответивших на все задания: 40"):
        s_x2(scale_graded(Responses.of(holes)))
    groups = scale_graded(Responses.of(scores, groups=["a", "b"] * 250))
    assert len(s_x2(groups)) == 6
    with pytest.raises(Refused, match="для каждой группы"):
        m2(groups)


def test_a_short_work_is_tested_by_its_categories_and_a_shorter_one_not_at_all():
    with pytest.raises(Refused, match="модель проще"):
        m2(scale_graded(Responses.of(drawn(11)[:, :3])))
    short = [m2(scale_graded(Responses.of(drawn(seed)[:, :4]))) for seed in range(20)]
    assert {(test.name, test.df) for test in short} == {("C2", 2)}
    assert 0.25 < np.mean([test.p for test in short]) < 0.75


def test_c2_is_the_quadratic_form_over_all_patterns_of_answers():
    """Cai and Monroe (2014): each category of one item and products of two, over all 3⁴ patterns."""
    found = scale_graded(Responses.of(drawn(15, 400)[:, :4]))
    theta = found.population.nodes()
    prior = np.exp(found.population.log_prior(theta, np.zeros(1, dtype=int), np.zeros((0, 0))))[0]
    patterns = np.array(list(product(range(3), repeat=4)))
    p = found.curves.probabilities(theta)
    chance = np.prod([p[i, patterns[:, i]] for i in range(4)], axis=0) @ prior
    pairs = np.triu_indices(4, 1)
    single = np.column_stack([patterns[:, i] == k for i in range(4) for k in (1, 2)])
    margins = np.column_stack([single, patterns[:, pairs[0]] * patterns[:, pairs[1]]]).T.astype(float)
    moments = Moments.of(found, by_category=True)
    assert moments.expected == pytest.approx(margins @ chance)
    expected = (margins * chance) @ margins.T - np.outer(margins @ chance, margins @ chance)
    assert moments.covariance == pytest.approx(expected, abs=1e-12)


def test_an_item_without_freedom_has_no_p():
    found = s_x2(scale(Responses.of((drawn(12) > 0)[:, :3].astype(float)), free_slopes=True))
    assert all(test.p is None and test.rmsea is None and test.df == 0 for test in found)
