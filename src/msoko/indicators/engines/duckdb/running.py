"""Runs a plan over prepared tables: scopes shape by shape, then tasks stage by stage, into the table `results`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import duckdb

from msoko.indicators import arithmetic, derived, rolling, selecting, tables
from msoko.indicators.arithmetic import TaskShape
from msoko.indicators.engines.duckdb.compiling import compiled
from msoko.indicators.engines.duckdb.layout import Layout, mask
from msoko.indicators.engines.duckdb.rows import Rows
from msoko.indicators.engines.duckdb.workspace import Workspace
from msoko.indicators.plan import Link
from msoko.indicators.selecting import ScopeShape
from msoko.indicators.walking import only_slices
from msoko.vocabulary import SLICES, Period


class PlaceSets:
    """Levels × periods in which tasks stand: many tasks share one set, so a set is named by a number."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self.known: dict[tuple[frozenset[str], frozenset[str]], int] = {}

    def number(self, levels: Iterable[str], periods: Iterable[str]) -> int:
        return self.known.setdefault((frozenset(levels), frozenset(periods)), len(self.known))

    def offer(self, workspace: Workspace) -> None:
        rows = [
            (number, level, self.numbers[code])
            for (levels, periods), number in self.known.items()
            for level in sorted(levels)
            for code in sorted(periods)
        ]
        workspace.listed("place_sets", "place:int level:text p:int", rows)


