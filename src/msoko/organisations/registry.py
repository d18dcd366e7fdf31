"""A frozen view of the registry tables: who there was, what it was called and where it belonged on any day.

Reading received workbooks is in reading.py, finding an organisation by a received name in matching.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa

from msoko.store.schemas import TABLES
from msoko.vocabulary import Period


class Span(NamedTuple):
    """A value with the days it holds; None on either side is an open end."""

    value: str
    first_day: date | None
    last_day: date | None

    def holds(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


class _Life(NamedTuple):
    object_type: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Registry:
    """objects, attributes, predecessors: tables of store.schemas.TABLES (the origin columns may be absent)."""

    objects: pa.Table
    attributes: pa.Table
    predecessors: pa.Table

    @classmethod
    def from_tables(cls, tables: Mapping[str, pa.Table]) -> Registry:
        """Rows as the store shows them, the latest batch last. A missing table is an empty one.

        A batch that lists an object tells its whole life: what earlier batches that listed it said of it does not hold.
        Rows of batches that do not list the object (remembered aliases) always hold.
        """
        given = [tables.get(name, TABLES[name].empty_table()) for name in ("objects", "attributes", "predecessors")]
        stale = _stale(given[0])
        return cls(*(_without(table, stale) for table in given)) if stale else cls(*given)

    @cached_property
    def _objects(self) -> dict[str, _Life]:
        lives = zip(*(self.objects[name].to_pylist() for name in _Life._fields), strict=True)
        return dict(zip(self.objects["object_id"].to_pylist(), map(_Life._make, lives), strict=True))

    @cached_property
    def _attributes(self) -> dict[tuple[str, str], list[Span]]:
        names = ("object_id", "attribute", "value", "first_day", "last_day")
        spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for object_id, attribute, *span in zip(*(self.attributes[name].to_pylist() for name in names), strict=True):
            spans[object_id, attribute].append(Span(*span))
        for held in spans.values():
            held.sort(key=lambda span: span.first_day or date.min)
        return dict(spans)

    @cached_property
    def _successors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for object_id, predecessor in self._links:
            found[predecessor].append(object_id)
        return dict(found)

    @cached_property
    def _links(self) -> list[tuple[str, str]]:
        names = ("object_id", "predecessor_id")
        return list(zip(*(self.predecessors[name].to_pylist() for name in names), strict=True))

    def __contains__(self, object_id: object) -> bool:
        return object_id in self._objects

    def ids(self, object_type: str = "organisation") -> tuple[str, ...]:
        """Ids of every object of the type that there ever was, sorted."""
        return tuple(sorted(one for one, life in self._objects.items() if life.object_type == object_type))

    def object_type(self, object_id: str) -> str:
        """Raises KeyError for an unknown id."""
        return self._objects[object_id].object_type

    def last_day(self, object_id: str) -> date | None:
        """The last day it existed; None while it does. Raises KeyError for an unknown id."""
        return self._objects[object_id].last_day

    def spans(self, object_id: str, attribute: str) -> tuple[Span, ...]:
        """All values of an attribute with their days, the earliest first."""
        return tuple(self._attributes.get((object_id, attribute), ()))

    def values(self, object_id: str, attribute: str, day: date) -> tuple[str, ...]:
        """Values that hold on the day; several at once are allowed (grades taught)."""
        return tuple(span.value for span in self.spans(object_id, attribute) if span.holds(day))

    def value(self, object_id: str, attribute: str, day: date | None = None) -> str | None:
        """The value on the day (the latest begun, if several); without a day, the last known one."""
        held = [span for span in self.spans(object_id, attribute) if day is None or span.holds(day)]
        return held[-1].value if held else None

    def name(self, object_id: str, day: date | None = None) -> str:
        """The short name on the day, else the last known one, else the id: always something to show."""
        for attribute in ("name", "full_name"):
            found = self.value(object_id, attribute, day) or self.value(object_id, attribute)
            if found:
                return found
        return object_id

    def exists(self, object_id: str, period: Period) -> bool:
        """Did it exist on any day of the period?"""
        if object_id not in self._objects:
            return False
        life = self._objects[object_id]
        first, last = life.first_day or date.min, life.last_day or date.max
        return first <= period.last_day and last >= period.first_day

    def existing(self, period: Period, object_type: str = "organisation") -> tuple[str, ...]:
        return tuple(one for one in self.ids(object_type) if self.exists(one, period))

    def predecessors_of(self, object_id: str) -> tuple[str, ...]:
        return tuple(sorted(link[1] for link in self._links if link[0] == object_id))

    def successors_of(self, object_id: str) -> tuple[str, ...]:
        """Those that directly followed; several after a division."""
        return tuple(sorted(self._successors.get(object_id, ())))

    def ultimate_successor(self, object_id: str) -> str:
        """Who carries the series on today. A division has no single heir: the chain ends before it."""
        seen = {object_id}
        while len(following := self.successors_of(object_id)) == 1 and following[0] not in seen:
            object_id = following[0]
            seen.add(object_id)
        return object_id


def _stale(objects: pa.Table) -> set[tuple[str, str]]:
    """(object id, batch) of listings that a later batch has taken the place of."""
    if "batch" not in objects.column_names:
        return set()
    listed = list(zip(objects["object_id"].to_pylist(), objects["batch"].to_pylist(), strict=True))
    latest = dict(listed)
    return {pair for pair in listed if latest[pair[0]] != pair[1]}


def _without(table: pa.Table, stale: set[tuple[str, str]]) -> pa.Table:
    pairs = zip(table["object_id"].to_pylist(), table["batch"].to_pylist(), strict=True)
    return table.filter(pa.array([pair not in stale for pair in pairs], pa.bool_()))
