"""What Ibis expressions read, prepared from the data: text numbered, groups, slices and rows of facts laid out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Node
from msoko.indicators import sources, tables
from msoko.indicators.building import boolean, build, double
from msoko.indicators.engines.duckdb.compiling import compiled
from msoko.indicators.engines.duckdb.layout import Layout
from msoko.indicators.engines.duckdb.periods import Calendar, reads
from msoko.indicators.parameters import threshold
from msoko.indicators.plan import Base, Plan
from msoko.indicators.registry_leaves import registry_leaf
from msoko.indicators.walking import only_slices, with_options
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES, PeriodKind

ALL_SLICES = ", ".join(f'"{name}"' for name in SLICES)
NO_SLICES = " and ".join(f"\"{name}\" = 'all'" for name in SLICES)
ROW_MASK = " + ".join(f"(\"{name}\" <> 'all')::int * {1 << n}" for n, name in enumerate(SLICES))


def mask(columns: Sequence[str]) -> int:
    return sum(1 << n for n, name in enumerate(SLICES) if name in columns)


class Preparation:
    """One computation's tables in its own connection. The order of the calls in `run` matters."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
        self.connection, self.layout = connection, layout
        self.plan: Plan = layout.plan
        self.methodology: Methodology = layout.methodology
        self.calendar: Calendar = layout.calendar

    def run(self) -> None:
        self.periods()
        self.objects()
        self.placed()
        self.registry()
        self.gather_sources()
        self.slices()
        self.fact_rows()
        self.source_rows()
        self.made_rows()
        self.picks()
        self.applicable()

    def make(self, name: str, query: str) -> None:
        self.connection.execute(f'create or replace temp table "{name}" as {query}')

    def add(self, name: str, query: str) -> None:
        self.connection.execute(f'insert into "{name}" by name {query}')

    def empty(self, table: Any) -> None:
        """A table of the declared columns without rows."""
        arrow = pa.schema(table.schema().to_pyarrow()).empty_table()
        self.connection.register("nothing", arrow)
        self.make(table.get_name(), "select * from nothing")
        self.connection.unregister("nothing")

    def small(self, name: str, columns: dict[str, pa.Array]) -> None:
        """A table made in Python."""
        self.connection.register("handed", pa.table(columns))
        self.make(name, "select * from handed")
        self.connection.unregister("handed")

    # ---- text → numbers
    def periods(self) -> None:
        held = self.calendar.periods
        self.small("periods", {
            "p": pa.array(range(len(held)), pa.int32()), "code": pa.array([p.code for p in held], pa.string()),
            "first_day": pa.array([p.first_day for p in held], pa.date32()),
            "last_day": pa.array([p.last_day for p in held], pa.date32()),
        })  # fmt: skip
        moves = self.calendar.moves
        self.small("moves", {
            "move": pa.array([m for m, _, _ in moves], pa.string()), "p": pa.array([p for _, p, _ in moves], pa.int32()),
            "q": pa.array([q for _, _, q in moves], pa.int32()),
        })  # fmt: skip

    def objects(self) -> None:
        about = self.layout.about
        others = ", ".join(f"'{name}'" for name in about) or "''"
        named = (
            f"union select distinct object_type, object_id from facts where object_type in ({others})" if about else ""
        )
        self.make(
            "owners",
            f"""
            select (row_number() over (order by object_type, object_id) - 1)::int as o, object_type, object_id from (
                select distinct 'organisation' as object_type, object_id from placements {named})""",
        )
        levels = ", ".join(f"'{name}'" for name in sorted(self.layout.levels)) or "''"
        self.make(
            "groups",
            f"""
            select (row_number() over (order by level, group_id) - 1)::int as g, level, group_id
            from (select distinct level, group_id from placements where level in ({levels}))""",
        )

    def placed(self) -> None:
        """placed: distinct; own = the organisation as its own group, or an object that is itself a group."""
        self.make(
            "placed",
            """
            select distinct o.o, p.p, g.g, l.level = 'organisation' and l.object_id = l.group_id as own
            from placements l join periods p on p.code = l.period
            join owners o on o.object_id = l.object_id and o.object_type = 'organisation'
            join groups g on g.level = l.level and g.group_id = l.group_id""",
        )
        self.make("sizes", "select p, g, count(*) as size from placed group by p, g")
        self.make(
            "coverings",
            """
            select p.p, g.g, bool_and(coalesce(l.covered, true)) as covered
            from placements l join periods p on p.code = l.period
            join groups g on g.level = l.level and g.group_id = l.group_id group by p.p, g.g""",
        )
        for level in self.layout.about:
            self.add(
                "placed",
                f"""
                select o.o, m.p, g.g, true as own from owners o join groups g on g.level = o.object_type
                and g.group_id = o.object_id and o.object_type = '{level}' join sizes m on m.g = g.g""",
            )

    def registry(self) -> None:
        self.make(
            "registry",
            """
            select o.o, p.p, a.kind, a.settlement, a.municipality, a.region, a.education_levels, a.grades
            from attributes a join periods p on p.code = a.period
            join owners o on o.object_id = a.object_id and o.object_type = 'organisation'""",
        )

    # ---- rows of sources
    def gather_sources(self) -> None:
        """One table a pass, with the slice columns as text; numbered when all slices are known."""
        pairs = set()
        for base in self.plan.bases:
            if base.kind != "fact":
                arrived = self._arrived(self.methodology.sources[base.name].table) if base.rule else []
                pairs |= {(base.rule, a, self.calendar.numbers[b]) for a, b in
                          reads(base.rule, None, self.calendar.periods, arrived)}  # fmt: skip
        found = sorted(pairs)
        self.small("source_reads", {
            "rule": pa.array([r for r, _, _ in found], pa.string()), "code": pa.array([c for _, c, _ in found], pa.string()),
            "p": pa.array([p for _, _, p in found], pa.int32()),
        })  # fmt: skip
        for n, one in enumerate(self.layout.passes):
            key = ("gathered", one, self.layout.fingerprint)
            query = compiled(key, lambda one=one: sources.gathered(one, self.methodology))  # type: ignore[misc]
            kept = ", ".join(f'"{name}"' for name in one.by)
            rest = "".join(f", 'all' as \"{name}\"" for name in SLICES if name not in one.by)
            self.make(f"gathered{n}", f"select *{rest} from ({query})" if kept or rest else query)

    def _arrived(self, table: str, condition: str = "true") -> list[str]:
        rows = self.connection.execute(f'select distinct period from "{table}" where {condition}').fetchall()
        return sorted(code for (code,) in rows)

    def slices(self) -> None:
        """Every combination that rows have, and everything coarser that scopes ask for, numbered in sorted order."""
        parts = ["select " + ", ".join(f"'all' as \"{name}\"" for name in SLICES)]
        if grained := [code for code, _ in self.plan.facts if self.methodology.facts[code].grain]:
            named = ", ".join(f"'{code}'" for code in grained)
            parts.append(f"select distinct {ALL_SLICES} from facts where fact in ({named})")
        parts += [f"select distinct {ALL_SLICES} from gathered{n}" for n in range(len(self.layout.passes))]
        if self.layout.reference_codes:
            parts.append(f'select distinct {ALL_SLICES} from "references"')
        self.make("raw_slices", " union ".join(parts))
        cut = ", ".join(
            f'case when mask & {1 << n} <> 0 then "{name}" else \'all\' end as "{name}"'
            for n, name in enumerate(SLICES)
        )
        self.small("masks", {"mask": pa.array(sorted(self.layout.masks | {255}), pa.int32())})
        self.make(
            "slices",
            f"""
            select (row_number() over (order by {ALL_SLICES}) - 1)::int as s, * from (
                select distinct {cut} from raw_slices, masks)""",
        )
        same = " and ".join(f'a."{name}" = b."{name}"' for name in SLICES)
        self.make(
            "coarser",
            f"""
            select a.mask, a.s, b.s as coarse from (select mask, s, {cut} from slices, masks) a join slices b on {same}""",
        )

    def source_rows(self) -> None:
        self.empty(tables.SOURCE_ROWS)
        same = " and ".join(f'a."{name}" = b."{name}"' for name in SLICES)
        for n, one in enumerate(self.layout.passes):
            self.make("made", f"select a.*, b.s from gathered{n} a join slices b on {same}")
            kinds = {row[0]: row[1] for row in self.connection.execute("describe made").fetchall()}

            def expression(one: sources.Pass = one, kinds: dict[str, str] = kinds) -> Any:
                made = ibis.table({name: _ibis_type(kind) for name, kind in kinds.items()}, name="made")
                return sources.source_rows(one, made, self.plan.bases)

            numbers = tuple(self.plan.bases[base] for base, _ in one.bases)
            self.add("source_rows", compiled(("source rows", one, numbers, tuple(kinds.items())), expression))

    # ---- rows of facts
    def fact_rows(self) -> None:
        """Parts and totals of every fact asked for, by the periods in which they are read."""
        self.empty(tables.FACT_ROWS)
        named: dict[str, list[Any]] = {"b": [], "fact": [], "about": [], "mask": [], "class": [], "over_time": []}
        classes: dict[tuple[str, PeriodKind | None], int] = {}
        for code, rule in self.plan.facts:
            fact = self.methodology.facts[code]
            reading = classes.setdefault((rule, fact.period if rule else None), len(classes))
            row = (self.layout.fact_number(code, rule), code, fact.about, mask(fact.grain), reading, fact.over_time)
            for name, value in zip(named, row, strict=True):
                named[name].append(value)
        kinds = [pa.int32(), pa.string(), pa.string(), pa.int32(), pa.int32(), pa.string()]
        self.small("named", {n: pa.array(v, k) for (n, v), k in zip(named.items(), kinds, strict=True)})
        pairs = []
        for (rule, kind), number in classes.items():
            arrived = self._arrived("facts", "fact in (select fact from named)") if rule and kind == "date" else []
            own = reads(rule, kind or PeriodKind.SCHOOL_YEAR, self.calendar.periods, arrived)
            pairs += [(number, row, self.calendar.numbers[ours]) for row, ours in own]
        self.small("fact_reads", {
            "class": pa.array([c for c, _, _ in pairs], pa.int32()), "code": pa.array([r for _, r, _ in pairs], pa.string()),
            "p": pa.array([p for _, _, p in pairs], pa.int32()),
        })  # fmt: skip
        rules = {number: (rule, kind) for (rule, kind), number in classes.items()}
        for number, (rule, kind) in rules.items():
            self._facts_of_class(number, rule, kind)

    def _facts_of_class(self, number: int, rule: str, kind: PeriodKind | None) -> None:
        """Rows of a fact without grain are totals; of one with grain parts and totals, each knowing of the other."""
        state = "case f.state when 'not_applicable' then 2 when 'value' then (f.value is null)::int else 1 end::tinyint"
        read = f"""n.b, o.o, r.p, f.period, {state} as state, f.value as v, n.over_time"""
        joins = f"""join named n on f.fact = n.fact and f.object_type = n.about and n.class = {number}
            join fact_reads r on r.class = {number} and r.code = f.period
            join owners o on o.object_id = f.object_id and o.object_type = n.about"""
        (total,) = self.one(f"select s from slices where {NO_SLICES}")
        rows = f"""select {read}, {total}::int as s, true as part, true as has_part, true as has_total
            from (select * from facts where {NO_SLICES}) f {joins} where n.mask = 0"""
        if any(self.methodology.facts[code].grain for code, _ in self.plan.facts):
            same = " and ".join(f'f."{name}" = x."{name}"' for name in SLICES)
            rows += f""" union all by name select *,
                bool_or(part) over (partition by b, o, p, period) as has_part,
                bool_or(not part) over (partition by b, o, p, period) as has_total from (
                    select {read}, x.s, f.stated = n.mask as part
                    from (select *, {ROW_MASK} as stated from facts) f {joins} join slices x on {same}
                    where n.mask <> 0 and f.stated in (n.mask, 0))"""
        if rule and kind is PeriodKind.DATE and rule != "within":  # the latest date of each object
            rows = f"select * from ({rows}) qualify period = max(period) over (partition by b, o, p)"
        if rule == "within":
            rows = _joined_over_time(rows, number, dates=kind is PeriodKind.DATE)
        self.add("fact_rows", f"select b, o, p, s, part, has_part, has_total, state, v from ({rows})")

    def one(self, query: str) -> Any:
        """The only row of a query. fetchone would leave the connection busy."""
        (row,) = self.connection.execute(query).fetchall()
        return row

    def made_rows(self) -> None:
        """Expressions of one fact, row by row."""
        self.empty(tables.MADE_ROWS)
        for base, number in self.plan.bases.items():
            if base.kind == "fact" and base.operand is not None:
                fact = self.layout.fact_number(base.name, base.rule)
                key = ("made", base, fact, number, self.layout.fingerprint)
                self.add("made_rows", compiled(key, lambda base=base, n=number, f=fact: self._made(base, n, f)))  # type: ignore[misc]

    def _made(self, base: Base, number: int, fact: int) -> Any:
        rows = self._described(tables.FACT_ROWS.filter(tables.FACT_ROWS.b == fact))
        assert base.operand is not None

        def leaf(node: Node) -> Any:
            if isinstance(node, tree.Name) and node.name == base.name:
                return rows.v
            if isinstance(node, tree.Weight):
                return threshold(node.name, rows, self.methodology)
            return registry_leaf(node, rows, "g_")

        x = double(build(base.operand, leaf))
        kept = ("o", "p", "s", "part", "has_part", "has_total", "state")
        x = ibis.cases((rows.state == 0, x))
        return rows.select(*kept, b=ibis.literal(number, type="int32"), x=x)

    def _described(self, rows: Any) -> Any:
        """Rows with their slice columns, registry attributes (g_…) and the last day of the period."""
        slices = tables.SLICES_TABLE.rename(d_s="s")
        registry = tables.REGISTRY.rename({f"g_{name}": name for name in tables.REGISTRY.columns})
        periods = tables.PERIODS.select(d_p="p", last_day="last_day")
        rows = rows.join(slices, rows.s == slices.d_s)
        rows = rows.join(periods, rows.p == periods.d_p)
        return rows.left_join(registry, [rows.o == registry.g_o, rows.p == registry.g_p])

    # ---- conditions
    def picks(self) -> None:
        """Where conditions over slices are true, and where those that also ask the registry are."""
        self.empty(tables.PICKS)
        self.empty(tables.MIXED_PICKS)
        for where, number in self.layout.wheres.items():
            if only_slices(where):
                slices = tables.SLICES_TABLE

                def plain(where: Node = where, number: int = number) -> Any:
                    true = boolean(build(where, lambda node: registry_leaf(node, tables.SLICES_TABLE)))
                    return slices.filter(true).select(w=ibis.literal(number, type="int32"), s=slices.s)  # noqa: B023

                self.add("picks", compiled(("pick", where, number), plain))
            else:
                for base, source in self.layout.read_by[where]:
                    key = ("mixed", where, number, base, source, self.layout.fingerprint)
                    self.add("mixed_picks", compiled(key, partial(self._mixed, where, number, base, source)))

    def _mixed(self, where: Node, number: int, base: int, kind: str) -> Any:
        table = {"fact": tables.FACT_ROWS, "made": tables.MADE_ROWS, "source": tables.SOURCE_ROWS}[kind]
        rows = self._described(table.filter(table.b == base).select("o", "p", "s").distinct())

        def leaf(node: Node) -> Any:
            if isinstance(node, tree.Weight):
                return threshold(node.name, rows, self.methodology)
            return registry_leaf(node, rows, "g_")

        found = rows.filter(boolean(build(where, leaf)))
        return found.select(w=ibis.literal(number, type="int32"), o=found.o, p=found.p, s=found.s)

    def applicable(self) -> None:
        """Placed organisations for which each applies_when is true. Condition -1: objects that are themselves groups."""
        self.make("applicable", "select distinct 0::int as cond, o, p from placed limit 0")
        for text, number in self.layout.conditions.items():
            if not text:
                self.add(
                    "applicable",
                    f"""
                    select distinct {number} as cond, l.o, l.p from placed l join owners o on l.o = o.o
                    where o.object_type = 'organisation'""",
                )
                continue
            condition = with_options(parse(text), self.methodology, self.layout.options)

            def expression(condition: Node = condition, number: int = number) -> Any:
                rows = tables.REGISTRY
                true = boolean(build(condition, lambda node: registry_leaf(node, rows)))
                return rows.filter(true).select(cond=ibis.literal(number, type="int32"), o=rows.o, p=rows.p)

            found = compiled(("applies", condition, number), expression)
            self.add(
                "applicable",
                f"select distinct a.cond, a.o, a.p from ({found}) a semi join placed l on a.o = l.o and a.p = l.p",
            )
        self.add(
            "applicable",
            """
            select distinct -1 as cond, l.o, l.p from placed l join owners o on l.o = o.o
            where o.object_type <> 'organisation'""",
        )


