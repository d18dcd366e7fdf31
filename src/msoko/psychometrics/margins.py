"""M2: does the model reproduce the means of items and the products of pairs? (Maydeu-Olivares and Joe 2006)

With more than two categories it is M2* on scores (Cai and Hansen 2013); with two both are the same. Few cells of the
whole table are filled, but one-way and two-way margins are, and so the statistic keeps its χ² where X² and G² do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from msoko.psychometrics.categories import Categories, PartialCredit
from msoko.psychometrics.item_tests import complete
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

_TINY = 1e-150


@dataclass(frozen=True)
class ModelTest:
    """m2 ~ χ²(df) if the model holds. rmsea: misfit a degree of freedom, with its 90 % interval (Maydeu-Olivares and
    Joe 2014: up to 0.05 close, up to 0.089 adequate); srmsr: root mean square residual correlation of pairs.
    """

    n: int
    m2: float
    df: int
    p: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmsr: float


def m2(found: Scaled | Calibrated[Any]) -> ModelTest:
    """Over persons who answered all items. Degrees of freedom: items·(items + 1)/2 − free parameters.

    Raises Refused: several groups, latent regression, unequal weights, few complete answers, no degree of freedom.
    """
    if len(found.responses.group_names) > 1 or len(found.population.beta):
        raise Refused("test-one-group")
    given = complete(found.responses)
    moments = Moments.of(found)
    count = len(moments.member)
    df = count - moments.slopes.shape[1]
    if df < 1:
        raise Refused("test-no-freedom", count=count, parameters=moments.slopes.shape[1])
    scores, n = given.scores.astype(float), len(given.scores)
    products = scores.T @ scores / n
    pairs = np.triu_indices(scores.shape[1], 1)
    away = np.concatenate([scores.mean(axis=0), products[pairs]]) - moments.expected
    statistic = n * _distance(away, moments)
    low, high = (_noncentral(statistic, df, share) for share in (0.95, 0.05))
    rmsea = [float(np.sqrt(over / (df * (n - 1)))) for over in (max(0.0, statistic - df), low, high)]
    correlations = np.corrcoef(scores, rowvar=False)[pairs]
    srmsr = _srmsr(correlations, moments, pairs)
    return ModelTest(n, statistic, df, float(chi2.sf(statistic, df)), rmsea[0], rmsea[1], rmsea[2], srmsr)


@dataclass(frozen=True)
class Moments:
    """member: S × I, which items a moment multiplies; expected S; covariance S × S of one person's moments; slopes
    S × free parameters; squares: E x², I.
    """

    member: Floats
    expected: Floats
    covariance: Floats
    slopes: Floats
    squares: Floats

    @classmethod
    def of(cls, found: Scaled | Calibrated[Any]) -> Moments:
        curves, free = family_of(found)
        theta = found.population.nodes()
        prior = np.exp(found.population.log_prior(theta, np.zeros(1, dtype=np.int64), np.zeros((0, 0))))[0]
        p = curves.probabilities(theta)
        k = np.arange(p.shape[1], dtype=float)
        mean, square = np.einsum("ikq,k->iq", p, k), np.einsum("ikq,k->iq", p, k**2)
        items = len(mean)
        first, second = np.triu_indices(items, 1)
        member = np.eye(items)[np.concatenate([np.arange(items), first])]
        member[np.arange(items, len(member)), second] = 1.0
        at_nodes = np.concatenate([mean, mean[first] * mean[second]])
        expected = at_nodes @ prior
        return cls(
            member, expected, _covariance(member, mean, square, prior) - np.outer(expected, expected),
            np.column_stack([
                _by_items(curves, free, theta, prior, mean, k), _by_population(found, theta, prior, at_nodes),
            ]),
            square @ prior,
        )  # fmt: skip


def family_of(found: Scaled | Calibrated[Any]) -> tuple[Categories, np.ndarray]:
    """Curves as of any family, and which parameters were estimated."""
    if isinstance(found, Calibrated):
        return found.curves, found.free
    return PartialCredit.of(found.curves), np.column_stack([found.se_slopes, np.nan_to_num(found.se_steps)]) > 0


def _covariance(member: Floats, mean: Floats, square: Floats, prior: Floats) -> Floats:
    """E of products of two moments: at a node items are independent, one in both moments comes squared."""
    whole = np.zeros((len(member), len(member)))
    logs = np.log(np.maximum(mean, _TINY))
    both = np.log(np.maximum(square, _TINY)) - 2 * logs
    for q, weight in enumerate(prior):
        single = member @ logs[:, q]
        whole += weight * np.exp(single[:, None] + single + (member * both[:, q]) @ member.T)
    return whole


def _by_items(curves: Categories, free: np.ndarray, theta: Floats, prior: Floats, mean: Floats, k: Floats) -> Floats:
    """Derivatives of the expected moments by the free item parameters: S × their number."""
    by_parameter = np.einsum("ikpq,k->ipq", curves.by_parameter(theta)[0], k)
    items = len(mean)
    first, second = np.triu_indices(items, 1)
    columns = []
    for i, p in zip(*np.nonzero(free), strict=True):
        own = by_parameter[i, p] * prior
        column = np.zeros(items + len(first))
        column[i] = own.sum()
        column[items:] = np.where(first == i, mean[second] @ own, np.where(second == i, mean[first] @ own, 0.0))
        columns.append(column)
    return np.column_stack(columns) if columns else np.zeros((items + len(first), 0))


def _by_population(found: Scaled | Calibrated[Any], theta: Floats, prior: Floats, at_nodes: Floats) -> Floats:
    scores = found.population.scores(theta, np.zeros(1, dtype=np.int64), np.zeros((1, 0)))[0]
    return np.asarray(at_nodes @ (prior * (scores - (scores @ prior)[:, None])).T)


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


def _srmsr(found: Floats, moments: Moments, pairs: tuple[np.ndarray, ...]) -> float:
    items = len(moments.squares)
    mean = moments.expected[:items]
    sd = np.sqrt(moments.squares - mean**2)
    expected = (moments.expected[items:] - mean[pairs[0]] * mean[pairs[1]]) / (sd[pairs[0]] * sd[pairs[1]])
    return float(np.sqrt(((found - expected) ** 2).mean()))
