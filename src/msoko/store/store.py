"""The store as the rest of the house sees it. What happens inside is in the modules named at each call."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from msoko.store import cleaning, locks, reading, writing
from msoko.store.batches import Batch, BatchRecord, Event, Receipt, State, Touches, batch_id
from msoko.store.cleaning import Removed
from msoko.store.errors import StoreError, in_plain_words
from msoko.store.ledger import Ledger
from msoko.store.values import CalculationRecord, Fixed, Values

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = [
    "Batch",
    "BatchRecord",
    "CalculationRecord",
    "Event",
    "Receipt",
    "Removed",
    "State",
    "Store",
    "StoreError",
    "Touches",
    "batch_id",
]

_FORMAT = 1


class Store:
    """One municipality's numbers in one local folder. Every method raises StoreError, worded for people."""

    def __init__(self, root: Path, create: bool = True) -> None:
        self.root = Path(root).resolve()
        with in_plain_words(self.root):
            self._check_format(create)

    def _check_format(self, create: bool) -> None:
        mark = self.root / "store.json"
        if not mark.exists():
            if not create:
                raise StoreError("store-missing", path=self.root)
            self.root.mkdir(parents=True, exist_ok=True)
            self._ledger.create()
            self._lock.touch()
            mark.write_text(json.dumps({"format": _FORMAT}) + "\n", encoding="utf-8")
        found = json.loads(mark.read_text(encoding="utf-8") or "{}").get("format", _FORMAT)
        if found > _FORMAT:
            raise StoreError("store-newer", path=self.root, found=found, expected=_FORMAT)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.root / "ledger")

    # --- batches (writing.py, ledger.py)

    @property
    def version(self) -> int:
        """The ledger's version: one number for the state of everything received."""
        with in_plain_words(self.root):
            return self._ledger.version

    def append(self, batch: Batch, tables: Mapping[str, pa.Table | pa.RecordBatchReader]) -> Receipt:
        """Take a batch in, wholly or not at all; the same id twice is one batch.

        tables: rows in the schema of store.schemas.TABLES; the column `batch` is filled in here.
        """
        with in_plain_words(self.root), locks.held(self._lock, alone=False):
            return writing.append(self.root, self._ledger, batch, tables)

    def withdraw(self, batch: str, *, by: str, reason: str) -> Receipt:
        """Hide a batch; the store reads exactly as if it had never come, and what it replaced is visible again."""
        with in_plain_words(self.root), locks.held(self._lock, alone=False):
            return writing.withdraw(self._ledger, batch, by=by, reason=reason)

    def batches(self, at: int | None = None, hidden: bool = False) -> tuple[BatchRecord, ...]:
        """Batches in the order of their latest arrival; with `hidden` also the withdrawn and the replaced."""
        with in_plain_words(self.root):
            records = self._ledger.records(at).values()
        return tuple(record for record in records if hidden or record.state is State.VISIBLE)

    def batch(self, batch: str) -> BatchRecord:
        """One batch in any state. Raises StoreError batch-unknown."""
        with in_plain_words(self.root):
            records = self._ledger.records()
        if batch not in records:
            raise StoreError("batch-unknown", batch=batch)
        return records[batch]

    def history(self) -> tuple[Event, ...]:
        """Every event of the ledger in its order."""
        with in_plain_words(self.root):
            return self._ledger.events()

    # --- rows (reading.py)

    def table(self, name: str, at: int | None = None, batches: Collection[str] | None = None) -> pa.Table:
        """Visible rows in the declared schema, at the ledger version `at`, of some batches only if named.

        Of rows with the same key (store.schemas.KEYS) the one that arrived last.
        """
        with in_plain_words(self.root), locks.held_for_reading(self._lock):
            return reading.read(self.root, name, reading.chosen(self.batches(at), batches))

    def sql(self, name: str, at: int | None = None) -> str:
        """The same rows as `table`, as a SELECT for DuckDB that reads the files when run."""
        with in_plain_words(self.root):
            return reading.select(self.root, name, self.batches(at))

    def relation(self, connection: DuckDBPyConnection, name: str, at: int | None = None) -> DuckDBPyRelation:
        """The same rows as `table`, as a DuckDB relation; nothing is read until it is used."""
        with in_plain_words(self.root):
            return connection.sql(self.sql(name, at))

    def data_files(self, name: str, at: int | None = None) -> list[str]:
        """Parquet files of the visible batches in ledger order, for engines that read files themselves.

        The column `batch` is in the folder's name and is text. Rows with the same key are all there: see `sql`.
        """
        with in_plain_words(self.root):
            held = reading.paths_of(self.root, name, self.batches(at))
        return [path for paths in held.values() for path in paths]

    # --- values (values.py)

    def read_values(
        self, periods: Collection[str] | None = None, indicators: Collection[str] | None = None
    ) -> pa.Table:
        """The working calculation, schema VALUES, of these periods and indicators (None: all), sorted."""
        with in_plain_words(self.root), locks.held_for_reading(self._lock):
            return Values(self.root / "values").read(periods, indicators)

    def value_periods(self) -> tuple[str, ...]:
        """Codes of the periods that have values in the working calculation."""
        with in_plain_words(self.root), locks.held_for_reading(self._lock):
            return Values(self.root / "values").periods()

    def replace_values(
        self, values: pa.Table, periods: Collection[str], indicators: Collection[str] | None = None
    ) -> None:
        """Put values in the place of those of the periods (of the indicators only, if named), in one commit."""
        with in_plain_words(self.root), locks.held(self._lock, alone=False):
            Values(self.root / "values").replace(values, periods, indicators)

    def fix(self, calculation: CalculationRecord, values: pa.Table) -> CalculationRecord:
        """Keep values for good, with what is needed to repeat them. Returns the record with rows, checksum and time."""
        with in_plain_words(self.root), locks.held(self._lock, alone=False):
            return Fixed(self.root).fix(calculation, values)

    def calculations(self) -> tuple[CalculationRecord, ...]:
        """Fixed calculations, the earliest first."""
        with in_plain_words(self.root):
            return Fixed(self.root).calculations()

    def read_published(self, calculation: str) -> pa.Table:
        """The values of a fixed calculation, schema VALUES."""
        with in_plain_words(self.root), locks.held_for_reading(self._lock):
            return Fixed(self.root).read(calculation)

    # --- removing for good (cleaning.py)

    def sweep(self) -> Removed:
        """Remove what dead processes left: rows that never became visible, files that nothing refers to."""
        with in_plain_words(self.root), locks.held(self._lock, alone=True):
            return cleaning.sweep(self.root, self._ledger, {known.id for known in self.calculations()})

    def destroy_rows(self, persons: Collection[str], *, by: str, reason: str) -> Removed:
        """Remove all rows of persons (keyed hashes), also withdrawn ones, also from the disk. Published values stay."""
        with in_plain_words(self.root), locks.held(self._lock, alone=True):
            return cleaning.destroy_persons(self.root, self._ledger, persons, by, reason)

    def unlink_persons(self, organisation: str, *, by: str, reason: str) -> Removed:
        """Empty `person` in the organisation's rows, also on the disk: goes with destroying its key (persons.Keys)."""
        with in_plain_words(self.root), locks.held(self._lock, alone=True):
            return cleaning.unlink_persons(self.root, self._ledger, organisation, by, reason)

    @property
    def _lock(self) -> Path:
        return self.root / "lock"
