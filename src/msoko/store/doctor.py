"""Looking for what is wrong with a store: nothing is changed here. What can be cleaned is cleaned by Store.sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as parquet

from msoko.store import delta, reading
from msoko.store.cleaning import all_tables, orphans, partitioned
from msoko.store.errors import StoreError
from msoko.store.overlaps import overlapping
from msoko.store.schemas import KEYS, TABLES
from msoko.store.store import Store
from msoko.store.values import checksum
from msoko.store.wording import say
from msoko.vocabulary import Severity

_MOST_FACTS = 50  # differing facts are listed up to this many


@dataclass(frozen=True)
class Finding:
    """One thing found. ERROR: numbers cannot be trusted; WARNING: a person should look; NOTE: can be cleaned."""

    code: str
    severity: Severity
    parameters: Mapping[str, object]

    def say(self, language: str = "ru") -> str:
        return say(self.code, self.parameters, language)


def examine(root: Path) -> tuple[Finding, ...]:
    """Every fault of the store in the folder; () if it is sound. A store that cannot be opened is one finding."""
    try:
        store = Store(root, create=False)
        lost = [finding for path in all_tables(store.root) for finding in _files(path)]
        if any(finding.severity is Severity.ERROR for finding in lost):
            return tuple(lost)  # the rest would stumble over the same files
        return (*lost, *_order(store), *_rows(store), *_facts(store), *_published(store))
    except StoreError as error:
        return (Finding(error.code, Severity.ERROR, error.parameters),)


def _error(code: str, **parameters: object) -> Finding:
    return Finding(code, Severity.ERROR, parameters)


def _files(path: Path) -> Iterator[Finding]:
    """Files the table refers to, opened, their rows counted; and files it does not refer to."""
    table = delta.open_table(path)
    expected = [Path(file) for file in delta.paths(table, path)] if table else []
    for file in expected:
        if not file.is_file():
            yield _error("file-lost", path=file)
            continue
        try:
            for group in range(parquet.ParquetFile(file).num_row_groups):
                parquet.ParquetFile(file).read_row_group(group)
        except (OSError, ValueError) as error:  # Arrow's errors are both
            yield _error("file-spoiled", path=file, said=" ".join(str(error).split())[:200])
    held = set(expected)
    for file in path.rglob("*"):
        if file.is_file() and file not in held and file.parent.name != "_delta_log":
            yield Finding("stray-file", Severity.NOTE, {"path": file})


def _order(store: Store) -> Iterator[Finding]:
    before: tuple[int, str] = (0, "")
    for event in store.history():
        if (event.number, event.batch.id) <= before:
            yield _error("ledger-out-of-order", number=event.number)
        before = (event.number, event.batch.id)


def _rows(store: Store) -> Iterator[Finding]:
    """Rows of each batch, withdrawn ones too, against what the ledger says; rows of no batch."""
    records = {record.id: record for record in store.batches(hidden=True)}
    calculations = {known.id for known in store.calculations()}
    for path, partition, known in partitioned(store.root, records, calculations):
        for value, rows in orphans(path, partition, known).items():
            yield Finding("rows-never-visible", Severity.NOTE, {"table": path.name, "batch": value, "rows": rows})
    for name in TABLES:
        path = store.root / "tables" / name
        table = delta.open_table(path)
        held = delta.files(table, path, "batch") if table else {}
        for record in records.values():
            expected = record.counts.get(name, 0)
            rows = sum(count for _, count in held.get(record.id, []))
            if rows != expected:
                unfinished = record.thinned and rows > expected
                code = "destruction-unfinished" if unfinished else "rows-missing"
                yield _error(code, table=name, batch=record.id, rows=rows, expected=expected)


def _facts(store: Store) -> Iterator[Finding]:
    """Facts that came in several visible batches with different values; a person should know which one is read."""
    mixed = overlapping("facts", store.batches())
    records = reading.chosen(store.batches(), mixed)
    if not records:
        return
    paths = [path for held in reading.paths_of(store.root, "facts", records).values() for path in held]
    keys = ", ".join(f'"{column}"' for column in KEYS["facts"])
    order = ", ".join(delta.quoted(record.id) for record in records)
    rows = reading.run(
        f"SELECT object_id, fact, period, string_agg(batch, ', ' ORDER BY place) AS batches,"
        f" string_agg(coalesce(CAST(value AS VARCHAR), state), ', ' ORDER BY place) AS values"
        f" FROM (SELECT *, list_position([{order}], batch) AS place FROM ({reading.scan('facts', paths)}))"
        f" GROUP BY {keys} HAVING count(DISTINCT (value, state)) > 1 ORDER BY {keys} LIMIT {_MOST_FACTS}"
    )
    for row in rows.to_pylist():
        yield Finding("facts-differ", Severity.WARNING, row)


def _published(store: Store) -> Iterator[Finding]:
    for known in store.calculations():
        if checksum(store.read_published(known.id)) != known.checksum:
            yield _error("published-changed", calculation=known.id)
