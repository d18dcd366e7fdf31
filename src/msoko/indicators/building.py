"""A formula tree → an Ibis expression over one row. What leaves are is told by the caller; no tables here."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import ibis

from msoko.formulas import tree
from msoko.formulas.tree import Node

Expression = Any  # an Ibis value; Ibis has no type information
Leaves = Callable[[Node], Expression]

_ZERO = ibis.literal(0)  # a bare 0 cannot be compared with a null literal
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


# What SQL has no portable word for. An engine defines these functions (engines/duckdb/connection.py does it as macros).
@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def significant(x: float) -> float:  # type: ignore[empty-body]
    """Rounded to 12 significant digits, half away from zero."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def half_away(x: float, digits: int) -> float:  # type: ignore[empty-body]
    """Decimal rounding, half away from zero."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def decimal_text(x: str) -> float:  # type: ignore[empty-body]
    """Text that is a decimal number, null for other text."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def finite(x: float) -> float:  # type: ignore[empty-body]
    """Null in the place of infinity and not-a-number."""


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def fsum(x: float) -> float:  # type: ignore[empty-body]
    """A compensated sum (Kahan, 1965): the same to 12 digits in whatever order rows come."""


class CannotBuild(ValueError):
    """A node that stands where it means nothing; checks refuse such formulas before."""


def build(node: Node, leaf: Leaves) -> Expression:
    """The expression of a formula. Unknown is null everywhere."""
    if isinstance(node, tree.Number):
        return exactly(node.value)
    if isinstance(node, tree.Text):
        return ibis.literal(node.value)
    if isinstance(node, tree.Bool):
        return ibis.literal(node.value)
    if isinstance(node, tree.NoValue):
        return ibis.null("float64")
    if isinstance(node, tree.Unary):
        operand = build(node.operand, leaf)
        return ~boolean(operand) if node.op == "not" else -number(operand)
    if isinstance(node, tree.Binary):
        return _binary(node.op, build(node.left, leaf), build(node.right, leaf))
    if isinstance(node, tree.In):
        operand = build(node.operand, leaf)
        found = [_binary("==", operand, build(choice, leaf)) for choice in node.choices]
        return reduce(lambda left, right: left | right, found)
    if isinstance(node, tree.Call) and node.name in FUNCTIONS:
        return FUNCTIONS[node.name](*(build(argument, leaf) for argument in node.args))
    if isinstance(node, tree.Composite):
        return _composite(node, leaf)
    return leaf(node)


def exactly(value: Fraction) -> Expression:
    """A literal: whole numbers and short decimals exactly, others as doubles."""
    if value.denominator == 1 and abs(value) < 2**31:
        return ibis.literal(int(value), type="int64")
    return ibis.literal(float(value), type="float64")


def number(value: Expression) -> Expression:
    """As a number: booleans are 1 and 0, text that is a decimal number counts."""
    kind = value.type()
    if kind.is_boolean():
        return value.cast("int64")
    if kind.is_string():
        return decimal_text(value)
    return value


def double(value: Expression) -> Expression:
    value = number(value)
    return value if value.type().is_floating() else value.cast("float64")


def boolean(value: Expression) -> Expression:
    kind = value.type()
    return value if kind.is_boolean() else ibis.null("boolean") if kind.is_null() else number(value) != _ZERO


def _is_exact(value: Expression) -> bool:
    return bool(value.type().is_integer() or value.type().is_decimal())


def compared(value: Expression) -> Expression:
    """As it is compared, ranked and rounded: computed numbers have 12 significant digits."""
    value = number(value)
    return value if _is_exact(value) else significant(value)


def _binary(op: str, left: Expression, right: Expression) -> Expression:
    if op == "and":
        return boolean(left) & boolean(right)
    if op == "or":
        return boolean(left) | boolean(right)
    if op in COMPARISONS:
        return _compare(op, left, right)
    left, right = number(left), number(right)
    if op in "+-" and _is_exact(left) and _is_exact(right):  # sums stay exact, so that x - x is zero
        return left + right if op == "+" else left - right
    if op == "/":
        return finite(double(left) / double(right).nullif(0.0))
    left, right = double(left), double(right)
    return {"+": left + right, "-": left - right, "*": left * right}[op]


