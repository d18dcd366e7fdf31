"""A DuckDB connection of our own: in memory, closed to the outside, with the functions that building.py asks for."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

_MACROS = """
create macro places(x) as 11 - floor(log10(abs(nullif(x, 0))));
create macro significant(x) as case when x = 0 then 0.0
    when places(x) >= 0 then round(x * pow(10.0, least(places(x), 300))) / pow(10.0, least(places(x), 300))
    else round(x / pow(10.0, -places(x))) * pow(10.0, -places(x)) end;
create macro half_away(x, digits) as
    coalesce(round(try_cast(significant(x) as decimal(38, 12)), digits)::double, significant(x));
create macro decimal_text(t) as case when regexp_full_match(trim(t), '-?[0-9]+([.,][0-9]+)?')
    then try_cast(replace(trim(t), ',', '.') as double) end;
create macro finite(x) as case when isfinite(x) then x end;
"""


def connect(threads: int | None = None, memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """A new database in memory. Files that a store hands over are read; nothing is installed or loaded."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if threads:
        config["threads"] = threads
    if memory:
        config["memory_limit"] = memory
    connection = duckdb.connect(config=config)
    connection.execute("set enable_progress_bar_print = false")  # .sql() would draw it into the output of --json
    connection.execute(_MACROS)
    return connection


def offer(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table | str]) -> None:
    """Make tables readable by name: Arrow tables as they are, a SELECT (store.sql) as a view."""
    for name, table in tables.items():
        if isinstance(table, str):
            connection.execute(f'create or replace temp view "{name}" as {table}')
        else:
            connection.register(name, table)
