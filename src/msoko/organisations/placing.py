"""Who existed in a period and in which groups: the only thing the engines know about organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

from msoko.organisations.registry import Registry
from msoko.vocabulary import Period

if TYPE_CHECKING:
    import duckdb

# One row per (object, period, level, group). An organisation is also its own group at level "organisation".
# kind, settlement and education_level groups are "<municipality>/<value>", so they never mix municipalities.
# `covered`: our base rows cover the group whole; a region usually is not, then at(region, …) reads references.
PLACEMENTS = pa.schema(
    [
        ("object_id", pa.string()),
        ("period", pa.string()),
        ("level", pa.string()),
        ("group_id", pa.string()),
        ("covered", pa.bool_()),
    ]
)

# One row per (object, period); several education levels and grades may be taught at once.
ATTRIBUTES = pa.schema(
    [
        ("object_id", pa.string()),
        ("period", pa.string()),
        ("object_type", pa.string()),
        ("kind", pa.string()),
        ("settlement", pa.string()),
        ("municipality", pa.string()),
        ("region", pa.string()),
        ("education_levels", pa.list_(pa.string())),
        ("grades", pa.list_(pa.string())),
    ]
)


def placements(registry: Registry, periods: Iterable[Period]) -> pa.Table:
    """Every existing organisation with its groups in each period, in the schema PLACEMENTS.

    It belongs to a period if it existed on any day of it; the membership of the last day it existed within the period
    counts. Region and country not stated for it are those of its municipality.
    """
    with _opened(registry, periods) as connection:
        successors = [(one, registry.ultimate_successor(one)) for one in registry.ids()]
        connection.register(
            "heirs", pa.table({"object_id": [a for a, _ in successors], "heir": [b for _, b in successors]})
        )
        return connection.sql(_PLACEMENTS_SQL).to_arrow_table().cast(PLACEMENTS)


def attributes(registry: Registry, periods: Iterable[Period]) -> pa.Table:
    """What `applies_when` may ask of each existing organisation in each period, in the schema ATTRIBUTES."""
    with _opened(registry, periods) as connection:
        return connection.sql(_ATTRIBUTES_SQL).to_arrow_table().cast(ATTRIBUTES)


def _opened(registry: Registry, periods: Iterable[Period]) -> duckdb.DuckDBPyConnection:
    import duckdb

    asked = sorted(set(periods))
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar_print = false")  # .sql() would draw it into the output of --json
    connection.register("objects", registry.objects)
    connection.register("received", registry.attributes)
    connection.register(
        "periods",
        pa.table(
            {
                "period": pa.array([p.code for p in asked], pa.string()),
                "opens": pa.array([p.first_day for p in asked], pa.date32()),
                "closes": pa.array([p.last_day for p in asked], pa.date32()),
            }
        ),
    )
    connection.execute(_PREPARING_SQL)
    return connection


# existing: (object, period, day that counts). held: values of attributes on that day. single: the latest begun of each.
_PREPARING_SQL = """
create temp table existing as
    select o.object_id, o.object_type, p.period, least(coalesce(o.last_day, p.closes), p.closes) as day,
           coalesce(o.covered, o.object_type in ('organisation', 'municipality', 'cluster')) as covered
    from objects o join periods p
      on coalesce(o.first_day, date '0001-01-01') <= p.closes and coalesce(o.last_day, date '9999-12-31') >= p.opens;
create temp table held as
    select e.object_id, e.period, a.attribute, a.value, coalesce(a.first_day, date '0001-01-01') as since
    from existing e join received a
      on a.object_id = e.object_id
     and coalesce(a.first_day, date '0001-01-01') <= e.day and coalesce(a.last_day, date '9999-12-31') >= e.day
    where a.attribute in
        ('kind', 'settlement', 'municipality', 'region', 'country', 'cluster', 'education_level', 'grade');
create temp table single as
    select object_id, period,
           (max({'since': since, 'value': value}) filter (attribute = 'kind')).value as kind,
           (max({'since': since, 'value': value}) filter (attribute = 'settlement')).value as settlement,
           (max({'since': since, 'value': value}) filter (attribute = 'municipality')).value as municipality,
           (max({'since': since, 'value': value}) filter (attribute = 'region')).value as region,
           (max({'since': since, 'value': value}) filter (attribute = 'country')).value as country
    from held where attribute not in ('cluster', 'education_level', 'grade') group by all;
create temp table placed as
    select e.object_id, e.period, e.covered, s.kind, s.settlement, s.municipality,
           coalesce(s.region, m.region) as region, coalesce(s.country, m.country, r.country) as country
    from existing e
    left join single s using (object_id, period)
    left join single m on m.object_id = s.municipality and m.period = e.period
    left join single r on r.object_id = coalesce(s.region, m.region) and r.period = e.period
    where e.object_type = 'organisation';
"""

_PLACEMENTS_SQL = """
with grouped as (
    select object_id, period, 'organisation' as level, object_id as group_id, object_id as owner from placed
    union all select object_id, period, 'successor', heir, heir from placed join heirs using (object_id)
    union all select object_id, period, 'kind', municipality || '/' || kind, municipality from placed
    union all select object_id, period, 'settlement', municipality || '/' || settlement, municipality from placed
    union all select object_id, period, 'municipality', municipality, municipality from placed
    union all select object_id, period, 'region', region, region from placed
    union all select object_id, period, 'country', country, country from placed
    union all select distinct p.object_id, p.period, 'education_level', p.municipality || '/' || h.value, p.municipality
        from placed p join held h using (object_id, period) where h.attribute = 'education_level'
    union all select distinct p.object_id, p.period, 'cluster', h.value, h.value
        from placed p join held h using (object_id, period) where h.attribute = 'cluster'
)
select g.object_id, g.period, g.level, g.group_id,
       coalesce(o.covered, g.level not in ('region', 'country')) as covered
from grouped g left join (select object_id, any_value(covered) as covered from objects group by object_id) o
  on o.object_id = g.owner
where g.group_id is not null
order by g.period, g.level, g.group_id, g.object_id
"""

_ATTRIBUTES_SQL = """
with several as (
    select object_id, period,
           list(distinct value order by value) filter (attribute = 'education_level') as education_levels,
           list(distinct value order by value) filter (attribute = 'grade') as grades
    from held group by all
)
select p.object_id, p.period, 'organisation' as object_type, p.kind, p.settlement, p.municipality, p.region,
       coalesce(s.education_levels, []::varchar[]) as education_levels, coalesce(s.grades, []::varchar[]) as grades
from placed p left join several s using (object_id, period)
order by p.period, p.object_id
"""
