"""Computed values: one working calculation, replaced period by period, and fixed calculations, which are only added."""

from __future__ import annotations

import hashlib
import io
import json
import random
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.dataset as dataset
from deltalake import DeltaTable

from msoko.store import delta
from msoko.store.errors import StoreError
from msoko.store.ledger import now
from msoko.store.schemas import CALCULATIONS, PUBLISHED, VALUES
from msoko.vocabulary import SLICES

_ORDER = ("indicator", "period", "level", "object_id", *SLICES)
_ATTEMPTS = 50
_WORKING = "working calculation"  # application id of the transactions of `values`


@dataclass(frozen=True)
class CalculationRecord:
    """What a fixed calculation needs to be repeated. rows, checksum and at are filled in when it is fixed."""

    id: str
    title: str
    ledger_version: int
    packs: Mapping[str, str] = field(default_factory=dict)  # pack code -> version
    options: Mapping[str, str] = field(default_factory=dict)  # option -> choice
    fixed_by: str = ""
    reason: str = ""
    at: datetime | None = None
    rows: int = 0
    checksum: str = ""


def conformed(values: pa.Table) -> pa.Table:
    """The declared columns and types; no infinity, no not-a-number."""
    for column in VALUES.names:
        if column not in values.column_names:
            raise StoreError("column-missing", table="values", column=column)
    values = values.select(VALUES.names).cast(VALUES)
    for column in (name for name in VALUES.names if pa.types.is_floating(VALUES.field(name).type)):
        wrong = values.filter(pc.invert(pc.is_finite(values[column])))
        if wrong.num_rows:
            raise StoreError("value-not-finite", indicator=wrong["indicator"][0].as_py())
    return values


def checksum(values: pa.Table) -> str:
    """sha256 of the values as text, in the order of indicator, period, level, object and slices."""
    ordered = conformed(values).sort_by([(column, "ascending") for column in _ORDER])
    text = io.BytesIO()
    csv.write_csv(ordered.combine_chunks(), text)
    return hashlib.sha256(text.getbuffer()).hexdigest()


