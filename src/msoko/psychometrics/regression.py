"""Least squares with errors that need no equal spread, and how far each row lies from what the others predict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.multilevel import standardised, unstandardised
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

LEAST_SPARE = 3  # rows beyond the coefficients


@dataclass(frozen=True)
class Regression:
    """beta, se: with the intercept first; se by HC1, se_equal under equal spread. covariance: HC1. ser: √(RSS/freedom).

    leverage: diagonal of the hat matrix. expected_se: error of each fitted value (HC1). deleted_sd: the residual sd
    fitted without the row itself.
    """

    names: tuple[str, ...]
    beta: Floats
    se: Floats
    se_equal: Floats
    covariance: Floats
    fitted: Floats
    residuals: Floats
    leverage: Floats
    expected_se: Floats
    deleted_sd: Floats
    r2: float
    ser: float
    freedom: int


def least_squares(y: Floats, variables: Floats, names: Sequence[str] = ()) -> Regression:
    """y = Xβ + e, the e independent, their spread free to differ (White 1980; HC1: MacKinnon and White 1985, eq. 11).

    variables: n × p without the intercept. Raises Refused: gaps, collinear variables, fewer than three rows to spare.
    """
    x, middle, spread = standardised(y, variables, names)
    n, p = x.shape
    if n < p + LEAST_SPARE:
        raise Refused("too-few-persons", count=n, least=p + LEAST_SPARE)
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ (y - y.mean()))
    residuals = y - y.mean() - x @ beta
    rss = float(residuals @ residuals)
    leverage = np.einsum("ia,ab,ib->i", x, inverse, x)
    robust = n / (n - p) * inverse @ (x.T * residuals**2) @ x @ inverse
    back = unstandardised(middle, spread)
    given = back @ beta
    given[0] += y.mean()
    around = float(((y - y.mean()) ** 2).sum())
    left = np.maximum(rss - residuals**2 / np.maximum(1 - leverage, 1e-12), 0)
    covariance = back @ robust @ back.T
    return Regression(
        ("intercept", *names), given, np.sqrt(np.diag(covariance)),
        np.sqrt(rss / (n - p) * np.diag(back @ inverse @ back.T)), covariance, y - residuals, residuals, leverage,
        np.sqrt(np.einsum("ia,ab,ib->i", x, robust, x)), np.sqrt(left / (n - p - 1)),
        1 - rss / around if around else 0.0, float(np.sqrt(rss / (n - p))), n - p,
    )  # fmt: skip
