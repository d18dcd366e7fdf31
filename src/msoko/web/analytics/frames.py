"""Two holders of numbers in memory: a table with look-ups by row, and answers given before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sized
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.vocabulary import ALL, SLICES

T = TypeVar("T")
_ROWS = 400_000  # of values that answers given before may hold together


class Frame:
    """A judged table with look-ups: by row numbers, not by objects of Python."""

    def __init__(self, table: pa.Table) -> None:
        self.schema = table.schema
        texts = [field.name for field in table.schema if pa.types.is_string(field.type) and field.name != "code"]
        table = table.combine_chunks()
        for name in texts:
            table = table.set_column(table.schema.get_field_index(name), name, pc.dictionary_encode(table[name]))
        self.table = table.combine_chunks()
        self._names, self._ids = {}, {}
        for name in ("indicator", "object_id", "period", "level"):
            column = self.table[name].combine_chunks()
            column = column.chunk(0) if isinstance(column, pa.ChunkedArray) and column.num_chunks else column
            self._names[name] = column.dictionary.to_pylist() if len(column) else []
            self._ids[name] = column.indices.to_numpy() if len(column) else np.empty(0, np.int32)
        order = np.argsort(self._ids["object_id"], kind="stable")
        starts = np.searchsorted(self._ids["object_id"][order], np.arange(len(self._names["object_id"]) + 1))
        self._of = {one: order[starts[i] : starts[i + 1]] for i, one in enumerate(self._names["object_id"])}
        self._totals = np.ones(len(table), bool)
        for name in SLICES:
            self._totals &= pc.equal(self.table[name].cast(pa.string()), ALL).to_numpy()

    def names(self, column: str) -> list[str]:
        return self._names[column]

    def read(
        self,
        codes: Collection[str] | None,
        objects: Collection[str] | None,
        periods: Collection[str] | None,
        levels: Collection[str] | None,
        totals: bool,
    ) -> pa.Table:
        if objects is None:
            rows = np.arange(len(self.table))
        else:
            found = [self._of[one] for one in sorted(set(objects)) if one in self._of]
            rows = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
        for name, wanted in (("indicator", codes), ("period", periods), ("level", levels)):
            if wanted is not None:
                held = {str(one) for one in wanted}
                chosen = np.array([one in held for one in self._names[name]], bool)
                rows = rows[chosen[self._ids[name][rows]]] if len(chosen) else rows
        if totals:
            rows = rows[self._totals[rows]]
        return self.table.take(rows).cast(self.schema)


class Answers:
    """Answers given before, the latest first; the oldest are forgotten when together they hold too much."""

    def __init__(self) -> None:
        self._held: OrderedDict[Any, Any] = OrderedDict()
        self._rows, self._lock = 0, Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]  # type: ignore[no-any-return]  # made under the same key
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._rows += _size(made)
            while self._rows > _ROWS and len(self._held) > 1:
                self._rows -= _size(self._held.popitem(last=False)[1])
        return made


def _size(made: object) -> int:
    return len(made) if isinstance(made, Sized) else 1
