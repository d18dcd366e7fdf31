"""The engine against hand-written SQL and pandas. Run: python -m benchmarks.engine [municipality country items submission]

Every figure is a ratio of medians measured in one run; plans are warm unless said to be cold.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import by_hand
from benchmarks.worlds import World, facts_world, items_world, pairs
from msoko.indicators.engines.duckdb import DuckDBEngine, compiling
from msoko.indicators.request import Request

THREADS = os.cpu_count() or 2


def taken(work: Callable[[], object], runs: int) -> float:
    """Seconds of the middle run."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def line(what: str, seconds: float, engine: float | None = None) -> None:
    ratio = "" if engine is None else f"   engine : this = {engine / seconds:6.2f}"
    print(f"{what:52} {seconds:8.3f} s{ratio}", flush=True)


def request(world: World) -> Request:
    return Request(tuple(world.methodology.indicators), world.periods)


def facts(organisations: int, years: int, count: int, indicators: int, runs: int, pandas_runs: int) -> None:
    print(f"\n{organisations} organisations × {years} years × {indicators} indicators over {count} facts")
    world, names = facts_world(organisations, years, count, indicators), pairs(count, indicators)
    engine = DuckDBEngine(threads=THREADS)
    compiling.forget()
    cold = taken(lambda: engine.compute(world.methodology, world.data, request(world)), 1)
    values = engine.compute(world.methodology, world.data, request(world))
    warm = taken(lambda: engine.compute(world.methodology, world.data, request(world)), runs)
    line(f"engine, cold plan ({values.num_rows:,} values)", cold)
    line("engine, warm plan", warm)
    con = by_hand.connect(world, names, THREADS)
    queries = {"hand SQL, long": by_hand.long_sql()}
    if indicators <= 100:  # DuckDB needs a minute for a thousand conditional columns
        queries["hand SQL, wide"] = by_hand.wide_sql(names)
    for name, query in queries.items():
        same(values, con.sql(query).to_arrow_table())
        line(name, taken(lambda query=query: con.sql(query).to_arrow_table(), runs), warm)  # type: ignore[misc]
    if pandas_runs:
        line("pandas", taken(lambda: by_hand.with_pandas(world, names), pandas_runs), warm)


def same(ours: object, theirs: object) -> None:
    """The peer computed the same: as many rows, the same values."""
    mine, other = (table.sort_by([(c, "ascending") for c in ("indicator", "period", "level", "object_id")])  # type: ignore[attr-defined]
                   for table in (ours, theirs))  # fmt: skip
    assert mine.num_rows == other.num_rows, (mine.num_rows, other.num_rows)
    step = max(1, mine.num_rows // 5000)
    for column in ("value", "n", "known", "expected"):
        for a, b in zip(mine[column].to_pylist()[::step], other[column].to_pylist()[::step], strict=True):
            assert a == b or abs(a - b) <= 1e-9 * abs(a), (column, a, b)


def items(rows: int, organisations: int, runs: int) -> None:
    print(f"\n{rows:,} item rows of {organisations} organisations, five indicators")
    with tempfile.TemporaryDirectory() as folder:
        world = items_world(organisations, rows, str(Path(folder) / "items.parquet"))
        engine = DuckDBEngine(threads=THREADS, memory="1500MB")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        warm = taken(lambda: engine.compute(world.methodology, world.data, request(world)), runs + 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        line("engine, warm plan", warm)
        import duckdb

        con = duckdb.connect(config={"threads": THREADS})
        con.execute(f"create view items as {world.data.tables['items']}")
        con.register("placements", world.data.placements)
        line("hand SQL, one pass", taken(lambda: con.sql(by_hand.items_sql()).to_arrow_table(), runs), warm)
        print(f"peak memory {peak / 1024:.0f} MB (of which {before / 1024:.0f} MB before: imports and making the rows)")


CASES: dict[str, Callable[[], None]] = {
    "municipality": lambda: facts(60, 12, 500, 500, runs=5, pandas_runs=1),
    "country": lambda: facts(40_000, 10, 25, 20, runs=3, pandas_runs=1),
    "items": lambda: items(100_000_000, 700, runs=3),
}


def main(asked: list[str]) -> None:
    for name in asked or CASES:
        CASES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
