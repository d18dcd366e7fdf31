"""Scopes of one shape → one Ibis expression: rows → cells → objects → groups. Its tables are in tables.py."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators import entities, tables
from msoko.indicators.building import Expression, boolean, build, double, fsum
from msoko.indicators.parameters import threshold
from msoko.indicators.plan import Column
from msoko.indicators.registry_leaves import registry_leaf
from msoko.indicators.scoping import descendants
from msoko.indicators.selecting import ScopeShape, selected
from msoko.methodology.model import Methodology


def rolled(shape: ScopeShape, methodology: Methodology) -> Expression:
    """sc, p, g, s, known, left_out (objects all of whose rows of a fact are not applicable), m0…, c0…"""
    if shape.persons is not None:
        return entities.persons(shape.persons, methodology)
    objects = _applicable(_objects(shape, methodology)) if shape.slots else _everyone()
    names = [f"m{n}" for n in range(len(shape.measures))]
    if shape.conditions:
        objects = _conditions(objects, shape)
    counts = [f"c{n}" for n in range(len(shape.conditions))]
    keep = ["known", "left_out", *names, *counts]
    placed = tables.PLACED
    joined = objects.join(placed, ["o", "p"])
    own = joined.filter(joined.own).select("sc", "p", "g", "s", *keep)
    groups = joined.filter(~joined.own)
    gathered: dict[str, Expression] = {name: groups[name].sum() for name in ("known", "left_out", *counts)}
    for n, measure in enumerate(shape.measures):
        gathered[f"m{n}"] = _gather(groups[f"m{n}"], measure.part)
    above = groups.group_by("sc", "p", "g", "s").aggregate(**gathered)
    casts = {name: above[name].cast(own[name].type()) for name in keep}
    return ibis.union(own, above.mutate(**casts).select("sc", "p", "g", "s", *keep))


def _gather(column: Expression, part: str, where: Expression | None = None) -> Expression:
    """Measures of many rows together."""
    chosen = column if where is None else ibis.cases((where, column))
    if part == "low":
        return chosen.min()
    if part == "high":
        return chosen.max()
    if part in ("values", "texts"):
        return column.collect(where=where).flatten() if where is not None else column.collect().flatten()
    return fsum(chosen) if column.type().is_floating() else chosen.sum()


# ---- cells and objects
def _cells(shape: ScopeShape, methodology: Methodology) -> Expression:
    """One row a cell. slot<j>: null = no rows, 0 = all not applicable, 1 = satisfied, 2 = a selected row is missing."""
    rows = selected(shape)
    coarser = tables.COARSER.select(c_mask="mask", c_s="s", cs="coarse")
    rows = rows.join(coarser, [rows.cell == coarser.c_mask, rows.s == coarser.c_s])
    gathered: dict[str, Expression] = {}
    status = ibis.cases((rows.state == 2, 0), (rows.picked & (rows.state == 1), 2), else_=1).cast("int8")
    for j in range(len(shape.slots)):
        gathered[f"slot{j}"] = ibis.cases((rows.j == j, status)).max()
    for n, measure in enumerate(shape.measures):
        if measure.operand is None:
            gathered[f"m{n}"] = _measure(rows, shape, measure.part, measure.slot)
    for j in sorted({j for m in shape.measures if m.operand is not None for j in _slots_in(m.operand)}):
        gathered[f"s{j}"] = _measure(rows, shape, "total", j)
    if not shape.one_cell:
        gathered["mask"] = rows["mask"].max()
    cells = rows.group_by("sc", "o", "p", "cs").aggregate(**gathered)
    operands = [m.operand for m in shape.measures if m.operand is not None]
    if not operands:
        return cells
    if any(isinstance(node, _OF_PLACE) for operand in operands for node in descendants(operand)):
        cells = _told(cells, shape)
    joint = {
        f"m{n}": _joint(cells, m.operand, m.part, methodology)
        for n, m in enumerate(shape.measures)
        if m.operand is not None
    }
    return cells.mutate(**joint)


_OF_PLACE = (tree.Weight, tree.Name, tree.Call)  # what depends on where a cell lies


def _told(cells: Expression, shape: ScopeShape) -> Expression:
    """Cells with the last day of their period, the slices of their value and the registry of their object (g_…)."""
    periods = tables.PERIODS.select(pe_p="p", last_day="last_day")
    registry = tables.REGISTRY.rename({f"g_{name}": name for name in tables.REGISTRY.columns})
    slices = tables.SLICES_TABLE.rename(vs_s="s")
    if shape.one_cell:
        cells = cells.mutate(value_s=cells.cs)
    else:
        coarser = tables.COARSER.select(v_mask="mask", v_s="s", value_s="coarse")
        cells = cells.join(coarser, [cells["mask"] == coarser.v_mask, cells.cs == coarser.v_s])
    cells = cells.join(slices, cells.value_s == slices.vs_s)
    cells = cells.join(periods, cells.p == periods.pe_p)
    return cells.left_join(registry, [cells.o == registry.g_o, cells.p == registry.g_p])


def _slots_in(operand: Node) -> set[int]:
    return {int(node.name[1:]) for node in descendants(operand) if isinstance(node, Column)}


def _joint(cells: Expression, operand: Node, part: str, methodology: Methodology) -> Expression:
    """A measure of an expression of several facts: one row a cell."""

    def leaf(node: Node) -> Any:
        if isinstance(node, Column):
            return cells[node.name]
        if isinstance(node, tree.Weight):
            return threshold(node.name, cells, methodology)
        return registry_leaf(node, cells, "g_")

    x = double(build(operand, leaf))
    if part == "count":
        return x.notnull().cast("int64")
    if part == "squares":
        return x * x
    if part == "values":
        return ibis.cases((x.notnull(), ibis.array([x])))
    if part == "texts":
        return ibis.cases((x.notnull(), ibis.array([x.cast("string")])))
    return x


def _measure(rows: Expression, shape: ScopeShape, part: str, j: int) -> Expression:
    kind = shape.slots[j][0]
    chosen = (rows.j == j) & rows.picked
    if kind == "source":
        if part in ("total", "weights", "weighted") or part == "squares":
            column = rows.total if part == "total" and shape.exact[j] else rows[{"total": "dtotal"}.get(part, part)]
            return _gather(column, part, chosen)
        column = rows[{"values": "vals", "count": "cnt"}.get(part, part)]
        return _gather(column, part, chosen)
    x = rows.v if kind == "fact" else rows.x
    chosen = chosen & x.notnull()
    if part == "count":
        return ibis.cases((chosen, 1)).count()
    if part == "total":
        return _gather(x, part, chosen)
    if part == "texts":
        return x.cast("string").collect(where=chosen)
    x = x.cast("float64")
    if part == "squares":
        return fsum(ibis.cases((chosen, x * x)))
    if part == "values":
        return x.collect(where=chosen)
    return _gather(x, part, chosen)


def _objects(shape: ScopeShape, methodology: Methodology) -> Expression:
    """One row an object and slice of the breakdown: known and left_out (0 or 1), measures of its satisfied cells."""
    cells = _cells(shape, methodology)
    slots = range(len(shape.slots))
    satisfied = reduce(lambda a, b: a & b, (cells[f"slot{j}"] == 1 for j in slots)).fill_null(False)
    names = [f"m{n}" for n in range(len(shape.measures))]
    if shape.one_cell:
        left_out = reduce(lambda a, b: a | b, ((cells[f"slot{j}"] == 0).fill_null(False) for j in slots))
        measures = {name: ibis.cases((satisfied, cells[name])) for name in names}
        objects = cells.select("sc", "o", "p", s=cells.cs, known=satisfied.cast("int64"),
                               left_out=left_out.cast("int64"), **measures)  # fmt: skip
        return _taught(objects) if shape.by_grade else objects
    cells = cells.mutate(ok=satisfied)
    coarser = tables.COARSER.select(b_mask="mask", b_s="s", s="coarse")
    cells = cells.join(coarser, [cells["mask"] == coarser.b_mask, cells.cs == coarser.b_s])
    gathered: dict[str, Expression] = {"known": cells.ok.cast("int64").max()}
    for j in slots:
        gathered[f"slot{j}"] = cells[f"slot{j}"].max()
    for n, measure in enumerate(shape.measures):
        gathered[f"m{n}"] = _gather(cells[f"m{n}"], measure.part, cells.ok)
    objects = cells.group_by("sc", "o", "p", "s").aggregate(**gathered)
    left_out = reduce(lambda a, b: a | b, ((objects[f"slot{j}"] == 0).fill_null(False) for j in slots))
    objects = objects.select("sc", "o", "p", "s", "known", *names, left_out=left_out.cast("int64"))
    return _taught(objects) if shape.by_grade else objects


def _applicable(objects: Expression) -> Expression:
    """Organisations for which applies_when is true. Asked after gathering: there are fewer rows then."""
    scopes = tables.SCOPES.select(i_sc="sc", i_cond="cond")
    objects = objects.join(scopes, objects.sc == scopes.i_sc)
    applicable = tables.APPLICABLE
    on = [objects.i_cond == applicable.cond, objects.o == applicable.o, objects.p == applicable.p]
    return objects.semi_join(applicable, on).drop("i_sc", "i_cond")


def _taught(objects: Expression) -> Expression:
    """A breakdown by grade does not read organisations that do not teach the grade, where their grades are known."""
    slices = tables.SLICES_TABLE.select(g_s="s", g_grade="grade")
    registry = tables.REGISTRY.select(r_o="o", r_p="p", r_grades="grades")
    found = objects.join(slices, objects.s == slices.g_s)
    found = found.left_join(registry, [found.o == registry.r_o, found.p == registry.r_p])
    known = found.r_grades.length().fill_null(0) > 0
    return found.filter(~known | found.r_grades.contains(found.g_grade).fill_null(False)).drop(
        "g_s", "g_grade", "r_o", "r_p", "r_grades"
    )


def _everyone() -> Expression:
    """A scope of count() alone: every applicable object is known."""
    scopes, applicable, coarser = tables.SCOPES, tables.APPLICABLE, tables.COARSER
    found = scopes.filter(scopes.empty).join(applicable, "cond")
    all_slices = coarser.select("mask", s="coarse").distinct()
    found = found.join(all_slices, "mask")
    one = ibis.literal(1, type="int64")
    return found.select("sc", "o", "p", "s", known=one, left_out=one - 1)


def _conditions(objects: Expression, shape: ScopeShape) -> Expression:
    """count(where …): satisfied objects for which the condition is true."""
    registry = tables.REGISTRY.rename({f"r_{name}": name for name in tables.REGISTRY.columns})
    found = objects.left_join(registry, [objects.o == registry.r_o, objects.p == registry.r_p])
    counts = {}
    for n, condition in enumerate(shape.conditions):
        true: Expression = found.known > 0
        if condition is not None:
            true = true & boolean(build(condition, lambda node: registry_leaf(node, found, "r_"))).fill_null(False)
        counts[f"c{n}"] = true.cast("int64")
    return found.mutate(**counts).drop(*registry.columns)