class Run(Rows):
    """One computation from prepared tables to results."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, layout: Layout, requested: Iterable[Period]) -> None:
        super().__init__(connection, layout)
        self.requested = tuple(requested)
        self.rolled: dict[ScopeShape, str] = {}
        self.sets = PlaceSets(self.calendar.numbers)
        self.shapes = {n: shape for shape, numbers in layout.task_shapes.items() for n in numbers}

    def run(self) -> None:
        self.prepare()
        self.around()
        self.received()
        self.scopes()
        self.frame()
        self.tasks()

    # ---- scopes
    def scopes(self) -> None:
        scopes = list(self.plan.scopes)
        for number, (shape, members) in enumerate(self.layout.scope_shapes.items()):
            self.slots(scopes, members)
            name = f"rolled{number}"
            own = shape.persons or any(measure.operand is not None for measure in shape.measures)
            key = ("rolled", shape, self.layout.fingerprint if own else "")
            self.make(name, compiled(key, partial(rolling.rolled, shape, self.methodology)))
            self.rolled[shape] = name

    def slots(self, scopes: list[Any], members: list[int]) -> None:
        """The tables `scopes` and `slots`, holding the scopes of one shape."""
        slots, empty = [], []
        for sc in members:
            scope = scopes[sc]
            cond, breakdown = self.layout.scope_condition(scope), mask(scope.breakdown)
            empty.append((sc, breakdown, cond, not scope.slots))
            for j, slot in enumerate(scope.slots):
                w = -1 if slot.where is None else self.layout.wheres[slot.where]
                w_kind = 0 if slot.where is None else 1 if only_slices(slot.where) else 2
                row = (sc, j, self.layout.number(slot.base), selecting.kind_of(slot), w, w_kind, slot.mode)
                slots.append((*row, mask(scope.cell), breakdown, cond))
        columns = "sc:int j:int b:int kind:text w:int w_kind:int mode:int cell:int mask:int cond:int"
        self.listed("slots", columns, slots)
        self.listed("scopes", "sc:int mask:int cond:int empty:true", empty)

    # ---- places
    def around(self) -> None:
        self.empty(tables.AROUND)
        for level in sorted(self.layout.around_levels):
            self.add("around", f"""
                select '{level}' as level, x.p, x.g, x.around, coalesce(c.covered, true) as covered from (
                    select p, g, min(around) as around from (
                        select a.p, a.g, b.g as around from placed a join placed b on a.o = b.o and a.p = b.p
                        join groups h on h.g = b.g and h.level = '{level}' join groups i on i.g = a.g
                        and i.level <> '{level}' join sizes m on m.p = a.p and m.g = a.g
                        group by a.p, a.g, b.g, m.size having count(*) = m.size)
                    group by p, g having count(*) = 1
                    union all select m.p, m.g, m.g from sizes m join groups h on h.g = m.g and h.level = '{level}') x
                left join coverings c on c.p = x.p and c.g = x.around""")  # fmt: skip

    def received(self) -> None:
        self.empty(tables.RECEIVED)
        codes = self.layout.reference_codes
        if not codes or not self.one('select count(*) from "references"')[0]:
            return
        self.listed("codes", "code:text n:int", codes.items())
        same = " and ".join(f'r."{name}" = x."{name}"' for name in SLICES)
        self.add(
            "received",
            f"""
            select c.n as code, p.p, g.g, x.s, arg_max(r.value, r.place)::double as v, arg_max(r.n, r.place) as n
            from (select *, row_number() over () as place from "references") r join codes c on c.code = r.code
            join periods p on p.code = r.period join groups g on g.level = r.level and g.group_id = r.object_id
            join slices x on {same} group by all""",
        )

    # ---- the frame: which rows there are
    def frame(self) -> None:
        info = []
        for t, task in enumerate(self.plan.tasks):
            columns = task.context.breakdown
            sets = self.sets.number(self.calendar.levels[t], self.calendar.of_task[t])
            info.append((t, self.layout.condition(task.context), mask(columns), "grade" in columns, sets))
        self.listed("task_list", "t:int cond:int mask:int by_grade:true place:int", info)
        self.sets.offer(self)
        self.view("stands", "select t.t, s.level, s.p from task_list t join place_sets s on s.place = t.place")
        self.make(
            "applying",
            """
            select a.cond, l.p, l.g, count(*) as n from applicable a join placed l on a.o = l.o and a.p = l.p
            where a.cond >= 0 group by a.cond, l.p, l.g""",
        )
        self.make(
            "sole",
            """
            select a.cond, l.p, l.g, min(a.o) as o from applicable a join placed l on a.o = l.o and a.p = l.p
            where a.cond >= 0 group by a.cond, l.p, l.g having count(*) = 1""",
        )
        (total,) = self.one("select coarse from coarser where mask = 0 limit 1")
        self.make(
            "frame",
            f"""
            select st.t, m.p, m.g, {total}::int as s, coalesce(n.n, 0) as expected, coalesce(c.covered, true) as covered
            from stands st join task_list t on t.t = st.t and t.mask = 0 join groups g on g.level = st.level
            join sizes m on m.g = g.g and m.p = st.p left join applying n on n.cond = t.cond and n.p = m.p and n.g = m.g
            left join coverings c on c.p = m.p and c.g = m.g""",
        )
        if any(task.context.breakdown for task in self.plan.tasks):
            self.occurring()

    def occurring(self) -> None:
        """Rows of breakdowns: the slice values found in the rows of the group's applicable organisations."""
        found: set[tuple[int, int, bool]] = set()
        for t, task in enumerate(self.plan.tasks):
            if task.context.breakdown:
                for user in self._users(t):
                    named = self.layout.occurring_facts(self.plan.tasks[user])
                    bases = [self.layout.number(base) for base in self.layout.presence[user]]
                    found |= {(t, b, False) for b in named} | {(t, b, True) for b in bases}
        self.listed("occurs", "t:int b:int of_source:true", sorted(found))
        stated = " and ".join(f"(t.mask & {1 << n} = 0 or \"{name}\" <> 'all')" for n, name in enumerate(SLICES))
        self.make(
            "occurring",
            f"""
            select distinct t.t, t.cond, t.by_grade, r.o, r.p, c.coarse as s, x.grade from (
                select u.t, f.o, f.p, f.s from occurs u join fact_rows f on f.b = u.b and f.part where not u.of_source
                union select u.t, f.o, f.p, f.s from occurs u join source_rows f on f.b = u.b where u.of_source) r
            join task_list t on t.t = r.t join coarser c on c.mask = t.mask and c.s = r.s
            join applicable a on a.cond = t.cond and a.o = r.o and a.p = r.p
            join slices x on x.s = c.coarse where {stated}""",
        )
        self.make(
            "graded",
            """
            select cond, p, g, grade, count(*) as n from (
                select a.cond, l.p, l.g, unnest(case when len(r.grades) > 0 then r.grades else ['?'] end) as grade
                from applicable a join placed l on a.o = l.o and a.p = l.p
                left join registry r on r.o = a.o and r.p = a.p where a.cond >= 0) group by all""",
        )
        self.add(
            "frame",
            """
            select q.t, q.p, q.g, q.s,
                case when t.by_grade then coalesce(e.n, 0) + coalesce(k.n, 0) else n.n end as expected,
                coalesce(c.covered, true) as covered
            from (select distinct o.t, o.p, l.g, o.s, o.grade from occurring o join placed l on l.o = o.o and l.p = o.p
                    left join registry r on r.o = o.o and r.p = o.p) q
            join task_list t on t.t = q.t join groups g on g.g = q.g
            join stands st on st.t = q.t and st.level = g.level and st.p = q.p
            left join applying n on n.cond = t.cond and n.p = q.p and n.g = q.g
            left join graded e on e.cond = t.cond and e.p = q.p and e.g = q.g and e.grade = q.grade and q.grade <> '?'
            left join graded k on k.cond = t.cond and k.p = q.p and k.g = q.g and k.grade = '?'
            left join coverings c on c.p = q.p and c.g = q.g""",
        )

    def _users(self, t: int) -> list[int]:
        """The task and those that read it: their rows need its values too."""
        found = [t]
        for n, task in enumerate(self.plan.tasks):
            same = task.context.breakdown == self.plan.tasks[t].context.breakdown
            if n != t and same and any(link.target in found for link in task.links):
                found.append(n)
        return found

    # ---- tasks
    def tasks(self) -> None:
        self.empty(tables.RESULTS)
        self.empty(tables.OVER)
        self.empty(tables.WANTED)
        self.empty(tables.NORMALISED)
        for stage in self.layout.stages():
            by_shape: dict[TaskShape, list[int]] = defaultdict(list)
            for t in stage:
                by_shape[self.shapes[t]].append(t)
            for shape, members in by_shape.items():
                self.members(shape, members)
                for n, scope in enumerate(shape.scopes):
                    self.connection.execute(
                        f"create or replace temp view scope{n} as select * from {self.rolled[scope]}"
                    )
                key = ("task", shape, self.layout.fingerprint)
                self.add("results", compiled(key, partial(arithmetic.computed, shape, self.methodology)))
            self.derive(set(stage))

    def members(self, shape: TaskShape, members: list[int]) -> None:
        rows = []
        for t in members:
            task = self.plan.tasks[t]
            scopes = [self.plan.scopes[scope] for scope in task.scopes]
            targets = [self.layout.target(task, link) for link in task.links]
            code = self.layout.reference_codes[task.code] if task.code else -1
            rows.append((t, *scopes, *targets, code, self.layout.condition(task.context)))
        self.listed("members", " ".join(f"{name}:int" for name in arithmetic.member_columns(shape)), rows)

    def derive(self, done: set[int]) -> None:
        """Entities counted and values normalised as soon as what they rest on is there."""
        groups: dict[Any, list[tuple[int, int, int, int]]] = defaultdict(list)
        for (link, columns), number in self.layout.derived.items():
            if link.target in done:
                condition = self.layout.condition(self.plan.tasks[link.target].context)
                groups[self._derivation(link)].append((number, link.target, columns, condition))
        for (kind, *about), rows in groups.items():
            self.listed("derived", "link:int t:int mask:int cond:int", rows)
            if kind == "over":
                entity, where = about
                self.add("over_rows", compiled(("over", entity, where), partial(derived.counted, entity, where)))
                if where is not None:
                    self.add("wanted", compiled(("wanted", where), partial(derived.wanted, where)))
            else:
                (link,) = about
                key = ("normalise", link, self.layout.fingerprint)
                self.add("normalised", compiled(key, partial(derived.normalised, link, self.methodology)))

    def _derivation(self, link: Link) -> tuple[Any, ...]:
        if link.kind == "over":
            return "over", link.entity, link.where
        code = link.code if link.name == "norm" else ""
        return "normalise", Link("normalise", level=link.level, name=link.name, lower=link.lower, code=code)
