"""Composite indices and normalisation: arithmetic on known values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msoko.formulas.scalars import root, significant
from msoko.indicators.engines.reference import samples

HUNDRED = Fraction(100)


def normalised(
    method: str, own: Fraction, known: Sequence[Fraction], lower: bool, norm: Fraction | None
) -> Fraction | None:
    """own: our value; known: those of all groups compared, ours among them. lower: lower is better."""
    if method == "best_100":
        return _ratio(min(known), own) if lower else _ratio(own, max(known))
    if method == "norm":
        if norm is None:
            return None
        reached = _ratio(norm, own) if lower else _ratio(own, norm)
        return None if reached is None else min(HUNDRED, reached)
    if method == "rank":
        ours = significant(own)
        return Fraction(1 + sum((significant(x) < ours) if lower else (significant(x) > ours) for x in known))
    centre, spread = samples.mean(known), samples.variance(known, 0)
    return None if centre is None or not spread else (own - centre) / root(spread)


def _ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return None if bottom == 0 else HUNDRED * top / bottom


def composite(
    parts: Sequence[Fraction | None], weights: Sequence[Fraction | None], rule: str, full: Fraction | None
) -> Fraction | None:
    """Σwᵢxᵢ / Σwᵢ with the rule for a missing part."""
    if any(weight is None for weight in weights):
        return None
    instead: Mapping[str, Fraction | None] = {"as zero": Fraction(0), "as full": full}
    filled = [instead.get(rule) if part is None else part for part in parts]
    if rule != "renormalise" and any(part is None for part in filled):
        return None
    pairs = [
        (part, weight) for part, weight in zip(filled, weights, strict=True) if part is not None and weight is not None
    ]
    whole = sum((weight for _, weight in pairs), Fraction(0))
    return sum((part * weight for part, weight in pairs), Fraction(0)) / whole if whole else None
