"""Which organisations is this one fairly compared with? The nearest by context, each with the reason in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.clusters import Floats, NotComparable, standardised

COUNT = 5
LEAST_KNOWN = 0.8  # share of the weights that two organisations must both have


@dataclass(frozen=True)
class Peer:
    """distance: weighted root mean square of standardised differences; differences: by variable, in sds, own less
    theirs.

    known: the share of weights that the comparison rests on.
    """

    id: str
    distance: float
    known: float
    differences: Mapping[str, float]


def nearest(
    own: str,
    context: Mapping[str, Mapping[str, float | None]],
    weights: Mapping[str, float],
    count: int = COUNT,
    without: Sequence[str] = (),
) -> tuple[Peer, ...]:
    """The nearest by context: organisation -> variable -> value; the organisation itself is never among them.

    A variable unknown for either is left out of that pair, never filled in; pairs that share less than LEAST_KNOWN of
    the weights are not compared. without: those a person has struck out. Raises NotComparable: nothing is known of
    the organisation.
    """
    names = [name for name, weight in weights.items() if weight > 0]
    spread = {name: _sd([row.get(name) for row in context.values()]) for name in names}
    used = [name for name in names if spread[name] > 0]
    mine = context[own]
    if not any(mine.get(name) is not None for name in used):
        raise NotComparable(
            "О среде этой организации ничего не известно: сопоставимых подобрать нельзя. Внесите сведения о ней."
        )
    whole = sum(weights[name] for name in used)
    found = []
    for other, row in context.items():
        if other == own or other in without:
            continue
        pairs = {name: (mine.get(name), row.get(name)) for name in used}
        both = {name: (a - b) / spread[name] for name, (a, b) in pairs.items() if a is not None and b is not None}
        known = sum(weights[name] for name in both) / whole
        if known >= LEAST_KNOWN:
            square = sum(weights[name] * d**2 for name, d in both.items()) / sum(weights[name] for name in both)
            found.append(Peer(other, float(np.sqrt(square)), known, both))
    return tuple(sorted(found, key=lambda peer: (peer.distance, peer.id))[:count])


def _sd(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.std(known, ddof=1)) if len(known) > 1 else 0.0


def mahalanobis(context: Floats) -> Floats:
    """Squared distance of each row from the centre, in units of the spread and correlation of the whole (Mahalanobis
    1936).
    """
    points = standardised(context)
    return np.asarray(np.einsum("ij,jk,ik->i", points, np.linalg.inv(np.cov(points, rowvar=False)), points))
