"""How one value came about: what every aggregate read, what it left out and why, and the number of each node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from msoko.formulas import tree
from msoko.formulas.scalars import Scalar
from msoko.formulas.tree import Node
from msoko.indicators.engines.reference.computing import Formulas
from msoko.indicators.engines.reference.entities import entities
from msoko.indicators.engines.reference.places import Standing
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.engines.reference.rows import Row
from msoko.indicators.engines.reference.scopes import Scope
from msoko.indicators.engines.reference.values import Address, Computed, Values
from msoko.indicators.request import Data
from msoko.indicators.scoping import aggregates_of, in_scope
from msoko.methodology.model import Methodology
from msoko.vocabulary import ALL, Period

# Nodes whose numbers with_numbers() wants whole.
WHOLE = (
    tree.Aggregate, tree.Over, tree.Unpaired, tree.Lag, tree.InPeriod, tree.At, tree.Value, tree.Reference, tree.Norm,
    tree.Weight, tree.Option, tree.Normalise,
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A stored row with its origin. reason, if left out: missing, not_applicable, unpaired, where, no_value."""

    row: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True)
class Read:
    """One aggregate where it stood. node: as written (a bare fact is a Name). level, group, period: of its scope."""

    node: Node
    level: str
    group: str
    period: str
    number: Scalar
    entered: tuple[Source, ...]
    left_out: tuple[Source, ...]


@dataclass(frozen=True)
class Trace:
    """formula, numbers: for explaining.with_numbers. values: other indicators used, as (code, level, group, period)."""

    computed: Computed
    formula: Node
    numbers: Mapping[Node, Scalar]
    reads: tuple[Read, ...]
    values: tuple[tuple[str, str, str, str], ...]


def trace(
    methodology: Methodology,
    data: Data,
    indicator: str,
    level: str,
    object_id: str,
    period: Period,
    slices: Mapping[str, str],
    options: Mapping[str, str],
) -> Trace:
    """One value with its whole derivation. Slices that are `all` may be left out."""
    cut = tuple(sorted((name, value) for name, value in slices.items() if value != ALL))
    address = Address(indicator, level, object_id, period, cut)
    values = Values(Reader(methodology, data, options))
    computed, root, here = values.value(address), values.formula(indicator), values.stand(address)
    if computed.source == "reference":
        return Trace(computed, root, {}, (), ())
    walk = _Walk(values.formulas)
    reads = tuple(walk.reads(root, here))
    return Trace(computed, root, walk.numbers(root, here), reads, tuple(dict.fromkeys(walk.values)))


class _Walk:
    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self.values: list[tuple[str, str, str, str]] = []

    def numbers(self, root: Node, here: Standing) -> dict[Node, Scalar]:
        """Of the outer scope; each part of a composite is told whole."""
        scope = self.formulas.scope(root, here)
        written = aggregates_of(root, self.formulas.methodology)
        found: dict[Node, Scalar] = {}
        for node in in_scope(root):
            if isinstance(node, WHOLE) or node in written:
                found[node] = self.formulas.leaf(node, here, scope)
            elif isinstance(node, tree.Composite):
                found |= {part: self.formulas.open(part, here) for part in node.parts}
                found[node] = self.formulas.leaf(node, here, scope)
        return found

    def reads(self, root: Node, here: Standing) -> Iterator[Read]:
        """Every aggregate of the scope and of the scopes inside, in the order written."""
        scope = self.formulas.scope(root, here)
        written = aggregates_of(root, self.formulas.methodology)
        for node in in_scope(root):
            if node in written:
                yield self._read(node, written[node], here, scope)
            else:
                yield from self._inner(node, here)

    def _read(self, node: Node, aggregate: tree.Aggregate, here: Standing, scope: Scope) -> Read:
        if self.formulas.about(aggregate) != "organisation":
            scope = self.formulas.outside(aggregate, here)
        selection = scope.selection(aggregate)
        return Read(
            node,
            str(here.level),
            here.group,
            here.period.code,
            self.formulas.aggregate(aggregate, here, scope),
            tuple(source for entered in selection.entered for row in entered.rows for source in _sources(row, "")),
            tuple(source for row, reason in selection.left_out for source in _sources(row, reason)),
        )

    def _inner(self, node: Node, here: Standing) -> Iterator[Read]:
        match node:
            case tree.Unpaired():
                yield from self.reads(node.operand, here)
            case tree.Lag():
                yield from self.reads(node.operand, self.formulas.shifted(here, node.steps))
            case tree.InPeriod():
                yield from self.reads(node.operand, replace(here, rule=node.rule))
            case tree.At():
                there = self.formulas.moved(here, node.level)
                if there is not None:
                    yield from self.reads(node.operand, there)
            case tree.Over():
                scope = self.formulas.scope(node.operand, here)
                for there in entities(node, scope, self.formulas.reader):
                    yield from self.reads(node.operand, there)
            case tree.Normalise():
                yield from self.reads(node.operand, here)
            case tree.Composite():
                for part in node.parts:
                    yield from self.reads(part, here)
            case tree.Value():
                there = self.formulas.picked_value(node.code, here)
                if there is not None:
                    self.values.append((node.code, str(there.level), there.group, there.period.code))


def _sources(row: Row, reason: str) -> Iterator[Source]:
    return (Source(origin, reason) for origin in row.origins)
