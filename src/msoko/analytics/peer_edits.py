"""Whom a person adds to the peers or strikes out, each time with a reason; the calculated set stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msoko.analytics.peers import Context, Peer, PeerSet, find
from msoko.analytics.remarks import Refused


@dataclass(frozen=True)
class Edit:
    """added False: struck out."""

    id: str
    added: bool
    reason: str


def edited(found: PeerSet, edits: Sequence[Edit], context: Context, *, robust: bool = False) -> PeerSet:
    """The set after the edits, in their order. Nobody comes in for the one struck out unless a person adds it.

    Raises Refused: no reason, the organisation itself, one that is there already or is not there, one whose context
    cannot be compared.
    """
    every = {peer.id: peer for peer in find(found.own, context, found.weights, len(context), robust=robust).peers}
    peers: dict[str, Peer] = {peer.id: peer for peer in found.peers}
    for edit in edits:
        _check(edit, found, peers, every)
        if edit.added:
            peers[edit.id] = every[edit.id]
        else:
            del peers[edit.id]
    return replace(found, peers=tuple(sorted(peers.values(), key=lambda peer: (peer.distance, peer.id))))


def _check(edit: Edit, found: PeerSet, peers: dict[str, Peer], every: dict[str, Peer]) -> None:
    if not edit.reason.strip():
        raise Refused("peer-without-reason", id=edit.id)
    if edit.id == found.own:
        raise Refused("peer-itself", id=edit.id)
    if edit.added and edit.id in peers:
        raise Refused("peer-twice", id=edit.id)
    if not edit.added and edit.id not in peers:
        raise Refused("peer-absent", id=edit.id)
    if edit.added and edit.id not in every:
        raise Refused("peer-incomparable", id=edit.id)
