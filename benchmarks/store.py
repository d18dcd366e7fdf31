"""The store against bare Parquet: what batches, transactions and flushing cost. Run: python -m benchmarks.store

Prints, as medians of runs in one process: taking in and reading one large batch, a thousand small ones, and a thousand
that hold the same facts as others (the case in which rows have to be compared). Times differ; read the ratios.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from msoko.store.schemas import TABLES
from msoko.store.store import Batch, Store

ROWS = 1_000_000
SMALL, SMALL_ROWS = 1000, 100
_RUNS = 5


def facts(rows: int, start: int = 0) -> pa.Table:
    """`rows` facts of different objects, 100 facts an object."""
    number = np.arange(start, start + rows)
    schema = TABLES["facts"]
    columns: dict[str, pa.Array] = {}
    for field in schema:
        if field.name == "batch":
            continue
        columns[field.name] = pa.repeat(pa.scalar("all", pa.string()), rows) if pa.types.is_string(field.type) else None
    columns |= {
        "object_id": pa.array(np.char.add("s", (number // 100).astype(str))),
        "fact": pa.array(np.char.add("f", (number % 100).astype(str))),
        "first_day": pa.repeat(pa.scalar(date(2024, 9, 1)), rows),
        "last_day": pa.repeat(pa.scalar(date(2025, 8, 31)), rows),
        "value": pa.array((number % 1000).astype(np.int32)).cast(schema.field("value").type),
        "row": pa.array((number % 100_000).astype(np.int32)),
        "col": pa.repeat(pa.scalar(3, pa.int16()), rows),
    }
    return pa.table(columns, schema=schema.remove(schema.get_field_index("batch")))


def median(work: Callable[[int], object], runs: int = _RUNS) -> float:
    """Seconds of the middle run; `work` is given the number of the run."""
    taken = []
    for run in range(runs):
        started = time.perf_counter()
        work(run)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def line(what: str, seconds: float, bare: float | None = None) -> None:
    ratio = "" if bare is None else f"  {seconds / bare:5.2f} × bare Parquet ({bare * 1000:.0f} ms)"
    print(f"{what:58} {seconds * 1000:8.0f} ms{ratio}")


def large(folder: Path) -> None:
    rows = facts(ROWS)
    store, bare = Store(folder / "large"), folder / "bare.parquet"
    store.append(Batch("warm", "benchmark"), {"procedures": TABLES["procedures"].empty_table()})
    written = median(lambda run: parquet.write_table(rows, bare, compression="snappy"))
    taken = median(
        lambda run: store.append(
            Batch(f"b{run}", "benchmark", replaces=f"b{run - 1}" if run else None), {"facts": rows}
        )
    )
    line(f"take in one batch of {ROWS:,} facts", taken, written)
    connection = duckdb.connect()
    question = "SELECT fact, sum(value) FROM {} GROUP BY fact"
    plain = median(lambda run: connection.sql(question.format(f"'{bare}'")).fetchall())
    read = median(lambda run: connection.sql(question.format(f"({store.sql('facts')})")).fetchall())
    line("sum them by fact with DuckDB", read, plain)
    plain = median(lambda run: parquet.read_table(bare))
    read = median(lambda run: store.table("facts"))
    line("read them as an Arrow table", read, plain)


def small(folder: Path, same: bool) -> None:
    """A thousand submissions: each of its own object, or ten versions of the facts of a hundred objects."""
    store = Store(folder / f"small-{same}")
    batches = [facts(SMALL_ROWS, (n % 100 if same else n) * SMALL_ROWS) for n in range(SMALL)]
    started = time.perf_counter()
    for n, rows in enumerate(batches):
        store.append(Batch(f"b{n}", "benchmark"), {"facts": rows})
    each = (time.perf_counter() - started) / SMALL
    words = "that repeat the facts of others" if same else "of different objects"
    line(f"take in one of {SMALL} batches of {SMALL_ROWS} facts {words}", each)
    line("  a new process reads the ledger", median(lambda run: Store(store.root).batches()))
    expected = SMALL_ROWS * (100 if same else SMALL)
    assert store.table("facts").num_rows == expected
    paths, connection = store.data_files("facts"), duckdb.connect()
    bare = median(lambda run: connection.sql("SELECT * FROM read_parquet($1)", params=[paths]).to_arrow_table())
    line(f"  read the {expected:,} visible rows", median(lambda run: store.table("facts")), bare)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        large(Path(folder))
        small(Path(folder), same=False)
        small(Path(folder), same=True)


if __name__ == "__main__":
    main()
