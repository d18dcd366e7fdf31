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
from msoko.indicators.building import Expression, boolean, build, decimal_text, double, fsum, number
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
    if not one.entity and not one.keys and not _needs_registry([_condition(source), *_trees(one)]):
        return _gathered_first(source, one, methodology)
    rows = placed(source, one, methodology)
    if one.entity:
        from msoko.indicators import entities

        return entities.gathered(one, rows, methodology)
    return rows.group_by("o", "p", *one.by).aggregate(**_columns(source, rows, one, methodology))


def _gathered_first(source: Source, one: Pass, methodology: Methodology) -> Expression:
    """Millions of rows are gathered by the texts they carry, and only then given numbers."""
    table = _table(source)
    reads = SOURCE_READS.filter(SOURCE_READS.rule == one.rule)
    rows = table.semi_join(reads, table.period == reads.code)
    condition = _condition(source)
    if condition is not None:
        rows = rows.filter(boolean(build(condition, leaves(source, rows, one, methodology))))
    columns = _columns(source, rows, one, methodology)
    sums = rows.group_by("organisation", "period", *one.by).aggregate(**columns)
    periods = reads.select(r_code="code", p="p")
    sums = sums.join(periods, sums.period == periods.r_code)
    objects = OBJECTS.filter(OBJECTS.object_type == "organisation").select(r_object="object_id", o="o")
    return sums.join(objects, sums.organisation == objects.r_object).select("o", "p", *one.by, *columns)


def _columns(source: Source, rows: Expression, one: Pass, methodology: Methodology) -> dict[str, Expression]:
    leaf = leaves(source, rows, one, methodology)
    columns: dict[str, Expression] = {"rows": rows.count()}
    for n, (base, parts) in enumerate(one.bases):
        columns |= _parts(base, parts, leaf, f"b{n}_")
    return columns


def _condition(source: Source) -> Node | None:
    from msoko.formulas.parsing import parse

    return parse(source.where) if source.where.strip() else None


def _trees(one: Pass) -> list[Node | None]:
    return [node for base, _ in one.bases for node in (base.operand, base.where, base.extra)]


def _table(source: Source) -> Expression:
    return ibis.table(ibis.Schema.from_pyarrow(TABLES[source.table]), name=source.table)


def _parts(
    base: Base, parts: tuple[str, ...], leaf: Callable[[Node], Expression], prefix: str
) -> dict[str, Expression]:
    chosen: Expression = ibis.literal(True)
    if base.where is not None:
        chosen = boolean(build(base.where, leaf)).fill_null(False)
    if base.operand is None:
        return {f"{prefix}cnt": ibis.cases((chosen, 1)).count()} if "count" in parts else {}
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
        return {f"{prefix}cnt": ibis.cases((chosen, 1)).count()}
    if part == "total":
        if is_exact(base.operand):
            true = (
                ibis.cases((chosen & (x == 1), 1)).count() if x.type().is_integer() else ibis.cases((chosen, x)).sum()
            )
            some = ibis.cases((chosen, 1)).count() > 0
            return {f"{prefix}total": ibis.cases((some, true)).cast("decimal(38,6)")}
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
    return {f"{prefix}cnt": ibis.cases((both, 1)).count()}


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
def placed(source: Source, one: Pass, methodology: Methodology) -> Expression:
    table = _table(source)
    reads = SOURCE_READS.filter(SOURCE_READS.rule == one.rule).select(r_code="code", p="p")
    objects = OBJECTS.filter(OBJECTS.object_type == "organisation").select(r_object="object_id", o="o")
    rows = table.join(reads, table.period == reads.r_code)
    rows = rows.join(objects, rows.organisation == objects.r_object)
    condition = _condition(source)
    if _needs_registry([*_trees(one), condition]):
        registry = tables.REGISTRY.rename({f"g_{name}": name for name in tables.REGISTRY.columns})
        rows = rows.left_join(registry, [rows.o == registry.g_o, rows.p == registry.g_p])
    if condition is not None:
        leaf = leaves(source, rows, one, methodology)
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


def leaves(source: Source, rows: Expression, one: Pass, methodology: Methodology) -> Callable[[Node], Expression]:
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
