"""How far chance alone carries a group of n persons from the common level: the limits of a funnel plot.

Spiegelhalter (2005), Statistics in Medicine 24:1185–1202. A group inside the limits differs from nobody; outside, it is
worth asking why. Groups of few persons get limits, never a judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from msoko.analytics.disclosure import THRESHOLD
from msoko.analytics.remarks import Refused

LEAST_GROUPS = 5
WINSORISED = 0.1  # share of the most deviant on each side that does not widen the limits for the rest


class Place(StrEnum):
    """Where a group lies."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"
    FEW = "few"  # fewer than THRESHOLD persons: not judged


@dataclass(frozen=True)
class Group:
    """n persons; value: their share (0…1) or mean. low, high: 95 % limits; far_low, far_high: 99.8 %."""

    n: int
    value: float
    low: float
    high: float
    far_low: float
    far_high: float
    place: Place


@dataclass(frozen=True)
class Funnel:
    """target: the common level. dispersion: mean squared z, 1 if only chance is at work. between: the sd of real
    differences that the limits allow for, 0 where chance explains the spread.
    """

    target: float
    dispersion: float
    between: float
    groups: Mapping[str, Group]


def of_shares(counts: Mapping[str, tuple[int, int]], target: float | None = None) -> Funnel:
    """counts: group → (persons, how many of them). target: share 0…1; without it, that of all together.

    Without extra spread limits are exact (binomial, interpolated; appendix A.1.1); with it, normal. Raises Refused:
    fewer than five groups, a level of 0 or 1.
    """
    given = _checked(counts)
    level = sum(k for _, k in given.values()) / sum(n for n, _ in given.values()) if target is None else target
    if not 0 < level < 1:
        raise Refused("funnel-all-alike")
    values = {name: (n, k / n, sqrt(level * (1 - level) / n)) for name, (n, k) in given.items()}
    return _funnel(values, level, share=True)


def of_means(means: Mapping[str, tuple[int, float]], sd: float, target: float | None = None) -> Funnel:
    """means: group → (persons, mean). sd: of persons inside groups. target: without it, the mean of all persons.

    Raises Refused: fewer than five groups, no spread inside them.
    """
    given = _checked(means)
    if not sd > 0:
        raise Refused("funnel-all-alike")
    total = sum(n for n, _ in given.values())
    level = sum(n * mean for n, mean in given.values()) / total if target is None else target
    return _funnel({name: (n, mean, sd / sqrt(n)) for name, (n, mean) in given.items()}, level, share=False)


def _checked(given: Mapping[str, tuple[int, float]]) -> dict[str, tuple[int, float]]:
    known = {name: pair for name, pair in given.items() if pair[0] > 0}
    if len(known) < LEAST_GROUPS:
        raise Refused("funnel-few-groups", count=len(known), least=LEAST_GROUPS)
    return known


def _funnel(values: Mapping[str, tuple[int, float, float]], target: float, share: bool) -> Funnel:
    rows = np.array([(value, error) for _, value, error in values.values()])
    dispersion, between = _extra(rows[:, 0], rows[:, 1], target)

    def limits(n: int, error: float, p: float) -> tuple[float, float]:
        from scipy import stats

        if share and not between:
            return exact_limit(n, target, p), exact_limit(n, target, 1 - p)
        half = float(stats.norm.ppf(1 - p)) * sqrt(error**2 + between**2)
        low, high = target - half, target + half
        return (max(0.0, low), min(1.0, high)) if share else (low, high)

    groups = {}
    for name, (n, value, error) in values.items():
        low, high = limits(n, error, 0.025)
        place = Place.BELOW if value < low else Place.ABOVE if value > high else Place.WITHIN
        groups[name] = Group(n, value, low, high, *limits(n, error, 0.001), Place.FEW if n < THRESHOLD else place)
    return Funnel(target, dispersion, between, groups)


def exact_limit(n: int, target: float, p: float) -> float:
    """The share below which chance alone leads with probability p, interpolated between counts (A.1.1)."""
    from scipy import stats

    count = int(stats.binom.ppf(p, n, target))
    upto, before = float(stats.binom.cdf(count, n, target)), float(stats.binom.cdf(count - 1, n, target))
    return min(1.0, max(0.0, (count - (upto - p) / (upto - before)) / n))


def _extra(values: np.ndarray, errors: np.ndarray, target: float) -> tuple[float, float]:
    """Spread beyond chance by winsorised z, as a variance added to each group's (sections 5.1 and A.4: additive).

    None is allowed for unless the dispersion exceeds 1 by two of its own standard errors, √(2/groups).
    """
    z = (values - target) / errors
    cut = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, *cut) ** 2).mean())
    count = len(z)
    if phi <= 1 + 2 * sqrt(2 / count):
        return phi, 0.0
    weights = 1 / errors**2
    above = count * phi - (count - 1)
    return phi, sqrt(max(0.0, above / float(weights.sum() - (weights**2).sum() / weights.sum())))
