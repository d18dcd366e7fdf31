"""Columns of cells into Arrow tables of the store's schemas, a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from msoko.results.books import Cell


class _Numbering(dict[Any, int]):
    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number


@dataclass(frozen=True)
class Coded:
    """A column as its distinct cells and, for every row, the number of its cell: work is done once a distinct cell."""

    numbers: np.ndarray[Any, np.dtype[np.int32]]
    distinct: list[Cell]

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Coded:
        numbering = _Numbering()
        numbers = np.fromiter(map(numbering.__getitem__, cells), np.int32, len(cells))
        return cls(numbers, list(numbering))

    def rows(self, chosen: Callable[[Cell], bool]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Numbers of the rows (from 0, within the column) whose cell is chosen."""
        flags = np.fromiter((chosen(cell) for cell in self.distinct), bool, len(self.distinct))
        return np.flatnonzero(flags[self.numbers])

    def array(self, meaning: Callable[[Cell], Any], type: pa.DataType) -> pa.Array:
        """An Arrow array of the meaning of each row's cell."""
        return pa.array([meaning(cell) for cell in self.distinct], type).take(pa.array(self.numbers))


def distinct_pairs(
    first: Sequence[Cell], second: Sequence[Cell]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[tuple[Cell, Cell]]]:
    """Two columns as one: for every row the number of its pair, and the pairs in the order of first meeting."""
    numbering = _Numbering()
    numbers = np.fromiter(map(numbering.__getitem__, zip(first, second, strict=True)), np.int64, len(first))
    return numbers, list(numbering)


def repeated(value: Any, length: int, type: pa.DataType) -> pa.Array:
    """A column that is the same in every row."""
    return pa.repeat(pa.scalar(value, type), length)


def table_of(
    schema: pa.Schema, length: int, columns: Mapping[str, Any], without: Iterable[str] = ("batch",)
) -> pa.Table:
    """A table in the schema: an Arrow array as it is, a scalar repeated, a column not named null."""
    fields = [entry for entry in schema if entry.name not in set(without)]
    unknown = columns.keys() - {entry.name for entry in fields}
    if unknown:
        raise KeyError(f"no such columns: {sorted(unknown)}")
    arrays = []
    for entry in fields:
        value = columns.get(entry.name)
        if isinstance(value, pa.Array | pa.ChunkedArray):
            arrays.append(value.cast(entry.type))
        else:
            arrays.append(repeated(value, length, entry.type))
    return pa.table(arrays, schema=pa.schema(fields))
