"""Items that have changed between two sittings: easier or harder than the other common items say.

d = first location − (slope · second location + shift). An item that drifted pulls the link, so the worst item is left
out, the link is made anew, and so on until none stands out. Tested by Wald's statistic with the errors of both
calibrations (Wells, Subkoviak and Serlin 2002), false discoveries held step by step after Benjamini and Hochberg
(1995); the robust z of Huynh and Meyer (2010) stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.bank import Bank
from msoko.psychometrics.linking import LEAST_COMMON, Link, link
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats

LEAST_LEFT = 0.5  # more than this share of the common items must be steady, or there is no common scale
MATTERS = 0.3  # logits: smaller moves shift a link of ten items by less than 0.03
_NORMAL_IQR = 1.349


@dataclass(frozen=True)
class Drifted:
    """difference: in logits of the first scale, > 0 = the item became easier. p: two-sided, of Wald's test.

    has_drifted: significant with false discoveries held at the rate and at least MATTERS in size.
    """

    item: str
    difference: float
    error: float
    z: float
    robust_z: float | None
    p: float
    has_drifted: bool


@dataclass(frozen=True)
class Drift:
    """link: made without the items that drifted. items: all common ones, the largest |z| first."""

    link: Link
    items: tuple[Drifted, ...]
    remarks: tuple[Remark, ...]

    @property
    def steady(self) -> tuple[str, ...]:
        return tuple(one.item for one in self.items if not one.has_drifted)


def drift(first: Bank, second: Bank, method: str = "mean-mean", rate: float = 0.05) -> Drift:
    """Common items are those of the same name.

    Raises Refused: fewer than LEAST_COMMON + 1 of them, categories that differ, drift in half of them or more.
    """
    names = [name for name in first.items if name in second.items]
    if len(names) < LEAST_COMMON + 1:
        raise Refused("too-few-common", count=len(names), least=LEAST_COMMON + 1)
    one, other = first.only(names), second.only(names)
    kept = np.ones(len(names), dtype=bool)
    while True:
        held = np.flatnonzero(kept)
        made = link(one.curves.only(held), other.curves.only(held), method)
        difference = one.curves.locations - (made.slope * other.curves.locations + made.shift)
        error = np.sqrt(one.location_errors**2 + (made.slope * other.location_errors) ** 2)
        z = difference / np.maximum(error, 1e-12)
        p = _two_sided(z)
        worst = int(np.argmax(np.where(kept & (np.abs(difference) >= MATTERS), np.abs(z), -1.0)))
        gone = int((~kept).sum())
        if not kept[worst] or abs(difference[worst]) < MATTERS or p[worst] > rate * (1 + gone) / len(names):
            break
        kept[worst] = False
        if kept.mean() <= LEAST_LEFT or kept.sum() < LEAST_COMMON:
            raise Refused("drift-everywhere", count=gone + 1, of=len(names))
    return _told(made, names, difference, error, z, p, _robust(one.curves.locations - other.curves.locations), kept)


def _told(
    made: Link, names: list[str], difference: Floats, error: Floats, z: Floats, p: Floats, robust: Floats | None,
    kept: np.ndarray,
) -> Drift:  # fmt: skip
    items = tuple(
        Drifted(
            names[i], float(difference[i]), float(error[i]), float(z[i]), None if robust is None else float(robust[i]),
            float(p[i]), not kept[i],
        )
        for i in np.argsort(-np.abs(z))
    )  # fmt: skip
    gone = [one for one in items if one.has_drifted]
    return Drift(made, items, tuple(Remark("item-drifted", item=o.item, found=f"{o.difference:+.2f}") for o in gone))


def _two_sided(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)))


def _robust(differences: Floats) -> Floats | None:
    """(d − median) / (0.74 · interquartile range); None where the quartiles coincide."""
    low, middle, high = np.quantile(differences, [0.25, 0.5, 0.75])
    return None if high <= low else np.asarray((differences - middle) / ((high - low) / _NORMAL_IQR))
