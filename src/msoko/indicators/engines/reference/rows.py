"""The rows that an engine is given, indexed as the reference engine reads them: facts, rows of sources, references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from msoko.formulas.scalars import Scalar
from msoko.vocabulary import ALL, SLICES, CellState

# A form of a keyed source: rows alike in organisation, period, slices and these columns; the key and what it says.
FORMS: dict[str, tuple[str, ...]] = {
    "answers": ("questionnaire", "respondent"),
    "ratings": ("panel", "work", "expert"),
    "observations": ("visit",),
    "items": ("procedure", "participant"),
    "outcomes": ("procedure", "participant"),
}
KEY_VALUES = {"answers": "answer", "ratings": "score", "observations": "score", "items": "score", "outcomes": "score"}


@dataclass(frozen=True, eq=False)
class Row:
    """One row, or several joined over time. value and state are those of a fact; fields are the columns of a source."""

    owner: str
    period: str
    last_day: date
    slices: Mapping[str, str]
    origins: tuple[Mapping[str, Any], ...]
    state: str = CellState.VALUE
    value: Fraction | None = None
    fields: Mapping[str, Scalar] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return self.state == CellState.VALUE and self.value is not None

    def key(self, columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.slices[name] for name in columns)

    def lies_in(self, slices: Mapping[str, str]) -> bool:
        return all(self.slices[name] == value for name, value in slices.items())


Facts = dict[tuple[str, str, str], dict[str, list[Row]]]  # (fact, object type, object) → period code → rows


def read_facts(table: pa.Table) -> Facts:
    """Of rows with one key (object, fact, period, slices) the later in table order counts."""
    latest: dict[tuple[str, ...], Row] = {}
    for record in table.to_pylist():
        address = (record["fact"], record["object_type"], record["object_id"], record["period"])
        key = (*address, *(record[name] for name in SLICES))
        latest[key] = _row(record, record["object_id"], {})
    found: Facts = defaultdict(lambda: defaultdict(list))
    for (fact, object_type, object_id, period, *_), row in latest.items():
        found[fact, object_type, object_id][period].append(row)
    return found


def read_rows(table: pa.Table) -> dict[str, list[Row]]:
    """Organisation → rows of a table of outcomes, items, answers, ratings or observations, in table order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for record in table.to_pylist():
        found[record["organisation"]].append(
            _row(record, record["organisation"], {k: _scalar(v) for k, v in record.items()})
        )
    return found


def read_references(table: pa.Table) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """(code, level, object, period, *slices) → the record; the later in table order counts."""
    names = ("code", "level", "object_id", "period", *SLICES)
    return {tuple(record[name] for name in names): record for record in table.to_pylist()}


def _row(record: Mapping[str, Any], owner: str, fields: Mapping[str, Scalar]) -> Row:
    value = record.get("value")
    return Row(
        owner,
        record["period"],
        record["last_day"],
        {name: record[name] or ALL for name in SLICES},
        (record,),
        record["state"],
        None if value is None else Fraction(value),
        fields,
    )


def _scalar(cell: Any) -> Scalar:
    if cell is None or isinstance(cell, bool | str):
        return cell
    return Fraction(cell) if isinstance(cell, int | Decimal) else str(cell)


def is_part(row: Row, grain: Sequence[str]) -> bool:
    """Stated in every column of the grain and in no other."""
    return all((row.slices[name] != ALL) == (name in grain) for name in SLICES)


def is_total(row: Row) -> bool:
    return all(value == ALL for value in row.slices.values())


def chosen(rows: Sequence[Row], grain: Sequence[str], sum_from: str, parts_only: bool) -> list[Row]:
    """Parts or the total of one fact, object and period."""
    parts = [row for row in rows if is_part(row, grain)]
    if parts_only:
        return parts
    total = [row for row in rows if is_total(row)]
    return (total or parts) if sum_from == "total" else (parts or total)


def joined(by_period: Mapping[str, Sequence[Row]], over_time: str, complete: bool) -> list[Row]:
    """Rows of several periods as one row a slice (ADR 0001, `within`). complete: every period has a row."""
    cells: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for code in sorted(by_period):
        for row in by_period[code]:
            cells[row.key(SLICES)].append(row)
    return [_join(rows, over_time, complete) for rows in cells.values()]


def _join(rows: Sequence[Row], over_time: str, complete: bool) -> Row:
    read = [row for row in rows if row.state != CellState.NOT_APPLICABLE]
    last = (read or rows)[-1]
    origins = tuple(origin for row in rows for origin in row.origins)
    if over_time == "last" or not read:
        return Row(last.owner, last.period, last.last_day, last.slices, last.origins, last.state, last.value)
    values = [row.value for row in read if row.known and row.value is not None]
    known = len(values) == len(read) and (len(read) == 1 if over_time == "none" else complete)
    value = sum(values, Fraction(0)) / (len(values) if over_time == "mean" else 1) if known else None
    state = CellState.VALUE if known else CellState.MISSING
    return Row(last.owner, last.period, last.last_day, last.slices, origins, state, value)
