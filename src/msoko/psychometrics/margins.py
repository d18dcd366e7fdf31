"""M2: does the model reproduce the means of items and the products of pairs? (Maydeu-Olivares and Joe 2006)

With more than two categories it is M2* on scores (Cai and Hansen 2013), or, in a short work, C2 (Cai and Monroe 2014);
with two all are the same. Few cells of the whole table are filled, but one-way and two-way margins are, and so the
statistic keeps its χ² where X² and G² do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from msoko.psychometrics.item_tests import complete
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.moments import Moments
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class ModelTest:
    """m2 ~ χ²(df) if the model holds; name: M2, or C2 where categories were needed. rmsea: misfit a degree of freedom,
    with its 90 % interval (Maydeu-Olivares and Joe 2014: up to 0.05 close, up to 0.089 adequate); srmsr: root mean
    square residual correlation of pairs.
    """

    name: str
    n: int
    m2: float
    df: int
    p: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmsr: float


def m2(found: Scaled | Calibrated[Any]) -> ModelTest:
    """Over persons who answered all items. Degrees of freedom: moments − free parameters; the moments are items' means
    and products of pairs, items·(items + 1)/2, or, where those do not suffice, each category instead of the mean.

    Raises Refused: several groups, latent regression, unequal weights, few complete answers, no degree of freedom.
    """
    if len(found.responses.group_names) > 1 or len(found.population.beta):
        raise Refused("test-one-group")
    given = complete(found.responses)
    moments = Moments.of(found)
    name, df = "M2", _freedom(moments)
    if df < 1 and found.curves.most.max() > 1:
        moments = Moments.of(found, by_category=True)
        name, df = "C2", _freedom(moments)
    if df < 1:
        raise Refused("test-no-freedom", count=len(moments.expected), parameters=moments.slopes.shape[1])
    scores, n = given.scores.astype(float), len(given.scores)
    statistic = n * _distance(moments.seen(scores) - moments.expected, moments)
    low, high = (_noncentral(statistic, df, share) for share in (0.95, 0.05))
    rmsea = [float(np.sqrt(over / (df * (n - 1)))) for over in (max(0.0, statistic - df), low, high)]
    apart = np.corrcoef(scores, rowvar=False)[moments.pairs] - moments.correlations
    return ModelTest(
        name, n, statistic, df, float(chi2.sf(statistic, df)), rmsea[0], rmsea[1], rmsea[2],
        float(np.sqrt((apart**2).mean())),
    )  # fmt: skip


def _freedom(moments: Moments) -> int:
    return int(len(moments.expected) - moments.slopes.shape[1])


def _distance(away: Floats, moments: Moments) -> float:
    """e′[Ξ⁻¹ − Ξ⁻¹Δ(Δ′Ξ⁻¹Δ)⁻¹Δ′Ξ⁻¹]e: what of the residuals no change of the parameters could take away."""
    try:
        root = np.linalg.cholesky(moments.covariance)
    except np.linalg.LinAlgError:
        raise Refused("test-determined") from None
    residual = np.linalg.solve(root, away)
    slopes = np.linalg.solve(root, moments.slopes)
    fitted = slopes @ np.linalg.lstsq(slopes, residual, rcond=None)[0]
    return float(((residual - fitted) ** 2).sum())


def _noncentral(statistic: float, df: int, share: float) -> float:
    """The noncentrality under which a share of statistics would be below the one found; 0 if there is none."""

    def over(value: float) -> float:
        return float(ncx2.cdf(statistic, df, value) if value > 0 else chi2.cdf(statistic, df)) - share

    if over(0.0) <= 0:
        return 0.0
    return float(brentq(over, 0.0, 10 * statistic + 100))
