"""An expression as a value: operators and functions here, everything that depends on where we stand by `leaf`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from msoko.formulas import scalars, tree
from msoko.formulas.scalars import Scalar
from msoko.formulas.tree import Node

Leaf = Callable[[Node], Scalar]


def evaluate(node: Node, leaf: Leaf) -> Scalar:
    """leaf is asked for names, fields, aggregates and whatever else is no operator."""
    match node:
        case tree.Number() | tree.Text() | tree.Bool():
            return node.value
        case tree.NoValue():
            return None
        case tree.Unary(op="-"):
            return scalars.arithmetic("-", Fraction(0), evaluate(node.operand, leaf))
        case tree.Unary():
            return scalars.negation(evaluate(node.operand, leaf))
        case tree.In():
            return scalars.member(evaluate(node.operand, leaf), [evaluate(choice, leaf) for choice in node.choices])
        case tree.Call() if node.name in scalars.FUNCTIONS:
            return scalars.FUNCTIONS[node.name](*(evaluate(argument, leaf) for argument in node.args))
        case tree.Binary():
            return _binary(node.op, evaluate(node.left, leaf), evaluate(node.right, leaf))
    return leaf(node)


def _binary(op: str, left: Scalar, right: Scalar) -> Scalar:
    if op == "and":
        return scalars.conjunction(left, right)
    if op == "or":
        return scalars.disjunction(left, right)
    if op in ("+", "-", "*", "/"):
        return scalars.arithmetic(op, left, right)
    return scalars.compare(op, left, right)
