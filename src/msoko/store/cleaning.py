"""Removing for good: what dead processes left behind, and persons. The only place where files of the store disappear.

Everything here runs alone (locks.py), so no import in progress is taken for a dead one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as dataset
from deltalake import DeltaTable

from msoko.store import delta
from msoko.store.batches import Batch, Event
from msoko.store.ledger import Ledger, now
from msoko.store.schemas import TABLES

WITH_PERSONS = tuple(name for name, schema in TABLES.items() if "person" in schema.names)


@dataclass(frozen=True)
class Removed:
    """rows: table -> rows removed or changed. batches: whose rows they were. files: files gone from the disk."""

    rows: Mapping[str, int] = field(default_factory=dict)
    batches: tuple[str, ...] = ()
    files: int = 0


def sweep(root: Path, ledger: Ledger, calculations: Collection[str]) -> Removed:
    """Remove rows that never became visible and files that no table holds any more."""
    arrived = set(ledger.records())
    rows: dict[str, int] = {}
    batches: set[str] = set()
    for path, partition, known in partitioned(root, arrived, calculations):
        for value, count in orphans(path, partition, known).items():
            _table(path).delete(f"{partition} = {delta.quoted(value)}")
            rows[path.name] = rows.get(path.name, 0) + count
            batches.add(value)
    return Removed(rows, tuple(sorted(batches)), sum(delta.clear(path) for path in all_tables(root)))


def orphans(path: Path, partition: str, known: Collection[str]) -> dict[str, int]:
    """Partition value -> rows that nothing refers to."""
    held = delta.files(_table(path), path, partition)
    return {value: sum(rows for _, rows in files) for value, files in held.items() if value not in known}


def destroy_persons(root: Path, ledger: Ledger, persons: Collection[str], by: str, reason: str) -> Removed:
    """Remove all rows of these persons, in visible, withdrawn and orphaned batches alike; also from the disk."""
    named = pa.array(sorted(set(persons)), pa.string())

    def without(rows: pa.Table) -> pa.Table:
        return rows.filter(pc.invert(pc.is_in(rows["person"], named)))

    return _rewrite(root, ledger, pc.field("person").isin(named), without, by, reason)


def unlink_persons(root: Path, ledger: Ledger, organisation: str, by: str, reason: str) -> Removed:
    """Empty `person` in all rows of the organisation: results stay, nothing links them over years any more."""

    def emptied(rows: pa.Table) -> pa.Table:
        ours = pc.fill_null(pc.equal(rows["organisation"], organisation), False)
        column = pc.if_else(ours, pa.scalar(None, pa.string()), rows["person"])
        return rows.set_column(rows.schema.get_field_index("person"), "person", column)

    linked = (pc.field("organisation") == organisation) & pc.field("person").is_valid()
    return _rewrite(root, ledger, linked, emptied, by, reason)


def _rewrite(
    root: Path,
    ledger: Ledger,
    concerned: pc.Expression,
    change: Callable[[pa.Table], pa.Table],
    by: str,
    reason: str,
) -> Removed:
    """Rewrite the partitions that hold rows concerned, then remove the old files.

    The ledger says first how many rows are to stay, so that an interrupted run is seen, and ends when it is repeated.
    No predicate with a hash reaches Delta, which would write it into its log.
    """
    found = [
        (name, batch, files, concerned_rows)
        for name in WITH_PERSONS
        for batch, files in _partitions(root / "tables" / name)
        if (concerned_rows := _scan(name, files).count_rows(filter=concerned))
    ]
    left: dict[str, dict[str, int]] = {}
    rows: dict[str, int] = {}
    for name, batch, files, count in found:
        left.setdefault(batch, {})[name] = change(_scan(name, files).to_table()).num_rows
        rows[name] = rows.get(name, 0) + count
    ledger.add(lambda records: [_destroyed(records[b].id, left[b], by, reason) for b in left if b in records])
    for name, batch, files, _ in found:
        _put_back(root / "tables" / name, batch, change(_scan(name, files).to_table()))
    gone = sum(delta.clear(path) for path in all_tables(root))
    return Removed(rows, tuple(sorted(left)), gone)


def _destroyed(batch: str, left: Mapping[str, int], by: str, reason: str) -> Event:
    return Event(0, "destroyed", now(), Batch(batch, "", entered_by=by, reason=reason), left, {})


def _put_back(path: Path, batch: str, rows: pa.Table) -> None:
    table = _table(path)
    if not rows.num_rows:
        table.delete(f"batch = '{batch}'")
        return
    named = pa.repeat(pa.scalar(batch, pa.string()), rows.num_rows)
    whole = rows.append_column("batch", named).select(TABLES[path.name].names).cast(TABLES[path.name])
    number = (table.transaction_version(batch) or 0) + 1
    delta.commit(table, whole, {batch: number}, instead_of=f"batch = '{batch}'")


def _scan(name: str, files: list[str]) -> dataset.Dataset:
    schema = TABLES[name]
    return dataset.dataset(files, schema=schema.remove(schema.get_field_index("batch")), format="parquet")


def _partitions(path: Path) -> Iterator[tuple[str, list[str]]]:
    table = delta.open_table(path)
    if table:
        for batch, files in delta.files(table, path, "batch").items():
            yield batch, [file for file, _ in files]


def partitioned(
    root: Path, arrived: Collection[str], calculations: Collection[str]
) -> Iterator[tuple[Path, str, Collection[str]]]:
    """Partitioned tables: path, partition column, the values that something refers to."""
    for name in TABLES:
        if delta.open_table(root / "tables" / name):
            yield root / "tables" / name, "batch", arrived
    if delta.open_table(root / "published"):
        yield root / "published", "calculation", calculations


def all_tables(root: Path) -> list[Path]:
    paths = [root / "ledger", root / "values", root / "published", root / "calculations"]
    paths += [root / "tables" / name for name in TABLES]
    return [path for path in paths if path.is_dir()]


def _table(path: Path) -> DeltaTable:
    table = delta.open_table(path)
    assert table is not None, path
    return table
