"""Kinds and units of literals, operators and functions; the same wherever an expression stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.functions import FUNCTIONS, Function
from msoko.formulas.tree import Node
from msoko.formulas.units import FREE, PURE, Measure, product, same, title

NUMBER, BOOLEAN, TEXT = "number", "boolean", "text"
CODE = "code"  # text that may be compared with a number: slice columns, keys of unknown kind
NOTHING = "nothing"  # no_value: goes with anything
BROKEN = "broken"  # already reported: says nothing more


@dataclass(frozen=True)
class Typed:
    kind: str
    measure: Measure = PURE


def nearest(word: str, choices: Iterable[str]) -> str:
    """The likeliest intended word, or ""."""
    return next(iter(difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)), "")


class Faults:
    """Gathers what is wrong."""

    def __init__(self, faults: list[FormulaError] | None = None) -> None:
        self.faults: list[FormulaError] = [] if faults is None else faults

    def fault(self, code: str, node: Node, suggestion: str = "", **parameters: Any) -> None:
        self.faults.append(FormulaError(code, node.at, suggestion, **parameters))

    def broken(self, code: str, node: Node, suggestion: str = "", **parameters: Any) -> Typed:
        self.fault(code, node, suggestion, **parameters)
        return Typed(BROKEN)

    def expect(self, found: Typed, kind: str, node: Node) -> bool:
        """Is it of the kind? no_value and what is already reported pass; a code may serve as a number or text."""
        allowed = {kind, NOTHING, BROKEN} | ({CODE} if kind in (NUMBER, TEXT) else set())
        if found.kind not in allowed:
            self.fault("wrong-kind", node, found=found.kind, expected=kind)
        return found.kind == kind


class TypeRules:
    """judge: the kind of a sub-expression where it stands."""

    def __init__(self, faults: Faults, judge: Callable[[Node], Typed]) -> None:
        self.faults, self._judge = faults, judge

    def judge(self, node: Node) -> Typed:
        match node:
            case tree.Number():
                return Typed(NUMBER, FREE)
            case tree.Text():
                return Typed(TEXT)
            case tree.Bool():
                return Typed(BOOLEAN)
            case tree.NoValue():
                return Typed(NOTHING, FREE)
            case tree.Unary():
                kind = NUMBER if node.op == "-" else BOOLEAN
                operand = self._judge(node.operand)
                self.faults.expect(operand, kind, node.operand)
                return Typed(kind, operand.measure) if operand.kind != BROKEN else operand
            case tree.In():
                operand = self._judge(node.operand)
                for choice in node.choices:
                    self._comparable("==", operand, self._judge(choice), choice)
                return Typed(BOOLEAN)
            case tree.Binary():
                return self._binary(node)
            case tree.Call():
                return self._call(node, FUNCTIONS[node.name])
        return self.faults.broken("not-in-rows", node, name=_word(node))

    def _binary(self, node: tree.Binary) -> Typed:
        left, right = self._judge(node.left), self._judge(node.right)
        if node.op in ("and", "or"):
            self.faults.expect(left, BOOLEAN, node.left)
            self.faults.expect(right, BOOLEAN, node.right)
            return Typed(BOOLEAN)
        if node.op not in ("+", "-", "*", "/"):
            self._comparable(node.op, left, right, node.right)
            return Typed(BOOLEAN)
        self.faults.expect(left, NUMBER, node.left)
        self.faults.expect(right, NUMBER, node.right)
        if BROKEN in (left.kind, right.kind):
            return Typed(BROKEN)
        if node.op in ("*", "/"):
            return Typed(NUMBER, product(left.measure, right.measure, 1 if node.op == "*" else -1))
        found = same(left.measure, right.measure)
        if found is None:
            return self._units(node.right, left, right)
        return Typed(NUMBER, found)

    def _units(self, node: Node, left: Typed, right: Typed) -> Typed:
        return self.faults.broken("units-do-not-match", node, left=title(left.measure), right=title(right.measure))

    def _comparable(self, op: str, left: Typed, right: Typed, node: Node) -> None:
        kinds = {left.kind, right.kind}
        if kinds & {BROKEN, NOTHING}:
            return
        if kinds == {NUMBER}:
            if same(left.measure, right.measure) is None:
                self._units(node, left, right)
        elif kinds <= {TEXT, CODE} or kinds == {BOOLEAN}:
            if op not in ("==", "!="):
                self.faults.fault("order-of-text", node, op=op)
        elif kinds != {CODE, NUMBER}:
            self.faults.fault("wrong-kind", node, found=right.kind, expected=left.kind)

    def _call(self, node: tree.Call, function: Function) -> Typed:
        found = [self._judge(argument) for argument in node.args]
        shared: Typed | None = None
        for position, (argument, typed) in enumerate(zip(node.args, found, strict=True)):
            wanted = function.kind_of(position)
            if wanted == "same":
                shared = self._shared(shared, typed, argument, function)
            elif wanted in (NUMBER, BOOLEAN, TEXT):
                self.faults.expect(typed, wanted, argument)
            elif wanted == "digits" and not _whole(argument):
                self.faults.fault("whole-digits", argument, name=node.name)
            elif wanted == "grade" and typed.kind not in (NUMBER, TEXT, CODE, BROKEN):
                self.faults.fault("wrong-kind", argument, found=typed.kind, expected=NUMBER)
        if any(typed.kind == BROKEN for typed in found) or (shared is not None and shared.kind == BROKEN):
            return Typed(BROKEN if function.gives != BOOLEAN else BOOLEAN)
        if function.gives == "same":
            return shared or Typed(NOTHING, FREE)
        measure = {"argument": found[0].measure, "same": shared.measure if shared else PURE}.get(function.unit, PURE)
        return Typed(function.gives, measure)

    def _shared(self, shared: Typed | None, typed: Typed, argument: Node, function: Function) -> Typed:
        """One kind and unit of alternatives."""
        if function.gives == NUMBER:
            self.faults.expect(typed, NUMBER, argument)
        if shared is None or shared.kind in (NOTHING, BROKEN):
            return typed
        if typed.kind in (NOTHING, BROKEN):
            return shared
        if {shared.kind, typed.kind} == {TEXT, CODE}:
            return Typed(TEXT)
        if shared.kind != typed.kind:
            return self.faults.broken("wrong-kind", argument, found=typed.kind, expected=shared.kind)
        measure = same(shared.measure, typed.measure)
        if measure is None:
            return self._units(argument, shared, typed)
        return Typed(shared.kind, measure)


def _whole(node: Node) -> bool:
    """A number of digits is written as a literal from −9 to 9."""
    inner = node.operand if isinstance(node, tree.Unary) and node.op == "-" else node
    return isinstance(inner, tree.Number) and inner.value.denominator == 1 and inner.value <= 9


def _word(node: Node) -> str:
    words = {tree.InPeriod: "in_period", tree.Lag: "prev"}
    return words.get(type(node), getattr(node, "name", None) or type(node).__name__.lower())
