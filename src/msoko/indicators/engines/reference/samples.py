"""Aggregates over lists of known numbers, exactly. Each gives None ("no value") where it is not defined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from msoko.formulas.scalars import root

Numbers = Sequence[Fraction]


def total(values: Numbers) -> Fraction | None:
    return sum(values, Fraction(0)) if values else None


def mean(values: Numbers) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def quantile(values: Numbers, probability: Fraction) -> Fraction | None:
    """Hyndman and Fan (1996), type 7: linear between order statistics at h = (n − 1)·p."""
    if not values or not 0 <= probability <= 1:
        return None
    ordered = sorted(values)
    h = (len(ordered) - 1) * probability
    low = h.__floor__()
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (h - low) * (ordered[high] - ordered[low])


def variance(values: Numbers, lost: int) -> Fraction | None:
    """Σ(x − mean)² / (n − lost); lost = 1 for a sample, 0 for a population."""
    centre = mean(values)
    if centre is None or len(values) <= lost:
        return None
    return sum(((x - centre) ** 2 for x in values), Fraction(0)) / (len(values) - lost)


def deviation(values: Numbers) -> Fraction | None:
    """The sample deviation, no value below two rows."""
    found = variance(values, 1)
    return None if found is None else root(found)


def weighted_mean(values: Numbers, weights: Numbers) -> Fraction | None:
    whole = sum(weights, Fraction(0))
    return sum((x * w for x, w in zip(values, weights, strict=True)), Fraction(0)) / whole if whole else None


SIMPLE: dict[str, Callable[[Numbers], Fraction | None]] = {
    "sum": total,
    "mean": mean,
    "share": mean,  # of true = 1 and false = 0
    "median": lambda values: quantile(values, Fraction(1, 2)),
    "minimum": lambda values: min(values, default=None),
    "maximum": lambda values: max(values, default=None),
    "deviation": deviation,
    "count": lambda values: Fraction(len(values)),
    "distinct": lambda values: Fraction(len(set(values))),
    "only": lambda values: values[0] if len(values) == 1 else None,
}
