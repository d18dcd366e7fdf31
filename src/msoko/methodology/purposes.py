"""What an indicator is made of through value(…), and which purposes the law closes to it on that account."""

from __future__ import annotations

from functools import cache

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.methodology.model import Fact, Methodology, ProcedureType, Source
from msoko.vocabulary import Purpose

PROCEDURE_TABLES = ("outcomes", "items")


@cache
def nodes(text: str) -> tuple[tree.Node, ...]:
    """Every node of a formula; nothing if it cannot be read (checks report that elsewhere)."""
    try:
        found = [parse(text)]
    except FormulaError:
        return ()
    for node in found:  # grows while it is walked
        found.extend(tree.children(node))
    return tuple(found)


def values_used(text: str) -> tuple[str, ...]:
    """Codes of the indicators that a formula reads by value("…"), in the order written."""
    found = [node for node in nodes(text) if isinstance(node, tree.Value)]
    return tuple(dict.fromkeys(node.code for node in sorted(found, key=lambda node: node.at)))


def sources_used(methodology: Methodology, text: str) -> tuple[Source, ...]:
    """Declared sources that a formula names."""
    names = {node.source for node in nodes(text) if isinstance(node, tree.Field)}
    return tuple(methodology.sources[name] for name in sorted(names) if name in methodology.sources)


def facts_used(methodology: Methodology, text: str) -> tuple[Fact, ...]:
    """Facts that a formula names."""
    names = {node.name for node in nodes(text) if isinstance(node, tree.Name)}
    return tuple(methodology.facts[name] for name in sorted(names & set(methodology.facts)))


def with_components(methodology: Methodology, code: str) -> tuple[str, ...]:
    """The indicator and every indicator it is computed from, itself first. Unknown codes are passed over."""
    found: dict[str, None] = {}
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one in found or one not in methodology.indicators:
            continue
        found[one] = None
        waiting.extend(values_used(methodology.indicators[one].formula))
    return tuple(found)


def procedure_types_used(methodology: Methodology, code: str) -> tuple[ProcedureType, ...]:
    """Types of procedures whose results stand behind an indicator, as rows of a source or as facts reported about them.

    A source that names no type reads them all.
    """
    found: set[str] = set()
    for one in with_components(methodology, code):
        formula = methodology.indicators[one].formula
        found |= {fact.procedure_type for fact in facts_used(methodology, formula)}
        for source in sources_used(methodology, formula):
            if source.table in PROCEDURE_TABLES:
                found |= _types_named(source.where) or set(methodology.procedure_types)
    return tuple(methodology.procedure_types[name] for name in sorted(found & set(methodology.procedure_types)))


def banned_purposes(methodology: Methodology, code: str) -> dict[Purpose, str]:
    """Purposes closed by law to an indicator → the reason in words. Empty for most."""
    return {
        purpose: kind.ban_reason for kind in procedure_types_used(methodology, code) for purpose in kind.banned_purposes
    }


def _types_named(where: str) -> set[str]:
    """'vpr' of `procedure_type == 'vpr'`, both of `procedure_type in ('oge', 'gve9')`."""
    found: set[str] = set()
    for node in nodes(where):
        if isinstance(node, tree.Binary) and node.op == "==":
            sides: tuple[tree.Node, ...] = (node.left, node.right)
        elif isinstance(node, tree.In):
            sides = (node.operand, *node.choices)
        else:
            continue
        if any(isinstance(side, tree.Name) and side.name == "procedure_type" for side in sides):
            found |= {side.value for side in sides if isinstance(side, tree.Text)}
    return found
