"""Does a formula make sense: names, kinds, units, levels, periods. All faults are told with their places.

Inside aggregates: row_checks.py. Kinds and units of operators and functions: typing_rules.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from msoko.formulas import tree
from msoko.formulas.context import ATTRIBUTES, Context, Subject
from msoko.formulas.errors import FormulaError
from msoko.formulas.row_checks import RowChecker, everything_in
from msoko.formulas.tree import Node
from msoko.formulas.typing_rules import BOOLEAN, BROKEN, CODE, NUMBER, TEXT, Faults, Typed, TypeRules, nearest
from msoko.formulas.units import COUNT, FREE, PURE, Measure, fits, measure_of, same, title
from msoko.vocabulary import SLICES, Level, PeriodKind, Unit


def check(root: Node, context: Context, subject: Subject) -> list[FormulaError]:
    """All faults of the formula of an indicator, in the order of their places."""
    checker = _Checker(context, subject)
    place = _Place(tuple(str(level) for level in subject.levels), subject.period)
    found = checker.judge(root, place)
    checker.result(found, root)
    return _in_order(checker.faults)


def check_condition(root: Node, context: Context, source: str = "") -> list[FormulaError]:
    """All faults of a condition: `applies_when` of registry attributes or, with a source, its own `where`."""
    rows = RowChecker(context)
    found = rows.source_condition(root, source) if source else rows.object_condition(root)
    rows.expect(found, BOOLEAN, root)
    return _in_order(rows.faults)


def check_rule(root: Node, context: Context, period: PeriodKind) -> list[FormulaError]:
    """All faults of a check between lines of a form: a condition over the facts of one organisation."""
    checker = _Checker(context, Subject(Unit.YES_NO, period, (Level.ORGANISATION,)))
    found = checker.judge(root, _Place((str(Level.ORGANISATION),), period))
    checker.expect(found, BOOLEAN, root)
    return _in_order(checker.faults)


def check_grouping(root: Node, context: Context) -> list[FormulaError]:
    """All faults of a rule that groups organisations: their attributes, values of indicators, thresholds; no facts."""
    checker = _Checker(context, Subject(Unit.YES_NO, PeriodKind.SCHOOL_YEAR, (Level.ORGANISATION,)))
    checker.expect(checker.judge(root, _Place((str(Level.ORGANISATION),), None)), BOOLEAN, root)
    for node in everything_in(root):
        if isinstance(node, tree.Name) and node.name in context.facts:
            checker.fault("fact-in-condition", node, name=node.name)
    return _in_order(checker.faults)


def _in_order(faults: Iterable[FormulaError]) -> list[FormulaError]:
    return sorted(faults, key=lambda fault: (fault.line, fault.column))


@dataclass(frozen=True)
class _Place:
    """Where an expression stands. period None: inside in_period any kind may be read."""

    levels: tuple[str, ...]
    period: PeriodKind | None
    rule: str = ""
    row_entity: bool = False  # inside count_of(participant, …) and the like

    @property
    def one_organisation(self) -> bool:
        return self.levels == (Level.ORGANISATION,) and not self.row_entity


class _Checker(Faults):
    def __init__(self, context: Context, subject: Subject) -> None:
        super().__init__()
        self.context, self.subject = context, subject
        self.rows = RowChecker(context, self.faults)

    def result(self, found: Typed, root: Node) -> None:
        """Does the result fit the unit of the indicator?"""
        unit = self.subject.unit
        if found.kind == BROKEN:
            return
        if found.kind in (TEXT, CODE) or (found.kind == BOOLEAN and unit is not Unit.YES_NO):
            self.fault("result-kind", root, found=found.kind, expected=NUMBER)
        elif found.kind == NUMBER and unit is not Unit.YES_NO and not fits(found.measure, unit):
            self.fault("result-unit", root, found=title(found.measure), expected=title(measure_of(unit)))

    def judge(self, node: Node, place: _Place) -> Typed:
        """Kind and measure of an expression over groups; faults are gathered on the way."""
        match node:
            case tree.Name():
                return self._name(node, place)
            case tree.Field():
                return self.broken("field-outside-aggregate", node, name=f"{node.source}.{node.name}")
            case tree.Aggregate():
                return self._aggregate(node, place)
            case tree.Over():
                return self._over(node, place)
            case tree.Unpaired():
                return self.judge(node.operand, place)
            case tree.Lag():
                self._no_row_entity(node, place, "prev")
                return self.judge(node.operand, place)
            case tree.InPeriod():
                return self.judge(node.operand, replace(place, period=None, rule=node.rule))
            case tree.At():
                self._no_row_entity(node, place, "at")
                return self.judge(node.operand, replace(place, levels=(node.level,)))
            case tree.Value() | tree.Norm():
                return self._other(node, place)
            case tree.Reference():
                shape = self.context.indicators.get(node.code)
                return Typed(NUMBER, measure_of(shape.unit) if shape else FREE)
            case tree.Option() | tree.Weight():
                return self.rows.parameter(node)
            case tree.Normalise():
                return self._normalise(node, place)
            case tree.Composite():
                return self._composite(node, place)
            case tree.Call(name="teaches_grade" | "teaches_level") if not place.one_organisation:
                return self.broken("attribute-outside", node, name=node.name)
        return TypeRules(self, lambda part: self.judge(part, place)).judge(node)

    # ---- facts
    def _name(self, node: tree.Name, place: _Place) -> Typed:
        name = node.name
        if name in ATTRIBUTES:
            return Typed(TEXT) if place.one_organisation else self.broken("attribute-outside", node, name=name)
        if name in SLICES:
            return self.broken("slice-outside", node, name=name)
        fact = self.context.facts.get(name)
        if fact is None:
            if name in self.context.sources:
                return self.broken("source-without-column", node, name=name)
            return self.broken("unknown-name", node, nearest(name, self.context.facts), name=name)
        self._fact(name, node, place)
        if fact.over_objects == "none" and any(level != fact.about for level in place.levels):
            self.fault("fact-not-aggregated", node, name=name)
        counted = fact.unit is Unit.YES_NO and fact.over_objects == "sum"
        return Typed(NUMBER, COUNT if counted else measure_of(fact.unit))

    def _fact(self, name: str, node: Node, place: _Place) -> None:
        """May this fact be read here: its period kind, its object, its grain?"""
        fact = self.context.facts[name]
        if place.period is not None and fact.period is not place.period:
            self.fault("other-period-kind", node, name=name, kind=fact.period, ours=place.period)
        if fact.about != "organisation" and any(level != fact.about for level in place.levels):
            self.fault("fact-of-other-level", node, name=name, level=fact.about)
        if place.row_entity:
            self.fault("fact-in-rows", node, name=name)
        missing = [column for column in self.subject.breakdown if column not in fact.grain]
        if missing and fact.about == "organisation":
            self.fault("fact-not-by-slice", node, name=name, slices=", ".join(missing))

    def _aggregate(self, node: tree.Aggregate, place: _Place) -> Typed:
        for name, at in self.rows.facts_named(node):
            self._fact(name, at, place)
        return self.rows.aggregate(node)

    # ---- entities
    def _over(self, node: tree.Over, place: _Place) -> Typed:
        self._no_row_entity(node, place, node.name)
        if node.entity in ("organisation", "class"):
            if node.where is not None:
                self.expect(self.rows.object_condition(node.where), BOOLEAN, node.where)
            inside = replace(place, levels=(str(Level.ORGANISATION),))
        else:
            inside = replace(place, row_entity=True)
            if node.where is not None:
                sources = self.rows.sources_named(node.operand)
                found = self.rows.source_condition(node.where, sources[0] if sources else "", attributes=True)
                self.expect(found, BOOLEAN, node.where)
        operand = self.judge(node.operand, inside)
        if node.name in ("count_of", "share_of"):
            self.expect(operand, BOOLEAN, node.operand)
            return Typed(NUMBER, COUNT if node.name == "count_of" else PURE)
        self.expect(operand, NUMBER, node.operand)
        return operand if operand.kind == NUMBER else Typed(BROKEN)

    def _no_row_entity(self, node: Node, place: _Place, name: str) -> None:
        if place.row_entity:
            self.fault("not-in-rows", node, name=name)

    # ---- other indicators and indices
    def _other(self, node: tree.Value | tree.Norm, place: _Place) -> Typed:
        name = "value" if isinstance(node, tree.Value) else "norm"
        shape = self.context.indicators.get(node.code)
        if shape is None:
            return self.broken("unknown-indicator", node, nearest(node.code, self.context.indicators), name=node.code)
        if isinstance(node, tree.Value):
            self._no_row_entity(node, place, name)
            if place.period is not None and shape.period is not place.period:
                self.fault("other-period-kind", node, name=node.code, kind=shape.period, ours=place.period)
            if place.rule == "within":
                self.fault("value-within", node, name=node.code)
        if shape.unit is Unit.YES_NO:
            return Typed(NUMBER, PURE)
        return Typed(NUMBER, measure_of(shape.unit))

    def _normalise(self, node: tree.Normalise, place: _Place) -> Typed:
        self._no_row_entity(node, place, "normalise")
        self.expect(self.judge(node.operand, place), NUMBER, node.operand)
        if node.method == "norm" and not isinstance(node.operand, tree.Value):
            self.fault("norm-of-value", node)
        return Typed(NUMBER, Measure(scale=Unit.INDEX) if node.method in ("best_100", "norm") else PURE)

    def _composite(self, node: tree.Composite, place: _Place) -> Typed:
        parts = [self.judge(part, place) for part in node.parts]
        for part, typed in zip(node.parts, parts, strict=True):
            self.expect(typed, NUMBER, part)
        for weight in (*node.weights, *((node.full,) if node.full is not None else ())):
            self.expect(self.judge(weight, place), NUMBER, weight)
        if isinstance(node.missing, tree.Option):
            self.rows.missing_rule(node.missing)
        known = [(p, t.measure) for p, t in zip(node.parts, parts, strict=True) if t.kind == NUMBER]
        whole: Measure | None = FREE
        for part, measure in known:
            agreed = None if whole is None else same(whole, measure)
            if agreed is None and any(m.powers or m.count for _, m in known):
                first = title(known[0][1])
                self.fault("parts-do-not-match", part, left=first, right=title(measure))
                return Typed(BROKEN)
            whole = agreed
        return Typed(NUMBER, whole or Measure(scale=Unit.INDEX))
