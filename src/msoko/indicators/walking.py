"""Small questions about formula trees that planning asks and scoping.py does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators.scoping import descendants, facts_in
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES


def replaced(node: Node, by: Callable[[Node], Node]) -> Node:
    """The node with each direct sub-node put through `by`."""
    changed: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        part = getattr(node, name)
        if isinstance(part, Node):
            changed[name] = by(part)
        elif isinstance(part, tuple) and any(isinstance(p, Node) for p in part):
            changed[name] = tuple(by(p) if isinstance(p, Node) else p for p in part)
    return replace(node, **changed) if changed else node


def conjuncts(node: Node | None) -> Iterator[Node]:
    if isinstance(node, tree.Binary) and node.op == "and":
        yield from conjuncts(node.left)
        yield from conjuncts(node.right)
    elif node is not None:
        yield node


def joined(nodes: list[Node]) -> Node | None:
    found: Node | None = None
    for node in nodes:
        found = node if found is None else tree.Binary("and", found, node)
    return found


def only_slices(node: Node) -> bool:
    """Does the condition look at slice columns and literals only?"""
    plain = (tree.Number, tree.Text, tree.Bool, tree.NoValue, tree.Unary, tree.Binary, tree.In)
    return all(isinstance(n, plain) or (isinstance(n, tree.Name) and n.name in SLICES) for n in descendants(node))


def split_where(where: Node | None) -> tuple[Node | None, Node | None]:
    """The part that can wait until rows are gathered by slices, and the part that cannot. Both must be true."""
    parts = list(conjuncts(where))
    late = [part for part in parts if only_slices(part)]
    return joined(late), joined([part for part in parts if part not in late])


def about(aggregate: tree.Aggregate, methodology: Methodology) -> str:
    """The type of object whose facts the aggregate reads."""
    facts = facts_in(aggregate, methodology)
    return methodology.facts[facts[0]].about if facts else "organisation"


def option_value(name: str, methodology: Methodology, chosen: Mapping[str, str]) -> Node:
    """A number if all choices of the option are numbers, else text."""
    option = methodology.options[name]
    choice = chosen.get(name, option.default)
    try:
        for each in option.choices:
            Decimal(each)
    except InvalidOperation:
        return tree.Text(choice)
    return tree.Number(Fraction(choice))


def is_exact(operand: Node | None) -> bool:
    """Is the operand of a source aggregate summed as a decimal: a condition (1 and 0) or nothing at all?"""
    comparisons = ("==", "!=", "<", "<=", ">", ">=", "and", "or")
    if operand is None or isinstance(operand, tree.In | tree.Bool):
        return True
    if isinstance(operand, tree.Binary):
        return operand.op in comparisons
    return isinstance(operand, tree.Unary) and operand.op == "not"


def with_options(node: Node, methodology: Methodology, chosen: Mapping[str, str]) -> Node:
    """The node with every option("…") replaced by what is chosen."""
    if isinstance(node, tree.Option):
        return option_value(node.name, methodology, chosen)
    if isinstance(node, tree.Composite) and isinstance(node.missing, tree.Option):
        value = option_value(node.missing.name, methodology, chosen)
        node = replace(node, missing=value.value if isinstance(value, tree.Text) else "no value")
    return replaced(node, lambda child: with_options(child, methodology, chosen))
