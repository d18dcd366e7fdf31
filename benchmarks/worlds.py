"""Made-up municipalities of any size for the benchmarks of the engine: facts, placements, a methodology of shares."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from msoko.indicators.request import Data
from msoko.methodology.model import Fact, Indicator, Methodology, Pack, Source
from msoko.store.schemas import TABLES
from msoko.vocabulary import SLICES, Level, Period, Uncertainty, Unit

LEVELS = (Level.ORGANISATION, Level.KIND, Level.MUNICIPALITY, Level.REGION)
_ALL = ", ".join(f"'all' as \"{name}\"" for name in SLICES)
_YEAR = "printf('%d-%02d', 2010 + y, (2011 + y) % 100)"


@dataclass(frozen=True)
class World:
    data: Data
    periods: tuple[Period, ...]
    methodology: Methodology


def facts_world(organisations: int, years: int, facts: int, indicators: int, seed: int = 1) -> World:
    """One fact a row, 3 % of them missing. Indicators are 100 * sum(a) / sum(b), half of them with an interval."""
    con = duckdb.connect()
    missing = f"hash(o, y, f, {seed}) % 100 < 3"
    rows = con.sql(f"""
        select 'organisation' as object_type, printf('org-%06d', o) as object_id, printf('fact_%04d', f) as fact,
            {_YEAR} as period, make_date((2010 + y)::int, 9, 1) as first_day, make_date((2011 + y)::int, 8, 31) as last_day,
            {_ALL}, case when not {missing} then (50 + hash(f, o, y, {seed}) % 400)::decimal(18, 6) end as value,
            case when {missing} then 'missing' else 'value' end as state, null::varchar as reason,
            'b' as batch, 's' as sheet, 1::int as row, 1::smallint as col
        from range({organisations}) t(o), range({years}) u(y), range({facts}) v(f)""").to_arrow_table()
    data = Data({"facts": rows.cast(TABLES["facts"])}, *_registry(con, organisations, years))
    return World(data, periods(years), shares(facts, indicators))


def _registry(con: duckdb.DuckDBPyConnection, organisations: int, years: int) -> tuple[pa.Table, pa.Table]:
    size = 60 if organisations <= 60 else 20
    group, region = f"printf('mun-%05d', o // {size})", "printf('reg-%03d', o // 500)"
    kind = "['school', 'kindergarten', 'additional'][1 + o % 3]"
    placements = con.sql(f"""
        select printf('org-%06d', o) as object_id, {_YEAR} as period, level,
            case level when 'organisation' then printf('org-%06d', o) when 'municipality' then {group}
                when 'kind' then {group} || '/' || {kind} else {region} end as group_id, true as covered
        from range({organisations}) t(o), range({years}) u(y),
            (values ('organisation'), ('municipality'), ('kind'), ('region')) x(level)""").to_arrow_table()
    attributes = con.sql(f"""
        select printf('org-%06d', o) as object_id, {_YEAR} as period, 'organisation' as object_type, {kind} as kind,
            'urban' as settlement, {group} as municipality, {region} as region, ['basic'] as education_levels,
            ['5', '6', '7', '8', '9'] as grades
        from range({organisations}) t(o), range({years}) u(y)""").to_arrow_table()
    return placements, attributes


def periods(years: int) -> tuple[Period, ...]:
    return tuple(Period.parse(f"{2010 + y}-{(2011 + y) % 100:02d}") for y in range(years))


def pairs(facts: int, indicators: int) -> list[tuple[str, str, str]]:
    """(indicator, fact above, fact below)."""
    return [
        (f"share_{i:04d}", f"fact_{i % facts:04d}", f"fact_{(i + 1 + i // facts) % facts:04d}")
        for i in range(indicators)
    ]


def shares(facts: int, indicators: int) -> Methodology:
    declared = tuple(Fact(code=f"fact_{f:04d}", title="факт", unit=Unit.PERSON) for f in range(facts))
    made = tuple(
        Indicator(
            code=code, title="доля", criterion="", unit=Unit.PERCENT, formula=f"100 * sum({above}) / sum({below})",
            levels=LEVELS, uncertainty=Uncertainty.NONE,
        )
        for code, above, below in pairs(facts, indicators)
    )  # fmt: skip
    return Methodology((Pack(code="benchmark", title="", version="1", facts=declared, indicators=made),))


ITEM_FORMULAS = {
    "items.solved": "100 * share(items.score == items.max_score)",
    "items.mean": "mean(items.score)",
    "items.of_maximum": "100 * sum(items.score) / sum(items.max_score)",
    "items.maths": "mean(items.score where subject == 'MA')",
    "items.grade_5": "100 * share(items.score > 0 where grade == '5')",
}


def items_methodology() -> Methodology:
    made = tuple(
        Indicator(code=code, title="", criterion="", unit=Unit.PERCENT, formula=formula, levels=LEVELS)
        for code, formula in ITEM_FORMULAS.items()
    )
    source = Source(name="items", table="items")
    return Methodology((Pack(code="benchmark", title="", version="1", sources=(source,), indicators=made),))


def items_world(organisations: int, rows: int, path: str) -> World:
    """Rows of `items` in one Parquet file: 30 tasks a participant, two subjects, five grades, one year."""
    con = duckdb.connect()
    score = "(hash(i, 3) % 4)::decimal(18, 6)"
    con.execute(f"""
        copy (select 'p' || (i // 30 % 10) as procedure, 'vpr' as procedure_type, (i // 30)::varchar as participant,
            null::varchar as person, printf('org-%06d', (i // 30) % {organisations}) as organisation, '2010-11' as period,
            date '2010-09-01' as first_day, date '2011-08-31' as last_day, 'all' as education_level,
            (5 + i // 30 % 5)::varchar as grade, 'all' as class, case when i // 30 % 2 = 0 then 'MA' else 'RU' end as subject,
            'all' as variant, 'all' as programme, 'all' as sex, 'all' as "group", (i % 30)::varchar as task, {score} as score,
            3::decimal(18, 6) as max_score, 'value' as state, 'b' as batch, 's' as sheet, 1::int as row, 1::smallint as col
            from range({rows}) t(i)) to '{path}' (format parquet)""").fetchall()
    select = f"select * from read_parquet('{path}')"
    data = Data({"items": select}, *_registry(con, organisations, 1))  # type: ignore[dict-item]
    return World(data, periods(1), items_methodology())