class Values:
    """The working calculation, in the table `values` partitioned by period."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, periods: Collection[str] | None, indicators: Collection[str] | None) -> pa.Table:
        """Rows of the periods and indicators (None: all), sorted by indicator, period, level, object and slices."""
        table = delta.open_table(self.path)
        only = None if indicators is None else _among(indicators)
        rows = self._rows(table, periods, only) if table else VALUES.empty_table()
        return rows.sort_by([(column, "ascending") for column in _ORDER])

    def periods(self) -> tuple[str, ...]:
        """Codes of the periods that have values."""
        table = delta.open_table(self.path)
        held = delta.files(table, self.path, "period") if table else {}
        return tuple(sorted(period for period, files in held.items() if any(rows for _, rows in files)))

    def replace(self, values: pa.Table, periods: Collection[str], indicators: Collection[str] | None) -> None:
        """Put the values in the place of those of the periods (of the indicators only, if named), in one commit.

        A commit of another process in between means reading and writing again: its values are not lost.
        """
        values = conformed(values)
        strange = set(pc.unique(values["period"]).to_pylist()) - set(periods)
        if strange:
            raise StoreError("period-not-named", found=", ".join(strange), expected=", ".join(sorted(periods)))
        if not periods:
            return
        named = ", ".join(delta.quoted(period) for period in sorted(periods))
        for attempt in range(_ATTEMPTS):
            table = delta.open_or_create(self.path, VALUES, ["period"])
            kept = self._others(table, periods, indicators) if indicators is not None else VALUES.empty_table()
            number = (table.transaction_version(_WORKING) or 0) + 1
            try:
                rows = pa.concat_tables([kept, values])
                delta.commit(table, rows, {_WORKING: number}, instead_of=f"period IN ({named})", retries=0)
            except delta.CommitFailedError:
                time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 10)))
                continue
            delta.checkpoint(table, self.path)
            return
        raise StoreError("store-busy", path=self.path.parent)

    def _others(self, table: DeltaTable, periods: Collection[str], indicators: Collection[str]) -> pa.Table:
        return self._rows(table, periods, ~_among(indicators))

    def _rows(self, table: DeltaTable, periods: Collection[str] | None, only: pc.Expression | None) -> pa.Table:
        held = delta.files(table, self.path, "period")
        return _read(VALUES, "period", {p: f for p, f in held.items() if periods is None or p in periods}, only)


def _among(indicators: Collection[str]) -> pc.Expression:
    return pc.field("indicator").isin(pa.array(sorted(indicators), pa.string()))


class Fixed:
    """Fixed calculations: `published` has the values, partitioned by calculation; `calculations` makes them count."""

    def __init__(self, root: Path) -> None:
        self.published, self.records = root / "published", root / "calculations"

    def fix(self, calculation: CalculationRecord, values: pa.Table) -> CalculationRecord:
        """Add the values for good. The same calculation with the same values once more changes nothing."""
        values = conformed(values)
        digest = checksum(values)
        for known in self.calculations():
            if known.id == calculation.id:
                if known.checksum != digest:
                    raise StoreError("calculation-differs", calculation=known.id)
                return known
        self._write_values(calculation.id, values)
        row = {
            **{name: value for name, value in vars(calculation).items() if name in CALCULATIONS.names},
            "calculation": calculation.id,
            "at": now(),
            "packs": json.dumps(calculation.packs, ensure_ascii=False, sort_keys=True),
            "options": json.dumps(calculation.options, ensure_ascii=False, sort_keys=True),
            "rows": values.num_rows,
            "checksum": digest,
        }
        table = delta.open_or_create(self.records, CALCULATIONS)
        if table.transaction_version(calculation.id) is None:
            delta.commit(table, pa.Table.from_pylist([row], schema=CALCULATIONS), {calculation.id: 1})
        return next(known for known in self.calculations() if known.id == calculation.id)

    def _write_values(self, calculation: str, values: pa.Table) -> None:
        table = delta.open_or_create(self.published, PUBLISHED, ["calculation"])
        left_over = calculation in delta.files(table, self.published, "calculation")
        named = pa.repeat(pa.scalar(calculation, pa.string()), values.num_rows)
        rows = pa.table([named, *values.columns], schema=PUBLISHED)
        number = (table.transaction_version(calculation) or 0) + 1
        if rows.num_rows or left_over:
            instead_of = f"calculation = {delta.quoted(calculation)}" if left_over else None
            delta.commit(table, rows, {calculation: number}, instead_of=instead_of)

    def calculations(self) -> tuple[CalculationRecord, ...]:
        """All fixed calculations, the earliest first."""
        table = delta.open_table(self.records)
        paths = delta.paths(table, self.records) if table else []
        if not paths:
            return ()
        rows = dataset.dataset(paths, schema=CALCULATIONS, format="parquet").to_table()
        return tuple(_record(row) for row in rows.sort_by([("at", "ascending")]).to_pylist())

    def read(self, calculation: str) -> pa.Table:
        """The values as they were fixed, schema VALUES. Raises StoreError calculation-unknown."""
        if calculation not in {known.id for known in self.calculations()}:
            raise StoreError("calculation-unknown", calculation=calculation)
        table = delta.open_table(self.published)
        held = delta.files(table, self.published, "calculation") if table else {}
        return _read(PUBLISHED, "calculation", {calculation: held.get(calculation, [])}).select(VALUES.names)


def _record(row: dict[str, object]) -> CalculationRecord:
    said = {name: json.loads(str(row[name])) for name in ("packs", "options")}
    rest = {name: row[name] for name in CALCULATIONS.names if name not in ("calculation", *said)}
    return CalculationRecord(id=str(row["calculation"]), **said, **rest)  # type: ignore[arg-type]


def _read(
    schema: pa.Schema,
    partition: str,
    held: Mapping[str, list[tuple[str, int]]],
    only: pc.Expression | None = None,
) -> pa.Table:
    """Rows of some partitions, with the partition's column, which the files do not have."""
    inside = schema.remove(schema.get_field_index(partition))
    tables = [schema.empty_table()]
    for value, files in held.items():
        for path, _ in files:
            rows = dataset.dataset(path, schema=inside, format="parquet").to_table(filter=only)
            named = pa.repeat(pa.scalar(value, pa.string()), rows.num_rows)
            tables.append(rows.append_column(partition, named).select(schema.names).cast(schema))
    return pa.concat_tables(tables)
