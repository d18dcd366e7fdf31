"""Results as the rows of VALUES: numbers back to text, values to 12 digits, short codes; sorted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.indicators.addresses import ALPHABET, LENGTH
from msoko.indicators.engines.duckdb.running import Run
from msoko.store.schemas import VALUES
from msoko.vocabulary import SLICES

# Numbers of indicators, periods, groups and slices are in the order of their texts: sorting by them sorts the rows.
_QUERY = f"""
    select v.i, r.p, r.g, r.s, significant(r.v) as value, coalesce(r.n, 0) as n, coalesce(r.known, 0) as known,
        coalesce(r.expected, 0) as expected, r.low, r.high, r.received,
        ('0x' || substr(sha256(concat(v.address, g.address, p.address, x.address)), 1, 13))::bigint >> 2 as digest
    from results r
    join (select *, indicator || chr(31) as address from visible) v on v.t = r.t
    join (select *, concat(level, chr(31), group_id, chr(31)) as address from groups) g on g.g = r.g
    join (select *, code || chr(31) as address from periods) p on p.p = r.p
    join (select s, concat_ws(chr(31), {", ".join(f'"{name}"' for name in SLICES)}) as address from slices) x
        on x.s = r.s
    join place_sets a on a.place = v.place and a.level = g.level and a.p = r.p
    where r.expected > 0 or r.received or g.level = 'organisation'
    order by v.i, r.p, r.g, r.s"""


def values(run: Run) -> pa.Table:
    """The rows of the indicators asked for."""
    codes = sorted({code for code, _ in run.plan.visible})
    place = {code: i for i, code in enumerate(codes)}
    run.listed("visible", "i:int indicator:text t:int place:int", [
        (place[code], code, t, _asked(run, code)) for code, t in run.plan.visible
    ])  # fmt: skip
    run.sets.offer(run)
    found = run.connection.sql(_QUERY).to_arrow_table().combine_chunks()
    rows = {name: _plain(found[name]) for name in found.column_names}
    columns = {"indicator": pa.array(codes, pa.string()).take(rows["i"]), "code": _codes(rows["digest"])}
    said = _Repeated(found.num_rows)
    for table, number, names in (
        ("groups", "g", {"level": "level", "group_id": "object_id"}),
        ("periods", "p", {"code": "period", "first_day": "first_day", "last_day": "last_day"}),
        ("slices", "s", {name: name for name in SLICES}),
    ):
        held = run.connection.sql(f"select * from {table} order by {number}").to_arrow_table().combine_chunks()
        for name, shown in names.items():
            columns[shown] = said.taken(_plain(held[name]), rows[number])
    received, expected = rows["received"], rows["expected"]
    nobody = pc.and_not(pc.equal(expected, 0), received)
    state = pc.if_else(nobody, 2, pc.is_null(rows["value"]).cast(pa.int8()))
    columns |= {
        "state": said.taken(pa.array(["value", "missing", "not_applicable"]), state),
        "coverage": pc.divide(
            rows["known"].cast(pa.float64()), pc.if_else(pc.greater(expected, 0), expected, None).cast(pa.float64())
        ),
        "source": said.taken(pa.array(["computed", "reference"]), received.cast(pa.int8())),
        **{name: rows[name] for name in ("value", "n", "known", "expected", "low", "high")},
    }
    return pa.table([columns[name] for name in VALUES.names], names=VALUES.names).cast(VALUES)


class _Repeated:
    """Texts for numbers. A column that says the same in every row is made once, whatever its name."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.known: dict[Any, pa.Array] = {}

    def taken(self, texts: pa.Array, numbers: pa.Array) -> pa.Array:
        used = {text.as_py() for text in texts} if len(texts) <= _FEW else set()
        if len(used) != 1 and len(texts) <= _FEW:
            used = {texts[one.as_py()].as_py() for one in pc.unique(numbers)}
        if len(used) != 1:
            return texts.take(numbers)
        (text,) = used
        if text not in self.known:
            self.known[text] = pa.repeat(pa.scalar(text, texts.type), self.rows)
        return self.known[text]


_FEW = 100  # distinct texts that are looked through for being all the same


def _plain(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _codes(digests: pa.Array) -> pa.Array:
    """addresses.short_code of all rows at once: 50 bits, five a letter, a hyphen in the middle."""
    bits = digests.to_numpy(zero_copy_only=False).astype(np.uint64)
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)
    half = LENGTH // 2
    text = np.full((len(bits), LENGTH + 1), ord("-"), np.uint8)
    for place in range(LENGTH):
        column = place + (place >= half)
        text[:, column] = letters[(bits >> np.uint64(5 * (LENGTH - 1 - place))) & np.uint64(31)]
    offsets = np.arange(0, (len(bits) + 1) * (LENGTH + 1), LENGTH + 1, dtype=np.int64)
    large = pa.LargeStringArray.from_buffers(len(bits), pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))
    return large.cast(pa.string())


def _asked(run: Run, code: str) -> int:
    """Tasks are also computed where other tasks need them; only levels and periods asked for are given."""
    indicator = run.methodology.indicators[code]
    periods = (period.code for period in run.requested if period.kind is indicator.period)
    return run.sets.number(map(str, indicator.levels), periods)
