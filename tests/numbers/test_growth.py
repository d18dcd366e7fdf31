"""Curves of growth percentiles against quantreg 5.94 and splines (R 4.2.2): rq(y ~ bs(x, knots = quintiles), tau)."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics.growth import basis_of, curves

BY_R = {  # tau → fitted values of rows 1, 2, 3, 500, 1200
    0.1: (10.9239567056, 15.5248896295, 19.2627501131, 13.1265291198, 35.1961560654),
    0.5: (15.5874586743, 20.7737662866, 25.4356980282, 18.0667931146, 45.3091516480),
    0.87: (19.9808452041, 25.9766206708, 31.3130810824, 22.8168771839, 54.5494920642),
}


@pytest.mark.parametrize("tau", BY_R)
def test_curves_of_growth(tau):
    i = np.arange(1, 1201)
    x = i * 37 % 401 / 10
    y = 10 + 1.5 * x - 0.01 * x**2 + (i * 7919 % 1009 / 1009 - 0.5) * (10 + 0.5 * x)
    basis = basis_of(x)
    assert basis.shape == (1200, 8)
    assert curves(basis, basis, y, (tau,))[[0, 1, 2, 499, 1199], 0] == pytest.approx(BY_R[tau], rel=1e-9)
