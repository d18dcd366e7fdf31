"""A connection with the few things done to it: making tables, adding rows, handing small tables over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

_TYPES = {"int": pa.int32(), "text": pa.string(), "true": pa.bool_(), "day": pa.date32()}


class Workspace:
    """Temporary tables of one computation."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def make(self, name: str, query: str) -> None:
        self.connection.execute(f'create or replace temp table "{name}" as {query}')

    def view(self, name: str, query: str) -> None:
        self.connection.execute(f'create or replace temp view "{name}" as {query}')

    def add(self, name: str, query: str) -> None:
        self.connection.execute(f'insert into "{name}" by name {query}')

    def empty(self, table: Any) -> None:
        """A table of the declared columns without rows."""
        arrow = pa.schema(table.schema().to_pyarrow()).empty_table()
        self.connection.register("nothing", arrow)
        self.make(table.get_name(), "select * from nothing")
        self.connection.unregister("nothing")

    def listed(self, name: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """A small table made in Python. columns: "p:int code:text"; rows: one value a column."""
        named = [column.split(":") for column in columns.split(" ")]
        held = list(zip(*rows, strict=True)) or [()] * len(named)
        arrays = [pa.array(values, _TYPES[kind]) for values, (_, kind) in zip(held, named, strict=True)]
        self.connection.register("handed", pa.table(arrays, names=[column for column, _ in named]))
        self.make(name, "select * from handed")
        self.connection.unregister("handed")

    def one(self, query: str) -> Any:
        """The only row of a query. fetchone would leave the connection busy."""
        (row,) = self.connection.execute(query).fetchall()
        return row
