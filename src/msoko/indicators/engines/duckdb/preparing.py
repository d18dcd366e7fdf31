"""What Ibis expressions read, prepared from the data: text numbered, groups, slices and rows of facts laid out."""

from __future__ import annotations

from functools import partial

import duckdb

from msoko.indicators import sources, tables
from msoko.indicators.engines.duckdb.compiling import compiled
from msoko.indicators.engines.duckdb.layout import Layout
from msoko.indicators.engines.duckdb.periods import Calendar, reads
from msoko.indicators.engines.duckdb.workspace import Workspace
from msoko.indicators.plan import Plan
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES

ALL_SLICES = ", ".join(f'"{name}"' for name in SLICES)
NO_SLICES = " and ".join(f"\"{name}\" = 'all'" for name in SLICES)
ROW_MASK = " + ".join(f"(\"{name}\" <> 'all')::int * {1 << n}" for n, name in enumerate(SLICES))


class Preparation(Workspace):
    """One computation's tables in its own connection. The order of the calls in `prepare` matters."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
        super().__init__(connection)
        self.layout = layout
        self.plan: Plan = layout.plan
        self.methodology: Methodology = layout.methodology
        self.calendar: Calendar = layout.calendar

    def prepare(self) -> None:
        self.periods()
        self.objects()
        self.placed()
        self.registry()
        self.gather_sources()
        self.slices()
        self.source_rows()

    # ---- text → numbers
    def periods(self) -> None:
        held = self.calendar.periods
        days = [(p, one.code, one.first_day, one.last_day) for p, one in enumerate(held)]
        self.listed("periods", "p:int code:text first_day:day last_day:day", days)
        self.listed("moves", "move:text p:int q:int", self.calendar.moves)

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
        self.listed("source_reads", "rule:text code:text p:int", sorted(pairs))
        for n, one in enumerate(self.layout.passes):
            key = ("gathered", one, self.layout.fingerprint)
            query = compiled(key, partial(sources.gathered, one, self.methodology))
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
        self.listed("masks", "mask:int", [(one,) for one in sorted(self.layout.masks | {255})])
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
            select a.mask, a.s, b.s as coarse
            from (select mask, s, {cut} from slices, masks) a join slices b on {same}""",
        )

    def source_rows(self) -> None:
        """The gathered columns of every base under the names of SOURCE_ROWS; parts nobody asked for stay null."""
        self.empty(tables.SOURCE_ROWS)
        same = " and ".join(f'a."{name}" = b."{name}"' for name in SLICES)
        for n, one in enumerate(self.layout.passes):
            self.make("made", f"select a.*, b.s from gathered{n} a join slices b on {same}")
            held = {row[0] for row in self.connection.execute("describe made").fetchall()}
            branches = []
            for k, (base, _) in enumerate(one.bases):
                parts = [f'b{k}_{name} as "{name}"' for name in tables.GATHERED if f"b{k}_{name}" in held]
                branches.append(f"select {self.plan.bases[base]} as b, {', '.join(['o', 'p', 's', *parts])} from made")
            self.add("source_rows", " union all by name ".join(branches))
