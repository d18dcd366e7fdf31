"""One scope of a formula: its cells, which of them satisfy all its aggregates, and the aggregates over those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from msoko.formulas import tree
from msoko.formulas.evaluating import evaluate
from msoko.formulas.scalars import Scalar, number
from msoko.formulas.tree import Node
from msoko.indicators.engines.reference import samples
from msoko.indicators.engines.reference.places import Standing
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.engines.reference.rows import Row
from msoko.indicators.scoping import facts_in, slices_in, sources_in
from msoko.methodology.model import Fact
from msoko.vocabulary import ALL, SLICES, CellState

Cell = tuple[str, ...]
Outer = Callable[[Node], Scalar]  # what an expression in a row may ask of the place around: norm(…)


@dataclass(frozen=True)
class Entered:
    """What one row (form, cell) gave to an aggregate."""

    operand: Scalar
    extra: Scalar
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Selection:
    """entered: known operands. left_out: (row, reason): missing, not_applicable, unpaired, where, no_value."""

    entered: tuple[Entered, ...]
    left_out: tuple[tuple[Row, str], ...]


@dataclass(frozen=True)
class Parts:
    """What an aggregate reads."""

    facts: tuple[str, ...]
    sources: tuple[str, ...]


def parts_of(aggregate: tree.Aggregate, reader: Reader) -> Parts:
    named = [aggregate.operand, aggregate.extra]
    facts = dict.fromkeys(f for node in named for f in facts_in(node, reader.methodology))
    sources = dict.fromkeys(s for node in (*named, aggregate.where) for s in sources_in(node))
    return Parts(tuple(facts), tuple(sources))


class Scope:
    """aggregates: those that share their cells. about: the type of object whose facts are read."""

    def __init__(
        self, reader: Reader, aggregates: Iterable[tree.Aggregate], here: Standing, outer: Outer, about: str
    ) -> None:
        self.reader, self.here, self.outer, self.about = reader, here, outer, about
        self.parts = {aggregate: parts_of(aggregate, reader) for aggregate in aggregates}
        self.facts = [
            reader.methodology.facts[code]
            for code in dict.fromkeys(code for parts in self.parts.values() for code in parts.facts)
        ]
        self.sources = tuple(dict.fromkeys(name for parts in self.parts.values() for name in parts.sources))

    @property
    def names_data(self) -> bool:
        return bool(self.facts or self.sources)

    # ---- cells
    @cached_property
    def grain(self) -> tuple[str, ...]:
        """The columns of a cell beside its object; those of the breakdown are the same for all our rows."""
        if self.sources or not self.facts:
            return ()
        shared = set.intersection(*(set(fact.grain) for fact in self.facts))
        return tuple(sorted(shared))

    @cached_property
    def named_slices(self) -> frozenset[str]:
        """Columns that ask for parts: of the breakdown, and those that an aggregate over facts names."""
        over_facts = [aggregate for aggregate, parts in self.parts.items() if parts.facts]
        nodes = [node for a in over_facts for node in (a.operand, a.extra, a.where)]
        return frozenset(self.here.cut) | frozenset().union(*(slices_in(node) for node in nodes))

    @cached_property
    def rows(self) -> dict[str, dict[str, list[Row]]]:
        """Object → fact → its rows, any state."""
        return {o: {fact.code: self._fact_rows(fact, o) for fact in self.facts} for o in self.here.objects}

    def _fact_rows(self, fact: Fact, owner: str) -> list[Row]:
        parts_only = bool(self.named_slices & set(fact.grain))
        return self.reader.fact_rows(fact, owner, self.here, parts_only)

    def cells(self, owner: str) -> dict[Cell, dict[str, list[Row]]]:
        """Cell → fact → its rows there. Without facts an object is one cell."""
        found: dict[Cell, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for fact, rows in self.rows[owner].items():
            for row in rows:
                found[row.key(self.grain)][fact].append(row)
        return found if self.facts else {(): {}}

    @cached_property
    def satisfied(self) -> dict[str, dict[Cell, dict[str, list[Row]]]]:
        """Object → the cells over which the aggregates run, with the rows read there; others are absent."""
        found = {}
        for owner in self.here.objects:
            cells = {
                cell: {fact: applicable(rows) for fact, rows in by_fact.items()}
                for cell, by_fact in self.cells(owner).items()
                if not any(all_not_applicable(rows) for rows in by_fact.values())
            }
            good = {cell: by_fact for cell, by_fact in cells.items() if self._all_satisfied(owner, by_fact)}
            if good:
                found[owner] = good
        return found

    def _all_satisfied(self, owner: str, by_fact: Mapping[str, list[Row]]) -> bool:
        return all(self._is_satisfied(aggregate, owner, by_fact) for aggregate in self.parts)

    def _is_satisfied(self, aggregate: tree.Aggregate, owner: str, by_fact: Mapping[str, list[Row]]) -> bool:
        parts = self.parts[aggregate]
        for code in parts.facts:
            rows = by_fact.get(code, [])
            if not rows or any(not row.known for row in rows if self.selects(aggregate, row)):
                return False
        return all(self.reader.source_rows(name, owner, self.here) for name in parts.sources)

    def selects(self, aggregate: tree.Aggregate, row: Row) -> bool:
        if aggregate.where is None:
            return True
        return evaluate(aggregate.where, self.reader.row_leaf(row, self.here, outer=self.outer)) is True

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.satisfied)

    @cached_property
    def expected(self) -> frozenset[str]:
        """The applicable objects but those all of whose rows of some named fact are said to be not applicable."""
        return frozenset(
            owner
            for owner, by_fact in self.rows.items()
            if not any(all_not_applicable(rows) for rows in by_fact.values())
        )

    # ---- aggregates
    def number(self, aggregate: tree.Aggregate) -> Fraction | None:
        if not self.satisfied:
            return None
        entered = self.selection(aggregate).entered
        if aggregate.name in ("count", "distinct"):
            operands = [one.operand for one in entered]
            return Fraction(len(operands if aggregate.name == "count" else set(operands)))
        pairs = [(number(one.operand), number(one.extra)) for one in entered]
        values = [value for value, _ in pairs if value is not None]
        if aggregate.name == "weighted_mean":
            both = [(v, w) for v, w in pairs if v is not None and w is not None]
            return samples.weighted_mean([v for v, _ in both], [w for _, w in both])
        if aggregate.name == "quantile":
            probability = number(evaluate(aggregate.extra, self.outer)) if aggregate.extra else None
            return None if probability is None else samples.quantile(values, probability)
        return samples.SIMPLE[aggregate.name](values)

    def selection(self, aggregate: tree.Aggregate) -> Selection:
        """The rows that an aggregate reads in the satisfied cells, and the others with the reason."""
        parts = self.parts[aggregate]
        if parts.sources:
            return self._of_source(aggregate, parts.sources[0])
        if not parts.facts:
            return self._of_objects(aggregate)
        if len(parts.facts) == 1:
            return self._of_one_fact(aggregate, parts.facts[0])
        return self._of_cells(aggregate, parts.facts)

    def _of_objects(self, aggregate: tree.Aggregate) -> Selection:
        """count(): the objects with a satisfied cell."""
        entered = []
        for owner in self.satisfied:
            period = self.here.period
            nobody = Row(owner, period.code, period.last_day, dict.fromkeys(SLICES, ALL), ())
            if self.selects(aggregate, nobody):
                entered.append(Entered(True, None, ()))
        return Selection(tuple(entered), ())

    def _of_source(self, aggregate: tree.Aggregate, name: str) -> Selection:
        source = self.reader.methodology.sources[name]
        by_form = self.reader.names_key(source, (aggregate.operand, aggregate.extra, aggregate.where))
        entered: list[Entered] = []
        left: list[tuple[Row, str]] = []
        for owner in self.here.objects:
            rows = self.reader.source_rows(name, owner, self.here)
            if owner not in self.satisfied:
                left.extend((row, "unpaired") for row in rows)
                continue
            for row in self.reader.forms(source, rows) if by_form else rows:
                self._enter(aggregate, row, {}, entered, left)
        return Selection(tuple(entered), tuple(left))

    def _of_one_fact(self, aggregate: tree.Aggregate, code: str) -> Selection:
        entered: list[Entered] = []
        left: list[tuple[Row, str]] = []
        for owner in self.here.objects:
            good = self.satisfied.get(owner, {})
            for row in self.rows[owner][code]:
                if row.state == CellState.NOT_APPLICABLE:
                    left.append((row, "not_applicable"))
                elif row.key(self.grain) in good:
                    self._enter(aggregate, row, {code: row.value}, entered, left)
                else:
                    left.append((row, "unpaired" if row.known else "missing"))
        return Selection(tuple(entered), tuple(left))

    def _enter(
        self,
        aggregate: tree.Aggregate,
        row: Row,
        numbers: Mapping[str, Fraction | None],
        entered: list[Entered],
        left: list[tuple[Row, str]],
    ) -> None:
        if not self.selects(aggregate, row):
            left.append((row, "where"))
            return
        one = self._operands(aggregate, row, numbers, (row,))
        if one is None:
            left.append((row, "no_value"))
        else:
            entered.append(one)

    def _of_cells(self, aggregate: tree.Aggregate, facts: tuple[str, ...]) -> Selection:
        """Several facts: in each cell the selected rows of each are summed, then the operand is read."""
        entered: list[Entered] = []
        left: list[tuple[Row, str]] = []
        for owner in self.here.objects:
            good = self.satisfied.get(owner, {})
            for cell, by_fact in self.cells(owner).items():
                rows = [row for code in facts for row in by_fact.get(code, [])]
                if cell not in good:
                    left.extend((row, "unpaired" if row.known else str(row.state)) for row in rows)
                    continue
                read = {code: [r for r in good[cell][code] if self.selects(aggregate, r)] for code in facts}
                numbers = {
                    code: samples.total([r.value for r in held if r.value is not None]) for code, held in read.items()
                }
                together = tuple(row for held in read.values() for row in held)
                one = self._operands(aggregate, replace_slices(rows[0], self), numbers, together)
                if one is None:
                    left.extend((row, "no_value" if row in together else "where") for row in rows)
                else:
                    entered.append(one)
        return Selection(tuple(entered), tuple(left))

    def _operands(
        self,
        aggregate: tree.Aggregate,
        row: Row,
        numbers: Mapping[str, Fraction | None],
        rows: tuple[Row, ...],
    ) -> Entered | None:
        """None if the operand (or the weight) has no value here."""
        leaf = self.reader.row_leaf(row, self.here, numbers, self.outer)
        operand = True if aggregate.operand is None else evaluate(aggregate.operand, leaf)
        weighted = aggregate.name == "weighted_mean"
        extra = evaluate(aggregate.extra, leaf) if weighted and aggregate.extra else None
        numeric = aggregate.name not in ("count", "distinct")
        if operand is None or (weighted and number(extra) is None) or (numeric and number(operand) is None):
            return None
        return Entered(operand, extra, rows)


def replace_slices(row: Row, scope: Scope) -> Row:
    """A cell seen as a row: it has the slices of the value, not those of one of its rows."""
    return replace(row, slices={name: scope.here.cut.get(name, ALL) for name in row.slices})


def applicable(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.state != CellState.NOT_APPLICABLE]


def all_not_applicable(rows: list[Row]) -> bool:
    return bool(rows) and not applicable(rows)
