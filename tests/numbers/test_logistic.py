"""Firth's logistic regression against brglm2 0.9 (R 4.2.2): glm(…, method = "brglmFit", type = "AS_mean")."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics.logistic import fit


def test_twenty_events_of_a_hundred_and_twenty():
    i = np.arange(1, 121)
    first, second = i * 37 % 41 / 10, i * 29 % 23 / 5
    happened = i * 53 % 97 / 97 < 1 / (1 + np.exp(3 - 0.9 * first + 0.3 * second))
    found = fit(happened, np.column_stack([first, second]))
    assert found.events == 20
    assert found.beta == pytest.approx((-3.029968859300, 0.805290976241, -0.213474380125), rel=1e-9)
    assert found.se == pytest.approx((0.799858206871, 0.255135490802, 0.195529366360), rel=1e-8)
    assert found.penalised == pytest.approx(-42.7309277738, abs=1e-9)
    assert found.intercept == pytest.approx(-3.08480603419, rel=1e-9)  # glm(y ~ 1, offset = slopes)


def test_perfect_separation_has_a_finite_answer():
    x = np.arange(1, 21)
    found = fit(x > 12, x[:, None])
    assert found.beta == pytest.approx((-10.742099805304, 0.859798112384), rel=1e-8)
    assert found.se == pytest.approx((5.622282317438, 0.444150208529), rel=1e-7)
