"""The ledger, the table that makes batches visible: adding events, reading them. What they mean is in batches.py."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

from msoko.store import delta
from msoko.store.batches import Batch, BatchRecord, Event, Touches, fold
from msoko.store.errors import StoreError
from msoko.store.schemas import LEDGER

_ATTEMPTS = 200  # of losing the race to another writer, a few hundredths of a second each
_MOST_FILES = 64  # one more arrives with each event; beyond this reading them takes noticeable time

Decide = Callable[[dict[str, BatchRecord]], Sequence[Event]]


@dataclass(frozen=True)
class Added:
    """What came of a decision: whether anything was written, the version and the batches after it."""

    changed: bool
    version: int
    records: dict[str, BatchRecord]


class Ledger:
    """Events in the order of their commits. What has been read is remembered file by file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, tuple[Event, ...]] = {}  # file -> its events; files never change

    def create(self) -> None:
        delta.open_or_create(self.path, LEDGER)

    @property
    def version(self) -> int:
        """The number of the latest event. Merging small files adds Delta versions without events; they do not count."""
        return _last(self._events(self._open()))

    def events(self) -> tuple[Event, ...]:
        return self._events(self._open())

    def records(self, at: int | None = None) -> dict[str, BatchRecord]:
        """The batches at the ledger version `at`, None for now. What was destroyed later is missing then too."""
        events = self.events()
        if at is None:
            return fold(events)
        if not 0 <= at <= _last(events):
            raise StoreError("version-unknown", found=at, expected=_last(events))
        return fold(event for event in events if event.number <= at or event.event == "destroyed")

    def add(self, decide: Decide) -> Added:
        """Write the events that `decide` makes of the newest records, in one commit; nothing if it makes none.

        A commit of anybody else in between means deciding again, from what
        is there then: so an event stands on the very state it was decided on, and `number` is its version.
        """
        for attempt in range(_ATTEMPTS):
            table = self._open()
            before = self._events(table)
            records = fold(before)
            number = table.version() + 1
            events = [replace(event, number=number) for event in decide(records)]
            if not events:
                return Added(False, _last(before), records)
            try:
                self._write(table, events, records)
            except delta.CommitFailedError:
                time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 10)))
                continue
            return Added(True, number, fold([*before, *events]))
        raise StoreError("store-busy", path=self.path.parent)

    def _write(self, table: DeltaTable, events: Sequence[Event], records: dict[str, BatchRecord]) -> None:
        transactions = {}
        for event in events:
            name = event.batch.id
            done = table.transaction_version(name) or 0
            if done != (records[name].events if name in records else 0):
                said = f"batch {name}: transaction {done}, the rows say otherwise"
                raise StoreError("store-damaged", path=self.path, said=said)
            transactions[name] = done + 1
        rows = pa.Table.from_pylist([_row(event) for event in events], schema=LEDGER)
        before = set(delta.paths(table, self.path))
        delta.commit(table, rows, transactions, retries=0)
        log = self.path / "_delta_log" / f"{events[0].number:020}.json"
        delta.flush([log, *(set(delta.paths(table, self.path)) - before)])
        delta.checkpoint(table, self.path)
        if len(before) > _MOST_FILES:
            delta.merge_small_files(table)

    def _open(self) -> DeltaTable:
        table = delta.open_table(self.path)
        if table is None:
            raise StoreError("store-missing", path=self.path.parent)
        return table

    def _events(self, table: DeltaTable) -> tuple[Event, ...]:
        held = {path: self._read.get(path) or _events_in(path) for path in delta.paths(table, self.path)}
        self._read = held
        return tuple(sorted(chain.from_iterable(held.values()), key=lambda event: (event.number, event.batch.id)))


def _events_in(path: str) -> tuple[Event, ...]:
    import pyarrow.dataset as dataset

    rows = dataset.dataset(path, schema=LEDGER, format="parquet").to_table()
    return tuple(_event(row) for row in rows.to_pylist())


def _row(event: Event) -> dict[str, object]:
    batch = event.batch
    return {
        **{name: value for name, value in vars(batch).items() if name not in ("id", "touches", "layout")},
        "batch": batch.id,
        "number": event.number,
        "event": event.event,
        "at": event.at,
        "layout": json.dumps(batch.layout, ensure_ascii=False),
        "counts": json.dumps(event.counts),
        "touches": (batch.touches or Touches()).to_json(),
        "versions": json.dumps(event.versions),
    }


def _event(row: dict[str, object]) -> Event:
    said = {name: json.loads(str(row[name] or "{}")) for name in ("layout", "counts", "versions")}
    texts = {n: row[n] or "" for n in ("entered_by", "approved_by", "reason", "file_sha256", "file_name")}
    batch = Batch(
        id=str(row["batch"]),
        kind=str(row["kind"]),
        replaces=row["replaces"] or None,  # type: ignore[arg-type]
        layout=said["layout"],
        touches=Touches.from_json(str(row["touches"] or "")),
        **texts,  # type: ignore[arg-type]
    )
    return Event(row["number"], str(row["event"]), row["at"], batch, said["counts"], said["versions"])  # type: ignore[arg-type]


def _last(events: Sequence[Event]) -> int:
    return events[-1].number if events else 0


def now() -> datetime:
    """For people to read; nothing is ordered by it."""
    return datetime.now(UTC)
