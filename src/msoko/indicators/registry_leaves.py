"""Leaves of conditions: slice columns and registry attributes of the row they are read in."""

from __future__ import annotations

from typing import Any

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators.building import CannotBuild, Expression
from msoko.indicators.scoping import ATTRIBUTES
from msoko.vocabulary import SLICES


def registry_leaf(node: Node, row: Any, prefix: str = "") -> Expression:
    """A slice column, an attribute, teaches_grade or teaches_level; the registry's columns carry the prefix."""
    if isinstance(node, tree.Name) and node.name in SLICES:
        return row[node.name]
    if isinstance(node, tree.Name) and node.name in ATTRIBUTES:
        return row[f"{prefix}{node.name}"]
    if isinstance(node, tree.Call) and node.name in ("teaches_grade", "teaches_level"):
        taught = row[f"{prefix}{'grades' if node.name == 'teaches_grade' else 'education_levels'}"]
        return ibis.cases((taught.length() > 0, taught.contains(_taught(node.args[0], row))))
    raise CannotBuild(f"{type(node).__name__} at {node.at} cannot be read here")


def _taught(node: Node, row: Any) -> Expression:
    if isinstance(node, tree.Number):
        return ibis.literal(str(int(node.value)))
    if isinstance(node, tree.Text):
        return ibis.literal(node.value)
    if isinstance(node, tree.Name) and node.name in SLICES:
        return row[node.name]
    raise CannotBuild(f"a grade or level at {node.at} is a literal or a slice column")
