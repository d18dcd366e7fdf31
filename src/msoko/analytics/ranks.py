"""Places only as intervals: where a school could stand, given how uncertain every result is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

DRAWS = 4000


@dataclass(frozen=True)
class Rank:
    """1 is the highest. low…high: 95 % of what the uncertainty allows."""

    median: float
    low: int
    high: int


@dataclass(frozen=True)
class Ranks:
    """apart: the share of all pairs whose difference is told from chance at 95 %: how much a list of places says."""

    ranks: Mapping[str, Rank]
    apart: float


def ranks(effects: Mapping[str, tuple[float, float]], seed: int = 1, draws: int = DRAWS) -> Ranks:
    """effects: name → (value, standard error), the errors independent.

    Places of simulated sets of true values (Goldstein and Spiegelhalter 1996, JRSS A 159:385–443, section 4).
    """
    names = list(effects)
    values, errors = np.array(list(effects.values()), dtype=float).reshape(-1, 2).T
    rng = np.random.default_rng(seed)
    drawn = values + errors * rng.standard_normal((draws, len(names)))
    drawn += 1e-9 * np.abs(drawn).max(initial=1e-9) * rng.random(drawn.shape)  # equal results share their places
    places = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    low, median, high = np.quantile(places, [0.025, 0.5, 0.975], axis=0, method="inverted_cdf")
    found = {name: Rank(float(median[i]), int(low[i]), int(high[i])) for i, name in enumerate(names)}
    first, second = np.triu_indices(len(names), 1)
    gap = np.abs(values[first] - values[second])
    told = gap > 1.959963984540054 * np.hypot(errors[first], errors[second])
    return Ranks(found, float(told.mean()) if len(told) else 0.0)
