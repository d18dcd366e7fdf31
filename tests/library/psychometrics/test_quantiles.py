"""Quantiles and quantile regression: what they are by their definition, ties, weights, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics.quantiles import quantile_regression, quantiles
from msoko.psychometrics.remarks import Refused


def test_quantile_of_one_value_and_of_none():
    assert quantiles([7], (0, 0.5, 1), 6).tolist() == [7, 7, 7]
    with pytest.raises(Refused):
        quantiles([], 0.5)
    with pytest.raises(Refused, match="пропусками: 1"):
        quantiles([1, np.nan], 0.5)


@pytest.mark.parametrize("tau", [0.02, 0.4, 0.9])
def test_with_ties_the_right_share_lies_below(tau):
    rng = np.random.default_rng(4)
    x = rng.integers(0, 20, 900)
    y = np.round(x + 3 * rng.normal(size=900))
    design = np.column_stack([np.ones(900), x])
    left = y - design @ quantile_regression(y, design, [tau])[0]
    assert (left < -1e-9).mean() <= tau <= (left < 1e-9).mean()


def test_a_weight_is_a_repetition_and_zero_leaves_out():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 60))
    design, weights = np.column_stack([np.ones(60), x]), rng.integers(0, 4, 60)
    weighted = quantile_regression(y, design, [0.37], weights)
    repeated = quantile_regression(np.repeat(y, weights), np.repeat(design, weights, axis=0), [0.37])
    assert weighted == pytest.approx(repeated, rel=1e-9)


def test_a_line_without_noise_is_found_exactly():
    x = np.arange(30.0)
    assert quantile_regression(3 + 2e6 * x, np.column_stack([np.ones(30), x]), [0.1, 0.9]) == pytest.approx(
        np.array([[3, 2e6], [3, 2e6]]), rel=1e-6
    )


def test_refusals():
    ones = np.ones((10, 1))
    with pytest.raises(Refused, match="повторяют"):
        quantile_regression(np.arange(10), np.hstack([ones, ones]), [0.5])
    with pytest.raises(Refused, match="пропусками"):
        quantile_regression(np.append(np.arange(9.0), np.nan), ones, [0.5])
    with pytest.raises(Refused, match="Весов"):
        quantile_regression(np.arange(10.0), ones, [0.5], -np.ones(10))
    with pytest.raises(ValueError, match="tau"):
        quantile_regression(np.arange(10.0), ones, [1.0])
