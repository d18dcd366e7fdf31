"""Which organisations is this one fairly compared with? The nearest by context, each with the reason in numbers.

Whom a person adds or strikes out is in peer_edits.py, how a value stands among the peers in peer_values.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.clusters import Floats, standardised
from msoko.analytics.components import enough
from msoko.analytics.remarks import Refused, Remark

COUNT = 5
LEAST_KNOWN = 0.8  # share of the weights that two organisations must both have

Context = Mapping[str, Mapping[str, float | None]]  # organisation -> variable -> value


@dataclass(frozen=True)
class Peer:
    """distance: weighted root mean square of standardised differences; differences: by variable, in sds, own less
    theirs.

    known: the share of weights that the comparison rests on. parts: by variable, what it adds to distance²; they sum
    to it.
    """

    id: str
    distance: float
    known: float
    differences: Mapping[str, float]
    parts: Mapping[str, float]


@dataclass(frozen=True)
class PeerSet:
    """Peers of `own`, the nearest first. without: organisations that were not compared, each with the reason.

    weights: of the variables that the comparison rests on. remarks: variables that tell nobody apart.
    """

    own: str
    peers: tuple[Peer, ...]
    without: Mapping[str, Remark]
    weights: Mapping[str, float]
    remarks: tuple[Remark, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(peer.id for peer in self.peers)


def nearest(
    own: str,
    context: Context,
    weights: Mapping[str, float],
    count: int = COUNT,
    without: Sequence[str] = (),
    *,
    robust: bool = False,
) -> tuple[Peer, ...]:
    """The nearest by context; the organisation itself is never among them. As find(), without its explanations."""
    return find(own, context, weights, count, without, robust=robust).peers


def find(
    own: str,
    context: Context,
    weights: Mapping[str, float],
    count: int = COUNT,
    without: Collection[str] = (),
    *,
    robust: bool = False,
) -> PeerSet:
    """The `count` nearest of the organisations given (those of one kind and level: the caller chooses them).

    Differences are in standard deviations of all of them (robust: 1.4826·MAD), their squares weighted. A variable
    unknown for either is left out of that pair, never filled in; pairs that share less than LEAST_KNOWN of the weights
    are not compared and are named. without: those a person has struck out. Raises Refused: nothing is known of the
    organisation, there is nobody else, no variable tells them apart.
    """
    named = {name: float(weight) for name, weight in weights.items() if weight > 0}
    spread = {name: _spread([row.get(name) for row in context.values()], robust) for name in named}
    used = {name: weight for name, weight in named.items() if spread[name] > 0}
    others = [one for one in context if one != own and one not in without]
    _possible(own, context, used, others)
    found, left = [], {}
    for other in others:
        peer = compared(context[own], other, context[other], used, spread)
        if peer.known >= LEAST_KNOWN:
            found.append(peer)
        else:
            left[other] = _unknown(context[own], context[other], used, peer.known)
    remarks = tuple(Remark("variable-tells-nothing", name=name) for name in named if name not in used)
    nearest_first = sorted(found, key=lambda peer: (peer.distance, peer.id))
    return PeerSet(own, tuple(nearest_first[:count]), left, used, remarks)


def _possible(own: str, context: Context, used: Mapping[str, float], others: Sequence[str]) -> None:
    if own not in context:
        raise Refused("peers-unknown", id=own)
    if not others:
        raise Refused("peers-alone")
    if not used:
        raise Refused("peers-no-variables")
    if not any(context[own].get(name) is not None for name in used):
        raise Refused("peers-no-context")


def compared(
    mine: Mapping[str, float | None],
    other: str,
    theirs: Mapping[str, float | None],
    weights: Mapping[str, float],
    spread: Mapping[str, float],
) -> Peer:
    """One pair, on the variables that both have. Nothing in common: distance 0 and known 0."""
    pairs = {name: (mine.get(name), theirs.get(name)) for name in weights}
    both = {name: (a - b) / spread[name] for name, (a, b) in pairs.items() if a is not None and b is not None}
    whole = sum(weights[name] for name in both)
    parts = {name: weights[name] * d**2 / whole for name, d in both.items()}
    return Peer(other, float(np.sqrt(sum(parts.values()))), whole / sum(weights.values()), both, parts)


def _unknown(
    mine: Mapping[str, float | None],
    theirs: Mapping[str, float | None],
    used: Mapping[str, float],
    known: float,
) -> Remark:
    names = [name for name in used if mine.get(name) is None or theirs.get(name) is None]
    return Remark("peer-not-compared", known=round(100 * known), names=", ".join(names))


def _spread(values: Sequence[float | None], robust: bool) -> float:
    """In which differences are measured; 0 = the variable tells nobody apart."""
    known = np.array([value for value in values if value is not None], dtype=float)
    if len(known) < 2 or np.ptp(known) == 0:
        return 0.0
    if not robust:
        return float(known.std(ddof=1))
    try:
        return float(np.ptp(known) / np.ptp(standardised(known[:, None], robust=True)))
    except Refused:
        return 0.0


def mahalanobis(context: Floats) -> Floats:
    """Squared distance of each row from the centre, in units of the spread and correlation of the whole (Mahalanobis
    1936). Raises Refused: gaps, too few rows, a trait that others give exactly.
    """
    enough(context)
    points = standardised(context)
    correlation = np.atleast_2d(np.cov(points, rowvar=False))
    if np.linalg.cond(correlation) > 1e12:
        raise Refused("context-repeats")
    return np.asarray(np.einsum("ij,jk,ik->i", points, np.linalg.inv(correlation), points))
