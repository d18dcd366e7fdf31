"""Whether a norm's `applies_when` is true of one organisation: registry attributes only, the rest is for engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msoko.formulas import tree
from msoko.formulas.evaluating import Leaf, evaluate
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar
from msoko.formulas.tree import Node

Attributes = Mapping[str, Any]  # one row of organisations.placing.ATTRIBUTES
_TAUGHT = {"teaches_grade": "grades", "teaches_level": "education_levels"}


def holds(condition: str, attributes: Attributes) -> bool:
    """True if the condition is; an attribute that is not known makes its comparison false (ADR 0003, `where`)."""
    return judged(condition, attributes) is True


def judged(condition: str, attributes: Attributes, further: Leaf | None = None) -> Scalar:
    """True, False, or None where it hangs on something unknown. further: what else than attributes it may name."""

    def leaf(node: Node) -> Scalar:
        if isinstance(node, tree.Name):
            known: Scalar = attributes.get(node.name)
            return known
        if isinstance(node, tree.Call) and node.name in _TAUGHT:
            taught = attributes.get(_TAUGHT[node.name])
            return str(evaluate(node.args[0], leaf)) in taught if taught else None
        if further is not None:
            return further(node)
        raise ValueError(f"not a condition on registry attributes: {type(node).__name__} at {node.at}")

    return evaluate(parse(condition), leaf)
