"""Firth's logistic regression: units, the mean of what is predicted, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics.logistic import fit
from msoko.psychometrics.remarks import Refused


def data(n=300, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return rng.random(n) < 1 / (1 + np.exp(2.5 - x[:, 0])), x


def test_units_change_nothing_but_the_units():
    happened, x = data()
    plain, scaled = fit(happened, x), fit(happened, 500 + 100 * x)
    assert scaled.beta[1:] * 100 == pytest.approx(plain.beta[1:], rel=1e-7)
    assert scaled.predict(500 + 100 * x, 1.96) == pytest.approx(plain.predict(x, 1.96), rel=1e-7)


def test_the_mean_prediction_is_the_observed_rate():
    happened, x = data()
    found = fit(happened, x)
    assert found.predict(x).mean() == pytest.approx(happened.mean(), abs=1e-10)
    assert (found.predict(x, -1) < found.predict(x)).all()


def test_refusals():
    happened, x = data()
    with pytest.raises(Refused, match="один исход"):
        fit(np.zeros(300), x)
    with pytest.raises(Refused, match="повторяют"):
        fit(happened, np.column_stack([x, x[:, 0]]))
    with pytest.raises(Refused, match="пропусками"):
        fit(happened, np.where(x > 2.5, np.nan, x))
