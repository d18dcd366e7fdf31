"""The aggregates of one scope → slots and measures, settled together: they share one set of cells (ADR 0003)."""

from __future__ import annotations

from collections.abc import Mapping

from msoko.formulas import tree
from msoko.formulas.tree import Node
from msoko.indicators.plan import (
    PARTS_FIRST,
    PARTS_ONLY,
    TOTAL_FIRST,
    Base,
    Column,
    Context,
    Leaf,
    Measure,
    Scope,
    Slot,
)
from msoko.indicators.scoping import facts_in, is_fact, slices_in, sources_in
from msoko.indicators.walking import about, replaced, split_where
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES


class ScopeDraft:
    """A scope being gathered: first all aggregates are added, then modes are settled, then measures are asked for."""

    def __init__(
        self, methodology: Methodology, breakdown: tuple[str, ...], rule: str, alone: bool = False, spread: bool = False
    ) -> None:
        """alone: a fact about another object. spread: means need their squares, for an interval."""
        self.methodology, self.breakdown, self.rule, self.alone = methodology, breakdown, rule, alone
        self.spread = spread
        self.aggregates: list[tree.Aggregate | tree.Over] = []
        self.slots: list[Slot] = []
        self.measures: list[Measure] = []
        self.conditions: list[Node | None] = []
        self.cell: tuple[str, ...] = breakdown
        self.modes: dict[str, int] = {}

    @property
    def reads(self) -> bool:
        return bool(self.slots)

    def add(self, aggregate: tree.Aggregate) -> None:
        if self.alone or about(aggregate, self.methodology) == "organisation":
            self.aggregates.append(aggregate)

    def settle(self) -> None:
        """Grain, modes and slots, once every aggregate of the scope is known."""
        facts = dict.fromkeys(f for a in self.aggregates for f in facts_in(a, self.methodology))
        sources = [s for a in self.aggregates for s in sources_in(a)]
        named = frozenset(c for a in self.aggregates if not sources_in(a) for c in slices_in(a)) | set(self.breakdown)
        grains = [set(self.methodology.facts[f].grain) for f in facts]
        common = set.intersection(*grains) if grains and not sources else set()
        self.cell = tuple(c for c in SLICES if c in common | set(self.breakdown))
        for name in facts:
            fact = self.methodology.facts[name]
            self.modes[name] = PARTS_FIRST if fact.sum_from == "parts" else TOTAL_FIRST
            if not fact.grain or named & set(fact.grain):
                self.modes[name] = PARTS_ONLY
        for aggregate in self.aggregates:
            self.measured(aggregate)

    def add_entities(self, node: tree.Over) -> None:
        source = next(iter(sources_in(node)), "")
        base = Base("entity", source, self.rule, node.operand, node.where, node.entity, self.breakdown)
        self.aggregates.append(node)
        self.slots.append(Slot(base))

    # ---- measures
    def measured(self, node: tree.Aggregate | tree.Over) -> tuple[int, ...]:
        """Numbers of the measures that the aggregate is made of; below zero: a condition of count()."""
        if isinstance(node, tree.Over):
            return tuple(self._measure(Measure(part)) for part in PARTS["mean"])
        facts, sources = facts_in(node, self.methodology), sources_in(node)
        if node.name == "count" and node.operand is None and not sources:
            if node.where not in self.conditions:
                self.conditions.append(node.where)
            return (-1 - self.conditions.index(node.where),)
        if sources:
            return self._of_slot(node, self._source_slot(node, sources[0]))
        if node.name == "weighted_mean":
            return self._weighted(node, facts)
        if len(facts) == 1:
            operand = None if isinstance(node.operand, tree.Name) else node.operand
            return self._of_slot(node, self._slot(facts[0], operand, node.where))
        return self._of_cell(node, self._joint(node.operand, node.where))

    def _slot(self, fact: str, operand: Node | None, where: Node | None) -> int:
        if self.rule == "within" and operand is None and self.methodology.facts[fact].over_time == "mean":
            operand = tree.Name(fact)  # a mean of periods has more digits than a fact
        slot = Slot(Base("fact", fact, self.rule, operand), where, self.modes[fact])
        if slot not in self.slots:
            self.slots.append(slot)
        return self.slots.index(slot)

    def _source_slot(self, node: tree.Aggregate, source: str) -> int:
        late, early = split_where(node.where)
        by = tuple(c for c in SLICES if c in {*self.breakdown, *slices_in(late)})
        slot = Slot(Base("source", source, self.rule, node.operand, early, by=by, extra=node.extra), late)
        if slot not in self.slots:
            self.slots.append(slot)
        return self.slots.index(slot)

    def _joint(self, operand: Node | None, where: Node | None) -> Node:
        """The operand with each fact replaced by the sum of its selected rows in the cell."""
        assert operand is not None

        def walk(node: Node) -> Node:
            if isinstance(node, tree.Name) and is_fact(node.name, self.methodology):
                return Column(f"s{self._slot(node.name, None, where)}")
            return replaced(node, walk)

        return walk(operand)

    def _weighted(self, node: tree.Aggregate, facts: tuple[str, ...]) -> tuple[int, ...]:
        """Σxw, Σw where x is known, how many: row by row for one fact, else per cell."""
        assert node.operand is not None and node.extra is not None
        x, w = node.operand, node.extra
        if len(facts) > 1:
            x, w = self._joint(x, node.where), self._joint(w, node.where)
        product = tree.Binary("*", x, w)
        weight = tree.Call("if", (tree.Call("is_known", (x,)), w, tree.NoValue()))
        if len(facts) > 1:
            parts = (("total", product), ("total", weight), ("count", product))
            return tuple(self._measure(Measure(part, -1, operand)) for part, operand in parts)
        over, under = (self._slot(facts[0], operand, node.where) for operand in (product, weight))
        wanted = (Measure("total", over), Measure("total", under), Measure("count", over))
        return tuple(self._measure(measure) for measure in wanted)

    def _of_slot(self, node: tree.Aggregate, slot: int) -> tuple[int, ...]:
        parts = ("weighted", "weights", "count") if node.name == "weighted_mean" else self._parts(node.name)
        return tuple(self._measure(Measure(part, slot)) for part in parts)

    def _of_cell(self, node: tree.Aggregate, operand: Node) -> tuple[int, ...]:
        return tuple(self._measure(Measure(part, -1, operand)) for part in self._parts(node.name))

    def _parts(self, name: str) -> tuple[str, ...]:
        return ("total", "count") if name == "mean" and not self.spread else PARTS[name]

    def _measure(self, measure: Measure) -> int:
        if measure not in self.measures:
            self.measures.append(measure)
        return self.measures.index(measure)

    def leaf(self, node: tree.Aggregate | tree.Over, scope: int) -> Leaf:
        probability = 0.5
        if isinstance(node, tree.Aggregate) and isinstance(node.extra, tree.Number) and node.name == "quantile":
            probability = float(node.extra.value)
        return Leaf(scope, node.name, self.measured(node), probability)

    def scope(self, context: Context) -> Scope:
        return Scope(
            tuple(self.slots), tuple(self.measures), self.cell, self.breakdown, context.applies, tuple(self.conditions)
        )


PARTS: Mapping[str, tuple[str, ...]] = {
    "sum": ("total",),
    "mean": ("total", "count", "squares"),
    "share": ("total", "count"),
    "count": ("count",),
    "only": ("total", "count"),
    "median": ("values",),
    "quantile": ("values",),
    "distinct": ("texts",),
    "minimum": ("low", "count"),
    "maximum": ("high", "count"),
    "deviation": ("total", "count", "squares"),
}