def _compare(op: str, left: Expression, right: Expression) -> Expression:
    if left.type().is_string() and right.type().is_string():
        if op not in ("==", "!="):
            return ibis.null("boolean")
        return left == right if op == "==" else left != right
    a, b = compared(left), compared(right)
    if not (_is_exact(a) and _is_exact(b)):
        a, b = double(a), double(b)
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def same_kind(*values: Expression) -> tuple[Expression, ...]:
    """Branches of one expression: all text, all boolean, or all doubles."""
    if all(v.type().is_string() or v.type().is_null() for v in values):
        return values
    if all(v.type().is_boolean() or v.type().is_null() for v in values):
        return values
    return tuple(double(v) for v in values)


def _if(condition: Expression, yes: Expression, no: Expression) -> Expression:
    yes, no = same_kind(yes, no)
    condition = boolean(condition)
    return ibis.cases((condition, yes), (~condition, no))


def _known(*values: Expression) -> tuple[list[Expression], Expression]:
    numbers = [double(v) for v in values]
    return numbers, reduce(lambda a, b: a & b, (v.notnull() for v in numbers))


def _least(*values: Expression) -> Expression:
    numbers, known = _known(*values)
    return ibis.cases((known, ibis.least(*numbers)))


def _greatest(*values: Expression) -> Expression:
    numbers, known = _known(*values)
    return ibis.cases((known, ibis.greatest(*numbers)))


def _clamp(x: Expression, low: Expression, high: Expression) -> Expression:
    (x, low, high), known = _known(x, low, high)
    return ibis.cases((known, ibis.greatest(ibis.least(x, high), low)))


def _round(x: Expression, digits: Expression | None = None) -> Expression:
    digits = ibis.literal(0, type="int64") if digits is None else digits.cast("int64")
    return half_away(double(x), digits)


def _sqrt(x: Expression) -> Expression:
    x = double(x)
    return ibis.cases((x >= 0, x.abs().sqrt()))


def _ln(x: Expression) -> Expression:
    x = double(x)
    return ibis.cases((x > 0, ibis.cases((x > 0, x), else_=1.0).ln()))


def _power(x: Expression, exponent: Expression) -> Expression:
    x, exponent = double(x), double(exponent)
    undefined = ((x == _ZERO) & (exponent < 0)) | ((x < 0) & (exponent != exponent.floor()))
    return ibis.cases((~undefined, finite(x**exponent)))


FUNCTIONS: dict[str, Callable[..., Expression]] = {
    "if": _if,
    "coalesce": lambda *values: ibis.coalesce(*same_kind(*values)),
    "min": _least,
    "max": _greatest,
    "clamp": _clamp,
    "round": _round,
    "abs": lambda x: number(x).abs(),
    "sqrt": _sqrt,
    "ln": _ln,
    "power": _power,
    "is_known": lambda x: x.notnull(),
}


def _composite(node: tree.Composite, leaf: Leaves) -> Expression:
    """Σwx / Σw; what a missing part does is the rule's business, a missing weight always spoils the whole."""
    one, zero = ibis.literal(1.0), ibis.literal(0.0)
    parts = [double(build(part, leaf)) for part in node.parts]
    weights = [double(build(w, leaf)) for w in node.weights] if node.weights else [one] * len(parts)
    all_weights = reduce(lambda a, b: a & b, (w.notnull() for w in weights))
    if node.missing == "renormalise":
        weights = [ibis.cases((x.notnull(), w), else_=0.0) for x, w in zip(parts, weights, strict=True)]
        parts = [ibis.coalesce(x, zero) for x in parts]
    elif node.missing == "as zero":
        parts = [ibis.coalesce(x, zero) for x in parts]
    elif node.missing == "as full":
        full = ibis.literal(100.0) if node.full is None else double(build(node.full, leaf))
        parts = [ibis.coalesce(x, full) for x in parts]
    top = reduce(lambda a, b: a + b, (w * x for x, w in zip(parts, weights, strict=True)))
    bottom = significant(reduce(lambda a, b: a + b, weights))
    return ibis.cases((all_weights, finite(top / bottom.nullif(0.0))))
