"""Groups by calculation: what they find, what they do not invent, how the number of groups is explained."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics import cluster_choice, clusters, components
from msoko.analytics.remarks import Refused

THREE = ((0, 0), (9, 0), (0, 9))


def _around(centres, size, seed=1):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(centre, 1, (size, 2)) for centre in centres])


@pytest.mark.parametrize("method", clusters.METHODS)
def test_every_method_finds_three_apart(method):
    found = clusters.group(_around(THREE, 6), 3, seed=1, method=method)
    assert found.labels.reshape(3, 6).tolist() == [[0] * 6, [1] * 6, [2] * 6]
    assert found.silhouette > 0.7 and set(found.medoids // 6) == {0, 1, 2}


@pytest.mark.parametrize("method", clusters.METHODS)
def test_organisations_that_are_the_same_do_not_spoil_the_figures(method):
    points = np.repeat([[0.0, 0], [5, 5]], 6, axis=0)
    for k in (2, 3):
        found = clusters.group(points, k, seed=1, method=method)
        steady = cluster_choice.stability(points, found.labels, seed=1, method=method, resamples=20)
        assert np.isfinite(found.silhouette) and np.isfinite(steady).all()
    assert clusters.group(points, 2, seed=1, method=method).silhouette == 1


def test_the_largest_group_is_the_first():
    points = np.concatenate([_around(((0, 0),), 4), _around(((9, 0),), 9)])
    assert clusters.group(points, 2, seed=1).labels.tolist() == [1] * 4 + [0] * 9


def test_a_chain_is_cut_in_the_middle_not_at_its_end():
    """Single linkage would cut the odd end off the chain; what is offered makes groups to compare in."""
    chain = np.column_stack([np.arange(20.0) + 0.01 * np.arange(20.0) ** 2, np.zeros(20)])
    for method in clusters.METHODS:
        assert clusters.group(chain, 2, seed=1, method=method).sizes.min() >= 8


def test_one_odd_organisation_does_not_make_the_others_alike():
    context = np.column_stack([[1.0, 2, 3, 4, 5, 6, 7, 8, 900], np.arange(9.0)])
    plain, robust = clusters.standardised(context), clusters.standardised(context, robust=True)
    assert np.ptp(plain[:8, 0]) < 0.1 < 2 < np.ptp(robust[:8, 0])
    assert robust[:, 0] == pytest.approx((context[:, 0] - 5) / (1.4826022 * 2))


def test_weights_count_in_squared_distances():
    context = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    between = clusters.distances(clusters.standardised(context, [4, 1]))
    assert between[0, 1] == pytest.approx(2 * between[0, 2])


@pytest.mark.parametrize(
    ("context", "code"),
    [([[1.0, np.nan], [2, 3]], "context-gaps"), ([[1.0, 2], [1, 3]], "context-alike"), ([[1.0, 2]], "context-alike")],
)
def test_gaps_and_columns_without_spread_are_refused(context, code):
    with pytest.raises(Refused) as refused:
        clusters.standardised(np.array(context))
    assert refused.value.remark.code == code


def test_more_groups_than_rows_are_refused():
    for k in (0, 4, 9):
        with pytest.raises(Refused, match="от 1 до 3"):
            clusters.group(_around(((0, 0),), 4), k, seed=1)


def test_the_number_of_groups_is_advised_with_reasons():
    advice = cluster_choice.advise(_around(THREE, 6), seed=1, resamples=40, references=20)
    assert advice.k == 3 and advice.tried[1].chance < 0.05
    assert [one.k for one in advice.tried] == [2, 3, 4, 5, 6]
    said = " ".join(reason.say() for reason in advice.reasons)
    assert "Советуем групп: 3" in said and "разделённость 0,8" in said


@pytest.mark.parametrize("seed", range(4))
def test_one_cloud_is_not_cut(seed):
    cloud = np.random.default_rng(seed).normal(size=(24, 3))
    advice = cluster_choice.advise(cloud, seed=1, resamples=30, references=20)
    assert advice.k == 1 and "Группировать не советуем" in advice.reasons[-1].say()


def test_a_long_cloud_is_not_cut_however_steady_the_cut():
    """Two halves of a long cloud come again in every sample; a cloud without groups parts as clearly."""
    rng = np.random.default_rng(3)
    long = np.column_stack([rng.uniform(0, 12, 40), rng.normal(0, 0.3, 40)])
    halves = cluster_choice.stability(long, clusters.group(long, 2, 1).labels, seed=1, resamples=30)
    advice = cluster_choice.advise(long, seed=1, resamples=30, references=20)
    assert halves.min() > 0.75 and advice.tried[0].silhouette > 0.5
    assert advice.k == 1 and advice.tried[0].chance > 0.05


def test_few_organisations_are_sent_to_the_rule():
    with pytest.raises(Refused, match="по правилу"):
        cluster_choice.advise(_around(THREE, 2), seed=1)


def test_an_unsteady_cluster_has_a_low_figure():
    points = np.concatenate([_around(((0, 0),), 20), _around(((30, 0),), 5)])
    found = clusters.group(points, 3, seed=1)
    steady = cluster_choice.stability(points, found.labels, seed=1, resamples=50)
    assert steady[found.labels[-1]] > 0.95 and min(steady) < 0.75


def test_components_want_more_rows_than_traits():
    with pytest.raises(Refused, match="не больше, чем признаков"):
        components.principal(np.eye(3))


def test_a_component_takes_what_goes_together():
    rng = np.random.default_rng(1)
    common = rng.normal(size=60)
    context = np.column_stack([common + rng.normal(0, 0.2, 60), -common + rng.normal(0, 0.2, 60), rng.normal(size=60)])
    found = components.principal(context)
    assert found.shares[0] > 0.6 and found.shares.sum() == pytest.approx(1)
    assert found.rotation[0, 0] * found.rotation[1, 0] < 0 and abs(found.rotation[2, 0]) < 0.2
