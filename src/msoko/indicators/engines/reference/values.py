"""One value with everything that goes with it: state, n, known, expected, interval. And the breakdown a group has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar, half_away, number, stored
from msoko.formulas.tree import Node
from msoko.indicators.engines.reference.computing import Cover, Formulas
from msoko.indicators.engines.reference.intervals import Interval, of_sample, scaled, wilson
from msoko.indicators.engines.reference.places import Standing
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.estimators import Estimator, estimator_of
from msoko.indicators.scoping import named_rows
from msoko.indicators.walking import with_options
from msoko.methodology.model import Indicator
from msoko.vocabulary import ALL, SLICES, CellState, Period, Uncertainty


@dataclass(frozen=True)
class Address:
    """Which value. slices: only those that are not `all`, sorted by name."""

    indicator: str
    level: str
    group: str
    period: Period
    slices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Computed:
    address: Address
    state: CellState
    exact: Fraction | None
    n: int
    known: int
    expected: int
    interval: Interval | None
    source: str = "computed"

    @property
    def coverage(self) -> float | None:
        return self.known / self.expected if self.expected else None


class Values:
    """All values of one request, each computed once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.formulas = Formulas(reader, self._valued)
        self._known: dict[Address, Computed] = {}
        self._open: list[Address] = []
        self._parsed: dict[str, Node] = {}

    def formula(self, code: str) -> Node:
        """The formula of an indicator, the chosen options in it as literals."""
        if code not in self._parsed:
            written = parse(self.reader.methodology.indicators[code].formula)
            self._parsed[code] = with_options(written, self.reader.methodology, self.reader.options)
        return self._parsed[code]

    def value(self, address: Address) -> Computed:
        """Raises FormulaError("cycle") if an indicator needs itself."""
        if address not in self._known:
            if address in self._open:
                path = [a.indicator for a in self._open[self._open.index(address) :]]
                raise FormulaError("cycle", path=" → ".join([*path, address.indicator]))
            self._open.append(address)
            self._known[address] = self._compute(address)
            self._open.pop()
        return self._known[address]

    def stand(self, address: Address) -> Standing:
        applies = self.reader.methodology.indicators[address.indicator].applies_when
        places, slices = self.reader.places, dict(address.slices)
        return places.stand(address.level, address.group, address.period, applies, slices, self._option)

    def _option(self, node: Node) -> Scalar:
        return self.reader.option(node.name) if isinstance(node, tree.Option) else None

    def _valued(self, code: str, here: Standing) -> tuple[Scalar, Cover | None]:
        there = self.formulas.picked_value(code, here)
        if there is None:
            return None, None
        found = self.value(Address(code, there.level, there.group, there.period, there.slices))
        return found.exact, None if found.source == "reference" else (found.known, found.expected)

    def _compute(self, address: Address) -> Computed:
        if not self.reader.places.covered(address.level, address.group, address.period):
            return self._received(address)
        root, here = self.formula(address.indicator), self.stand(address)
        known, expected = self.formulas.cover(root, here) or (len(here.objects), len(here.objects))
        if not here.objects or not expected:
            return Computed(address, CellState.NOT_APPLICABLE, None, 0, 0, 0, None)
        exact = number(self.formulas.open(root, here))
        if exact is None or stored(exact) is None:
            exact = None
        state = CellState.MISSING if exact is None else CellState.VALUE
        indicator = self.reader.methodology.indicators[address.indicator]
        estimator = estimator_of(root, self.reader.methodology)
        n = self._n(estimator, root, here, known)
        interval = None if exact is None else self._interval(indicator, estimator, root, here)
        return Computed(address, state, exact, n, known, expected, interval)

    def _received(self, address: Address) -> Computed:
        """A group that our rows do not cover has what was received ready-made."""
        slices = dict(address.slices)
        key = (address.level, address.group, address.period.code, *(slices.get(name, ALL) for name in SLICES))
        record = self.formulas.references.get((address.indicator, *key))
        if record is None or record["value"] is None:
            return Computed(address, CellState.MISSING, None, 0, 0, 0, None, "reference")
        return Computed(address, CellState.VALUE, Fraction(record["value"]), record["n"] or 0, 0, 0, None, "reference")

    # ---- n and interval
    def sample(self, estimator: Estimator, root: Node, here: Standing) -> list[Scalar]:
        """The operands of the rows, or the values of the entities, that the estimator rests on."""
        if estimator.n == "entities" and isinstance(estimator.node, tree.Over):
            return self.formulas.entity_values(estimator.node, here)
        if not isinstance(estimator.node, tree.Aggregate):
            return []
        about = self.formulas.about(estimator.node)
        if about not in ("organisation", here.level):
            return []
        outside = about != "organisation"
        scope = self.formulas.outside(estimator.node, here) if outside else self.formulas.scope(root, here)
        return [entered.operand for entered in scope.selection(estimator.node).entered]

    def _n(self, estimator: Estimator, root: Node, here: Standing, known: int) -> int:
        if estimator.n == "known":
            return known
        if estimator.n in ("rows", "entities"):
            return len(self.sample(estimator, root, here))
        counting = estimator.node if estimator.n == "self" else estimator.bottom
        assert counting is not None
        found = number(self.formulas.tell(counting, here, self.formulas.scope(root, here)))
        return 0 if found is None else int(half_away(found, 0))

    def _interval(self, indicator: Indicator, estimator: Estimator, root: Node, here: Standing) -> Interval | None:
        if indicator.uncertainty is Uncertainty.NONE or not estimator.interval:
            return None
        if estimator.interval == "ratio":
            scope = self.formulas.scope(root, here)
            pair = [number(self.formulas.tell(part, here, scope)) for part in (estimator.top, estimator.bottom) if part]
            top, bottom = pair
            found = None if top is None or bottom is None else wilson(float(top), float(bottom))
        else:
            values = [float(x) for x in map(number, self.sample(estimator, root, here)) if x is not None]
            found = of_sample(values, estimator.interval)
        return scaled(found, float(estimator.a), float(estimator.b))

    # ---- breakdown
    def combinations(self, address: Address, columns: tuple[str, ...]) -> list[Mapping[str, str]]:
        """The combinations of slice values, without `all`, that occur in the rows of the group."""
        here, methodology = self.stand(address), self.reader.methodology
        found = set()
        for kind, name, rule in set(named_rows(self.formula(address.indicator), methodology)):
            reading = replace(here, rule=rule)
            for owner in here.objects:
                if kind == "source":
                    rows = self.reader.source_rows(name, owner, reading)
                elif methodology.facts[name].about == "organisation":
                    rows = self.reader.fact_rows(methodology.facts[name], owner, reading, parts_only=True)
                else:
                    rows = []
                found |= {row.key(columns) for row in rows}
        return [dict(zip(columns, values, strict=True)) for values in sorted(found) if ALL not in values]
