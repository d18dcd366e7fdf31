"""Results as the rows of VALUES: numbers back to text, values to 12 digits, short codes; sorted."""

from __future__ import annotations

import pyarrow as pa

from msoko.indicators.engines.duckdb.running import Run
from msoko.store.schemas import VALUES
from msoko.vocabulary import SLICES

_LETTERS = " || ".join(
    ("'-' || " if place == 4 else "") + f"letter(digest >> {5 * place})" for place in reversed(range(10))
)


def values(run: Run) -> pa.Table:
    """The rows of the indicators asked for."""
    visible = run.plan.visible
    run.listed("visible", "indicator:text t:int", visible)
    found = run.connection.sql(_query(run)).to_arrow_table()
    return found.select(VALUES.names).cast(VALUES)


def _query(run: Run) -> str:
    slices = ", ".join(f'x."{name}"' for name in SLICES)
    address = " || chr(31) || ".join(["indicator", "level", "object_id", "period", *(f'"{name}"' for name in SLICES)])
    asked = _asked(run)
    return f"""
        select *, {_LETTERS} as code from (
        select *, ('0x' || substr(sha256({address}), 1, 13))::bigint >> 2 as digest from (
        select v.indicator, g.level, g.group_id as object_id, p.code as period, p.first_day, p.last_day, {slices},
            case when r.expected <= 0 and not r.received then 'not_applicable' when r.v is null then 'missing'
                else 'value' end as state,
            significant(r.v) as value,
            coalesce(r.n, 0) as n, coalesce(r.known, 0) as known, coalesce(r.expected, 0) as expected,
            case when r.expected > 0 then r.known / r.expected end as coverage, r.low, r.high,
            case when r.received then 'reference' else 'computed' end as source
        from results r join visible v on v.t = r.t join groups g on g.g = r.g join periods p on p.p = r.p
        join slices x on x.s = r.s {asked}
        where r.expected > 0 or r.received or g.level = 'organisation'
        order by v.indicator, p.p, g.level, g.group_id, {slices}))"""


def _asked(run: Run) -> str:
    """Tasks are also computed where other tasks need them; only levels and periods asked for are given."""
    rows: list[tuple[int, str, int]] = []
    for code, t in run.plan.visible:
        indicator = run.methodology.indicators[code]
        for period in run.requested:
            if period.kind is indicator.period:
                rows += [(t, str(level), run.calendar.numbers[period.code]) for level in indicator.levels]
    run.listed("asked", "t:int level:text p:int", rows)
    return "join asked a on a.t = r.t and a.level = g.level and a.p = r.p"
