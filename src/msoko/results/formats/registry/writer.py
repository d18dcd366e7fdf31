"""Lives of objects as the rows of the registry workbook: what the reader reads back as the same lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msoko.organisations.identifiers import IDENTIFIERS
from msoko.organisations.lives import Held, Life
from msoko.results.formats.registry.reader import KINDS, SHEETS, columns_of
from msoko.results.formats.registry.template import Row, write_workbook

OBJECTS, NAMES, PLACES, SUCCESSION, LEVELS = SHEETS
_NAMES = ("name", "full_name", "alias")
_LEVELS = ("education_level", "grade")
_ORDER = ("country", "region", "municipality", "cluster", "organisation")


def write_registry(path: Path, lives: Iterable[Life], about: Sequence[str] = ()) -> None:
    """The workbook of these objects."""
    write_workbook(path, rows_of(lives), about)


def rows_of(lives: Iterable[Life]) -> dict[str, list[Row]]:
    """Sheet -> rows, the wider objects first."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for life in sorted(lives, key=lambda one: (_ORDER.index(one.object_type), one.object_id)):
        rows[OBJECTS].append(_object(life))
        rows[NAMES] += [_dated(NAMES, one, life) for one in life.held if one.attribute in _NAMES]
        rows[PLACES] += [_dated(PLACES, one, life) for one in life.held if _is_place(one, life)]
        rows[LEVELS] += _levels(life)
        rows[SUCCESSION] += [
            {"object_id": life.object_id, "predecessor_id": link.predecessor, "on": link.on, "reason": link.reason}
            for link in life.came_from
        ]
    return dict(rows)


@cache
def _words(sheet: str, code: str) -> Mapping[str, str]:
    """Our code -> the word that a person writes, the first of several."""
    column = next(one for one in columns_of(sheet) if one.code == code)
    return {ours: word for word, ours in reversed(list(column.values.items()))}


def _object(life: Life) -> Row:
    undated = {name: [one.value for one in life.held if one.attribute == name and _is_undated(one)]
               for name in IDENTIFIERS}  # fmt: skip
    row: dict[str, Any] = {name: "; ".join(values) for name, values in undated.items()}
    address = _address(life)
    return row | {
        "object_id": life.object_id, "object_type": _words(OBJECTS, "object_type")[life.object_type],
        "first_day": life.first_day, "last_day": life.last_day, "address": address.value if address else "",
        "covered": "" if life.covered is None else _words(OBJECTS, "covered")["yes" if life.covered else "no"],
    }  # fmt: skip


def _is_undated(one: Held) -> bool:
    return one.first_day is None and one.last_day is None


def _address(life: Life) -> Held | None:
    """The one that needs no row of its own."""
    return next((one for one in life.held if one.attribute == "address" and _is_undated(one)), None)


def _is_place(one: Held, life: Life) -> bool:
    if one.attribute in (*_NAMES, *_LEVELS):
        return False
    return one != _address(life) and not (one.attribute in IDENTIFIERS and _is_undated(one))


def _dated(sheet: str, one: Held, life: Life) -> Row:
    value = one.value
    if one.attribute in ("kind", "settlement"):
        value = next((word for word, ours in KINDS.items() if ours == value), value)
    return {
        "object_id": life.object_id, "attribute": _words(sheet, "attribute")[one.attribute], "value": value,
        "first_day": one.first_day, "last_day": one.last_day,
    }  # fmt: skip


def _levels(life: Life) -> list[Row]:
    """One row for all that is taught on the same days."""
    spans: dict[tuple[Any, Any], dict[str, list[str]]] = defaultdict(lambda: {name: [] for name in _LEVELS})
    for one in life.held:
        if one.attribute in _LEVELS:
            spans[one.first_day, one.last_day][one.attribute].append(one.value)
    words = list(reversed([*_words(LEVELS, "education_level").items()]))
    return [
        {
            "object_id": life.object_id, "first_day": first, "last_day": last,
            "education_level": ", ".join(word for code, word in words if code in taught[_LEVELS[0]]),
            "grade": grades_in_words(taught[_LEVELS[1]]),
        }
        for (first, last), taught in spans.items()
    ]  # fmt: skip


def grades_in_words(grades: Iterable[str]) -> str:
    """1, 2, 3, 4, 9 -> «1-4, 9»."""
    runs: list[list[int]] = []
    for grade in sorted({int(one) for one in grades}):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
