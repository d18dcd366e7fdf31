"""`name(…)` → node: one written table of what every call that is not a plain function looks like."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.functions import FUNCTIONS
from msoko.formulas.tree import Node, Place
from msoko.vocabulary import Level

AGGREGATES = (
    *("sum", "mean", "count", "share", "median", "quantile"),
    *("minimum", "maximum", "deviation", "distinct", "weighted_mean"),
)
OVERS = ("count_of", "share_of", "mean_over", "sum_over")
ENTITIES = ("organisation", "class", "participant", "person", "respondent", "work", "visit")
RULES = ("ended", "started", "within")
METHODS = ("best_100", "norm", "z", "rank")
MISSING = ("renormalise", "no value", "as zero", "as full")
LEVELS = tuple(Level)


@dataclass(frozen=True)
class Group:
    """`[a, b]`: allowed only as an argument of composite."""

    items: tuple[Node, ...]
    at: Place


@dataclass(frozen=True)
class Arguments:
    """A call as written. named: (name, Node or Group, place)."""

    name: str
    at: Place
    plain: tuple[Any, ...]
    named: tuple[tuple[str, Any, Place], ...]
    where: Node | None

    def fail(self, code: str, at: Place | None = None, suggestion: str = "", **parameters: Any) -> FormulaError:
        return FormulaError(code, at or self.at, suggestion, name=self.name, **parameters)

    def nodes(self, least: int, most: int | None = None) -> tuple[Node, ...]:
        """The positional arguments, counted, none of them a list."""
        most = least if most is None else most
        if not least <= len(self.plain) <= most:
            expected = str(least) if least == most else f"{least}–{most}"
            raise self.fail("wrong-number-of-arguments", expected=expected, found=len(self.plain))
        for argument in self.plain:
            if isinstance(argument, Group):
                raise FormulaError("list-out-of-place", argument.at)
        return self.plain

    def only(self, *names: str) -> dict[str, Any]:
        """The named arguments, all of them among `names`."""
        for name, _, at in self.named:
            if name not in names:
                raise self.fail("unknown-argument", at, nearest(name, names), found=name)
        return {name: value for name, value, _ in self.named}

    def without_where(self) -> None:
        if self.where is not None:
            raise self.fail("where-not-allowed", self.where.at)

    def word(self, node: Any, allowed: Iterable[str]) -> str:
        """A bare word or a quoted one from a closed list."""
        found = node.name if isinstance(node, tree.Name) else node.value if isinstance(node, tree.Text) else None
        if found not in tuple(allowed):
            at = node.at if isinstance(node, Node | Group) else self.at
            expected = ", ".join(allowed)
            raise self.fail("unknown-word", at, nearest(found or "", allowed), found=found or "…", expected=expected)
        return str(found)

    def text(self, node: Node) -> str:
        if not isinstance(node, tree.Text):
            raise self.fail("text-expected", node.at)
        return node.value


def nearest(word: str, choices: Iterable[str]) -> str:
    """The likeliest intended word, or ""."""
    return next(iter(difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)), "")


def build_call(call: Arguments) -> Node:
    """The node that a call means. Raises FormulaError."""
    if call.name in AGGREGATES:
        return _aggregate(call)
    if call.name in OVERS:
        call.only()
        entity, operand = call.nodes(2)
        return tree.Over(call.name, call.word(entity, ENTITIES), operand, call.where, at=call.at)
    call.without_where()
    if build := SHAPES.get(call.name):
        return build(call)
    if call.name not in FUNCTIONS:
        known = (*FUNCTIONS, *SHAPES, *AGGREGATES, *OVERS)
        raise call.fail("unknown-function", suggestion=nearest(call.name, known))
    call.only()
    least, most = FUNCTIONS[call.name].arity
    return tree.Call(call.name, call.nodes(least, 99 if most is None else most), at=call.at)


def _aggregate(call: Arguments) -> Node:
    call.only()
    extra = call.name in ("quantile", "weighted_mean")
    least = 2 if extra else 0 if call.name == "count" else 1
    operands = call.nodes(least, max(least, 1))
    return tree.Aggregate(
        call.name, operands[0] if operands else None, operands[1] if extra else None, call.where, at=call.at
    )


def _unpaired(call: Arguments) -> Node:
    call.only()
    return tree.Unpaired(call.nodes(1)[0], at=call.at)


def _prev(call: Arguments) -> Node:
    call.only()
    return tree.Lag(call.nodes(1)[0], 1, at=call.at)


def _lag(call: Arguments) -> Node:
    call.only()
    operand, steps = call.nodes(2)
    if not isinstance(steps, tree.Number) or steps.value.denominator != 1 or not 1 <= steps.value <= 50:
        raise call.fail("whole-steps-expected", steps.at)
    return tree.Lag(operand, int(steps.value), at=call.at)


def _in_period(call: Arguments) -> Node:
    call.only()
    operand, *rule = call.nodes(1, 2)
    return tree.InPeriod(operand, call.word(rule[0], RULES) if rule else "ended", at=call.at)


def _at(call: Arguments) -> Node:
    call.only()
    level, operand = call.nodes(2)
    return tree.At(call.word(level, LEVELS), operand, at=call.at)


def _reference(call: Arguments) -> Node:
    call.only()
    code, level = call.nodes(2)
    return tree.Reference(call.text(code), call.word(level, LEVELS), at=call.at)


def _one_text(node: Callable[..., Node]) -> Callable[[Arguments], Node]:
    def build(call: Arguments) -> Node:
        call.only()
        return node(call.text(call.nodes(1)[0]), at=call.at)

    return build


def _normalise(call: Arguments) -> Node:
    named = call.only("among")
    operand, method = call.nodes(2)
    if "among" not in named:
        raise call.fail("argument-missing", expected="among")
    among = call.word(named["among"], LEVELS)
    return tree.Normalise(operand, call.word(method, METHODS), among, at=call.at)


def _composite(call: Arguments) -> Node:
    named = call.only("weights", "missing", "full")
    if len(call.plain) != 1 or not isinstance(call.plain[0], Group):
        raise call.fail("list-expected")
    parts = call.plain[0].items
    weights = named.get("weights")
    if weights is not None and (not isinstance(weights, Group) or len(weights.items) != len(parts)):
        raise call.fail("weights-do-not-match", weights.at, expected=len(parts))
    missing: str | tree.Option = "no value"
    if "missing" in named:
        rule = named["missing"]
        missing = rule if isinstance(rule, tree.Option) else call.word(rule, MISSING)
    full = named.get("full")
    if isinstance(full, Group):
        raise FormulaError("list-out-of-place", full.at)
    return tree.Composite(parts, weights.items if weights else (), missing, full, at=call.at)


SHAPES: dict[str, Callable[[Arguments], Node]] = {
    "unpaired": _unpaired,
    "prev": _prev,
    "lag": _lag,
    "in_period": _in_period,
    "at": _at,
    "reference": _reference,
    "value": _one_text(tree.Value),
    "option": _one_text(tree.Option),
    "weight": _one_text(tree.Weight),
    "norm": _one_text(tree.Norm),
    "normalise": _normalise,
    "composite": _composite,
}
