"""Which visible batches may hold the same key of a table. The others are read without looking for doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msoko.store.batches import BatchRecord, Touches
from msoko.store.schemas import KEYS

_ANY = ""  # stands for "any object"
_BY_TABLE = {  # which of the touches must meet, besides objects
    "facts": ("facts", "periods"),
    "references": ("periods",),
    "procedures": ("procedures",),
    "tasks": ("procedures",),
    "outcomes": ("procedures",),
    "items": ("procedures",),
}
_WITHOUT_OBJECTS = {"procedures", "tasks"}


def overlapping(name: str, batches: Iterable[BatchRecord]) -> set[str]:
    """Ids of the batches that may share a key of the table with another of them. Never too few, sometimes too many."""
    if name not in KEYS:
        return set()
    by_object: dict[str, list[BatchRecord]] = defaultdict(list)
    for record in batches:
        for object_id in _objects(name, record):
            by_object[object_id].append(record)
    everywhere = by_object.pop(_ANY, [])
    found: set[str] = set()
    for group in [everywhere, *([*held, *everywhere] for held in by_object.values())]:
        _meet(name, group, found)
    return found


def _objects(name: str, record: BatchRecord) -> tuple[str, ...]:
    touches = record.touches or Touches()
    return (_ANY,) if name in _WITHOUT_OBJECTS or not touches.objects else touches.objects


def _meet(name: str, group: list[BatchRecord], found: set[str]) -> None:
    """Add the batches of the group that share one value of every needed touch with another one."""
    buckets: dict[tuple[str, ...], set[str]] = defaultdict(set)
    first, *rest = _BY_TABLE[name]
    for record in group:
        touches = record.touches or Touches()
        for value in getattr(touches, first) or (_ANY,):
            for other in getattr(touches, rest[0]) if rest else (_ANY,):
                buckets[value, other].add(record.id)
    for ids in buckets.values():
        if len(ids) > 1:
            found |= ids
