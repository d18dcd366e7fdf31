"""Reading visible rows: SQL for DuckDB over the Parquet files of visible batches. Who is visible is in batches.py.

Rows of a batch never change once it has arrived, so an earlier state of the store is the batches visible at an earlier
ledger version, read from the newest files. Nothing depends on old versions of the data tables being kept.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from msoko.store import delta
from msoko.store.batches import BatchRecord
from msoko.store.errors import StoreError
from msoko.store.overlaps import overlapping
from msoko.store.schemas import KEYS, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {pa.string(): "VARCHAR", pa.date32(): "DATE", pa.bool_(): "BOOLEAN", pa.float64(): "DOUBLE"}
_SQL_INTEGERS = {pa.int16(): "SMALLINT", pa.int32(): "INTEGER", pa.int64(): "BIGINT"}


def paths_of(root: Path, name: str, batches: Iterable[BatchRecord]) -> dict[str, list[str]]:
    """Batch id -> Parquet files of its rows in the table, in the order given. StoreError: files are missing."""
    if name not in TABLES:
        raise StoreError("table-unknown", found=name, expected=", ".join(TABLES))
    wanted = [record for record in batches if record.counts.get(name)]
    place = root / "tables" / name
    table = delta.open_table(place) if wanted else None
    held = delta.files(table, place, "batch") if table else {}
    for record in wanted:
        rows = sum(count for _, count in held.get(record.id, []))
        if rows < record.counts[name] or (rows > record.counts[name] and not record.thinned):
            said = f"table {name}, batch {record.id}: {rows} rows of {record.counts[name]}"
            raise StoreError("store-damaged", path=root, said=said)
    return {record.id: [path for path, _ in held[record.id]] for record in wanted}


def select(root: Path, name: str, batches: Sequence[BatchRecord]) -> str:
    """A SELECT of the declared columns and types; of rows with the same key only the one that arrived last."""
    paths = paths_of(root, name, batches)
    mixed = overlapping(name, [record for record in batches if record.id in paths])
    plain = [path for batch, held in paths.items() if batch not in mixed for path in held]
    parts = [scan(name, plain)] if plain or not mixed else []
    if mixed:
        ordered = [record.id for record in batches if record.id in mixed]
        parts.append(_latest(name, [path for batch in ordered for path in paths[batch]], ordered))
    return " UNION ALL ".join(parts)


def _columns(name: str) -> str:
    return ", ".join(f'"{field.name}"' for field in TABLES[name])


def sql_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    return _SQL_TYPES.get(kind) or _SQL_INTEGERS[kind]


def scan(name: str, paths: Sequence[str]) -> str:
    if not paths:  # read_parquet([]) is an error
        nothing = ", ".join(f'CAST(NULL AS {sql_type(field.type)}) AS "{field.name}"' for field in TABLES[name])
        return f"SELECT {nothing} WHERE false"
    quoted = ", ".join(delta.quoted(path) for path in paths)
    # A batch called 28 stays text.
    return f"SELECT {_columns(name)} FROM read_parquet([{quoted}], hive_partitioning=true, hive_types_autocast=0)"


def _latest(name: str, paths: Sequence[str], ordered: Sequence[str]) -> str:
    names = ", ".join(delta.quoted(batch) for batch in ordered)
    places = f"SELECT unnest([{names}]) AS batch, unnest(range({len(ordered)})) AS place"
    by = ", ".join(f'"{column}"' for column in KEYS[name])
    kept = f"row_number() OVER (PARTITION BY {by} ORDER BY place DESC) = 1"
    if "participant" in KEYS[name]:
        kept += " OR participant IS NULL"
    return f"SELECT {_columns(name)} FROM ({scan(name, paths)}) JOIN ({places}) USING (batch) QUALIFY {kept}"


def read(root: Path, name: str, batches: Sequence[BatchRecord]) -> pa.Table:
    """The rows of `select` as one Arrow table in the declared schema."""
    return run(select(root, name, batches)).cast(TABLES[name])


def run(statement: str) -> pa.Table:
    with _database(os.getpid()).cursor() as connection:  # a connection of its own: they are not for several threads
        connection.execute("set enable_progress_bar_print = false")  # .sql() would draw it into the output of --json
        return connection.sql(statement).to_arrow_table()


@lru_cache(maxsize=1)
def _database(process: int) -> DuckDBPyConnection:
    """One empty database a process, since making one takes longer than reading a small table; none survives a fork."""
    import duckdb

    return duckdb.connect()


def chosen(records: Iterable[BatchRecord], batches: Collection[str] | None) -> list[BatchRecord]:
    return [record for record in records if batches is None or record.id in batches]
