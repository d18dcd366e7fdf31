"""The engine against hand-written SQL and pandas. Run: python -m benchmarks.engine [municipality country submission items]

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

import pyarrow as pa

from benchmarks import by_hand
from benchmarks.worlds import World, facts_world, items_world, pairs
from msoko.indicators.engines.duckdb import DuckDBEngine, compiling
from msoko.indicators.request import Request
from msoko.store.schemas import TABLES

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


def same(ours: pa.Table, theirs: pa.Table) -> None:
    """The peer computed the same: as many rows in the same order, and some thousands of them compared."""
    assert ours.num_rows == theirs.num_rows, (ours.num_rows, theirs.num_rows)
    some = pa.array(range(0, ours.num_rows, max(1, ours.num_rows // 5000)))
    columns = ["indicator", "period", "level", "object_id", "value", "n", "known", "expected"]
    rows = zip(*(table.select(columns).take(some).to_pylist() for table in (ours, theirs)), strict=True)
    for mine, other in rows:
        value, peer = mine.pop("value"), other.pop("value")
        assert mine == other, (mine, other)
        assert value == peer or abs(value - peer) <= 1e-9 * abs(value), (mine, value, peer)


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


def submission(organisations: int, years: int, count: int, indicators: int, runs: int) -> None:
    """One school sends 50 facts of one year again: how long until all values that depend on them are written."""
    import pyarrow.compute as pc

    from msoko.indicators.computing import compute, recompute
    from msoko.store.store import Batch, Store

    print(
        f"\n{organisations} organisations × {years} years × {indicators} indicators, one school corrects 50 facts of a year"
    )
    world = facts_world(organisations, years, count, indicators)
    held = world.data.tables["facts"].drop_columns(["batch"])
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.append(Batch("registry", "registry"), registry_rows(world))
        store.append(Batch("facts", "form"), {"facts": held})
        compute(store, world.methodology)
        ours = pc.and_(pc.equal(held["object_id"], "org-000001"), pc.equal(held["period"], world.periods[-1].code))
        rows = held.filter(ours).slice(0, 50)
        place = rows.schema.get_field_index("value")
        numbers = pa.array(range(1, rows.num_rows + 1), pa.int32()).cast(rows.schema.field("value").type)
        changed = rows.set_column(place, rows.schema.field("value"), numbers)
        sent = iter(range(1000))

        def again() -> None:
            name = f"again{next(sent)}"
            store.append(Batch(name, "form"), {"facts": changed})
            recompute(store, world.methodology, [name])

        line("until every affected value is written", taken(again, runs))


def registry_rows(world: World) -> dict[str, pa.Table]:
    """objects and attributes of the world's organisations, as the registry holds them."""
    known = {row["object_id"]: row for row in world.data.attributes.to_pylist()}
    origin = {"sheet": "s", "row": 1, "col": 1, "first_day": world.periods[0].first_day, "last_day": None}
    above = {(row[kind], kind) for row in known.values() for kind in ("municipality", "region")}
    named = [*sorted(above), *((name, "organisation") for name in known)]
    attributes = [
        {"object_id": name, "attribute": attribute, "value": row[attribute], **origin}
        for name, row in known.items()
        for attribute in ("kind", "settlement", "municipality", "region")
    ]
    objects = [{"object_id": name, "object_type": kind, "covered": True, **origin} for name, kind in named]
    return {
        name: pa.Table.from_pylist(rows, TABLES[name].remove(TABLES[name].get_field_index("batch")))
        for name, rows in {"objects": objects, "attributes": attributes}.items()
    }


CASES: dict[str, Callable[[], None]] = {
    "municipality": lambda: facts(60, 12, 500, 500, runs=5, pandas_runs=1),
    "country": lambda: facts(40_000, 10, 12, 10, runs=1, pandas_runs=1),
    "submission": lambda: submission(60, 12, 500, 500, runs=5),
    "items": lambda: items(100_000_000, 700, runs=3),
}


def main(asked: list[str]) -> None:
    for name in asked or CASES:
        CASES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
