"""Tree → text in its canonical form: parse(write(tree)) == tree. The words a person reads are in explaining.py."""

from __future__ import annotations

from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.tree import Node

# How tightly a node holds together; a looser one inside a tighter one needs brackets.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(8)
_BINARY = {"or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


def tightness(node: Node) -> int:
    if isinstance(node, tree.Binary):
        return _BINARY.get(node.op, COMPARISON)
    if isinstance(node, tree.Unary):
        return SIGN if node.op == "-" else NOT
    return COMPARISON if isinstance(node, tree.In) else ATOM


def write(node: Node) -> str:
    """The formula as text. Raises ValueError for a number without a finite decimal form or a text with both quotes."""
    match node:
        case tree.Number():
            return _number(node.value)
        case tree.Text():
            return _quoted(node.value)
        case tree.Bool():
            return "true" if node.value else "false"
        case tree.NoValue():
            return "no_value"
        case tree.Name():
            return node.name
        case tree.Field():
            return f"{node.source}.{node.name if node.name.isidentifier() else _quoted(node.name)}"
        case tree.Unary():
            space = " " if node.op == "not" else ""
            return node.op + space + _inside(node.operand, tightness(node))
        case tree.Binary():
            here = tightness(node)
            left = _inside(node.left, here + (here == COMPARISON))
            return f"{left} {node.op} {_inside(node.right, here + 1)}"
        case tree.In():
            return f"{_inside(node.operand, SUM)} in ({', '.join(map(write, node.choices))})"
    return _call(node)


def _inside(node: Node, least: int) -> str:
    text = write(node)
    return f"({text})" if tightness(node) < least else text


def _call(node: Node) -> str:
    match node:
        case tree.Call():
            return f"{node.name}({', '.join(map(write, node.args))})"
        case tree.Aggregate():
            operands = ", ".join(write(part) for part in (node.operand, node.extra) if part is not None)
            return f"{node.name}({_with_where(operands, node.where)})"
        case tree.Over():
            return f"{node.name}({_with_where(f'{node.entity}, {write(node.operand)}', node.where)})"
        case tree.Unpaired():
            return f"unpaired({write(node.operand)})"
        case tree.Lag():
            operand = write(node.operand)
            return f"prev({operand})" if node.steps == 1 else f"lag({operand}, {node.steps})"
        case tree.InPeriod():
            return f"in_period({write(node.operand)}, {node.rule})"
        case tree.At():
            return f"at({node.level}, {write(node.operand)})"
        case tree.Reference():
            return f"reference({_quoted(node.code)}, {node.level})"
        case tree.Value() | tree.Norm():
            return f"{'value' if isinstance(node, tree.Value) else 'norm'}({_quoted(node.code)})"
        case tree.Option() | tree.Weight():
            return f"{'option' if isinstance(node, tree.Option) else 'weight'}({_quoted(node.name)})"
        case tree.Normalise():
            return f"normalise({write(node.operand)}, {_quoted(node.method)}, among = {node.among})"
        case tree.Composite():
            return _composite(node)
    raise TypeError(f"no text for {type(node).__name__}")


def _composite(node: tree.Composite) -> str:
    said = [f"[{', '.join(map(write, node.parts))}]"]
    if node.weights:
        said.append(f"weights = [{', '.join(map(write, node.weights))}]")
    said.append(f"missing = {write(node.missing) if isinstance(node.missing, Node) else _quoted(node.missing)}")
    if node.full is not None:
        said.append(f"full = {write(node.full)}")
    return f"composite({', '.join(said)})"


def _with_where(operands: str, where: Node | None) -> str:
    condition = "" if where is None else f"where {write(where)}"
    return " ".join(part for part in (operands, condition) if part)


def _quoted(text: str) -> str:
    mark = "'" if '"' in text else '"'
    if mark in text or "\n" in text:
        raise ValueError(f"a text of a formula cannot be written: {text!r}")
    return mark + text + mark


def _number(value: Fraction) -> str:
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        if digits > 30:
            raise ValueError(f"{value} has no finite decimal form")
    whole = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    text = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return f"-{text}" if value < 0 else text
