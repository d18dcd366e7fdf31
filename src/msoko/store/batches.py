"""What a batch is, what the ledger says about it, how events fold into the visible batches. No input or output."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    VISIBLE = "visible"
    REPLACED = "replaced"  # hidden by a later batch; back when that one is withdrawn
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Touches:
    """What a batch is about, so that one can see what to recompute and which batches may hold the same rows."""

    facts: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()  # object or organisation ids; () = too many to list, may be any

    @classmethod
    def from_json(cls, text: str) -> Touches:
        known = {key: tuple(value) for key, value in json.loads(text or "{}").items()}
        return cls(**known)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Batch:
    """The unit of arrival, as its sender describes it. `touches` None: the store finds out from the rows."""

    id: str
    kind: str  # format code, "registry", "form", …
    replaces: str | None = None
    entered_by: str = ""
    approved_by: str = ""
    reason: str = ""
    file_sha256: str = ""
    file_name: str = ""
    layout: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # sheet -> field -> column letter
    touches: Touches | None = None


@dataclass(frozen=True)
class Event:
    """One row of the ledger, schema store.schemas.LEDGER. counts of `destroyed`: the rows that are left."""

    number: int
    event: str  # arrived | withdrawn | destroyed
    at: datetime
    batch: Batch
    counts: Mapping[str, int]
    versions: Mapping[str, int]


@dataclass(frozen=True)
class BatchRecord(Batch):
    """A batch as the ledger has it: the latest arrival, and whether its rows are read.

    position: the ledger number of its latest arrival; a later position wins where two batches have the same key.
    counts: rows in each table, less those destroyed since.
    """

    at: datetime | None = None
    position: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    state: State = State.VISIBLE
    thinned: bool = False  # rows of persons have been destroyed in it
    events: int = 1  # how many ledger rows are about it; the next one is transaction events + 1


@dataclass(frozen=True)
class Receipt:
    """What came of a request. changed False: it had been done before, and nothing was written."""

    batch: str
    version: int  # of the ledger, from which it holds
    changed: bool
    state: State
    counts: Mapping[str, int]


def batch_id(kind: str, file_sha256: str, extra: Mapping[str, Any] | str = "") -> str:
    """The same content read in the same way gives the same id: 32 hexadecimal digits.

    extra: whatever else decides the rows, such as the column mapping, the answers about names and the period typed in.
    """
    said = extra if isinstance(extra, str) else json.dumps(extra, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256("\n".join((kind, file_sha256, said)).encode()).hexdigest()[:32]


def fold(events: Iterable[Event]) -> dict[str, BatchRecord]:
    """Batches by id, in the order of their latest arrival, each with its state. Events come in ledger order."""
    records: dict[str, BatchRecord] = {}
    for event in events:
        old = records.get(event.batch.id)
        seen = old.events + 1 if old else 1
        if event.event == "arrived":
            records.pop(event.batch.id, None)
            records[event.batch.id] = _arrived(event, old, seen)
        elif old and event.event == "withdrawn":
            records[old.id] = replace(old, state=State.WITHDRAWN, events=seen)
        elif old and event.event == "destroyed":
            records[old.id] = replace(old, counts={**old.counts, **event.counts}, events=seen, thinned=True)
    for hidden in _replaced(records):
        records[hidden] = replace(records[hidden], state=State.REPLACED)
    return records


def _arrived(event: Event, old: BatchRecord | None, seen: int) -> BatchRecord:
    record = BatchRecord(**vars(event.batch), at=event.at, position=event.number, counts=event.counts, events=seen)
    # Rows are written once, and what was destroyed stays destroyed.
    return replace(record, counts=old.counts, thinned=old.thinned) if old else record


def _replaced(records: Mapping[str, BatchRecord]) -> set[str]:
    """A batch hides what it replaces, what that one replaced, and so on; only what arrived before it."""
    hidden = set()
    for record in records.values():
        if record.state is State.WITHDRAWN:
            continue
        link = record
        while (earlier := records.get(link.replaces or "")) and earlier.position < link.position:
            if earlier.state is not State.WITHDRAWN:
                hidden.add(earlier.id)
            link = earlier
    return hidden
