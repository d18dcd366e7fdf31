"""The same values by hand: the best DuckDB SQL we could write, and the pandas code an analyst would write."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from benchmarks.worlds import LEVELS, World

_TOTALS = "education_level = 'all' and grade = 'all' and subject = 'all' and sex = 'all' and state = 'value'"
_ROUNDED = "case when x = 0 then 0 else round(x * pow(10.0, 11 - floor(log10(abs(nullif(x, 0))))))\
 / pow(10.0, 11 - floor(log10(abs(nullif(x, 0))))) end"


def connect(world: World, names: list[tuple[str, str, str]], threads: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": threads})
    for name, table in world.data.tables.items():
        con.register(name, table)
    con.register("placements", world.data.placements)
    slots = [(i, code, 1, above) for i, (code, above, _) in enumerate(names)]
    slots += [(i, code, 2, below) for i, (code, _, below) in enumerate(names)]
    numbers, codes, places, facts = zip(*slots, strict=True)
    con.register("slots", pa.table({"i": pa.array(numbers, pa.int32()), "slot": places, "fact": facts}))
    con.register("names", pa.table({"i": pa.array(range(len(names)), pa.int32()), "code": [n for n, _, _ in names]}))
    del codes
    return con


def long_sql() -> str:
    """One row a fact and indicator, gathered twice. Text keys numbered first: much faster than grouping by them."""
    return f"""
    with orgs as (select object_id, (row_number() over (order by object_id))::int as o
            from (select distinct object_id from placements)),
        groups as (select level, group_id, (row_number() over (order by level, group_id))::int as g
            from (select distinct level, group_id from placements)),
        years as (select period, (row_number() over (order by period))::int as p
            from (select distinct period from placements)),
        placed as (select o, p, g, level = 'organisation' as own from placements join orgs using (object_id)
            join years using (period) join groups using (level, group_id)),
        cells as materialized (select i, o, p, sum(case when slot = 1 then value end) as a,
                sum(case when slot = 2 then value end) as b
            from facts join slots using (fact) join orgs using (object_id) join years using (period)
            where {_TOTALS} group by all having a is not null and b is not null),
        rolled as (select i, p, g, a, b, 1 as known from cells join placed using (o, p) where own
            union all select i, p, g, sum(a), sum(b), count(*) from cells join placed using (o, p) where not own group by all),
        standing as (select p, g, count(*) as expected from placed group by all),
        told as (select n.i, s.p, s.g, 100 * a::double / nullif(b, 0)::double as x, coalesce(b, 0)::bigint as n,
                coalesce(known, 0) as known, expected
            from standing s cross join names n left join rolled r on r.i = n.i and r.p = s.p and r.g = s.g)
    select code as indicator, level, group_id as object_id, period, {_ROUNDED} as value, n, known, expected,
        known / expected as coverage
    from told join names using (i) join groups using (g) join years using (p) order by i, p, g"""


def wide_sql(names: list[tuple[str, str, str]]) -> str:
    """One column a fact; the levels in one join; one column an indicator, turned into rows at the end."""
    facts = sorted({fact for _, above, below in names for fact in (above, below)})
    pivot = ", ".join(f"sum(case when fact = '{fact}' then value end) as {fact}" for fact in facts)
    sums = ", ".join(
        f"sum(case when {b} is not null then {a} end) as a{i}, sum(case when {a} is not null then {b} end) as b{i},"
        f" count(case when {a} is not null and {b} is not null then 1 end) as k{i}"
        for i, (_, a, b) in enumerate(names)
    )
    rows = ", ".join(f"{{i: {i}, a: a{i}, b: b{i}, known: k{i}}}" for i in range(len(names)))
    return f"""
    with wide as (select object_id, period, {pivot} from facts where {_TOTALS} group by all),
        rolled as (select level, group_id, p.period, count(*) as expected, {sums}
            from placements p left join wide w on w.object_id = p.object_id and w.period = p.period group by all),
        told as (select level, group_id, period, expected, unnest([{rows}], recursive := true) from rolled),
        said as (select code as indicator, level, group_id as object_id, period, 100 * a::double / nullif(b, 0)::double as x,
            coalesce(b, 0)::bigint as n, known, expected, known / expected as coverage from told join names using (i))
    select indicator, level, object_id, period, {_ROUNDED} as value, n, known, expected, coverage
    from said order by indicator, period, level, object_id"""


def with_pandas(world: World, names: list[tuple[str, str, str]]) -> object:
    """A wide table once, then each indicator at each level."""
    import pandas

    facts = world.data.tables["facts"].select(["object_id", "period", "fact", "value", "grade", "state"]).to_pandas()
    placements = world.data.placements.to_pandas()
    facts = facts[(facts["grade"] == "all") & (facts["state"] == "value")]
    facts["value"] = facts["value"].astype(float)
    wide = facts.pivot(index=["object_id", "period"], columns="fact", values="value").reset_index()
    found = []
    for level in LEVELS:
        placed = placements[placements["level"] == level].merge(wide, on=["object_id", "period"], how="left")
        for code, above, below in names:
            pair = placed[["group_id", "period", above, below]].copy()
            known = pair[above].notna() & pair[below].notna()
            pair.loc[~known, [above, below]] = float("nan")
            pair["known"] = known
            sums = pair.groupby(["group_id", "period"]).agg(
                a=(above, "sum"), b=(below, "sum"), known=("known", "sum"), expected=("known", "size")
            )
            sums["value"] = 100 * sums["a"] / sums["b"].where(sums["b"] != 0)
            sums["coverage"] = sums["known"] / sums["expected"]
            sums["indicator"], sums["level"] = code, str(level)
            found.append(sums.reset_index())
    values = pandas.concat(found)
    return values.sort_values(["indicator", "period", "level", "group_id"])


def items_sql() -> str:
    """The five values of worlds.ITEM_FORMULAS in one pass, every level."""
    return """
    with orgs as (select organisation, count(*) as n, sum(score) as s, sum(max_score) as m,
            count(case when score = max_score then 1 end) as solved, sum(case when subject = 'MA' then score end) as ma,
            count(case when subject = 'MA' then score end) as ma_n, count(case when grade = '5' and score > 0 then 1 end) as g5,
            count(case when grade = '5' then score end) as g5_n
        from items group by organisation),
    rolled as (select level, group_id, sum(n) as n, sum(s) as s, sum(m) as m, sum(solved) as solved, sum(ma) as ma,
            sum(ma_n) as ma_n, sum(g5) as g5, sum(g5_n) as g5_n
        from orgs join placements on organisation = object_id group by all)
    select level, group_id, 100 * solved / n as solved, s::double / n as mean, 100 * s::double / m::double as of_maximum,
        ma::double / ma_n as maths, 100 * g5 / g5_n as grade_5 from rolled order by all"""
