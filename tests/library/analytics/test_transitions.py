"""Movement between two periods: regression to the mean is told from real change; refusals."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics.remarks import Refused
from msoko.analytics.transitions import grouped, movement


def test_noise_alone_moves_the_lowest_up_and_the_expectation_says_so():
    rng = np.random.default_rng(1)
    true = rng.normal(0, 1, 2000)
    found = movement(true + rng.normal(0, 1, 2000), true + rng.normal(0, 1, 2000))
    lowest = found.parts[0]
    assert lowest.low > 0.3
    assert lowest.low < lowest.expected < lowest.high
    assert found.low < 0 < found.high
    assert found.change_with_start < -0.4
    assert found.table.sum() == 2000


def test_a_value_at_a_boundary_belongs_below_it():
    assert grouped(np.array([1, 2, 3, 4, 5, 6.0]), 5).tolist() == [0, 0, 1, 2, 3, 4]
    assert grouped(np.array([1.0, 1, 1, 1, 9]), 5).tolist() == [0, 0, 0, 0, 4]


def test_everybody_changed_alike():
    found = movement(np.arange(30), np.arange(30) + 2)
    assert (found.change, found.sd, found.t, found.change_with_start) == (2, 0, None, 0)


def test_refusals():
    with pytest.raises(Refused, match="пропуском"):
        movement([*range(30), float("nan")], range(31))
    with pytest.raises(Refused, match="у 5"):
        movement(range(5), range(5))
    with pytest.raises(Refused, match="у всех один"):
        movement([3] * 30, range(30))
