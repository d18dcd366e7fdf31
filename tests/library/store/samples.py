"""Small tables in the declared schemas, made of what a test cares about; everything else is filled in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from msoko.store.schemas import TABLES, VALUES
from msoko.store.store import Batch, Store
from msoko.vocabulary import SLICES

_FILLED = dict.fromkeys(SLICES, "all") | {
    "period": "2024-25",
    "first_day": date(2024, 9, 1),
    "last_day": date(2025, 8, 31),
    "state": "value",
    "sheet": "Лист1",
    "row": 2,
    "col": 3,
    "object_type": "organisation",
}


def table_of(name: str, rows: list[Mapping[str, Any]]) -> pa.Table:
    """Rows without the column batch, as readers of files make them."""
    schema = TABLES[name]
    schema = schema.remove(schema.get_field_index("batch"))
    names = set(schema.names)
    filled = [{key: value for key, value in {**_FILLED, **row}.items() if key in names} for row in rows]
    return pa.Table.from_pylist(filled, schema=schema)


def facts(*rows: tuple[str, str, int] | tuple[str, str, int, str]) -> pa.Table:
    """(object, fact, value) or (object, fact, value, period)."""
    return table_of("facts", [dict(zip(("object_id", "fact", "value", "period"), row, strict=False)) for row in rows])


def outcomes(*rows: tuple[str, str, str, str | None, int]) -> pa.Table:
    """(procedure, organisation, participant, person, score)."""
    names = ("procedure", "organisation", "participant", "person", "score")
    return table_of("outcomes", [dict(zip(names, row, strict=True)) for row in rows])


def items(*rows: tuple[str, str, str, str | None, str, int]) -> pa.Table:
    """(procedure, organisation, participant, person, task, score)."""
    names = ("procedure", "organisation", "participant", "person", "task", "score")
    return table_of("items", [dict(zip(names, row, strict=True)) for row in rows])


def values(*rows: tuple[str, str, str, float]) -> pa.Table:
    """(indicator, object, period, value)."""
    names = ("indicator", "object_id", "period", "value")
    filled = [{**_FILLED, "level": "organisation", "n": 1, **dict(zip(names, row, strict=True))} for row in rows]
    return pa.Table.from_pylist([{k: v for k, v in row.items() if k in VALUES.names} for row in filled], schema=VALUES)


def batch(name: str, **said: Any) -> Batch:
    return Batch(id=name, kind="facts_table", entered_by="municipal_officer", **said)


def shown(store: Store, at: int | None = None) -> dict[tuple[str, str, str], int]:
    """(object, fact, period) -> value of the visible facts; fails if a key stands twice."""
    rows = store.table("facts", at).to_pylist()
    held = {(row["object_id"], row["fact"], row["period"]): int(row["value"]) for row in rows}
    assert len(held) == len(rows)
    return held
