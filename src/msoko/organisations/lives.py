"""The whole life of one object as a value: what the registry tells of it, and what a change makes of it.

Nothing here writes. A batch made of lives tells everything about the objects it lists (registry.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from msoko.organisations.registry import Registry


class Held(NamedTuple):
    """An attribute with the days it holds; None on either side is an open end."""

    attribute: str
    value: str
    first_day: date | None = None
    last_day: date | None = None


class Link(NamedTuple):
    """Whose life is carried on, from what day, why."""

    predecessor: str
    on: date | None
    reason: str = ""


@dataclass(frozen=True)
class Life:
    """One object. held and came_from are sorted, so that equal lives are equal values."""

    object_id: str
    object_type: str
    first_day: date | None = None
    last_day: date | None = None
    covered: bool | None = None
    held: tuple[Held, ...] = ()
    came_from: tuple[Link, ...] = ()

    def values(self, attribute: str, day: date | None = None) -> tuple[str, ...]:
        """What holds on the day; without a day, what has no end."""
        return tuple(
            one.value
            for one in self.held
            if one.attribute == attribute and (one.last_day is None if day is None else _holds(one, day))
        )


def lives_of(registry: Registry, ids: Collection[str] | None = None) -> dict[str, Life]:
    """Lives by id, of these objects or of all. Remembered aliases are left out: they have batches of their own."""
    listed = {row["object_id"]: row for row in _rows(registry.objects, ids)}
    held: dict[str, set[Held]] = defaultdict(set)
    for row in _rows(registry.attributes, ids):
        if _said_by_the_same(row, listed):
            held[row["object_id"]].add(Held(row["attribute"], row["value"], row["first_day"], row["last_day"]))
    links: dict[str, set[Link]] = defaultdict(set)
    for row in _rows(registry.predecessors, ids):
        if _said_by_the_same(row, listed):
            links[row["object_id"]].add(Link(row["predecessor_id"], row["on"], row["reason"] or ""))
    return {
        code: Life(code, row["object_type"], row["first_day"], row["last_day"], row["covered"],
                   _sorted(held[code]), _by_day(links[code]))
        for code, row in listed.items()
    }  # fmt: skip


def _rows(table: pa.Table, ids: Collection[str] | None) -> list[dict[str, Any]]:
    if ids is not None:
        table = table.filter(pc.is_in(table["object_id"], pa.array(sorted(ids), pa.string())))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _said_by_the_same(row: dict[str, Any], listed: dict[str, dict[str, Any]]) -> bool:
    owner = listed.get(str(row["object_id"]))
    return owner is not None and row.get("batch") == owner.get("batch")


def _sorted(held: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(
        sorted(held, key=lambda one: (one.attribute, one.first_day or date.min, one.last_day or date.max, one.value))
    )


def _by_day(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: (link.on or date.min, link.predecessor, link.reason)))


def _holds(one: Held, day: date) -> bool:
    return (one.first_day or date.min) <= day <= (one.last_day or date.max)


def tell(life: Life, attribute: str, values: Collection[str], since: date | None) -> Life:
    """From the day on the attribute has these values and no others; what held before ends on the day before.

    What had been told of later days gives way. since None: it has always been so, and what was told is corrected.
    """
    wanted, kept = set(values), [one for one in life.held if one.attribute != attribute]
    for one in life.held:
        if one.attribute != attribute or since is None or (one.first_day or date.min) >= since:
            continue
        if one.value in wanted and _holds(one, since):
            wanted.discard(one.value)
            kept.append(one._replace(last_day=None))
        else:
            eve = since - timedelta(days=1)
            kept.append(one._replace(last_day=min(one.last_day or eve, eve)))
    kept += [Held(attribute, value, since) for value in wanted if value]
    return replace(life, held=_sorted(kept))


def end(life: Life, last_day: date) -> Life:
    """The object exists until the day, that day included."""
    return replace(life, last_day=last_day)


def follow(life: Life, predecessors: Iterable[str], on: date, reason: str) -> Life:
    """The object carries on these others from the day."""
    known = {link.predecessor for link in life.came_from}
    added = [Link(one, on, reason) for one in predecessors if one not in known]
    return replace(life, came_from=_by_day((*life.came_from, *added)))
