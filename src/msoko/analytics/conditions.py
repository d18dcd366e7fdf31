"""Whether a norm's `applies_when` is true of one organisation. Registry attributes only; the rest is for engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msoko.formulas import tree
from msoko.formulas.parsing import parse

Attributes = Mapping[str, Any]  # one row of organisations.placing.ATTRIBUTES


def holds(condition: str, attributes: Attributes) -> bool:
    """True if the condition is; an attribute that is not known makes its comparison false (ADR 0003, `where`)."""
    return bool(_value(parse(condition), attributes))


def _value(node: tree.Node, attributes: Attributes) -> Any:
    if isinstance(node, tree.Text | tree.Bool):
        return node.value
    if isinstance(node, tree.Number):
        return node.value
    if isinstance(node, tree.Name):
        return attributes.get(node.name)
    if isinstance(node, tree.Unary) and node.op == "not":
        return not _value(node.operand, attributes)
    if isinstance(node, tree.Binary):
        return _binary(node, attributes)
    if isinstance(node, tree.In):
        found = _value(node.operand, attributes)
        return found is not None and found in [_value(choice, attributes) for choice in node.choices]
    if isinstance(node, tree.Call) and node.name in ("teaches_grade", "teaches_level"):
        taught = attributes.get("grades" if node.name == "teaches_grade" else "education_levels") or ()
        return str(_value(node.args[0], attributes)) in taught
    raise ValueError(f"not a condition on registry attributes: {type(node).__name__} at {node.at}")


def _binary(node: tree.Binary, attributes: Attributes) -> bool:
    left, right = _value(node.left, attributes), _value(node.right, attributes)
    if node.op == "and":
        return bool(left and right)
    if node.op == "or":
        return bool(left or right)
    if left is None or right is None:
        return False
    if node.op == "==":
        return bool(left == right)
    if node.op == "!=":
        return bool(left != right)
    raise ValueError(f"not a condition on registry attributes: {node.op} at {node.at}")
