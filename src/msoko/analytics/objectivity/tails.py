"""Tails of beta-binomial counts for many groups at once: sums of exact probabilities, no approximation."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, gammaln

from msoko.psychometrics.responses import Floats

_LARGEST = 1e6  # Σ of the beta's parameters from which a beta-binomial is a binomial


def mid_p(count: Floats, n: Floats, share: Floats, strength: Floats | float) -> Floats:
    """P(X > count) + P(X = count) / 2 (mid-p, Lancaster 1961), X ~ beta-binomial of n with mean n·share, G each.

    strength: a + b of the beta, np.inf for a binomial. 1 where n = 0.
    """
    tried = np.asarray(n, dtype=float)[:, None]
    both = np.minimum(np.broadcast_to(strength, share.shape), _LARGEST)[:, None]
    a = np.clip(share, 1e-9, 1 - 1e-9)[:, None] * both
    b = both - a
    k = np.arange(int(tried.max(initial=0)) + 1)[None, :]
    possible = k <= tried
    left = np.where(possible, tried - k, 0)
    ways = gammaln(tried + 1) - gammaln(k + 1) - gammaln(left + 1)
    chance = np.where(possible, np.exp(ways + betaln(k + a, left + b) - betaln(a, b)), 0.0)
    seen = np.asarray(count, dtype=float)[:, None]
    found = np.where(k > seen, chance, 0.0).sum(axis=1) + np.where(k == seen, chance, 0.0).sum(axis=1) / 2
    return np.where(tried[:, 0] > 0, np.clip(found, 0.0, 1.0), 1.0)
