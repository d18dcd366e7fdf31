"""The peer of the signs: fuzzy k-means and what it makes of classes."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics.objectivity.fuzzy_clusters import described, fuzzy_k_means, memberships
from msoko.analytics.remarks import Refused
from msoko.psychometrics.responses import ABSENT


def test_two_heaps_have_their_means_for_centres_and_the_point_between_them_belongs_to_both():
    points = np.array([[-3.0], [-2.0], [-1.0], [0.0], [1.0], [2.0], [3.0]])
    found = fuzzy_k_means(points, 2)
    low, high = sorted(found.centres[:, 0])
    assert low == pytest.approx(-high) and 1.8 < high < 2.2
    assert found.memberships[3] == pytest.approx([0.5, 0.5])
    assert found.memberships.sum(axis=1) == pytest.approx(1)


def test_the_solution_is_stationary():
    """Bezdek's two conditions hold at once, and the objective is what its definition says."""
    points = np.random.default_rng(3).normal(size=(60, 2))
    found = fuzzy_k_means(points, 3, fuzziness=1.7)
    squares = ((points[:, None] - found.centres) ** 2).sum(axis=2)
    for point, own in zip(squares, found.memberships, strict=True):
        assert own == pytest.approx([1 / sum((one / other) ** (1 / 0.7) for other in point) for one in point])
    weight = found.memberships**1.7
    assert found.centres == pytest.approx(weight.T @ points / weight.sum(axis=0)[:, None], abs=1e-5)
    assert found.objective == pytest.approx((weight * squares).sum())


def test_a_point_on_a_centre_belongs_to_it_alone():
    found = fuzzy_k_means(np.array([[0.0]] * 30 + [[10.0]] * 30 + [[4.0]]), 3)
    assert found.memberships[-1].max() == pytest.approx(1, abs=1e-6)


def test_fewer_different_points_than_clusters_are_refused():
    with pytest.raises(Refused, match="различных точек"):
        fuzzy_k_means(np.array([[0.0], [1.0], [1.0], [0.0]]), 3)


def test_a_class_is_described_by_hand():
    scores = np.array([[1, 2], [1, 0], [0, ABSENT], [1, 2], [1, 2], [0, 0]], dtype=np.int16)
    found = described(scores, np.array([1, 2]), np.array([0, 0, 0, 1, 1, 2]))
    assert found[0, 0] == pytest.approx(100 * (3 + 1 + 0) / 9)
    assert found[0, 1] == pytest.approx(np.std([100, 100 / 3, 0], ddof=1))
    assert found[0, 2] == pytest.approx(
        ((1 - 4 / 9 - 1 / 9) + (1 - 1 / 4 - 1 / 4)) / 2
    )  # an absent answer is no answer
    assert found[0, 3] == pytest.approx(1 / 6)
    assert found[1] == pytest.approx([100, 0, 0, 0])
    assert np.isnan(found[2]).all()  # a class of one has no spread


def test_a_class_that_answered_nothing_is_not_described():
    scores = np.array([[ABSENT, ABSENT], [ABSENT, ABSENT], [1, 0], [1, 1]], dtype=np.int16)
    found = described(scores, np.array([1, 1]), np.array([0, 0, 1, 1]))
    assert np.isnan(found[0, 2]) and np.isfinite(found[1]).all()


def region(classes=600, helped=60, seed=5):
    rng = np.random.default_rng(seed)
    ability = np.repeat(rng.normal(0, 0.4, classes), 20) + rng.normal(size=20 * classes)
    scores = (rng.random((len(ability), 20)) < 1 / (1 + np.exp(-ability[:, None] + np.linspace(-2, 2, 20)))) * 1
    scores[: 20 * helped][rng.random((20 * helped, 20)) < 0.95] = 1
    return described(scores.astype(np.int16), np.ones(20, np.int64), np.repeat(np.arange(classes), 20))


def test_helped_classes_belong_to_the_suspect_cluster():
    found = memberships(region())
    assert np.median(found[:60]) > 0.8 and np.median(found[60:]) < 0.02


def test_a_class_not_described_gets_no_membership_and_moves_nobody():
    rows = region()
    found = memberships(np.vstack([rows, np.full(4, np.nan)]))
    assert np.isnan(found[-1]) and found[:-1] == pytest.approx(memberships(rows))


def test_few_classes_are_refused():
    with pytest.raises(Refused, match=r"49.*50"):
        memberships(region()[:49])
