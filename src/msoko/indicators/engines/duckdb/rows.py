"""Rows of facts as scopes read them, expressions of them, and where conditions are true."""

from __future__ import annotations

from functools import partial

from msoko.formulas.parsing import parse
from msoko.indicators import conditions, tables
from msoko.indicators.engines.duckdb.compiling import compiled
from msoko.indicators.engines.duckdb.layout import mask
from msoko.indicators.engines.duckdb.periods import reads
from msoko.indicators.engines.duckdb.preparing import NO_SLICES, ROW_MASK, Preparation
from msoko.indicators.walking import only_slices, with_options
from msoko.vocabulary import SLICES, PeriodKind


class Rows(Preparation):
    """Preparation, continued: what is read row by row."""

    def prepare(self) -> None:
        super().prepare()
        self.fact_rows()
        self.made_rows()
        self.picks()
        self.applicable()

    # ---- rows of facts
    def fact_rows(self) -> None:
        """Parts and totals of every fact asked for, by the periods in which they are read."""
        self.empty(tables.FACT_ROWS)
        classes: dict[tuple[str, PeriodKind | None], int] = {}
        named = []
        for code, rule in self.plan.facts:
            fact = self.methodology.facts[code]
            reading = classes.setdefault((rule, fact.period if rule else None), len(classes))
            number = self.layout.fact_number(code, rule)
            named.append((number, code, fact.about, mask(fact.grain), reading, fact.over_time))
        self.listed("named", "b:int fact:text about:text mask:int class:int over_time:text", named)
        pairs = []
        for (rule, kind), number in classes.items():
            arrived = self._arrived("facts", "fact in (select fact from named)") if rule and kind == "date" else []
            own = reads(rule, kind or PeriodKind.SCHOOL_YEAR, self.calendar.periods, arrived)
            pairs += [(number, row, self.calendar.numbers[ours]) for row, ours in own]
        self.listed("fact_reads", "class:int code:text p:int", pairs)
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
        kept = "b, o, p, s, part, has_part, has_total, state, v" + (', "mean"' if rule == "within" else "")
        self.add("fact_rows", f"select {kept} from ({rows})")

    def made_rows(self) -> None:
        """Expressions of one fact, row by row."""
        self.empty(tables.MADE_ROWS)
        for base, number in self.plan.bases.items():
            if base.kind == "fact" and base.operand is not None:
                fact = self.layout.fact_number(base.name, base.rule)
                self.view("chosen_rows", f"select * from fact_rows where b = {fact}")
                key = ("made", base.name, base.operand, self.layout.fingerprint)
                query = compiled(key, partial(conditions.made, base.name, base.operand, self.methodology))
                self.add("made_rows", f"select {number} as b, * from ({query})")

    # ---- conditions
    def picks(self) -> None:
        """Where conditions over slices are true, and where those that also ask the registry are."""
        self.empty(tables.PICKS)
        self.empty(tables.MIXED_PICKS)
        for where, number in self.layout.wheres.items():
            if only_slices(where):
                query = compiled(("pick", where), partial(conditions.picked_slices, where))
                self.add("picks", f"select {number} as w, s from ({query})")
                continue
            held = " union ".join(
                f"select o, p, s from {kind}_rows where b = {base}" for base, kind in sorted(self.layout.read_by[where])
            )
            self.view("chosen_places", held)
            key = ("mixed", where, self.layout.fingerprint)
            query = compiled(key, partial(conditions.picked_places, where, self.methodology))
            self.add("mixed_picks", f"select {number} as w, o, p, s from ({query})")

    def applicable(self) -> None:
        """Placed organisations for which each applies_when is true. -1: objects that are themselves groups."""
        self.make(
            "applicable",
            """
            select distinct -1 as cond, l.o, l.p from placed l join owners o on l.o = o.o
            where o.object_type <> 'organisation'""",
        )
        for text, number in self.layout.conditions.items():
            true = "true"
            if text:
                condition = with_options(parse(text), self.methodology, self.layout.options)
                query = compiled(("applies", condition), partial(conditions.applying, condition))
                true = f"(l.o, l.p) in (select (o, p) from ({query}))"
            self.add(
                "applicable",
                f"""
                select distinct {number} as cond, l.o, l.p from placed l join owners o on l.o = o.o
                where o.object_type = 'organisation' and {true}""",
            )


def _joined_over_time(rows: str, reading: int, dates: bool) -> str:
    """Rows of several periods as one row a slice, by the fact's over_time (ADR 0001, `within`)."""
    complete = (
        "true" if dates else f"(select count(*) from fact_reads r where r.class = {reading} and r.p = j.p) = arrived"
    )
    return f"""
        select *, case when state <> 0 then null when over_time = 'last' then last_v
                when over_time <> 'mean' then total::decimal(18, 6) end as v,
            case when state = 0 and over_time = 'mean' then total::double / read end as "mean"
        from (select *, case when read = 0 then 2 when over_time = 'last' then last_state
                when known = read and (case when over_time = 'none' then read = 1 else {complete} end) then 0
                else 1 end::tinyint as state
            from (select b, o, p, s, part, any_value(over_time) as over_time, bool_or(has_part) as has_part,
                bool_or(has_total) as has_total, max(arrived) as arrived, count(*) filter (state <> 2) as read,
                count(*) filter (state = 0) as known, sum(v) filter (state = 0) as total,
                arg_max(state, period) filter (state <> 2) as last_state,
                arg_max(v, period) filter (state = 0) as last_v
            from (select *, count(distinct period) over (partition by b, o, p, part) as arrived from ({rows}))
            group by b, o, p, s, part) j)"""
