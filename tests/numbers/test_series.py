"""Short series, changes and effects against metafor of R and against least squares; nothing here needs a file."""

import numpy as np
import pytest

from msoko.analytics import discoveries, pooling, shrinking
from msoko.analytics.panel import Panel

# 12 series of 5 years, generated; v: known sampling variances.
Y = np.array([
    [0.57, 0.3, 1.08, 0.22, 0.5], [-0.71, 0.1, -1.45, 0.36, -0.09], [1.64, 0.72, 0.71, 0.43, 1.77],
    [1.14, 0.36, 0.52, 2.29, 0.98], [1.08, 2.89, 2.49, 3.06, 3.58], [1.43, 0.88, 1.12, 0.81, 0.64],
    [-1.19, -0.44, 0.04, -1.31, -1.48], [0.42, -1.21, -0.54, 0.37, -0.18], [1.44, 1.97, 2.69, 3.9, 4.92],
    [0.89, 1.41, 2.49, 2.12, 2.25], [1.08, 1.12, 1.46, 2.14, 2.19], [-0.23, 0.28, 1.8, 1.18, 1.08],
])  # fmt: skip
V = np.array([
    [0.05, 0.04, 0.2, 0.08, 0.04], [0.16, 0.13, 0.06, 0.03, 0.05], [0.04, 0.06, 0.07, 0.1, 0.03],
    [0.13, 0.18, 0.15, 0.11, 0.14], [0.06, 0.12, 0.17, 0.11, 0.14], [0.11, 0.06, 0.1, 0.03, 0.14],
    [0.04, 0.15, 0.09, 0.03, 0.16], [0.02, 0.07, 0.04, 0.18, 0.07], [0.14, 0.16, 0.16, 0.19, 0.17],
    [0.06, 0.19, 0.16, 0.13, 0.12], [0.1, 0.11, 0.1, 0.16, 0.13], [0.15, 0.18, 0.08, 0.15, 0.11],
])  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "variances", "mean", "errors", "likelihood"),
    [  # metafor 3.8-1 of R 4.2.2: rma.mv(y, v, ~t, random = level, t·tᵀ, min(s, t), noise), REML without its constant
        ([], (0.581415, 0.050123, 0.124563, 0.193055), (0.602905, 0.197223), (0.254208, 0.096307), -75.131536),
        ([1], (0.582051, 0.045372, 0.147297, 0.190349), (0.612565, 0.194482), (0.255165, 0.096768), -74.579344),
        ([12, 13, 14, 15, 59], (0.593422, 0.097252, 0, 0.236627), (0.558427, 0.22661), (0.26107, 0.110216), -69.33324),
    ],
)  # fmt: skip
def test_the_mixed_model_of_series_is_metafors(missing, variances, mean, errors, likelihood):
    y = Y.copy()
    y.ravel()[missing] = np.nan
    found = pooling.fit(Panel.of(y, np.sqrt(V)))
    assert (found.level, found.trend, found.wander, found.noise) == pytest.approx(variances, abs=2e-5)
    assert found.mean == pytest.approx(mean, abs=2e-6) and found.mean_se == pytest.approx(errors, abs=2e-5)
    assert found.log_likelihood == pytest.approx(likelihood, abs=1e-5)


def test_shrinking_is_the_empirical_bayes_of_metafor():
    """metafor 3.8-1: rma(y, sei = s, method = "EB") and blup(); Morris's factor (k−3)/(k−1) is taken out again."""
    y = np.array([-8.7, 1.2, 3.9, -2.4, 12.5, 0.3, -5.1, 6.8, 2.2, -14.0])
    s = np.array([4.1, 2.0, 6.5, 1.3, 5.2, 0.9, 7.7, 3.3, 2.8, 9.4])
    found = shrinking.towards_the_rest(y, s)
    assert found.between == pytest.approx(23.405985, abs=1e-5) and found.mean == pytest.approx(0.51260327, abs=1e-7)
    blup = y - (y - found.estimate) * 9 / 7
    expected = [
        -4.8491964,
        1.0996720,
        1.7201909,
        -2.2038611,
        6.0745292,
        0.3071114,
        -1.0759685,
        4.8035637,
        1.7766115,
        -2.5266200,
    ]
    assert blup == pytest.approx(expected, abs=1e-6)


def test_intervals_of_shrunken_estimates_cover():
    rng = np.random.default_rng(2)
    inside = []
    for between in (0.0, 0.5, 2.0):
        for _ in range(300):
            s = rng.uniform(0.5, 1.7, 12)
            true = rng.normal(0, between**0.5, 12)
            found = shrinking.towards_the_rest(true + rng.normal(0, s), s)
            inside.append(((found.low <= true) & (true <= found.high)).mean())
    assert 0.94 < np.mean(inside) < 0.99


def test_false_discovery_is_r_s_p_adjust():
    """p.adjust(…, "BH") of R 4.2.2."""
    given = [0.01, 0.04, 0.03, 0.005, 0.8, 0.2, 0.0001, 0.5]
    expected = [0.0266666667, 0.064, 0.06, 0.02, 0.8, 0.2666666667, 0.0008, 0.5714285714]
    assert discoveries.shares(given) == pytest.approx(expected, abs=1e-9)
