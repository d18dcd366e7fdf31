"""Entities that are rows of a source (participants, persons, …): an expression for each, then sums over them."""

from __future__ import annotations

from collections.abc import Callable

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators import sources, tables
from msoko.indicators.building import CannotBuild, Expression, boolean, build, double, fsum
from msoko.indicators.parameters import threshold
from msoko.indicators.plan import Base
from msoko.indicators.scoping import descendants
from msoko.indicators.sources import Pass
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES

ENTITY_COLUMNS = {
    "participant": ("procedure", "participant"),
    "person": ("person",),
    "respondent": ("questionnaire", "respondent"),
    "work": ("panel", "work"),
    "visit": ("visit",),
}


def gathered(one: Pass, rows: Expression, methodology: Methodology) -> Expression:
    """The operand per participant, respondent …, then known entities, their sum and squares."""
    ((base, _),) = one.bases
    key = [c for c in ENTITY_COLUMNS[base.entity] if c in rows.columns]
    if base.where is not None:
        rows = rows.filter(
            boolean(build(base.where, sources.leaves(methodology.sources[one.source], rows, one, methodology)))
        )
    rows = rows.filter(rows[key[-1]].notnull())
    found = _per_entity(one, rows, ["o", "p", *one.by, *key], methodology)
    return found.group_by("o", "p", *one.by).aggregate(
        rows=found.count(), b0_cnt=found.x.count(), b0_dtotal=fsum(found.x), b0_squares=fsum(found.x * found.x)
    )


def _per_entity(one: Pass, rows: Expression, keys: list[str], methodology: Methodology) -> Expression:
    """The keys and x, the operand of the entity."""
    ((base, _),) = one.bases
    assert base.operand is not None
    leaf = sources.leaves(methodology.sources[one.source], rows, one, methodology)
    aggregates = [n for n in descendants(base.operand) if isinstance(n, tree.Aggregate)]
    names: dict[Node, str] = {node: f"e{n}" for n, node in enumerate(dict.fromkeys(aggregates))}
    inner = {name: entity_aggregate(node, rows, leaf) for node, name in names.items()}  # type: ignore[arg-type]
    found = rows.group_by(*keys).aggregate(**inner)
    if any(isinstance(node, tree.Weight) for node in descendants(base.operand)):  # of the value, not of a row
        periods = tables.PERIODS.select(pe_p="p", last_day="last_day")
        found = found.join(periods, found.p == periods.pe_p)
        found = found.mutate(**{name: ibis.literal("all") for name in SLICES if name not in one.by})

    def outer(node: Node) -> Expression:
        if node in names:
            return found[names[node]]
        if isinstance(node, tree.Weight):
            return threshold(node.name, found, methodology)
        if isinstance(node, tree.Field):
            return ibis.null("float64")  # a column of many rows is no number
        raise CannotBuild(f"{type(node).__name__} at {node.at} cannot be computed for one {base.entity}")

    return found.mutate(x=double(build(base.operand, outer)))


def persons(base: Base, methodology: Methodology) -> Expression:
    """sc, p, g, s, known, left_out and sums over persons: one person in two organisations of a group is one entity."""
    source = methodology.sources[base.name]
    one = Pass(base.name, base.rule, sources.keys_in(base, methodology), base.entity, ((base, ()),), base.by)
    rows = sources.placed(source, one, methodology)
    if base.where is not None:
        rows = rows.filter(boolean(build(base.where, sources.leaves(source, rows, one, methodology))))
    rows = rows.filter(rows.person.notnull())
    scopes = tables.SCOPES.select(sc="sc", i_cond="cond")
    applicable = tables.APPLICABLE.select(i_cond="cond", i_o="o", i_p="p").join(scopes, "i_cond")
    rows = rows.join(applicable, [rows.o == applicable.i_o, rows.p == applicable.i_p])
    placed = tables.PLACED.select(i_g="g", h_o="o", h_p="p")
    rows = rows.join(placed, [rows.o == placed.h_o, rows.p == placed.h_p])
    keys = ["sc", "p", "i_g", *one.by]
    found = _per_entity(one, rows, [*keys, "person"], methodology)
    sums = found.group_by(*keys).aggregate(m0=fsum(found.x), m1=found.x.count(), m2=fsum(found.x * found.x))
    known = rows.group_by(*keys).aggregate(known=rows.o.nunique())
    sums = sums.join(known, keys)
    slices = tables.SLICES_TABLE.rename({f"z_{name}": name for name in SLICES})
    told = [slices[f"z_{name}"] == (sums[name] if name in one.by else "all") for name in SLICES]
    sums = sums.join(slices, told)
    return sums.select("sc", "p", "s", "known", "m0", "m1", "m2", g="i_g", left_out=ibis.literal(0, type="int64"))


def entity_aggregate(node: tree.Aggregate, rows: Expression, leaf: Callable[[Node], Expression]) -> Expression:
    """An aggregate over the rows of one entity."""
    chosen: Expression = ibis.literal(True)
    if node.where is not None:
        chosen = boolean(build(node.where, leaf)).fill_null(False)
    if node.operand is None:
        return chosen.sum()
    operand = build(node.operand, leaf)
    if node.name == "distinct":
        return operand.nunique(where=chosen)
    if node.name == "count":
        return operand.count(where=chosen)
    x = double(operand)
    if node.name in ("median", "quantile"):
        probability = float(node.extra.value) if isinstance(node.extra, tree.Number) else 0.5
        return x.quantile(probability, where=chosen)
    if node.name == "weighted_mean":
        assert node.extra is not None
        w = double(build(node.extra, leaf))
        both = chosen & x.notnull() & w.notnull()
        return fsum(ibis.cases((both, x * w))) / fsum(ibis.cases((both, w))).nullif(0.0)
    simple: dict[str, Callable[[], Expression]] = {
        "sum": lambda: x.sum(where=chosen),
        "mean": lambda: x.mean(where=chosen),
        "share": lambda: x.mean(where=chosen),
        "minimum": lambda: x.min(where=chosen),
        "maximum": lambda: x.max(where=chosen),
        "deviation": lambda: x.std(where=chosen, how="sample"),
        "only": lambda: x.max(where=chosen),
    }
    return simple[node.name]()
