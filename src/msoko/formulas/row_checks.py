"""Checks inside aggregates and conditions, where names mean columns of a row or attributes of an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msoko.formulas import tree
from msoko.formulas.calls import MISSING
from msoko.formulas.context import ATTRIBUTES, ColumnShape, Context
from msoko.formulas.errors import FormulaError
from msoko.formulas.tree import Node
from msoko.formulas.typing_rules import BOOLEAN, BROKEN, CODE, NUMBER, TEXT, Faults, Typed, TypeRules, nearest
from msoko.formulas.units import COUNT, FREE, PURE, measure_of
from msoko.vocabulary import SLICES, Unit

NUMERIC = ("sum", "mean", "median", "quantile", "minimum", "maximum", "deviation", "weighted_mean")


def everything_in(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield node
        for child in tree.children(node):
            yield from everything_in(child)


class RowChecker(Faults):
    def __init__(self, context: Context, faults: list[FormulaError] | None = None) -> None:
        super().__init__(faults)
        self.context = context

    # ---- what an aggregate reads
    def facts_named(self, node: tree.Aggregate) -> list[tuple[str, Node]]:
        """Facts in the operand and the weight; a slice column or an attribute is never a fact."""
        return [
            (part.name, part)
            for root in (node.operand, node.extra)
            for part in everything_in(root)
            if isinstance(part, tree.Name) and self._is_fact(part.name)
        ]

    def sources_named(self, *nodes: Node | None) -> list[str]:
        fields = (part.source for root in nodes for part in everything_in(root) if isinstance(part, tree.Field))
        return list(dict.fromkeys(fields))

    def _is_fact(self, name: str) -> bool:
        return name in self.context.facts and name not in SLICES and name not in ATTRIBUTES

    # ---- aggregates
    def aggregate(self, node: tree.Aggregate) -> Typed:
        facts = list(dict.fromkeys(name for name, _ in self.facts_named(node)))
        sources = self.sources_named(node.operand, node.extra, node.where)
        if len(sources) + bool(facts) > 1:
            return self.broken("several-sources", node, name=node.name, found=", ".join([*sources, *facts]))
        if sources:
            inside = self._in_source(sources[0])
        elif facts:
            return self._result(node, self._in_facts(facts, True), self._in_facts(facts, False))
        elif node.operand is None:
            inside = self._of_object
        else:
            return self._nothing_read(node)
        return self._result(node, inside)

    def _nothing_read(self, node: tree.Aggregate) -> Typed:
        """No fact and no source: usually a misspelt fact."""
        names = [part for part in everything_in(node.operand) if isinstance(part, tree.Name)]
        for part in names:
            if part.name in self.context.sources:
                return self.broken("source-without-column", part, name=part.name)
            if part.name not in SLICES and part.name not in ATTRIBUTES:
                return self.broken("unknown-name", part, nearest(part.name, self.context.facts), name=part.name)
        return self.broken("nothing-to-aggregate", node, name=node.name)

    def _result(
        self, node: tree.Aggregate, inside: Callable[[Node], Typed], where: Callable[[Node], Typed] | None = None
    ) -> Typed:
        if node.where is not None:
            self.expect((where or inside)(node.where), BOOLEAN, node.where)
        operand = Typed(BOOLEAN) if node.operand is None else inside(node.operand)
        if node.name == "quantile":
            self._probability(node)
        elif node.extra is not None:
            self.expect(inside(node.extra), NUMBER, node.extra)
        if node.name in ("count", "distinct"):
            return Typed(NUMBER, COUNT)
        assert node.operand is not None
        if node.name == "share":
            self.expect(operand, BOOLEAN, node.operand)
            return Typed(NUMBER, PURE)
        self.expect(operand, NUMBER, node.operand)
        if operand.kind == BROKEN:
            return operand
        if operand.measure.scale == Unit.YES_NO:
            return Typed(NUMBER, COUNT if node.name == "sum" else PURE)
        return Typed(NUMBER, operand.measure if operand.kind == NUMBER else FREE)

    def _probability(self, node: tree.Aggregate) -> None:
        extra = node.extra
        if not isinstance(extra, tree.Number) or not 0 <= extra.value <= 1:
            self.fault("probability", extra or node)

    # ---- names in rows
    def _in_facts(self, facts: list[str], as_numbers: bool) -> Callable[[Node], Typed]:
        """as_numbers: a fact may be named (in the operand, not in where)."""

        def judge(node: Node) -> Typed:
            if isinstance(node, tree.Name):
                if node.name in facts and as_numbers:
                    fact = self.context.facts[node.name]
                    return Typed(NUMBER, measure_of(fact.unit))
                if node.name in SLICES:
                    return self._slice_of_facts(node, facts)
                return self._attribute(node, facts)
            return self._other(node, judge)

        return judge

    def _slice_of_facts(self, node: tree.Name, facts: list[str]) -> Typed:
        without = [name for name in facts if node.name not in self.context.facts[name].grain]
        if without:
            return self.broken("slice-not-in-grain", node, name=without[0], slice=node.name)
        return Typed(CODE)

    def _in_source(self, source: str, attributes: bool = True) -> Callable[[Node], Typed]:
        shape = self.context.sources.get(source)

        def judge(node: Node) -> Typed:
            if isinstance(node, tree.Field):
                return self._field(node)
            if isinstance(node, tree.Name):
                if node.name in SLICES:
                    return Typed(CODE)
                if shape is not None and node.name in shape.columns:
                    return column(shape.columns[node.name])
                if node.name in ATTRIBUTES and not attributes:
                    return self.broken("attribute-in-source", node, name=node.name)
                return self._attribute(node, list(shape.columns) if shape else [])
            return self._other(node, judge)

        return judge

    def _field(self, node: tree.Field) -> Typed:
        shape = self.context.sources.get(node.source)
        if shape is None:
            return self.broken("unknown-source", node, nearest(node.source, self.context.sources), name=node.source)
        if node.name in SLICES:
            return Typed(CODE)
        if node.name in shape.columns:
            return column(shape.columns[node.name])
        if shape.keyed_by and shape.keys is None:
            return Typed(CODE, FREE)
        if shape.keyed_by and shape.keys is not None and node.name in shape.keys:
            return column(shape.keys[node.name])
        known = [*shape.columns, *(shape.keys or ())]
        return self.broken("unknown-column", node, nearest(node.name, known), name=node.name, source=node.source)

    def _attribute(self, node: tree.Name, others: list[str]) -> Typed:
        if node.name in ATTRIBUTES:
            return Typed(TEXT)
        if node.name in self.context.facts:
            return self.broken("fact-in-condition", node, name=node.name)
        return self.broken("unknown-name", node, nearest(node.name, [*ATTRIBUTES, *SLICES, *others]), name=node.name)

    def _other(self, node: Node, judge: Callable[[Node], Typed]) -> Typed:
        if isinstance(node, tree.Option | tree.Weight):
            return self.parameter(node)
        if isinstance(node, tree.Aggregate):
            return self.broken("aggregate-in-aggregate", node, name=node.name)
        return TypeRules(self, judge).judge(node)

    # ---- conditions outside aggregates
    def _of_object(self, node: Node) -> Typed:
        if isinstance(node, tree.Name):
            if node.name in SLICES:
                return self.broken("slice-outside", node, name=node.name)
            return self._attribute(node, [])
        if isinstance(node, tree.Field):
            return self.broken("field-outside-aggregate", node, name=f"{node.source}.{node.name}")
        return self._other(node, self._of_object)

    def object_condition(self, node: Node) -> Typed:
        """`applies_when`, `where` of count_of: attributes of an organisation only."""
        return self._of_object(node)

    def source_condition(self, node: Node, source: str, attributes: bool = False) -> Typed:
        """`where` of a declared source: its columns and slices."""
        return self._in_source(source, attributes)(node)

    # ---- parameters
    def parameter(self, node: tree.Option | tree.Weight) -> Typed:
        if isinstance(node, tree.Weight):
            if node.name not in self.context.weights:
                suggestion = nearest(node.name, self.context.weights)
                return self.broken("unknown-weight", node, suggestion, name=node.name)
            return Typed(NUMBER, FREE)
        choices = self.context.options.get(node.name)
        if choices is None:
            return self.broken("unknown-option", node, nearest(node.name, self.context.options), name=node.name)
        return Typed(NUMBER, FREE) if all(map(_is_number, choices)) else Typed(TEXT)

    def missing_rule(self, node: tree.Option) -> None:
        """An option that decides what a missing part of a composite is worth."""
        if self.parameter(node).kind == BROKEN:
            return
        wrong = [choice for choice in self.context.options[node.name] if choice not in MISSING]
        if wrong:
            self.fault("missing-rule", node, name=node.name, found=wrong[0], expected=", ".join(MISSING))


def column(shape: ColumnShape) -> Typed:
    return Typed(NUMBER, measure_of(shape.unit)) if shape.kind == "number" else Typed(CODE)


def _is_number(choice: str) -> bool:
    return choice.replace(",", ".", 1).replace(".", "", 1).removeprefix("-").isdigit()
