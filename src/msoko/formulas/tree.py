"""A formula as a tree of frozen nodes. The parser makes them; checks, engines and explaining walk them.

`at` on every node is its place in the text (1-based line and column), left out of comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Node:
    at: Place = field(default=(1, 1), compare=False, repr=False)


# ---- leaves
@dataclass(frozen=True)
class Number(Node):
    value: Fraction


@dataclass(frozen=True)
class Text(Node):
    value: str


@dataclass(frozen=True)
class Bool(Node):
    value: bool


@dataclass(frozen=True)
class NoValue(Node):
    """The literal `no_value`."""


@dataclass(frozen=True)
class Name(Node):
    """A fact, a slice column, a registry attribute, or a column of the source around it. Checks decide which."""

    name: str


@dataclass(frozen=True)
class Field(Node):
    """`vpr.mark`, `answers.q2`: a column (or a key of a keyed source) of a declared source."""

    source: str
    name: str


# ---- operators
@dataclass(frozen=True)
class Unary(Node):
    op: str  # "-" | "not"
    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    op: str  # + - * / == != < <= > >= and or
    left: Node
    right: Node


@dataclass(frozen=True)
class In(Node):
    """`subject in ("MA", "RU")`."""

    operand: Node
    choices: tuple[Node, ...]


@dataclass(frozen=True)
class Call(Node):
    """A function of values, see functions.py: if, coalesce, min, max, clamp, round, abs, sqrt, ln, teaches_grade, …"""

    name: str
    args: tuple[Node, ...]


# ---- aggregates
@dataclass(frozen=True)
class Aggregate(Node):
    """`sum(x where c)`, `quantile(x, 0.25 where c)`, `weighted_mean(x, w where c)`; `count()` may have no operand.

    name: sum mean count share median quantile minimum maximum deviation distinct weighted_mean.
    """

    name: str
    operand: Node | None
    extra: Node | None = None  # probability of quantile, weight of weighted_mean
    where: Node | None = None


@dataclass(frozen=True)
class Over(Node):
    """`count_of(organisation, expr)`, `mean_over(organisation, expr)`: expr is computed per entity first."""

    name: str  # count_of | mean_over | share_of | sum_over
    entity: str  # organisation | class | participant | person | respondent | work | visit
    operand: Node
    where: Node | None = None


@dataclass(frozen=True)
class Unpaired(Node):
    """`unpaired(x)`: the aggregates inside do not share the set of known cells with the rest of the expression."""

    operand: Node


# ---- places and times
@dataclass(frozen=True)
class Lag(Node):
    """`prev(x)` is Lag(x, 1)."""

    operand: Node
    steps: int


@dataclass(frozen=True)
class InPeriod(Node):
    """`in_period(x, ended)`: x read in the period of its own kind that the rule picks."""

    operand: Node
    rule: str  # ended | started | within


@dataclass(frozen=True)
class At(Node):
    """`at(municipality, x)`: x of the group of that level to which the object belongs."""

    level: str
    operand: Node


# ---- other definitions
@dataclass(frozen=True)
class Value(Node):
    """`value("results.certificates_9")`: another indicator, same object, period and slice."""

    code: str


@dataclass(frozen=True)
class Reference(Node):
    """`reference("ege.mean", region)`: a value received ready-made."""

    code: str
    level: str


@dataclass(frozen=True)
class Option(Node):
    name: str


@dataclass(frozen=True)
class Weight(Node):
    name: str


@dataclass(frozen=True)
class Norm(Node):
    """`norm("code")`: the norm of an indicator in force in the period."""

    code: str


# ---- indices
@dataclass(frozen=True)
class Normalise(Node):
    operand: Node
    method: str  # best_100 | norm | z | rank
    among: str  # level inside which objects are compared


@dataclass(frozen=True)
class Composite(Node):
    parts: tuple[Node, ...]
    weights: tuple[Node, ...]  # empty = equal
    missing: str | Option  # renormalise | no value | as zero | as full; or option("…")
    full: Node | None = None  # what a part is worth under "as full"


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-nodes, in the order they are written."""
    found: list[Node] = []
    for name in node.__dataclass_fields__:
        part = getattr(node, name)
        if isinstance(part, Node):
            found.append(part)
        elif isinstance(part, tuple):
            found.extend(p for p in part if isinstance(p, Node))
    return tuple(found)
