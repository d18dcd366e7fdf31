"""lark's tree of a formula → ours, bottom up. Imported only when something is parsed."""

from __future__ import annotations

import builtins
from fractions import Fraction
from typing import Any

from lark import Transformer, v_args

from msoko.formulas import tree
from msoko.formulas.calls import Arguments, Group, build_call
from msoko.formulas.errors import FormulaError
from msoko.formulas.tree import Node, Place

Children = builtins.list[Any]


@v_args(meta=True)
class Shaping(Transformer[Any, Node]):
    """One method a rule of grammar.lark; each receives its place and its children."""

    def start(self, _: Any, children: Children) -> Node:
        return _plain(children[0])

    def disjunction(self, _: Any, children: Children) -> Node:
        return _fold("or", children)

    def conjunction(self, _: Any, children: Children) -> Node:
        return _fold("and", children)

    def negation(self, meta: Any, children: Children) -> Node:
        return tree.Unary("not", _plain(children[0]), at=_place(meta))

    def minus(self, meta: Any, children: Children) -> Node:
        return tree.Unary("-", _plain(children[0]), at=_place(meta))

    def comparison(self, _: Any, children: Children) -> Node:
        if len(children) > 3:
            raise FormulaError("chained-comparison", (children[3].line, children[3].column))
        return _chain(children)

    def sum(self, _: Any, children: Children) -> Node:
        return _chain(children)

    def product(self, _: Any, children: Children) -> Node:
        return _chain(children)

    def membership(self, meta: Any, children: Children) -> Node:
        operand, *choices = map(_plain, children)
        return tree.In(operand, tuple(choices), at=_place(meta))

    def number(self, meta: Any, children: Children) -> Node:
        return tree.Number(Fraction(str(children[0])), at=_place(meta))

    def text(self, meta: Any, children: Children) -> Node:
        return tree.Text(str(children[0])[1:-1], at=_place(meta))

    def true(self, meta: Any, _: Children) -> Node:
        return tree.Bool(True, at=_place(meta))

    def false(self, meta: Any, _: Children) -> Node:
        return tree.Bool(False, at=_place(meta))

    def no_value(self, meta: Any, _: Children) -> Node:
        return tree.NoValue(at=_place(meta))

    def name(self, meta: Any, children: Children) -> Node:
        return tree.Name(str(children[0]), at=_place(meta))

    def field(self, meta: Any, children: Children) -> Node:
        key = str(children[1])
        return tree.Field(str(children[0]), key[1:-1] if key[0] in "\"'" else key, at=_place(meta))

    def list(self, meta: Any, children: Children) -> Group:
        return Group(tuple(map(_plain, children)), _place(meta))

    def named(self, meta: Any, children: Children) -> tuple[str, Any, Place]:
        return str(children[0]), children[1], _place(meta)

    def arguments(self, _: Any, children: Children) -> Children:
        return children

    def call(self, meta: Any, children: Children) -> Node:
        name, arguments, where = str(children[0]), children[1] or [], children[2]
        plain = tuple(a for a in arguments if not isinstance(a, tuple))
        named = tuple(a for a in arguments if isinstance(a, tuple))
        return build_call(Arguments(name, _place(meta), plain, named, where))


def _place(meta: Any) -> Place:
    return meta.line, meta.column


def _plain(child: Any) -> Node:
    if isinstance(child, Group):
        raise FormulaError("list-out-of-place", child.at)
    assert isinstance(child, Node)
    return child


def _fold(op: str, children: Children) -> Node:
    found = _plain(children[0])
    for child in children[1:]:
        found = tree.Binary(op, found, _plain(child), at=found.at)
    return found


def _chain(children: Children) -> Node:
    found = _plain(children[0])
    for op, right in zip(children[1::2], children[2::2], strict=True):
        found = tree.Binary(str(op), found, _plain(right), at=found.at)
    return found
