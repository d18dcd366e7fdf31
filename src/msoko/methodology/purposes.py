"""What an indicator is made of through value(…), and which purposes the law closes to it on that account."""

from __future__ import annotations

from functools import cache

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.methodology.model import Methodology, ProcedureType, Source
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
    """Types of procedures whose results stand behind an indicator. A source that names no type reads them all."""
    found: dict[str, ProcedureType] = {}
    for one in with_components(methodology, code):
        for source in sources_used(methodology, methodology.indicators[one].formula):
            if source.table in PROCEDURE_TABLES:
                types = _types_named(source.where) or set(methodology.procedure_types)
                found |= {name: kind for name, kind in methodology.procedure_types.items() if name in types}
    return tuple(found[name] for name in sorted(found))


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
