"""What a reading would change in the store: new, changed, gone and equal rows, and the batch it would replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.store.batches import BatchRecord, Touches
from msoko.store.rows import Gathered
from msoko.store.schemas import KEYS, TABLES
from msoko.store.store import Store

SHOWN = 200  # changes listed one by one
_ORIGIN = {"batch", "sheet", "row", "col"}


@dataclass(frozen=True)
class Change:
    """One row. kind: new | changed | gone. before, after: the columns that differ. sheet, row: of the new file."""

    table: str
    kind: str
    key: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True)
class Preview:
    """Numbers of rows by table. already: this very batch is in the store. replaces: whose place it would take.

    batch: the id it would have there.
    """

    new: Mapping[str, int]
    changed: Mapping[str, int]
    gone: Mapping[str, int]
    same: Mapping[str, int]
    batch: str = ""
    replaces: BatchRecord | None = None
    already: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return self.already or not any(sum(part.values()) for part in (self.new, self.changed, self.gone))


def compare(store: Store, tables: Mapping[str, pa.Table], kind: str, batch: str) -> Preview:
    """Rows are the same row if their keys (store.schemas.KEYS) are equal; without a key if everything is."""
    visible, now = store.batches(), _touched(tables)
    earlier = replaced(store, tables, kind, batch)
    near = [one.id for one in visible if one == earlier or _near(now, one.touches)]
    counts: dict[str, dict[str, int]] = {"new": {}, "changed": {}, "gone": {}, "same": {}}
    changes: list[Change] = []
    for name in sorted({*now.tables, *(earlier.counts if earlier else ())}):
        before = store.table(name, batches=near)
        mine = pc.equal(before["batch"], earlier.id if earlier else "")
        found = _compare(name, before.append_column("mine", mine), tables.get(name), changes)
        for part, number in found.items():
            counts[part][name] = number
    already = any(one.id == batch for one in visible)
    return Preview(**counts, batch=batch, replaces=earlier, already=already, changes=tuple(changes))


def replaced(store: Store, tables: Mapping[str, pa.Table], kind: str, batch: str) -> BatchRecord | None:
    """The latest visible batch of the same format that says no more than this one: same procedures and periods,
    objects, facts, subjects and grades all among the new ones. A file of one school never takes the place of one of
    all schools, nor the marks in one subject that of another."""
    now, objects, works = _touched(tables), _objects(tables), _works(tables)
    for one in reversed(store.batches()):
        if one.kind != kind or one.id == batch or one.touches is None or not _alike(now, one.touches):
            continue
        held = {name: store.table(name, batches=[one.id]) for name in one.counts}
        told = set(one.touches.objects) or _objects(held)
        if told and told <= objects and _works(held) <= works:
            return one
    return None


def _works(tables: Mapping[str, pa.Table]) -> set[tuple[str, str]]:
    """Subjects and grades that received numbers are about; rows of participants are told apart by their procedure."""
    named = [tables[name] for name in ("facts", "references") if name in tables]
    pairs = [table.group_by(["subject", "grade"]).aggregate([]) for table in named]
    return {(row["subject"], row["grade"]) for table in pairs for row in table.to_pylist()}


def _objects(tables: Mapping[str, pa.Table]) -> set[str]:
    """Ids of organisations and other objects; the touches of a large batch leave them out."""
    found: set[str] = set()
    for name, table in tables.items():
        for column in {"object_id", "organisation"} & set(table.column_names) if name != "items" else ():
            found.update(one for one in pc.unique(table[column]).to_pylist() if one is not None)
    return found


def _touched(tables: Mapping[str, pa.Table]) -> Touches:
    gathered = Gathered()
    for name, table in tables.items():
        gathered.see(name, table)
    return gathered.touches()


def _alike(now: Touches, before: Touches) -> bool:
    """About the same procedures and periods, and no facts that the new one leaves out."""
    same = (now.procedures, now.periods, now.tables) == (before.procedures, before.periods, before.tables)
    return same and set(before.facts) <= set(now.facts)


def _near(now: Touches, other: Touches | None) -> bool:
    """May the other batch hold rows of the same key?"""
    if other is None:
        return True
    pairs = ((now.procedures, other.procedures), (now.facts, other.facts), (now.periods, other.periods))
    return all(not mine or not theirs or bool(set(mine) & set(theirs)) for mine, theirs in pairs)


def _compare(name: str, before: pa.Table, after: pa.Table | None, changes: list[Change]) -> dict[str, int]:
    """before has the column `mine`: rows of the batch that would be replaced; only those can be gone."""
    import duckdb

    values = [entry.name for entry in TABLES[name] if entry.name not in _ORIGIN]
    key = list(KEYS.get(name, values))
    rest = [column for column in values if column not in key]
    same_key = " and ".join(f'a."{column}" is not distinct from b."{column}"' for column in key)
    differs = " or ".join(f'a."{column}" is distinct from b."{column}"' for column in rest) or "false"
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar_print = false")  # .sql() would draw it into the output of --json
        connection.register("after_rows", TABLES[name].empty_table() if after is None else after)
        connection.register("before_rows", before)
        connection.execute(f"""
            create temp table joined as
            select case when b.found is null then 'new' when a.found is null then 'gone'
                        when {differs} then 'changed' else 'same' end as kind,
                   {", ".join(f'a."{column}" as "a_{column}", b."{column}" as "b_{column}"' for column in values)},
                   a.sheet as sheet, a.row as "row"
            from (select *, true as found from after_rows) a
            full join (select *, true as found from before_rows) b on {same_key}
            where a.found or b.mine
        """)
        found = dict(connection.sql("select kind, count(*) from joined group by kind").fetchall())
        room = max(0, SHOWN - len(changes))
        query = f"select * from joined where kind <> 'same' order by kind, sheet, row limit {room}"
        listed = connection.sql(query).to_arrow_table().to_pylist()
    changes += [_change(name, row, key, rest) for row in listed]
    return {part: int(found.get(part, 0)) for part in ("new", "changed", "gone", "same")}


def _change(name: str, row: Mapping[str, Any], key: list[str], rest: list[str]) -> Change:
    side = "b" if row["kind"] == "gone" else "a"
    differing = [column for column in rest if row[f"a_{column}"] != row[f"b_{column}"]]
    shown = {column: row[f"{side}_{column}"] for column in key if row[f"{side}_{column}"] not in ("all", None)}
    before = {column: row[f"b_{column}"] for column in differing if row["kind"] != "new"}
    after = {column: row[f"a_{column}"] for column in differing if row["kind"] != "gone"}
    return Change(name, row["kind"], shown, before, after, row["sheet"] or "", row["row"] or 0)
