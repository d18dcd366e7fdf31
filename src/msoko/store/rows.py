"""Rows on their way in: declared columns and types, what must hold of them, what they touch. No writing here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.store.batches import Touches
from msoko.store.errors import StoreError
from msoko.store.schemas import KEYS, TABLES
from msoko.vocabulary import SLICES

_MOST_OBJECTS = 1000  # a batch about more objects is taken to be about any
_TOUCHED = (("facts", "fact"), ("procedures", "procedure"), ("periods", "period"))
_OBJECTS = ("object_id", "organisation")


def conform(name: str, rows: pa.Table, batch: str) -> pa.Table:
    """The rows with the declared columns in their order and types, and the column `batch`. Raises StoreError."""
    if name not in TABLES:
        raise StoreError("table-unknown", found=name, expected=", ".join(TABLES))
    columns = []
    for field in TABLES[name]:
        if field.name == "batch":
            columns.append(pa.repeat(pa.scalar(batch, field.type), rows.num_rows))
        elif field.name not in rows.column_names:
            raise StoreError("column-missing", table=name, column=field.name)
        else:
            columns.append(_typed(name, field, rows[field.name]))
        if field.name in SLICES and columns[-1].null_count:
            raise StoreError("slice-empty", table=name, column=field.name)
    return pa.table(columns, schema=TABLES[name])


def _typed(table: str, field: pa.Field, column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        if pa.types.is_decimal(field.type) and pa.types.is_integer(column.type):
            column = column.cast(pa.decimal128(38, field.type.scale))  # Arrow asks for 25 digits for any int64
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = str(error).splitlines()[0][:200]
        raise StoreError(
            "column-of-wrong-type", table=table, column=field.name, expected=str(field.type), said=said
        ) from error


def check_keys(name: str, rows: pa.Table) -> None:
    """Refuse a key that stands twice in one batch; between batches the later wins, within one nothing says which."""
    if name not in KEYS or not rows.num_rows:
        return
    columns = list(KEYS[name])
    if "participant" in columns:
        rows = rows.filter(pc.is_valid(rows["participant"]))
    if _distinct(rows, columns) == rows.num_rows:
        return
    groups = rows.group_by(columns).aggregate([([], "count_all")])
    twice = groups.filter(pc.greater(groups["count_all"], 1)).slice(0, 1).to_pylist()[0]
    said = ", ".join(f"{column} {twice[column]}" for column in columns if twice[column] not in ("all", None))
    raise StoreError("key-twice", table=name, found=said)


def _distinct(rows: pa.Table, columns: list[str]) -> int:
    """How many different keys there are: each is made one number, which is faster than grouping by all columns."""
    code, sizes = np.zeros(rows.num_rows, np.int64), 1
    for column in columns:
        encoded = rows[column].combine_chunks().dictionary_encode(null_encoding="encode")
        size = len(encoded.dictionary)
        sizes *= max(size, 1)
        if sizes >= 2**62:
            return -1  # the numbers would overflow
        if size > 1:
            code = code * size + encoded.indices.to_numpy()
    return int(pc.count_distinct(pa.array(code)).as_py())


class Streamed:
    """A stream of record batches as it is written: conformed one by one, what they touch gathered on the way.

    Too long to look for a key that stands twice. `fault`: why the stream broke off (Delta reports only that it did).
    """

    def __init__(self, name: str, source: pa.RecordBatchReader, batch: str, gather: Gathered) -> None:
        self._name, self._source, self._batch, self._gather = name, source, batch, gather
        self.fault: StoreError | None = None

    def reader(self) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(TABLES[self._name], self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for part in self._source:
            try:
                rows = conform(self._name, pa.Table.from_batches([part]), self._batch)
            except StoreError as error:
                self.fault = error
                raise
            self._gather.see(self._name, rows)
            yield from rows.to_batches()


class Gathered:
    """What the rows seen so far are about."""

    def __init__(self) -> None:
        self._seen: dict[str, set[str]] = {"facts": set(), "procedures": set(), "periods": set(), "objects": set()}
        self._tables: set[str] = set()

    def see(self, name: str, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        self._tables.add(name)
        for key, column in _TOUCHED:
            self._add(key, column, rows)
        for column in _OBJECTS:
            self._add("objects", column, rows)

    def _add(self, key: str, column: str, rows: pa.Table) -> None:
        if column in rows.column_names:
            self._seen[key].update(value for value in pc.unique(rows[column]).to_pylist() if value is not None)

    def touches(self) -> Touches:
        seen = {key: tuple(sorted(values)) for key, values in self._seen.items()}
        if len(seen["objects"]) > _MOST_OBJECTS:
            seen["objects"] = ()
        return Touches(tables=tuple(sorted(self._tables)), **seen)
