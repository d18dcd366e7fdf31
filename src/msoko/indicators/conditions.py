"""What is read row by row before anything is gathered: operands of one fact, conditions of where and applies_when."""

from __future__ import annotations

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators import tables
from msoko.indicators.building import Expression, boolean, build, double
from msoko.indicators.parameters import threshold
from msoko.indicators.registry_leaves import registry_leaf
from msoko.methodology.model import Methodology

# Under these names an engine offers the rows that an expression is about, so that it does not depend on their number.
CHOSEN_FACT = ibis.table(tables.FACT_ROWS.schema(), name="chosen_rows")
CHOSEN_PLACES = ibis.table({"o": "int32", "p": "int32", "s": "int32"}, name="chosen_places")


def made(fact: str, operand: Node, methodology: Methodology) -> Expression:
    """Rows of MADE_ROWS without b: the operand for each row of a fact."""
    rows = _described(CHOSEN_FACT)

    def leaf(node: Node) -> Expression:
        if isinstance(node, tree.Name) and node.name == fact:
            return ibis.coalesce(rows["mean"], rows.v.cast("float64"))
        if isinstance(node, tree.Weight):
            return threshold(node.name, rows, methodology)
        return registry_leaf(node, rows, "g_")

    x = ibis.cases((rows.state == 0, double(build(operand, leaf))))
    return rows.select("o", "p", "s", "part", "has_part", "has_total", "state", x=x)


def picked_slices(where: Node) -> Expression:
    """s of the slice combinations for which a condition over slices is true."""
    slices = tables.SLICES_TABLE
    return slices.filter(boolean(build(where, lambda node: registry_leaf(node, slices)))).select("s")


def picked_places(where: Node, methodology: Methodology) -> Expression:
    """o, p, s for which a condition that also asks the registry is true."""
    rows = _described(CHOSEN_PLACES)

    def leaf(node: Node) -> Expression:
        if isinstance(node, tree.Weight):
            return threshold(node.name, rows, methodology)
        return registry_leaf(node, rows, "g_")

    return rows.filter(boolean(build(where, leaf))).select("o", "p", "s")


def applying(condition: Node) -> Expression:
    """o, p of the organisations for which applies_when is true."""
    rows = tables.REGISTRY
    return rows.filter(boolean(build(condition, lambda node: registry_leaf(node, rows)))).select("o", "p")


def _described(rows: Expression) -> Expression:
    """Rows with their slice columns, registry attributes (g_…) and the last day of the period."""
    slices = tables.SLICES_TABLE.rename(d_s="s")
    registry = tables.REGISTRY.rename({f"g_{name}": name for name in tables.REGISTRY.columns})
    periods = tables.PERIODS.select(d_p="p", last_day="last_day")
    rows = rows.join(slices, rows.s == slices.d_s)
    rows = rows.join(periods, rows.p == periods.d_p)
    return rows.left_join(registry, [rows.o == registry.g_o, rows.p == registry.g_p])
