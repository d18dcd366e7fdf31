"""Fuzzy k-means on the context of 420 California districts: against cmeans of R's e1071 1.7-13 (R 4.2.2)."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numbers.references import columns

from msoko.analytics.clusters import standardised
from msoko.analytics.objectivity.fuzzy_clusters import fuzzy_k_means

pytestmark = pytest.mark.real_data
EXPECTED = [  # k, fuzziness, objective, the first column of the centres in order, memberships of the first district
    (3, 2.0, 619.774280989, (-0.859767067, 0.113591864, 1.133447590), (0.732543922, 0.195882844, 0.0715732333)),
    (3, 1.5, 935.094519534, (-0.943596464, 0.218256755, 1.241456614), (0.9617953760, 0.0335427455, 0.00466187846)),
    (5, 2.0, 356.701186054, (-1.4330356310, -0.7879216871, -0.0648815941, 0.6023189575, 1.2978325461),
     (0.352785815, 0.382808148, 0.137732742, 0.0841354162, 0.0425378779)),
    (5, 1.5, 615.814991315, (-1.5012213527, -0.7820978560, -0.0696778469, 0.6817169937, 1.3376592691),
     (0.270923254314, 0.6581202273, 0.0441463507, 0.0209893988, 0.00582076889)),
]  # fmt: skip


@pytest.mark.parametrize(("k", "fuzziness", "objective", "centres", "first"), EXPECTED)
def test_fuzzy_k_means(k, fuzziness, objective, centres, first):
    data = columns("school/AER_CASchools.csv", ["lunch", "english", "calworks", "income", "students", "teachers"])
    points = standardised(np.column_stack([data[:, :4], data[:, 4] / data[:, 5]]))
    found = fuzzy_k_means(points, k, seed=1, fuzziness=fuzziness)
    order = np.argsort(found.centres[:, 0])
    assert found.objective == pytest.approx(objective, rel=1e-9)
    assert found.centres[order, 0] == pytest.approx(centres, abs=2e-6)
    assert found.memberships[0, order] == pytest.approx(first, abs=2e-6)
