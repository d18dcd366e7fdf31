"""A formula at a place: what names, scopes, times, levels and other indicators mean there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.evaluating import Leaf, evaluate
from msoko.formulas.scalars import Scalar, number
from msoko.formulas.tree import Node
from msoko.indicators.engines.reference.calendar import picked
from msoko.indicators.engines.reference.entities import entities, is_wanted, over
from msoko.indicators.engines.reference.indices import composite, normalised
from msoko.indicators.engines.reference.places import Standing
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.engines.reference.rows import read_references
from msoko.indicators.engines.reference.scopes import Scope
from msoko.indicators.in_force import bound, norm_in_force
from msoko.indicators.scoping import ATTRIBUTES, aggregates_of, as_aggregate, facts_in, in_scope, inner_scopes, is_fact
from msoko.methodology.model import Indicator, Methodology, Norm
from msoko.vocabulary import SLICES, Direction

Cover = tuple[int, int]  # objects known, objects expected
Valued = Callable[[str, Standing], tuple[Scalar, Cover | None]]  # value(code) at a place


class Formulas:
    """Evaluates formulas of one request. valued: how value(code) is found (values.py)."""

    def __init__(self, reader: Reader, valued: Valued) -> None:
        self.reader, self.valued = reader, valued
        self.references = read_references(reader.table("references"))
        self._scopes: dict[tuple[Node, Standing], Scope] = {}

    @property
    def methodology(self) -> Methodology:
        return self.reader.methodology

    # ---- scopes
    def scope(self, root: Node, here: Standing) -> Scope:
        """The scope that `root` opens: its aggregates over facts of organisations, sources and objects."""
        key = (root, here)
        if key not in self._scopes:
            paired = [a for a in aggregates_of(root, self.methodology).values() if self.about(a) == "organisation"]
            self._scopes[key] = Scope(self.reader, paired, here, self._parameters(here), "organisation")
        return self._scopes[key]

    def about(self, aggregate: tree.Aggregate) -> str:
        """The type of object whose facts an aggregate reads."""
        named = facts_in(aggregate.operand, self.methodology)
        return self.methodology.facts[named[0]].about if named else "organisation"

    def _parameters(self, here: Standing) -> Leaf:
        return lambda node: evaluate(node, self._parameter(here))

    def _parameter(self, here: Standing) -> Leaf:
        def leaf(node: Node) -> Scalar:
            if isinstance(node, tree.Option):
                return self.reader.option(node.name)
            if isinstance(node, tree.Weight):
                return self.reader.weight(node.name, here.period.last_day, here.cut)
            return self.norm(node.code, here) if isinstance(node, tree.Norm) else None

        return leaf

    # ---- evaluation
    def open(self, root: Node, here: Standing) -> Scalar:
        """The value of an expression that is a scope of its own."""
        return self.tell(root, here, self.scope(root, here))

    def tell(self, node: Node, here: Standing, scope: Scope) -> Scalar:
        return evaluate(node, lambda leaf: self.leaf(leaf, here, scope))

    def leaf(self, node: Node, here: Standing, scope: Scope) -> Scalar:
        """Everything that is no operator and no scalar function."""
        match node:
            case tree.Name() if is_fact(node.name, self.methodology):
                return self.aggregate(as_aggregate(node, self.methodology), here, scope)
            case tree.Aggregate():
                return self.aggregate(node, here, scope)
            case tree.Name():
                return self._attribute(node.name, here)
            case tree.Call():
                asked = evaluate(node.args[0], lambda leaf: self.leaf(leaf, here, scope))
                owner = here.objects[0] if len(here.objects) == 1 else ""
                return self.reader.places.teaches(node.name, owner, here.period, asked)
            case tree.Unpaired():
                return self.open(node.operand, here)
            case tree.Lag():
                return self.open(node.operand, self.shifted(here, node.steps))
            case tree.InPeriod():
                return self.open(node.operand, replace(here, rule=node.rule))
            case tree.At():
                there = self.moved(here, node.level)
                return (
                    None if there is None or not self._readable(node.operand, there) else self.open(node.operand, there)
                )
            case tree.Over():
                return over(node.name, self.entity_values(node, here))
            case tree.Value():
                return self.valued(node.code, here)[0]
            case tree.Reference():
                return self.reference(node.code, node.level, here)
            case tree.Normalise():
                return self._normalise(node, here)
            case tree.Composite():
                return self._composite(node, here, scope)
        return self._parameter(here)(node)

    def aggregate(self, aggregate: tree.Aggregate, here: Standing, scope: Scope) -> Scalar:
        about = self.about(aggregate)
        if about == "organisation":
            return scope.number(aggregate)
        return self.outside(aggregate, here).number(aggregate) if about == here.level else None

    def outside(self, aggregate: tree.Aggregate, here: Standing) -> Scope:
        """An aggregate over facts about the group itself: a scope of its own, whose only object is the group."""
        ours = replace(here, objects=(here.group,))
        return Scope(self.reader, [aggregate], ours, self._parameters(here), self.about(aggregate))

    def _attribute(self, name: str, here: Standing) -> Scalar:
        if name in SLICES:
            return here.cut.get(name)
        if name in ATTRIBUTES and len(here.objects) == 1:
            return self.reader.places.attribute(here.objects[0], here.period, name)
        return None

    # ---- other times and places
    def shifted(self, here: Standing, steps: int) -> Standing:
        """The same group `steps` periods before, placed as it was then."""
        then = here.period.shift(-steps)
        return self.stand(here, here.level, here.group, replace(here, period=then))

    def moved(self, here: Standing, level: str) -> Standing | None:
        """The group of another level around ours."""
        group = self.reader.places.around(here.level, here.group, here.period, level)
        return None if group is None else self.stand(here, level, group, here)

    def stand(self, here: Standing, level: str, group: str, there: Standing) -> Standing:
        found = self.reader.places.stand(level, group, there.period, here.applies, here.cut, self._parameter(here))
        return replace(found, rule=here.rule, entity=here.entity, entity_where=here.entity_where)

    def _readable(self, node: Node, there: Standing) -> bool:
        """A group that our rows do not cover gives only references and facts about itself."""
        if self.reader.places.covered(there.level, there.group, there.period) or isinstance(node, tree.Value):
            return True
        named = [self.methodology.facts[code].about for code in facts_in(node, self.methodology)]
        return bool(named) and all(about == there.level for about in named)

    def reference(self, code: str, level: str, here: Standing) -> Fraction | None:
        group = self.reader.places.around(here.level, here.group, here.period, level)
        slices = [here.cut.get(name, "all") for name in SLICES]
        record = self.references.get((code, level, group or "", here.period.code, *slices))
        return None if record is None or record["value"] is None else Fraction(record["value"])

    # ---- entities
    def entity_values(self, node: tree.Over, here: Standing) -> list[Scalar]:
        """The known values of the entities."""
        places = entities(node, self.scope(node.operand, here), self.reader)
        values = [self.open(node.operand, there) for there in places]
        return [value for value in values if value is not None]

    # ---- parameters of other indicators
    def norm(self, code: str, here: Standing) -> Fraction | None:
        indicator = self.methodology.indicators[code]
        norm = self.norm_of(indicator, here)
        number_ = None if norm is None else bound(norm, indicator.better)
        return None if number_ is None else Fraction(number_)

    def norm_of(self, indicator: Indicator, here: Standing) -> Norm | None:
        places = self.reader.places

        def holds(condition: str) -> bool:
            return all(places.holds(condition, o, here.period, self._parameter(here)) for o in here.objects)

        return norm_in_force(indicator, here.period.last_day, here.cut, holds)

    def picked_value(self, code: str, here: Standing) -> Standing | None:
        """Where value(code) stands: inside in_period in the picked period, placed as it was then."""
        if not here.rule:
            return here
        period = picked(here.rule, self.methodology.indicators[code].period, here.period)
        if here.rule == "within" or period is None:
            return None
        return replace(here, period=period, rule="")

    # ---- indices
    def _normalise(self, node: tree.Normalise, here: Standing) -> Fraction | None:
        places = self.reader.places
        among = places.around(here.level, here.group, here.period, node.among)
        own = number(self.open(node.operand, here))
        if among is None or own is None:
            return None
        known = []
        for group in places.groups_at(here.level, here.period):
            if places.around(here.level, group, here.period, node.among) == among:
                value = number(self.open(node.operand, self.stand(here, here.level, group, here)))
                known += [value] if value is not None else []
        code = node.operand.code if isinstance(node.operand, tree.Value) else ""
        lower = bool(code) and self.methodology.indicators[code].better is Direction.LOWER
        norm = self.norm(code, here) if code and node.method == "norm" else None
        return normalised(node.method, own, known, lower, norm)

    def _composite(self, node: tree.Composite, here: Standing, scope: Scope) -> Fraction | None:
        parts = [number(self.open(part, here)) for part in node.parts]
        weights = [number(self.tell(weight, here, scope)) for weight in node.weights] or [Fraction(1)] * len(parts)
        rule = self.reader.option(node.missing.name) if isinstance(node.missing, tree.Option) else node.missing
        full = number(self.tell(node.full, here, scope)) if node.full is not None else Fraction(100)
        return composite(parts, weights, str(rule), full)

    # ---- coverage
    def cover(self, root: Node, here: Standing) -> Cover | None:
        """Known and expected of an expression; None if it names no data at all."""
        scope = self.scope(root, here)
        if scope.names_data:
            return len(scope.known), len(scope.expected)
        used = [self.valued(node.code, here)[1] for node in in_scope(root) if isinstance(node, tree.Value)]
        used += [
            self.cover(part, here)
            for node in inner_scopes(root)
            if isinstance(node, tree.Composite)
            for part in node.parts
        ]
        known = [cover for cover in used if cover is not None]
        if known:
            expected = [cover for cover in known if cover[1]]
            return min(expected, key=lambda cover: Fraction(*cover)) if expected else (0, 0)
        inner = (self._inner_cover(node, here) for node in inner_scopes(root))
        return next((cover for cover in inner if cover is not None), None)

    def _inner_cover(self, node: Node, here: Standing) -> Cover | None:
        match node:
            case tree.Lag():
                then = self.shifted(here, node.steps)
                return self.cover(node.operand, then) or (None if then.objects else (0, 0))
            case tree.InPeriod():
                return self.cover(node.operand, replace(here, rule=node.rule))
            case tree.At():
                there = self.moved(here, node.level)
                return None if there is None else self.cover(node.operand, there)
            case tree.Over():
                return self._entity_cover(node, here)
            case tree.Unpaired() | tree.Normalise():
                return self.cover(node.operand, here)
        return None

    def _entity_cover(self, node: tree.Over, here: Standing) -> Cover | None:
        """Known are the objects with a satisfied cell for some entity."""
        whole = self.scope(node.operand, here)
        if not whole.names_data and node.entity != "organisation":
            return self.cover(node.operand, here)
        places = list(entities(node, whole, self.reader))
        if not whole.names_data:
            if not places:
                return 0, 0  # nobody is asked about
            covers = [cover for there in places if (cover := self.cover(node.operand, there)) is not None]
            return (sum(k for k, _ in covers), sum(e for _, e in covers)) if covers else None
        known = {owner for there in places for owner in self.scope(node.operand, there).known}
        if node.entity in ("organisation", "class"):
            wanted = {owner for owner in here.objects if is_wanted(node, owner, here, self.reader)}
            return len(known), len(whole.expected & wanted)
        return len(known), len(whole.expected)