def _joined_over_time(rows: str, reading: int, dates: bool) -> str:
    """Rows of several periods as one row a slice, by the fact's over_time (ADR 0001, `within`)."""
    complete = (
        "true"
        if dates
        else "(select count(*) from fact_reads r where r.class = {} and r.p = j.p) = arrived".format(reading)
    )
    return f"""
        select b, o, p, s, part, has_part, has_total,
            case when read = 0 then 2 when over_time = 'last' then last_state
                when known = read and (case when over_time = 'none' then read = 1 else {complete} end) then 0
                else 1 end::tinyint as state,
            case when read = 0 or (over_time = 'last' and last_state <> 0) then null when over_time = 'last' then last_v
                when known = read and (case when over_time = 'none' then read = 1 else {complete} end)
                then (total / case when over_time = 'mean' then read else 1 end)::decimal(18, 6) end as v
        from (select b, o, p, s, part, any_value(over_time) as over_time, bool_or(has_part) as has_part,
                bool_or(has_total) as has_total, max(arrived) as arrived, count(*) filter (state <> 2) as read,
                count(*) filter (state = 0) as known, sum(v) filter (state = 0) as total,
                arg_max(state, period) filter (state <> 2) as last_state, arg_max(v, period) filter (state = 0) as last_v
            from (select *, count(distinct period) over (partition by b, o, p, part) as arrived from ({rows}))
            group by b, o, p, s, part) j"""


def _ibis_type(kind: str) -> str:
    """A DuckDB type as Ibis writes it."""
    known = {"INTEGER": "int32", "BIGINT": "int64", "DOUBLE": "float64", "VARCHAR": "string", "DOUBLE[]": "array<float64>", "VARCHAR[]": "array<string>",
             "HUGEINT": "decimal(38,0)", "TINYINT": "int8", "BOOLEAN": "boolean"}  # fmt: skip
    return known.get(kind) or kind.lower()
