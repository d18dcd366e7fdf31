"""The working calculation and fixing it: which partitions to compute, computing them, writing them in one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from msoko.indicators import dependencies
from msoko.indicators.request import Data, Engine, Request
from msoko.methodology.model import Methodology
from msoko.organisations.placing import attributes, placements
from msoko.organisations.registry import Registry
from msoko.store.batches import Touches
from msoko.store.schemas import VALUES
from msoko.store.values import CalculationRecord
from msoko.vocabulary import Period

if TYPE_CHECKING:
    from msoko.store.store import Store

ROWS = ("facts", "outcomes", "items", "answers", "ratings", "observations", "references")
REGISTRY = ("objects", "attributes", "predecessors")


@dataclass(frozen=True)
class Summary:
    """What a computation wrote."""

    values: int
    indicators: tuple[str, ...]
    periods: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


def read_data(
    store: Store,
    periods: Iterable[Period],
    tables: Collection[str] = ROWS,
    at: int | None = None,
    batches: Collection[str] | None = None,
) -> Data:
    """The visible rows (of some batches only, if named) at a ledger version with the registry placed in the periods."""
    registry = Registry.from_tables({name: store.table(name, at) for name in REGISTRY})
    chosen = sorted(set(periods))
    return Data(
        {name: store.table(name, at, batches) for name in tables},
        placements(registry, chosen),
        attributes(registry, chosen),
    )


def periods_of(store: Store, methodology: Methodology) -> tuple[Period, ...]:
    """Every period that visible batches touch, and the periods of other kinds that read them."""
    touched = {code for batch in store.batches() if batch.touches for code in batch.touches.periods}
    return tuple(sorted(dependencies.with_readers({Period.parse(code) for code in touched}, methodology)))


def compute(
    store: Store,
    methodology: Methodology,
    indicators: Collection[str] | None = None,
    periods: Collection[Period] | None = None,
    options: Mapping[str, str] | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Compute the named part of the working calculation (all of it) and put it in place of what was there.

    A value of a period of another kind than the indicator's is not asked for: each takes the periods of its own kind.
    Without `periods`, values of periods in which nothing is visible any more are removed.
    """
    wanted = tuple(methodology.indicators) if indicators is None else tuple(indicators)
    chosen = periods_of(store, methodology) if periods is None else tuple(sorted(set(periods)))
    codes = [period.code for period in chosen]
    emptied = _left_over(store, codes) if periods is None else []
    found = _run(store, methodology, wanted, chosen, options or {}, engine)
    store.replace_values(found, [*codes, *emptied], None if indicators is None else wanted)
    return Summary(found.num_rows, wanted, tuple(codes), options or {})


def _left_over(store: Store, codes: Collection[str]) -> list[str]:
    """Periods that have values and no visible rows: their batches were withdrawn."""
    return sorted(set(store.value_periods()) - set(codes))


def recompute(
    store: Store,
    methodology: Methodology,
    batches: Collection[str],
    options: Mapping[str, str] | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Recompute only what depends on these batches (arrived or withdrawn); equal to computing everything, exactly."""
    touched = [one for one in _touched(store, batches) if one]
    periods = periods_of(store, methodology)
    held = set(store.value_periods())
    new = [period for period in periods if period.code not in held]
    whole = {(code, p) for p in new for code, one in methodology.indicators.items() if one.period is p.kind}
    part = dependencies.Part(dependencies.affected(methodology, touched, periods).pairs | whole)
    ready = [
        (_run(store, methodology, codes, periods, options or {}, engine), periods, codes)
        for periods, codes in part.groups()
    ]
    for found, chosen, codes in ready:
        store.replace_values(found, [period.code for period in chosen], codes)
    store.replace_values(VALUES.empty_table(), _left_over(store, [period.code for period in periods]))
    count = sum(found.num_rows for found, _, _ in ready)
    return Summary(count, part.indicators, tuple(period.code for period in part.periods), options or {})


def _touched(store: Store, batches: Collection[str]) -> list[Touches | None]:
    """What the batches are about, and what those that they replace are: rows of both come or go."""
    records = {record.id: record for record in store.batches(hidden=True)}
    found: dict[str, Touches | None] = {}
    waiting = [one for one in batches if one in records]
    while waiting:
        record = records[waiting.pop()]
        if record.id not in found:
            found[record.id] = record.touches
            waiting += [record.replaces] if record.replaces in records else []
    return list(found.values())


def _run(
    store: Store, methodology: Methodology, codes: tuple[str, ...], periods: tuple[Period, ...],
    options: Mapping[str, str], engine: Engine | None, at: int | None = None,
) -> pa.Table:  # fmt: skip
    if not codes or not periods:
        return VALUES.empty_table()
    if engine is None:
        from msoko.indicators.engines.duckdb import DuckDBEngine

        engine = DuckDBEngine()
    read = dependencies.with_sources(periods, methodology, codes)
    data = read_data(store, read, dependencies.tables(methodology, codes), at)
    return engine.compute(methodology, data, Request(codes, periods, options))


def fix(
    store: Store,
    methodology: Methodology,
    *,
    by: str,
    title: str,
    reason: str,
    options: Mapping[str, str] | None = None,
) -> CalculationRecord:
    """Copy the working calculation into the published values with all that is needed to repeat it.

    The same working values fixed again are the same calculation: its id is made of what it rests on.
    """
    chosen = {name: one.default for name, one in methodology.options.items()} | dict(options or {})
    packs = {pack.code: pack.version for pack in methodology.packs}
    said = repr((store.version, sorted(packs.items()), sorted(chosen.items())))
    name = hashlib.sha256(said.encode()).hexdigest()[:12]
    record = CalculationRecord(name, title, store.version, packs, chosen, by, reason)
    return store.fix(record, store.read_values())


def repeat(
    store: Store, methodology: Methodology, calculation: CalculationRecord, engine: Engine | None = None
) -> pa.Table:
    """The values of a fixed calculation computed again from the rows visible at its ledger version.

    methodology: with the pack versions that the record names.
    """
    published = store.read_published(calculation.id)
    codes = tuple(pc.unique(published["indicator"]).to_pylist())
    periods = tuple(sorted(Period.parse(code) for code in pc.unique(published["period"]).to_pylist()))
    return _run(store, methodology, codes, periods, calculation.options, engine, calculation.ledger_version)
