"""420 California districts grouped by context: against R 4.2 with cluster 2.1.4, stats and fpc 2.2-10."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numbers.references import columns, reference

from msoko.analytics import cluster_choice, clusters, components, peers

PATH = "school/AER_CASchools.csv"
NAMES = ("lunch", "english", "calworks", "income", "str")
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def context():
    data = columns(PATH, ["lunch", "english", "calworks", "income", "students", "teachers"])
    return np.column_stack([data[:, :4], data[:, 4] / data[:, 5]])


@pytest.fixture(scope="module")
def expected():
    return reference("school")["CASchools_cluster"]


def test_k_medoids(context, expected):
    between = clusters.distances(clusters.standardised(context))
    labels, medoids, objective = clusters.k_medoids(between, 4)
    assert objective <= expected["pam_objective"][1] * 1.01
    assert clusters.silhouettes(between, labels).mean() == pytest.approx(expected["pam_avg_sil"], abs=1e-6)
    assert sorted(medoids + 1) == sorted(expected["pam_medoid_rows"])


def test_groups_come_the_largest_first_with_their_typical_rows(context, expected):
    found = clusters.group(clusters.standardised(context), 4, seed=1)
    assert found.sizes.tolist() == sorted(expected["pam_sizes"], reverse=True)
    assert set(found.medoids + 1) == set(expected["pam_medoid_rows"])
    assert found.silhouette == pytest.approx(expected["pam_avg_sil"], abs=1e-6)
    assert found.objective == pytest.approx(expected["pam_objective"][1], abs=1e-6)


def test_ward(context, expected):
    points = clusters.standardised(context)
    labels, heights = clusters.ward(points, 4)
    assert sorted(np.bincount(labels)) == sorted(expected["ward_sizes_k4"])
    assert heights[-6:] == pytest.approx(expected["ward_last6"], abs=1e-6)
    between = clusters.distances(points)
    widths = [clusters.silhouettes(between, clusters.ward(points, k)[0]).mean() for k in range(2, 9)]
    assert widths == pytest.approx(expected["ward_sil"], abs=1e-6)


def test_k_means(context):
    """stats of R 4.2, kmeans(nstart = 100), tot.withinss."""
    points = clusters.standardised(context)
    found = [clusters.k_means(points, k, seed=1)[1] for k in (2, 4, 6)]
    expected = [1351.54600364, 871.249282994, 668.247174619]
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_nearest(context, expected):
    rows = {str(n): dict(zip(NAMES, row, strict=True)) for n, row in enumerate(context, start=1)}
    found = peers.nearest("1", rows, dict.fromkeys(NAMES, 1.0))
    assert [int(peer.id) for peer in found] == expected["nn5_of_row1"]
    assert [peer.distance * 5**0.5 for peer in found] == pytest.approx(expected["nn5_dist"], abs=1e-6)
    assert peers.mahalanobis(context)[:10] == pytest.approx(expected["mahalanobis_row1_10"], abs=1e-6)


def test_principal_components(context, expected):
    found = components.principal(context)
    assert found.sds == pytest.approx(expected["prcomp_sdev"], abs=1e-6)
    assert found.rotation == pytest.approx(np.array(expected["prcomp_rotation"]), abs=1e-6)
    assert found.scores.std(axis=0, ddof=1) == pytest.approx(expected["prcomp_sdev"], abs=1e-6)


def test_stability_as_clusterboot_of_fpc(context):
    """fpc 2.2-10, clusterboot(bootmethod = "boot", B = 100, pamkCBI): two groups 0.864 and 0.804. Random, so ±0.06."""
    points = clusters.standardised(context)
    found = cluster_choice.stability(points, clusters.group(points, 2, 1).labels, seed=1, resamples=60)
    assert found == pytest.approx([0.864, 0.804], abs=0.06)
