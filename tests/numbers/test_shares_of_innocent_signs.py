"""The model behind the rates of signs, on the published example of 71 experiments with rats.

Gelman, Carlin, Stern, Dunson, Vehtari, Rubin (2013), Bayesian Data Analysis, 3rd edition, section 5.3 (data: Tarone
1982): E(α|y) = 2.4, E(β|y) = 14.3 under p(α, β) ∝ (α + β)^(−5/2).
"""

from __future__ import annotations

import pytest

from msoko.analytics.objectivity.calibration import Common

TUMOURS = (
    [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7 + [10]
    + [4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
)  # fmt: skip
RATS = (
    [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18, 25, 24, 23] + [20] * 6
    + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7 + [48]
    + [19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
)  # fmt: skip


@pytest.fixture(scope="module")
def common():
    assert len(TUMOURS) == len(RATS) == 71
    return Common.of(TUMOURS, RATS)


def test_the_common_part(common):
    a, b = common.parameters
    assert (common.weights * a).sum() == pytest.approx(2.4, abs=0.05)
    assert (common.weights * b).sum() == pytest.approx(14.3, abs=0.05)


def test_shares_are_drawn_to_the_others(common):
    """The last experiment, 4 of 14: drawn from 0.29 towards the common 0.14."""
    value, low, high = common.share(4, 14)
    assert 0.19 < value < 0.22 and low < value < high
