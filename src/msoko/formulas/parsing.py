"""Text of a formula → tree. Grammar in grammar.lark; what may stand inside which call is in calls.py."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Any

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.tree import Node

LONGEST = 20_000  # characters; no act needs more, and a hostile text must not exhaust the stack
DEEPEST = 60  # nested nodes


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a formula, kept because trees never change. Raises FormulaError with line and column."""
    from lark import UnexpectedCharacters, UnexpectedToken
    from lark.exceptions import VisitError

    if not text.strip():
        raise FormulaError("empty")
    if len(text) > LONGEST:
        raise FormulaError("too-long", length=len(text), longest=LONGEST)
    try:
        found = _read(text)
    except UnexpectedCharacters as error:
        raise FormulaError("unknown-character", (error.line, error.column), found=str(error.char)) from None
    except UnexpectedToken as error:
        raise _unexpected(error, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, FormulaError):
            raise error.orig_exc from None
        raise
    except RecursionError:
        raise FormulaError("too-deep", deepest=DEEPEST) from None
    if _depth(found) > DEEPEST:
        raise FormulaError("too-deep", deepest=DEEPEST)
    return found


def _read(text: str) -> Node:
    from msoko.formulas.shaping import Shaping

    found: Node = Shaping().transform(_grammar().parse(text))
    return found


@cache
def _grammar() -> Any:
    from lark import Lark

    text = resources.files("msoko.formulas").joinpath("grammar.lark").read_text("utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=True)


def _depth(root: Node) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in tree.children(node))
    return deepest


def _unexpected(error: Any, text: str) -> FormulaError:
    token = error.token
    if token.type == "$END":
        lines = text.rstrip().split("\n")
        open_brackets = text.count("(") > text.count(")")
        return FormulaError("unclosed-bracket" if open_brackets else "unfinished", (len(lines), len(lines[-1]) + 1))
    at = (token.line, token.column)
    if token == "=":
        return FormulaError("single-equals", at)
    if token == ")" and text[: token.start_pos + 1].count(")") > text[: token.start_pos].count("("):
        return FormulaError("extra-bracket", at)
    return FormulaError("unexpected", at, found=str(token))
