"""What a reading may speak of: rows beyond the reach of whom it is handed in for block it, and nothing is told of them.

The reader looks names up in the whole registry and compares with earlier values; so whatever it says of rows out of
reach is dropped here, before anything is kept or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from msoko.results.reading import Problem, Reading, Unmatched
from msoko.results.wording import problem
from msoko.store.schemas import TABLES
from msoko.store.store import Store
from msoko.vocabulary import Severity
from msoko.web.organisations.models import Organisation
from msoko.web.results.permissions import Reach

_MOST = 500  # rows out of reach named one by one
_ABOUT = ("organisation", "object_id", "predecessor_id")
_COLUMNS = ("school", "name", "organisation", "object", "login")  # of a layout: where a row says whose it is
_REGISTRY = ("objects", "attributes", "predecessors")


def within_reach(reading: Reading, reach: Reach, store: Store) -> Reading:
    """The reading as the place may see it, with a problem for each row that is not its own."""
    if reading.format == "registry" and not reach.is_whole:
        said = problem("registry-out-of-reach", reading.file, expected=reach.place.name)
        return replace(reading, tables={}, unmatched=(), problems=(said,))
    paths = dict(Organisation.objects.values_list("code", "path"))
    allowed = {code for code, path in paths.items() if reach.holds(path)}
    if reach.is_whole:
        allowed |= _newcomers(reading, reach, set(paths))
    beyond = list(_beyond(reading, reach, allowed))
    rows = {(one.sheet, _row(one.cell)) for one in beyond}
    kept = [one for one in reading.problems if not (one.cell and (one.sheet, _row(one.cell)) in rows)]
    names = tuple(_known_here(one, allowed) for one in reading.unmatched)
    shown = {(one.sheet, one.cell): one for one in names}
    told = [_without_strangers(one, shown) for one in kept]
    extra = [] if reach.is_whole else list(_tasks_that_differ(reading, store))
    return replace(reading, problems=(*beyond[:_MOST], *extra, *told), unmatched=names)


def _newcomers(reading: Reading, reach: Reach, known: set[str]) -> set[str]:
    """Objects that a registry brings in and places in this municipality, and groups of organisations (clusters)."""
    objects, attributes = reading.tables.get("objects"), reading.tables.get("attributes")
    if objects is None or attributes is None:
        return set()
    names = ("object_id", "attribute", "value")
    placed = zip(*(attributes[name].to_pylist() for name in names), strict=True)
    ours = {one for one, attribute, value in placed if attribute == "municipality" and value == reach.place.code}
    types = dict(zip(objects["object_id"].to_pylist(), objects["object_type"].to_pylist(), strict=True))
    return {one for one, type_ in types.items() if one not in known and (one in ours or type_ == "cluster")}


def _beyond(reading: Reading, reach: Reach, allowed: set[str]) -> Iterator[Problem]:
    wholes = set(Organisation.objects.exclude(type=Organisation.Type.ORGANISATION).values_list("code", flat=True))
    seen: set[tuple[str, int]] = set()
    for name, table in reading.tables.items():
        for column in _ABOUT if name != "items" else ():
            if column not in table.column_names:
                continue
            for sheet, row, code in _foreign(table, column, allowed):
                if (sheet, row) not in seen:
                    seen.add((sheet, row))
                    letters = reading.layout.get(sheet, {})
                    cell = f"{next((letters[one] for one in _COLUMNS if one in letters), 'A')}{row}"
                    kind = "whole-out-of-reach" if code in wholes else "row-out-of-reach"
                    yield problem(kind, reading.file, sheet, cell, expected=reach.place.name)


def _foreign(table: pa.Table, column: str, allowed: set[str]) -> Iterator[tuple[str, int, str]]:
    known = pc.is_in(table[column], pa.array(sorted(allowed), pa.string()))
    rows = table.filter(pc.and_(pc.is_valid(table[column]), pc.invert(known))).slice(0, 20 * _MOST)
    for sheet, row, code in zip(*(rows[name].to_pylist() for name in ("sheet", "row", column)), strict=True):
        yield sheet or "", max(row or 1, 1), code


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _known_here(one: Unmatched, allowed: set[str]) -> Unmatched:
    return replace(one, candidates=tuple(near for near in one.candidates if near[0] in allowed))


def _without_strangers(one: Problem, shown: Mapping[tuple[str, str], Unmatched]) -> Problem:
    """The nearest names of the registry are named in the problem too: only those within reach."""
    if one.code != "organisation-unmatched":
        return one
    asked = shown.get((one.sheet, one.cell))
    near = "; ".join(name for _, name, _ in asked.candidates[:3]) if asked else ""
    return replace(one, parameters={**one.parameters, "expected": near or "похожих нет"})


def _tasks_that_differ(reading: Reading, store: Store) -> Iterator[Problem]:
    """The description of a work is common to all who wrote it: a file of one school must not change it."""
    mine = reading.tables.get("tasks")
    if mine is None or not mine.num_rows:
        return
    works = pc.unique(mine["procedure"])
    known = store.table("tasks")
    highest = _highest(known.filter(pc.is_in(known["procedure"], works)))
    for key, most in _highest(mine).items():
        if key in highest and highest[key] != most:
            found, expected = f"{key[1]}: {most.normalize():f}", f"{highest[key].normalize():f}"
            yield problem("tasks-differ", reading.file, _sheet(mine, key[0]), found=found, expected=expected)


def _highest(tasks: pa.Table) -> dict[tuple[str, str], Decimal]:
    names = ("procedure", "task", "max_score")
    return {(work, task): most for work, task, most in zip(*(tasks[n].to_pylist() for n in names), strict=True)}


def _sheet(tasks: pa.Table, work: str) -> str:
    rows = tasks.filter(pc.equal(tasks["procedure"], work))
    return str(rows["sheet"][0].as_py() or "") if rows.num_rows else ""


def changed_frame(reading: Reading, reach: Reach, store: Store) -> Sequence[Problem]:
    """A municipality's registry may repeat what is known of its region and country and of where places belong.

    It changes neither: a place passes to another municipality by a proposal that the receiving one approves.
    """
    if reading.format != "registry":
        return ()
    above = set(Organisation.objects.filter(type__in=("region", "country")).values_list("code", flat=True))
    found: list[Problem] = []
    for name in _REGISTRY:
        if name not in reading.tables:
            continue
        columns = [field.name for field in TABLES[name] if field.name not in ("batch", "sheet", "row", "col")]
        before = {tuple(row.values()) for row in store.table(name).select(columns).to_pylist()}
        for row in reading.tables[name].to_pylist():
            kind = "whole-out-of-reach" if row["object_id"] in above else _given_away(row, reach)
            if kind and tuple(row[column] for column in columns) not in before:
                cell = f"A{row['row']}" if row["row"] else ""
                found.append(problem(kind, reading.file, row["sheet"] or "", cell,
                                     Severity.ERROR, expected=reach.place.name))  # fmt: skip
    return found


def _given_away(row: Mapping[str, object], reach: Reach) -> str:
    places = row.get("attribute") == "municipality" and reach.is_whole
    return "place-given-away" if places and row["value"] != reach.place.code else ""
