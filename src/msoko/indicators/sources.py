"""Rows of outcomes, answers, ratings … → gathered numbers by organisation, period and slices, one pass a source.

Sums that other conditions on slices can still choose from; what may not be gathered is decided in gathering.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators import tables
from msoko.indicators.building import CannotBuild, Expression, boolean, build, decimal_text, double, fsum, number
from msoko.indicators.parameters import threshold
from msoko.indicators.plan import Base
from msoko.indicators.registry_leaves import registry_leaf
from msoko.indicators.scoping import ATTRIBUTES, descendants
from msoko.indicators.walking import is_exact
from msoko.methodology.model import Methodology, Source
from msoko.store.schemas import TABLES
from msoko.vocabulary import SLICES

FORMS = {
    "answers": ("questionnaire", "respondent"),
    "ratings": ("panel", "work", "expert"),
    "observations": ("visit",),
    "items": ("procedure", "participant"),
    "outcomes": ("procedure", "participant"),
}
SAID = {"answers": "answer", "ratings": "score", "observations": "score", "items": "score", "outcomes": "score"}
ENTITY_COLUMNS = {
    "participant": ("procedure", "participant"),
    "person": ("person",),
    "respondent": ("questionnaire", "respondent"),
    "work": ("panel", "work"),
    "visit": ("visit",),
}
SOURCE_READS = ibis.table({"rule": "string", "code": "string", "p": "int32"}, name="source_reads")
OBJECTS = ibis.table({"o": "int32", "object_type": "string", "object_id": "string"}, name="owners")


@dataclass(frozen=True)
class Pass:
    """Bases read together: rows of one source under one rule, as rows or as forms with the same keys."""

    source: str
    rule: str
    keys: tuple[str, ...]
    entity: str
    bases: tuple[tuple[Base, tuple[str, ...]], ...]  # with the parts that scopes ask for
    by: tuple[str, ...]


def passes(bases: Iterable[tuple[Base, tuple[str, ...]]], methodology: Methodology) -> list[Pass]:
    """One pass for all plain aggregates of a source; aggregates over forms and entities have their own."""
    groups: dict[tuple[Any, ...], list[tuple[Base, tuple[str, ...]]]] = {}
    for base, parts in bases:
        keys = keys_in(base, methodology)
        alone = (base,) if base.entity else ()
        groups.setdefault((base.name, base.rule, bool(keys), base.entity, *alone), []).append((base, parts))
    found = []
    for (source, rule, _, entity, *_), members in groups.items():
        keys = tuple(dict.fromkeys(k for base, _ in members for k in keys_in(base, methodology)))
        columns = {c for base, _ in members for c in base.by}
        by = tuple(c for c in SLICES if c in columns)
        found.append(Pass(source, rule, keys, entity, tuple(members), by))
    return found


def keys_in(base: Base, methodology: Methodology) -> tuple[str, ...]:
    source = methodology.sources[base.name]
    columns = TABLES[source.table].names
    trees = (base.operand, base.where, base.extra)
    fields = [n for each in trees for n in descendants(each) if isinstance(n, tree.Field) and n.source == base.name]
    return tuple(dict.fromkeys(f.name for f in fields if f.name not in columns)) if source.keyed_by else ()


def gathered(one: Pass, methodology: Methodology) -> Expression:
    """o, p, the slice columns, rows, and for base n the columns of its parts, b<n>_<part>."""
    source = methodology.sources[one.source]
    rows = _placed(source, one, methodology)
    leaf = _leaves(source, rows, one, methodology)
    if one.entity:
        return _entities(one, rows, leaf, methodology)
    columns: dict[str, Expression] = {"rows": rows.count()}
    for n, (base, parts) in enumerate(one.bases):
        columns |= _parts(base, parts, leaf, f"b{n}_")
    return rows.group_by("o", "p", *one.by).aggregate(**columns)


def _parts(
    base: Base, parts: tuple[str, ...], leaf: Callable[[Node], Expression], prefix: str
) -> dict[str, Expression]:
    chosen: Expression = ibis.literal(True)
    if base.where is not None:
        chosen = boolean(build(base.where, leaf)).fill_null(False)
    if base.operand is None:
        return {f"{prefix}cnt": chosen.sum()} if "count" in parts else {}
    operand = build(base.operand, leaf)
    found: dict[str, Expression] = {}
    x = number(operand) if not operand.type().is_string() else decimal_text(operand)
    chosen_rows = chosen
    chosen = chosen & (operand.notnull() if parts == ("count",) else x.notnull())
    if "texts" in parts:  # distinct(…) reads what stands there, number or not
        said = operand.cast("string")
        found[f"{prefix}texts"] = said.collect(where=chosen_rows & said.notnull())
    for part in parts:
        found |= {} if part == "texts" else _part(base, part, x, chosen, leaf, prefix)
    return found


def _part(
    base: Base, part: str, x: Expression, chosen: Expression, leaf: Callable[[Node], Expression], prefix: str
) -> dict[str, Expression]:
    wide = double(x)
    if part == "count" and base.extra is None:
        return {f"{prefix}cnt": chosen.sum()}
    if part == "total":
        if is_exact(base.operand):
            return {f"{prefix}total": ibis.cases((chosen, x)).sum().cast("decimal(38,6)")}
        if x.type().is_decimal() or x.type().is_integer():
            return {f"{prefix}dtotal": ibis.cases((chosen, x)).sum().cast("float64")}
        return {f"{prefix}dtotal": fsum(ibis.cases((chosen, wide)))}
    if part == "squares":
        return {f"{prefix}squares": fsum(ibis.cases((chosen, wide * wide)))}
    if part == "low":
        return {f"{prefix}low": ibis.cases((chosen, wide)).min()}
    if part == "high":
        return {f"{prefix}high": ibis.cases((chosen, wide)).max()}
    if part == "values":
        return {f"{prefix}vals": wide.collect(where=chosen)}
    assert base.extra is not None  # weighted, weights and their count
    weight = double(build(base.extra, leaf))
    both = chosen & weight.notnull()
    if part == "weighted":
        return {f"{prefix}weighted": fsum(ibis.cases((both, wide * weight)))}
    if part == "weights":
        return {f"{prefix}weights": fsum(ibis.cases((both, weight)))}
    return {f"{prefix}cnt": both.sum()}


def source_rows(one: Pass, made: Expression, numbers: dict[Base, int]) -> Expression:
    """The gathered columns of every base as SOURCE_ROWS. made: the table of `gathered`, with the column s added."""
    branches = []
    for n, (base, _) in enumerate(one.bases):
        columns: dict[str, Expression] = {"b": ibis.literal(numbers[base], type="int32")}
        for name, kind in tables.GATHERED.items():
            held = f"b{n}_{name}"
            columns[name] = made[held].cast(kind) if held in made.columns else ibis.null(kind)
        branches.append(made.select("o", "p", "s", **columns).select(*tables.SOURCE_ROWS.columns))
    return ibis.union(*branches) if len(branches) > 1 else branches[0]


# ---- rows with their object and period
def _placed(source: Source, one: Pass, methodology: Methodology) -> Expression:
    from msoko.formulas.parsing import parse

    schema = TABLES[source.table]
    table = ibis.table(ibis.Schema.from_pyarrow(schema), name=source.table)
    reads = SOURCE_READS.filter(SOURCE_READS.rule == one.rule).select(r_code="code", p="p")
    objects = OBJECTS.filter(OBJECTS.object_type == "organisation").select(r_object="object_id", o="o")
    rows = table.join(reads, table.period == reads.r_code)
    rows = rows.join(objects, rows.organisation == objects.r_object)
    trees: list[Node | None] = [n for base, _ in one.bases for n in (base.operand, base.where, base.extra)]
    condition = parse(source.where) if source.where else None
    if _needs_registry([*trees, condition]):
        registry = tables.REGISTRY.rename({f"g_{name}": name for name in tables.REGISTRY.columns})
        rows = rows.left_join(registry, [rows.o == registry.g_o, rows.p == registry.g_p])
    if condition is not None:
        leaf = _leaves(source, rows, one, methodology)
        rows = rows.filter(boolean(build(condition, leaf)))
    return _forms(source, rows, one.keys, methodology) if one.keys else rows


def _needs_registry(trees: Iterable[Node | None]) -> bool:
    nodes = [n for each in trees for n in descendants(each)]
    named = any(isinstance(n, tree.Name) and n.name in ATTRIBUTES for n in nodes)
    return named or any(isinstance(n, tree.Call) and n.name.startswith("teaches_") for n in nodes)


def _forms(source: Source, rows: Expression, keys: tuple[str, ...], methodology: Methodology) -> Expression:
    """One row a form; the answer to each key in a column of its own."""
    said = rows[SAID[source.table]]
    said = ibis.cases((rows.state == "value", said))
    registry = [name for name in rows.columns if name.startswith("g_")]
    same = ["o", "p", "organisation", "period", "last_day", *SLICES, *FORMS[source.table], *registry]
    columns = {}
    for n, key in enumerate(keys):
        value = said
        question = methodology.questions.get(key)
        if question is not None and question.type in ("scale", "number") and said.type().is_string():
            value = decimal_text(said)
        columns[f"key{n}"] = value.last(where=rows[source.keyed_by] == key, include_null=True)
    return rows.group_by(*same).aggregate(**columns)


def _leaves(source: Source, rows: Expression, one: Pass, methodology: Methodology) -> Callable[[Node], Expression]:
    def leaf(node: Node) -> Expression:
        if isinstance(node, tree.Field) and node.name in one.keys:
            return rows[f"key{one.keys.index(node.name)}"]
        if isinstance(node, tree.Weight):
            return threshold(node.name, rows, methodology)
        if isinstance(node, tree.Name) and node.name in ATTRIBUTES and f"g_{node.name}" in rows.columns:
            return rows[f"g_{node.name}"]
        if isinstance(node, tree.Field | tree.Name) and node.name in rows.columns:
            return rows[node.name]
        return registry_leaf(node, rows, "g_")

    return leaf


# ---- entities
def _entities(one: Pass, rows: Expression, leaf: Callable[[Node], Expression], methodology: Methodology) -> Expression:
    """The operand per participant, respondent …, then known entities, their sum and squares."""
    ((base, _),) = one.bases
    key = [c for c in ENTITY_COLUMNS[base.entity] if c in rows.columns]
    if base.where is not None:
        rows = rows.filter(boolean(build(base.where, leaf)))
    rows = rows.filter(rows[key[-1]].notnull())
    found = _per_entity(one, rows, ["o", "p", *one.by, *key], methodology)
    return found.group_by("o", "p", *one.by).aggregate(
        rows=found.count(), b0_cnt=found.x.count(), b0_dtotal=fsum(found.x), b0_squares=fsum(found.x * found.x)
    )


def _per_entity(one: Pass, rows: Expression, keys: list[str], methodology: Methodology) -> Expression:
    """The keys and x, the operand of the entity."""
    ((base, _),) = one.bases
    assert base.operand is not None
    leaf = _leaves(methodology.sources[one.source], rows, one, methodology)
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
    one = Pass(base.name, base.rule, keys_in(base, methodology), base.entity, ((base, ()),), base.by)
    rows = _placed(source, one, methodology)
    if base.where is not None:
        rows = rows.filter(boolean(build(base.where, _leaves(source, rows, one, methodology))))
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
