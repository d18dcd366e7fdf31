"""Which rows a part of a formula reads where it stands, and what a single row says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

import pyarrow as pa

from msoko.formulas import tree
from msoko.formulas.evaluating import Leaf, evaluate
from msoko.formulas.parsing import parse
from msoko.formulas.scalars import Scalar, number
from msoko.formulas.tree import Node
from msoko.indicators.engines.reference.calendar import inside, picked
from msoko.indicators.engines.reference.places import Places, Standing
from msoko.indicators.engines.reference.rows import FORMS, KEY_VALUES, Row, chosen, joined, read_facts, read_rows
from msoko.indicators.in_force import threshold_in_force
from msoko.indicators.request import Data
from msoko.indicators.scoping import ATTRIBUTES, descendants
from msoko.methodology.model import Fact, Methodology, Source
from msoko.store.schemas import TABLES
from msoko.vocabulary import SLICES, Period, PeriodKind


class Reader:
    """Facts, rows of sources and parameters, as the formulas of one request see them."""

    def __init__(self, methodology: Methodology, data: Data, options: Mapping[str, str]) -> None:
        self.methodology, self.data, self.places = methodology, data, Places(data)
        self.options = {name: option.default for name, option in methodology.options.items()} | dict(options)
        self.facts = read_facts(self.table("facts"))
        self._sources: dict[str, dict[str, list[Row]]] = {}

    def table(self, name: str) -> pa.Table:
        return self.data.tables[name] if name in self.data.tables else TABLES[name].empty_table()

    # ---- facts
    def fact_rows(self, fact: Fact, owner: str, here: Standing, parts_only: bool) -> list[Row]:
        """Rows of a fact of an object in our period (or those that in_period picks), of our slices, any state."""
        arrived = self.facts.get((fact.code, fact.about, owner), {})
        by_period = {
            code: chosen(arrived.get(code, []), fact.grain, fact.sum_from, parts_only)
            for code in fact_periods(fact.period, here, arrived)
        }
        cut = {code: [row for row in rows if row.lies_in(here.cut)] for code, rows in by_period.items()}
        if here.rule != "within":
            return [row for rows in cut.values() for row in rows]
        return joined(cut, fact.over_time, all(by_period.values()))

    # ---- sources
    def source(self, name: str) -> Mapping[str, list[Row]]:
        """Organisation → rows of a declared source (its own `where` applied), of all periods."""
        if name not in self._sources:
            source = self.methodology.sources[name]
            rows = read_rows(self.table(source.table))
            condition = parse(source.where) if source.where.strip() else tree.Bool(True)
            self._sources[name] = {
                owner: [row for row in held if evaluate(condition, self.row_leaf(row, None)) is True]
                for owner, held in rows.items()
            }
        return self._sources[name]

    def source_rows(self, name: str, owner: str, here: Standing) -> list[Row]:
        """Rows of a source of an organisation in our period and slices, and of our entity."""
        return [
            row
            for row in self.source(name).get(owner, [])
            if in_period(Period.parse(row.period), here)
            and row.lies_in(here.cut)
            and all(row.fields.get(column) == value for column, value in here.entity)
            and (here.entity_where is None or evaluate(here.entity_where, self.row_leaf(row, here)) is True)
        ]

    def names_key(self, source: Source, nodes: Iterable[Node | None]) -> bool:
        """Does an expression name a key of a keyed source (answers.q2), not only its columns?"""
        fields = (n for node in nodes for n in descendants(node) if isinstance(n, tree.Field))
        return bool(source.keyed_by) and any(f.name not in TABLES[source.table].names for f in fields)

    def forms(self, source: Source, rows: Iterable[Row]) -> list[Row]:
        """Rows of a keyed source gathered into forms; a form has the fields of its first row and one for each key."""
        gathered: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            identity = (row.owner, row.period, *row.key(SLICES), *(row.fields.get(c) for c in FORMS[source.table]))
            gathered.setdefault(identity, []).append(row)
        return [self._form(source, together) for together in gathered.values()]

    def _form(self, source: Source, together: list[Row]) -> Row:
        first = together[0]
        said: dict[str, Scalar] = {}
        for row in together:
            key = str(row.fields.get(source.keyed_by))
            question = self.methodology.questions.get(key)
            value = row.fields.get(KEY_VALUES[source.table])
            said[key] = number(value) if question and question.type in ("scale", "number") else value
        fields = said | {name: first.fields.get(name) for name in TABLES[source.table].names}
        origins = tuple(row.origins[0] for row in together)
        return Row(first.owner, first.period, first.last_day, first.slices, origins, fields=fields)

    # ---- one row
    def row_leaf(
        self,
        row: Row,
        here: Standing | None,
        numbers: Mapping[str, Fraction | None] | None = None,
        outer: Callable[[Node], Scalar] = lambda node: None,
    ) -> Leaf:
        """What names mean in a row. numbers: the facts that the row (or cell) gives. here = None: no registry."""

        def leaf(node: Node) -> Scalar:
            if isinstance(node, tree.Name):
                return self._name(node.name, row, here, numbers or {})
            if isinstance(node, tree.Field):
                return row.fields.get(node.name)
            if isinstance(node, tree.Call) and here is not None:
                asked = evaluate(node.args[0], leaf)
                return self.places.teaches(node.name, row.owner, here.period, asked)
            if isinstance(node, tree.Weight):
                return self.weight(node.name, row.last_day, row.slices)
            if isinstance(node, tree.Option):
                return self.option(node.name)
            return outer(node)

        return leaf

    def _name(self, name: str, row: Row, here: Standing | None, numbers: Mapping[str, Fraction | None]) -> Scalar:
        if name in SLICES:
            return row.slices[name]
        if name in numbers:
            return numbers[name]
        if name in row.fields:
            return row.fields[name]
        if name in ATTRIBUTES and here is not None:
            return self.places.attribute(row.owner, here.period, name)
        return None

    # ---- parameters
    def weight(self, name: str, day: date, slices: Mapping[str, str]) -> Fraction | None:
        found = threshold_in_force(self.methodology, name, day, slices)
        return None if found is None else Fraction(found)

    def option(self, name: str) -> Scalar:
        """A number if all choices of the option are numbers, else text."""
        choice: Scalar = self.options[name]
        choices = self.methodology.options[name].choices
        return number(choice) if all(number(c) is not None for c in choices) else choice


def fact_periods(kind: PeriodKind, here: Standing, arrived: Iterable[str]) -> list[str]:
    """Codes of the periods in which a fact is read. Of dates: those that arrived, the latest unless `within`."""
    if not here.rule:
        return [here.period.code]
    if kind is PeriodKind.DATE:
        dates = sorted(
            code for code in arrived if here.period.first_day <= Period.parse(code).first_day <= here.period.last_day
        )
        return dates if here.rule == "within" else dates[-1:]
    if here.rule == "within":
        return [period.code for period in inside(kind, here.period)]
    found = picked(here.rule, kind, here.period)
    return [found.code] if found else []


def in_period(period: Period, here: Standing) -> bool:
    """Is a row of a source with this period read where we stand?"""
    if not here.rule:
        return period.code == here.period.code
    if here.rule == "within" or period.kind is PeriodKind.DATE:
        return here.period.first_day <= period.first_day and period.last_day <= here.period.last_day
    found = picked(here.rule, period.kind, here.period)
    return found is not None and found.code == period.code
