"""Short series of comparable organisations as one mixed model: own levels, own trends, wandering, noise.

x_it = m + b·t + u_i + w_i·t + r_it + e_it with u ~ N(0, level), w ~ N(0, trend), r a random walk with variance `wander`
a year, e ~ N(0, noise + v_it), v_it known from the people behind the value. REML (Harville 1977; with a Brownian part
Taylor, Cumberland and Sy 1994). A long view of naive (all wander), drift and mean (all noise): each is a corner of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.analytics.panel import Floats, Panel
from msoko.analytics.remarks import Refused

LEAST_SERIES = 5
_LOW, _HIGH = -12.0, 4.0  # ln of a variance against the variance of the values; e⁻¹² is none


@dataclass(frozen=True)
class Pool:
    """Variances on the panel's working scale; mean: m at the first year and b a year, with their errors.

    level and trend are taken as independent of each other.
    """

    level: float
    trend: float
    wander: float
    noise: float
    mean: Floats
    mean_se: Floats
    log_likelihood: float  # restricted

    def covariance(self, times: Floats, others: Floats) -> Floats:
        """Of what lasts (no noise, no sampling) between two sets of years, counted from the first year."""
        walk = self.wander * np.minimum(times[:, None], others[None, :])
        return np.asarray(self.level + self.trend * np.outer(times, others) + walk)

    def fluctuation(self, times: Floats, sampling: Floats) -> Floats:
        """Covariance of one series about its own level if it has no trend: what a trend is tested against."""
        walk = self.wander * np.minimum(times[:, None], times[None, :])
        return np.asarray(walk + np.diag(self.noise + sampling))

    def ahead(self, panel: Panel, horizons: Floats) -> Floats:
        """Best linear predictions, N × H, of the values `horizons` years after the last (Robinson 1991). A series
        without values gets the mean line.
        """
        x, v = panel.worked
        times = np.arange(x.shape[1], dtype=float)
        later = times[-1] + np.asarray(horizons, dtype=float)
        predicted = np.empty((len(x), len(later)))
        for i, known in enumerate(np.isfinite(x)):
            t = times[known]
            own = self.covariance(t, t) + np.diag(self.noise + v[i, known])
            weights = np.linalg.solve(own, x[i, known] - self.mean[0] - self.mean[1] * t)
            predicted[i] = self.mean[0] + self.mean[1] * later + self.covariance(later, t) @ weights
        return predicted


def fit(panel: Panel, trends: bool = True) -> Pool:
    """REML over all series together. trends: False leaves the series no trends of their own.

    Raises Refused: fewer than five series with two known years; all values alike.
    """
    from scipy.optimize import minimize

    x, v = panel.worked
    kept = np.isfinite(x).sum(axis=1) >= 2
    if kept.sum() < LEAST_SERIES:
        raise Refused("too-few-series", count=int(kept.sum()), least=LEAST_SERIES)
    x, v = x[kept], np.where(np.isfinite(x[kept]), v[kept], 0.0)
    size = float(np.nanvar(x))
    if size == 0:
        raise Refused("series-alike")
    shape = _Shape(x / np.sqrt(size), v / size)
    starts = ((-1.0, -4.0, -3.0, -2.0), (-1.0, -6.0, -6.0, -1.0), (-2.0, -6.0, -1.0, -6.0))
    bounds = [(_LOW, _HIGH if trends or k != 1 else _LOW) for k in range(4)]

    def target(logs: Floats) -> tuple[float, Floats]:
        solved = shape.solved(np.exp(logs))
        return solved.deviance, solved.slope

    low, high = np.array(bounds).T
    # four variances are too few for a method that calls a library with threads at every step
    exact = {"maxfun": 2000, "ftol": 1e-9, "xtol": 1e-9, "gtol": 1e-7}
    found = [
        minimize(target, np.clip(start, low, high), jac=True, method="TNC", bounds=bounds, options=exact)
        for start in starts
    ]
    best = min(found, key=lambda one: float(one.fun))
    variances = np.where((best.x <= _LOW + 1e-6) & (np.arange(4) < 3), 0.0, np.exp(best.x))  # some noise must stay
    solved = shape.solved(np.exp(best.x))
    level, trend, wander, noise = (float(one) * size for one in variances)
    freedom = int(np.isfinite(x).sum()) - 2
    likelihood = -0.5 * (solved.deviance + freedom * np.log(2 * np.pi * size))
    errors = np.sqrt(np.diag(solved.spread) * size)
    return Pool(level, trend, wander, noise, solved.beta * np.sqrt(size), errors, float(likelihood))


class _Shape:
    """Everything that does not change with the variances. A missing year is a value of its own that tells nothing."""

    def __init__(self, x: Floats, v: Floats) -> None:
        known = np.isfinite(x)
        times = np.arange(x.shape[1], dtype=float)
        both = known[:, :, None] & known[:, None, :]
        alike = [np.ones((len(times),) * 2), np.outer(times, times), np.minimum.outer(times, times), np.eye(len(times))]
        self.parts = np.where(both[None], np.stack(alike)[:, None], 0.0)  # 4 × N × T × T
        self.fixed = np.eye(len(times)) * np.where(known, v, 1.0)[:, None, :]
        self.x = np.where(known, x, 0.0)
        self.design = np.where(known[:, :, None], np.stack([np.ones_like(times), times], axis=1), 0.0)

    def solved(self, variances: Floats) -> _Solved:
        """Sums one after another: matrices this small are multiplied faster so than by a library with threads."""
        own = np.einsum("k,knts->nts", variances, self.parts) + self.fixed
        inverse = np.linalg.inv(own)
        white = np.einsum("nts,nsa->nta", inverse, self.design)
        information = np.einsum("nta,ntb->ab", self.design, white)
        spread = np.linalg.inv(information)
        beta = np.einsum("ab,ntb,nt->a", spread, white, self.x)
        rest = self.x - np.einsum("nta,a->nt", self.design, beta)
        pulled = np.einsum("nts,ns->nt", inverse, rest)
        logs = float(np.linalg.slogdet(own)[1].sum() + np.linalg.slogdet(information)[1])
        of_design = np.einsum("nta,kntb->kab", white, np.einsum("knts,nsb->kntb", self.parts, white))
        of_rest = np.einsum("nt,knt->k", pulled, np.einsum("knts,ns->knt", self.parts, pulled))
        slope = np.einsum("nts,knts->k", inverse, self.parts) - np.einsum("kab,ab->k", of_design, spread) - of_rest
        return _Solved(float((rest * pulled).sum()) + logs, slope * variances, beta, spread)


@dataclass(frozen=True)
class _Solved:
    """deviance: −2 × restricted log-likelihood without its constant; slope: by ln of each variance."""

    deviance: float
    slope: Floats
    beta: Floats
    spread: Floats  # of beta
