"""Many tests at once: how many of those that look striking are so by luck (Benjamini and Hochberg 1995, JRSS B 57).

It holds for tests that hang together positively too, as those of one organisation do (Benjamini and Yekutieli 2001).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msoko.psychometrics.responses import Floats


def shares(chances: Sequence[float] | Floats) -> Floats:
    """Adjusted p-values q: for each chance the share of false ones among all that are as small or smaller."""
    p = np.asarray(chances, dtype=float)
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * len(p) / ranks), 1.0)
    return adjusted


def limit(chances: Sequence[float] | Floats, rate: float) -> float:
    """The largest chance that still counts, so that the share of false ones stays below `rate`; −1.0: none counts."""
    ordered = np.sort(np.asarray(chances, dtype=float))
    passing = np.flatnonzero(ordered <= rate * np.arange(1, len(ordered) + 1) / max(1, len(ordered)))
    return float(ordered[passing[-1]]) if len(passing) else -1.0
