"""Change of 6 194 Californian schools between 1999 and 2000, against R."""

from __future__ import annotations

import pytest
from tests.numbers.references import columns, reference, text

from msoko.analytics.transitions import movement

pytestmark = pytest.mark.real_data


def test_change_regression_to_the_mean_and_transitions():
    expected, data = reference("school")["api_dynamics"], columns("school/api_pop.csv", ["api99", "api00"])
    found = movement(data[:, 0], data[:, 1])
    assert found.n == expected["n"]
    assert found.table.tolist() == expected["quintile_transition"]
    numbers = (found.change, found.sd, found.t, found.correlation, found.share_up, found.change_with_start)
    names = ("mean_change", "sd_change", "t", "cor", "share_up", "change_cor_baseline")
    assert numbers == pytest.approx([expected[name] for name in names], rel=1e-8)
    assert found.line.beta == pytest.approx(expected["slope_00_on_99"], rel=1e-8)


@pytest.mark.parametrize("kind", ["E", "H", "M"])
def test_by_kind_of_school(kind):
    own = text("school/api_pop.csv", "stype") == kind
    data = columns("school/api_pop.csv", ["api99", "api00"])[own]
    found = movement(data[:, 0], data[:, 1])
    assert (found.n, found.change, found.sd) == pytest.approx(
        reference("school")["api_dynamics"]["by_stype"][kind], rel=1e-8
    )
