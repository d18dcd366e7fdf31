"""count_of and its kin: an expression for each entity, then one number over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from msoko.formulas import tree
from msoko.formulas.scalars import Scalar, number
from msoko.indicators.engines.reference import samples
from msoko.indicators.engines.reference.places import Standing
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.engines.reference.scopes import Scope
from msoko.vocabulary import ALL, UNKNOWN, Level

# Columns that tell one entity from another in the rows of sources.
IDENTITY: dict[str, tuple[str, ...]] = {
    "participant": ("procedure", "participant"),
    "person": ("person",),
    "respondent": ("questionnaire", "respondent"),
    "work": ("panel", "work"),
    "visit": ("visit",),
}


def entities(node: tree.Over, scope: Scope, reader: Reader) -> Iterator[Standing]:
    """Where each entity stands. scope: of the operand, for the whole group."""
    here = scope.here
    if node.entity in ("organisation", "class"):
        for owner in here.objects:
            if not is_wanted(node, owner, here, reader):
                continue
            alone = replace(here, level=Level.ORGANISATION, group=owner, objects=(owner,))
            if node.entity == "organisation":
                yield alone
            else:
                yield from (alone.with_slice("class", name) for name in _classes(owner, scope, reader))
        return
    where_read = replace(here, entity_where=node.where)
    columns = IDENTITY[node.entity]
    found: dict[tuple[Scalar, ...], None] = {}
    for source in scope.sources:
        for owner in here.objects:
            for row in reader.source_rows(source, owner, where_read):
                found[tuple(row.fields.get(column) for column in columns)] = None
    for values in found:
        if values[-1] is not None:  # an entity without a name is nobody; a panel may have none
            yield replace(where_read, entity=tuple(zip(columns, values, strict=True)))


def is_wanted(node: tree.Over, owner: str, here: Standing, reader: Reader) -> bool:
    """Is the `where` of count_of and its kin, a condition over registry attributes, true of an organisation?"""
    if node.where is None:
        return True
    return reader.places.tell(node.where, owner, here.period, _option_of(reader)) is True


def _option_of(reader: Reader) -> Callable[[tree.Node], Scalar]:
    return lambda node: reader.option(node.name) if isinstance(node, tree.Option) else None


def _classes(owner: str, scope: Scope, reader: Reader) -> list[str]:
    """The classes found in the rows of an organisation that the inner scope reads."""
    rows = [
        row
        for fact in scope.facts
        for row in reader.fact_rows(fact, owner, scope.here, parts_only="class" in fact.grain)
    ]
    rows += [row for name in scope.sources for row in reader.source_rows(name, owner, scope.here)]
    return sorted({row.slices["class"] for row in rows} - {ALL, UNKNOWN})


def over(name: str, known: list[Scalar]) -> Fraction | None:
    """known: the values of the entities that have one."""
    values = [value for value in map(number, known) if value is not None]
    if not values:
        return None
    if name in ("count_of", "sum_over"):
        return samples.total(values)
    return samples.mean(values)
