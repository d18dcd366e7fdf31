"""What kind of estimator a formula is: that decides n and the interval of its values (docs/decisions/0003, 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators.scoping import as_aggregate, is_fact, sources_in
from msoko.methodology.model import Methodology
from msoko.vocabulary import Unit

COUNTED = (Unit.PERSON, Unit.ORGANISATION, Unit.ITEM)
ROWS = ("share", "mean", "median", "quantile", "deviation", "minimum", "maximum", "weighted_mean")
PERSONS = ("outcomes", "answers")  # tables whose rows are persons
ANY = "any"  # a count of rows: goes with any counted unit


@dataclass(frozen=True)
class Estimator:
    """A formula as a·node + b.

    n: "denominator" (value of `bottom`), "rows" (that entered the aggregate `node`), "entities" (known ones of `node`),
    "self" (value of `node`), "known".
    interval: "ratio" (Wilson on top / bottom), "share" (Wilson on rows or entities), "mean" (Student on them), "".
    """

    node: Node
    a: Fraction
    b: Fraction
    n: str = "known"
    interval: str = ""
    top: Node | None = None
    bottom: Node | None = None


def estimator_of(formula: Node, methodology: Methodology) -> Estimator:
    """The estimator that a formula is; n = "known" and no interval if it is none of the known kinds."""
    a, node, b = _linear(formula)
    if node is None:
        return Estimator(formula, Fraction(1), Fraction(0))
    if isinstance(node, tree.Name) and is_fact(node.name, methodology):
        node = as_aggregate(node, methodology)
    if isinstance(node, tree.Aggregate) and node.name in ROWS:
        return Estimator(node, a, b, "rows", node.name if node.name in ("share", "mean") else "")
    if isinstance(node, tree.Over):
        return Estimator(node, a, b, "entities", {"share_of": "share", "mean_over": "mean"}.get(node.name, ""))
    if isinstance(node, tree.Binary) and node.op == "/":
        return _ratio(node, a, b, methodology)
    persons = counted(node, methodology) == Unit.PERSON or _counts_persons(node, methodology)
    return Estimator(node, a, b, "self" if persons else "known")


def _ratio(node: tree.Binary, a: Fraction, b: Fraction, methodology: Methodology) -> Estimator:
    top_factor, top = _factor(node.left)
    bottom_factor, bottom = _factor(node.right)
    below = counted(bottom, methodology) if bottom is not None else None
    if below is None or bottom_factor == 0:
        return Estimator(node, a, b)
    above = counted(top, methodology) if top is not None else None
    proportion = above is not None and (above == below or ANY in (above, below))
    return Estimator(node, a * top_factor / bottom_factor, b, "denominator", "ratio" if proportion else "", top, bottom)


def counted(node: Node, methodology: Methodology) -> str | None:
    """The unit in which a sum or count counts, ANY for a count of rows, None if the expression counts nothing."""
    if isinstance(node, tree.Name) and is_fact(node.name, methodology):
        return counted(as_aggregate(node, methodology), methodology)
    if isinstance(node, tree.Aggregate):
        if node.name in ("count", "distinct"):
            return ANY
        if node.name == "sum" and isinstance(node.operand, tree.Name) and is_fact(node.operand.name, methodology):
            unit = methodology.facts[node.operand.name].unit
            return unit if unit in COUNTED else None
        return None
    if isinstance(node, tree.Over) and node.name == "count_of":
        return ANY
    if isinstance(node, tree.Unpaired):
        return counted(node.operand, methodology)
    if isinstance(node, tree.Binary) and node.op in ("+", "-"):
        left, right = counted(node.left, methodology), counted(node.right, methodology)
        if left is None or right is None or (left != right and ANY not in (left, right)):
            return None
        return right if left == ANY else left
    return None


def _counts_persons(node: Node, methodology: Methodology) -> bool:
    if not isinstance(node, tree.Aggregate) or node.name != "count":
        return False
    return any(s in methodology.sources and methodology.sources[s].table in PERSONS for s in sources_in(node))


def constant(node: Node) -> Fraction | None:
    """The number that an arithmetic of literals is, None for anything else."""
    if isinstance(node, tree.Number):
        return node.value
    if isinstance(node, tree.Unary) and node.op == "-":
        inner = constant(node.operand)
        return None if inner is None else -inner
    if isinstance(node, tree.Binary) and node.op in ("+", "-", "*", "/"):
        left, right = constant(node.left), constant(node.right)
        if left is None or right is None or (node.op == "/" and right == 0):
            return None
        if node.op == "/":
            return left / right
        return {"+": left + right, "-": left - right, "*": left * right}[node.op]
    return None


def _factor(node: Node) -> tuple[Fraction, Node | None]:
    """c·rest with the literal factors taken out; rest is None if nothing but literals is there."""
    a, rest, b = _linear(node)
    return (a, rest) if b == 0 else (Fraction(1), node)


def _linear(node: Node) -> tuple[Fraction, Node | None, Fraction]:
    """a·rest + b with literals taken out as far as they stand outside."""
    one, zero = Fraction(1), Fraction(0)
    if (value := constant(node)) is not None:
        return zero, None, value
    if isinstance(node, tree.Unary) and node.op == "-":
        a, rest, b = _linear(node.operand)
        return -a, rest, -b
    if isinstance(node, tree.Binary) and node.op in ("+", "-", "*", "/"):
        left, right = constant(node.left), constant(node.right)
        if right is not None:
            a, rest, b = _linear(node.left)
            if node.op in ("+", "-"):
                return a, rest, b + (right if node.op == "+" else -right)
            if node.op == "*" or right != 0:
                scale = right if node.op == "*" else 1 / right
                return a * scale, rest, b * scale
        elif left is not None and node.op != "/":
            a, rest, b = _linear(node.right)
            if node.op == "*":
                return a * left, rest, b * left
            return (a, rest, b + left) if node.op == "+" else (-a, rest, left - b)
        elif node.op == "/" and right is None and left is None:
            # 100 * X / Y is read as (100 * X) / Y: the factor belongs outside
            a, rest, b = _linear(node.left)
            if b == 0 and rest is not None and a != 1:
                return a, tree.Binary("/", rest, node.right, at=node.at), zero
    return one, node, zero
