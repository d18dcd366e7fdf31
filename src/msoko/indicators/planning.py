"""Formulas → a Plan: what has to be read, aggregated and calculated, what is equal only once. Looks at no data.

docs/decisions/0003 and 0004 say what is computed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.formulas.tree import Node
from msoko.indicators.estimators import Estimator, estimator_of
from msoko.indicators.gathering import ScopeDraft
from msoko.indicators.plan import ROW_ENTITIES, Column, Context, Coverage, Link, Plan, Task
from msoko.indicators.scoping import OPENERS, aggregates_of, as_aggregate, in_scope, is_fact, named_data
from msoko.indicators.walking import about, replaced, with_options
from msoko.methodology.model import Indicator, Methodology
from msoko.vocabulary import SLICES, Direction


class CycleError(ValueError):
    """value(…) leads back to itself; checks refuse such packs before anything is computed."""


def plan(methodology: Methodology, indicators: tuple[str, ...], options: Mapping[str, str]) -> Plan:
    """The plan of the indicators with all their breakdowns. Raises FormulaError, CycleError."""
    planner = Planner(methodology, options)
    for code in sorted(set(indicators)):
        indicator = methodology.indicators[code]
        breakdowns = [(), *indicator.slices] if indicator.total else [*indicator.slices]
        for columns in breakdowns:
            ordered = tuple(name for name in SLICES if name in columns)
            planner.plan.visible.append((code, planner.indicator(indicator, Context(ordered, indicator.applies_when))))
    return planner.plan


class Planner:
    """Walks formulas and fills a Plan; holds what is being planned, to notice cycles."""

    def __init__(self, methodology: Methodology, options: Mapping[str, str]) -> None:
        self.methodology = methodology
        self.options = options
        self.plan = Plan()
        self.open: list[tuple[str, Context]] = []

    def indicator(self, indicator: Indicator, context: Context) -> int:
        place = (indicator.code, context)
        if place in self.open:
            raise CycleError(" → ".join([*(code for code, _ in self.open), indicator.code]))
        self.open.append(place)
        uncertain = indicator.uncertainty != "none"
        formula = with_options(parse(indicator.formula), self.methodology, self.options)
        task = self.task(formula, context, indicator.code, uncertain)
        self.open.pop()
        return task

    def task(self, formula: Node, context: Context, code: str = "", uncertain: bool = False) -> int:
        """The number of the task of a formula, planned now if it is new."""
        key = (formula, context, code)
        if key not in self.plan.index:
            task = TaskPlanner(self, formula, context, uncertain).build(code, uncertain)
            self.plan.index[key] = len(self.plan.tasks)
            self.plan.tasks.append(task)
        return self.plan.index[key]


class TaskPlanner:
    """One task: rewrites its formula into arithmetic over Columns, collecting scopes, leaves and links."""

    def __init__(self, planner: Planner, formula: Node, context: Context, uncertain: bool) -> None:
        self.planner, self.methodology = planner, planner.methodology
        self.formula, self.context = formula, context
        self.spread = uncertain and estimator_of(formula, self.methodology).interval == "mean"
        self.drafts: list[ScopeDraft] = []
        self.leaves: dict[tuple[int, tree.Aggregate | tree.Over], int] = {}
        self.links: dict[Link, int] = {}

    def build(self, code: str, uncertain: bool) -> Task:
        outer = self.open_scope(self.formula, self.context.rule)
        arithmetic = self.rewrite(self.formula, outer, self.context.rule)
        estimator = self.rewrite_estimator(outer)
        coverage = self.coverage(outer)
        used = [n for n, draft in enumerate(self.drafts) if draft.aggregates]
        renumber = {old: new for new, old in enumerate(used)}
        leaves = tuple(self.drafts[scope].leaf(name, renumber[scope]) for scope, name in self.leaves)
        return Task(
            self.formula, self.context, code, arithmetic, estimator, leaves,
            tuple(self.drafts[n].scope(self.context) for n in used), tuple(self.links),
            Coverage(
                None if coverage.scope is None else renumber[coverage.scope],
                coverage.least,
                tuple(f"s{renumber[int(n[1:])]}" if n[0] == "s" else n for n in coverage.first),
            ),
            uncertain,
        )  # fmt: skip

    # ---- scopes
    def open_scope(self, root: Node, rule: str) -> int:
        """Gathers all aggregates of the scope of `root`: every one of them decides which cells count."""
        draft = ScopeDraft(self.methodology, self.context.breakdown, rule, spread=self.spread)
        for aggregate in aggregates_of(root, self.methodology).values():
            draft.add(aggregate)
        draft.settle()
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def coverage(self, outer: int) -> Coverage:
        if self.drafts[outer].reads:
            return Coverage(outer)
        least: list[str] = []
        first: list[str] = []
        self._inner_coverage(self.formula, self.context.rule, least, first)
        return Coverage(None, tuple(dict.fromkeys(least)), tuple(dict.fromkeys(first)))

    def _inner_coverage(self, root: Node, rule: str, least: list[str], first: list[str]) -> None:
        for node in in_scope(root):
            if isinstance(node, tree.Value):
                least.append(self.link_name(self.value_link(node, rule)))
            elif isinstance(node, tree.Composite):
                known = [part for part in node.parts if next(named_data(part, self.methodology), None)]
                least.extend(self.link_name(self.part_link(part, rule)) for part in known)
            elif isinstance(node, OPENERS):
                first.append(self.opened_name(node, rule))

    def opened_name(self, node: Node, rule: str) -> str:
        """The link or scope that holds known and expected of what an opener opens."""
        if (link := self.link(node, rule)) is not None:
            return self.link_name(link)
        if isinstance(node, tree.Over):
            column = self.entities(node, rule)
            number = int(column.name[1:])
            return f"s{next(scope for n, (scope, _) in enumerate(self.leaves) if n == number)}"
        if isinstance(node, tree.InPeriod):
            return self.link_name(self.part_link(node.operand, node.rule))
        return self.link_name(self.part_link(node.operand if isinstance(node, tree.Unpaired) else node, rule))

    def part_link(self, part: Node, rule: str) -> Link:
        """A part of a composite, or what unpaired and in_period hold, as a task of its own: same place, same time."""
        if isinstance(part, tree.Value):
            return self.value_link(part, rule)
        context = Context(self.context.breakdown, self.context.applies, rule)
        return Link("same", self.planner.task(part, context))

    def link_name(self, link: Link) -> str:
        return f"r{self.links.setdefault(link, len(self.links))}"

    # ---- rewriting
    def rewrite_estimator(self, outer: int) -> Estimator:
        found = estimator_of(self.formula, self.methodology)
        rule = self.context.rule
        if not found.n or found.n == "known":
            return Estimator(tree.NoValue(), found.a, found.b, "known")
        parts = [None if part is None else self.rewrite(part, outer, rule) for part in (found.top, found.bottom)]
        node = tree.NoValue() if found.n == "denominator" else self.rewrite(found.node, outer, rule)
        return Estimator(node, found.a, found.b, found.n, found.interval, *parts)

    def rewrite(self, node: Node, scope: int, rule: str) -> Node:
        if isinstance(node, tree.Name) and is_fact(node.name, self.methodology):
            node = as_aggregate(node, self.methodology)
        if isinstance(node, tree.Aggregate):
            return self.aggregate(node, scope, rule)
        if (link := self.link(node, rule)) is not None:
            return Column(self.link_name(link))
        if isinstance(node, tree.Over):
            return self.entities(node, rule)
        if isinstance(node, tree.Unpaired):
            return self.rewrite(node.operand, self.open_scope(node.operand, rule), rule)
        if isinstance(node, tree.InPeriod):
            return self.rewrite(node.operand, self.open_scope(node.operand, node.rule), node.rule)
        if isinstance(node, tree.Composite):
            return self.composite(node, scope, rule)
        return replaced(node, lambda child: self.rewrite(child, scope, rule))

    def aggregate(self, node: tree.Aggregate, scope: int, rule: str) -> Node:
        if about(node, self.methodology) != "organisation":
            scope = self.own_scope(node, rule)
        key = (scope, node)
        return Column(f"a{self.leaves.setdefault(key, len(self.leaves))}")

    def own_scope(self, node: tree.Aggregate, rule: str) -> int:
        """A fact about another type of object stands outside pairing."""
        for (scope, known), _ in self.leaves.items():
            if known == node and self.drafts[scope].alone and self.drafts[scope].rule == rule:
                return scope
        draft = ScopeDraft(self.methodology, self.context.breakdown, rule, alone=True, spread=self.spread)
        draft.add(node)
        draft.settle()
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def entities(self, node: tree.Over, rule: str) -> Column:
        """Entities that are rows of a source are counted inside their organisation."""
        for number, (scope, known) in enumerate(self.leaves):
            if known == node and self.drafts[scope].rule == rule:
                return Column(f"a{number}")
        draft = ScopeDraft(self.methodology, self.context.breakdown, rule, spread=self.spread)
        draft.add_entities(node)
        self.drafts.append(draft)
        return Column(f"a{self.leaves.setdefault((len(self.drafts) - 1, node), len(self.leaves))}")

    def composite(self, node: tree.Composite, scope: int, rule: str) -> Node:
        parts = tuple(Column(self.link_name(self.part_link(part, rule))) for part in node.parts)
        weights = tuple(self.rewrite(weight, scope, rule) for weight in node.weights)
        full = None if node.full is None else self.rewrite(node.full, scope, rule)
        return tree.Composite(parts, weights, node.missing, full)

    # ---- links
    def link(self, node: Node, rule: str) -> Link | None:
        context = Context(self.context.breakdown, self.context.applies, rule)
        if isinstance(node, tree.Value):
            return self.value_link(node, rule)
        if isinstance(node, tree.Lag):
            return Link("lag", self.planner.task(node.operand, context), steps=node.steps, rule=f"lag {node.steps}")
        if isinstance(node, tree.At):
            free = isinstance(node.operand, tree.Value) or self.only_about(node.operand, node.level)
            return Link("at", self.planner.task(node.operand, context), level=node.level, open=free)
        if isinstance(node, tree.Reference):
            return Link("reference", code=node.code, level=node.level)
        if isinstance(node, tree.Normalise):
            lower = isinstance(node.operand, tree.Value) and (
                self.methodology.indicators[node.operand.code].better is Direction.LOWER
            )
            target = self.planner.task(node.operand, context)
            norm = node.operand.code if isinstance(node.operand, tree.Value) else ""
            return Link("normalise", target, level=node.among, name=node.method, lower=lower, code=norm)
        if isinstance(node, tree.Over) and node.entity not in ROW_ENTITIES:
            inner = context
            if node.entity == "class":
                columns = {*context.breakdown, "class"}
                inner = Context(tuple(c for c in SLICES if c in columns), context.applies, rule)
            target = self.planner.task(node.operand, inner)
            direct = self.planner.plan.tasks[target].coverage.scope is not None
            return Link("over", target, name=node.name, entity=node.entity, where=node.where, open=direct)
        return None

    def value_link(self, node: tree.Value, rule: str) -> Link:
        indicator = self.methodology.indicators[node.code]
        target = self.planner.indicator(indicator, Context(self.context.breakdown, indicator.applies_when))
        return Link("picked", target, rule=f"{rule} {indicator.period}") if rule else Link("same", target)

    def only_about(self, node: Node, level: str) -> bool:
        facts = [name for kind, name in named_data(node, self.methodology) if kind == "fact"]
        return bool(facts) and all(self.methodology.facts[name].about == level for name in facts)
