"""What a formula names and where its scopes lie (docs/decisions/0003, 0004). Looks at the tree only, never at data."""

from __future__ import annotations

from collections.abc import Iterator

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES

ATTRIBUTES = ("kind", "settlement", "municipality", "region")  # of the registry, readable by name
OPENERS = (tree.Unpaired, tree.Lag, tree.InPeriod, tree.At, tree.Over, tree.Normalise)


def is_fact(name: str, methodology: Methodology) -> bool:
    """Slice columns and registry attributes win over a fact of the same name (checks refuse such a fact)."""
    return name in methodology.facts and name not in SLICES and name not in ATTRIBUTES


def descendants(node: Node | None) -> Iterator[Node]:
    """The node and everything below it, in the order written."""
    if node is not None:
        yield node
        for child in tree.children(node):
            yield from descendants(child)


def in_scope(root: Node) -> Iterator[Node]:
    """The nodes of the scope of `root`, in the order written; not inside aggregates, openers, parts of a composite."""
    yield root
    if isinstance(root, (tree.Aggregate, *OPENERS)):
        return
    below = tree.children(root)
    if isinstance(root, tree.Composite):
        below = below[len(root.parts) :]
    for child in below:
        yield from in_scope(child)


def inner_scopes(root: Node) -> Iterator[Node]:
    """The openers of inner scopes and the composites in the scope of `root`."""
    return (node for node in in_scope(root) if isinstance(node, (tree.Composite, *OPENERS)))


def facts_in(node: Node | None, methodology: Methodology) -> tuple[str, ...]:
    """Facts named anywhere in the node, each once, in the order written."""
    names = (n.name for n in descendants(node) if isinstance(n, tree.Name) and is_fact(n.name, methodology))
    return tuple(dict.fromkeys(names))


def sources_in(node: Node | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.source for n in descendants(node) if isinstance(n, tree.Field)))


def slices_in(node: Node | None) -> frozenset[str]:
    return frozenset(n.name for n in descendants(node) if isinstance(n, tree.Name) and n.name in SLICES)


def as_aggregate(node: tree.Name, methodology: Methodology) -> tree.Aggregate:
    """What a bare fact means: its own `over_objects`. "only" is the aggregate of one row."""
    fact = methodology.facts[node.name]
    if fact.over_objects == "weighted_mean":
        return tree.Aggregate("weighted_mean", node, tree.Name(fact.weight), at=node.at)
    return tree.Aggregate("only" if fact.over_objects == "none" else fact.over_objects, node, at=node.at)


def aggregates_of(root: Node, methodology: Methodology) -> dict[Node, tree.Aggregate]:
    """The aggregates of the scope of `root`, bare facts among them: node as written → aggregate."""
    found: dict[Node, tree.Aggregate] = {}
    for node in in_scope(root):
        if isinstance(node, tree.Aggregate):
            found[node] = node
        elif isinstance(node, tree.Name) and is_fact(node.name, methodology):
            found[node] = as_aggregate(node, methodology)
    return found


def named_data(formula: Node, methodology: Methodology) -> Iterator[tuple[str, str]]:
    """("fact" | "source", name) of everything a formula reads, in the order written, through `value(…)` too."""
    return ((kind, name) for kind, name, _ in named_rows(formula, methodology))


def named_rows(
    formula: Node, methodology: Methodology, rule: str = "", seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, str]]:
    """(kind, name, rule of the in_period around it or ""). A cycle of values is not followed twice."""
    from msoko.formulas.parsing import parse

    if isinstance(formula, tree.Name) and is_fact(formula.name, methodology):
        yield "fact", formula.name, rule
        fact = methodology.facts[formula.name]
        if fact.over_objects == "weighted_mean":
            yield "fact", fact.weight, rule
    elif isinstance(formula, tree.Field):
        yield "source", formula.source, rule
    elif isinstance(formula, tree.Value) and formula.code not in seen and formula.code in methodology.indicators:
        inner = parse(methodology.indicators[formula.code].formula)
        yield from named_rows(inner, methodology, rule, seen | {formula.code})
    below = formula.rule if isinstance(formula, tree.InPeriod) else rule
    for child in tree.children(formula):
        yield from named_rows(child, methodology, below, seen)
