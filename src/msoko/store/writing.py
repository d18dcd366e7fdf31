"""Taking a batch in: rows into the data tables first, where nobody looks, then the ledger row that makes it visible."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

from msoko.store import delta
from msoko.store.batches import Batch, BatchRecord, Event, Receipt, State
from msoko.store.errors import StoreError
from msoko.store.ledger import Ledger, now
from msoko.store.rows import Gathered, Streamed, check_keys, conform
from msoko.store.schemas import TABLES

Rows = Mapping[str, pa.Table | pa.RecordBatchReader]
_ID = re.compile(r"[0-9a-z][0-9a-z_.-]{0,99}")
_ATTEMPTS = 20
_PART_ROWS = 500_000  # of a stream in one commit
_SPARE = 8 << 20  # bytes that must stay free besides the rows: logs, checkpoints


def reached(step: str) -> None:
    """Called after each step of taking a batch in; the tests of sudden death put their own function here."""


def append(root: Path, ledger: Ledger, batch: Batch, tables: Rows) -> Receipt:
    """Make the batch visible, wholly or not at all. The same id once more changes nothing (see `_is_there`)."""
    if not _ID.fullmatch(batch.id):
        raise StoreError("batch-id-wrong", batch=batch.id)
    records = ledger.records()
    known = records.get(batch.id)
    if known and _is_there(known, batch):
        return _receipt(known, ledger.version, changed=False)
    if batch.replaces is not None and (batch.replaces not in records or batch.replaces == batch.id):
        raise StoreError("replaced-unknown", batch=batch.replaces)
    reached("started")
    if known:  # withdrawn before: its rows are still there, and rows never change once they have arrived
        event = _event(replace(batch, touches=batch.touches or known.touches), known.counts, {})
    else:
        event = _write_tables(root, ledger, batch, tables)
    reached("tables written")
    added = ledger.add(lambda newest: _arrival(newest, event))
    reached("ledger written")
    return _receipt(added.records[batch.id], added.version, changed=added.changed)


def withdraw(ledger: Ledger, batch: str, *, by: str, reason: str) -> Receipt:
    """Take the batch out of sight; what it replaced is visible again. Its rows stay for earlier versions."""

    def decide(newest: dict[str, BatchRecord]) -> list[Event]:
        if batch not in newest:
            raise StoreError("batch-unknown", batch=batch)
        record = newest[batch]
        if record.state is State.WITHDRAWN:
            return []
        said = Batch(batch, record.kind, entered_by=by, reason=reason, touches=record.touches)
        return [Event(0, "withdrawn", now(), said, {}, {})]

    added = ledger.add(decide)
    return _receipt(added.records[batch], added.version, changed=added.changed)


def _is_there(known: BatchRecord, batch: Batch) -> bool:
    """Present already, unless it was withdrawn, or comes back to take the place of what had replaced it."""
    return known.state is not State.WITHDRAWN and (batch.replaces is None or batch.replaces == known.replaces)


def _arrival(newest: dict[str, BatchRecord], event: Event) -> list[Event]:
    known = newest.get(event.batch.id)
    return [] if known and _is_there(known, event.batch) else [event]


def _event(batch: Batch, counts: Mapping[str, int], versions: Mapping[str, int]) -> Event:
    return Event(0, "arrived", now(), batch, counts, versions)


def _receipt(record: BatchRecord, version: int, *, changed: bool) -> Receipt:
    return Receipt(record.id, version, changed, record.state, record.counts)


def _write_tables(root: Path, ledger: Ledger, batch: Batch, tables: Rows) -> Event:
    gathered, counts, versions = Gathered(), {}, {}
    whole = {name: _conformed(name, rows, batch.id) for name, rows in tables.items()}  # all faults before any writing
    _check_space(root, whole)
    for name, rows in whole.items():
        path = root / "tables" / name
        if isinstance(rows, pa.Table):
            gathered.see(name, rows)
            if not rows.num_rows:
                continue
            counts[name], versions[name] = _write_rows(path, name, ledger, batch.id, rows)
        else:
            stream = Streamed(name, rows, batch.id, gathered)
            try:
                counts[name], versions[name] = _write_rows(path, name, ledger, batch.id, stream.reader())
            except Exception as error:
                raise stream.fault or error from error
        reached(f"table {name} written")
    return _event(replace(batch, touches=batch.touches or gathered.touches()), counts, versions)


def _conformed(name: str, rows: pa.Table | pa.RecordBatchReader, batch: str) -> pa.Table | pa.RecordBatchReader:
    if name not in TABLES:
        raise StoreError("table-unknown", found=name, expected=", ".join(TABLES))
    if not isinstance(rows, pa.Table):
        return rows
    rows = conform(name, rows, batch)
    check_keys(name, rows)
    return rows


def _check_space(root: Path, tables: Rows) -> None:
    """Refuse early: in memory the rows take more than on the disk. A stream is found too large when it is."""
    need = _SPARE + sum(rows.nbytes for rows in tables.values() if isinstance(rows, pa.Table))
    if shutil.disk_usage(root).free < need:
        raise StoreError("disk-full", path=root)


def _write_rows(
    path: Path, name: str, ledger: Ledger, batch: str, rows: pa.Table | pa.RecordBatchReader
) -> tuple[int, int]:
    """Put the rows into the partition of the batch, in the place of any that a dead process left there.

    Returns the number of rows in the partition and the version of the table.
    """
    for attempt in range(_ATTEMPTS):
        table = delta.open_or_create(path, TABLES[name], ["batch"])
        left_over = delta.files(table, path, "batch").get(batch)
        if left_over and batch in ledger.records():  # another process has just finished the same batch
            return sum(count for _, count in left_over), table.version()
        before = table.version()
        try:
            _write_parts(table, batch, rows, left_over=bool(left_over))
        except delta.CommitFailedError:
            if not isinstance(rows, pa.Table):  # a stream is read once; the other process has the same batch in hand
                break
            time.sleep(random.uniform(0, 0.05 * (attempt + 1)))
            continue
        written = delta.files(table, path, "batch").get(batch, [])
        log = [path / "_delta_log" / f"{version:020}.json" for version in range(before + 1, table.version() + 1)]
        delta.flush([*(file for file, _ in written), *log])
        delta.checkpoint(table, path)
        return sum(count for _, count in written), table.version()
    raise StoreError("store-busy", path=path)


def _write_parts(table: DeltaTable, batch: str, rows: pa.Table | pa.RecordBatchReader, *, left_over: bool) -> None:
    """A table in one commit; a stream in several, since one commit would hold it whole in memory. Nobody looks yet."""
    instead_of = f"batch = '{batch}'" if left_over else None
    number = table.transaction_version(batch) or 0
    for part in [rows] if isinstance(rows, pa.Table) else _parts(rows):
        number += 1
        delta.commit(table, part, {batch: number}, instead_of=instead_of)
        instead_of = None
    if instead_of:  # the stream was empty
        table.delete(instead_of)


def _parts(stream: pa.RecordBatchReader) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for rows in stream:
        held.append(rows)
        if sum(part.num_rows for part in held) >= _PART_ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
