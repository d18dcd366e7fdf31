"""Values as reports use them: look-ups over a frame of store.schemas.VALUES. Nothing is computed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from msoko.vocabulary import ALL, SLICES, CellState

Slices = tuple[tuple[str, str], ...]  # only columns that are not `all`, in the order of SLICES


@dataclass(frozen=True)
class Value:
    """One row of VALUES. `slices` leaves out the columns that are `all`."""

    indicator: str
    level: str
    object_id: str
    period: str
    slices: Slices = ()
    state: str = CellState.VALUE
    value: float | None = None
    n: int | None = None
    known: int | None = None
    expected: int | None = None
    coverage: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = "computed"
    code: str = ""
    shown: bool = True  # False: suppressed by analytics.disclosure
    norm_status: str | None = None  # the columns that analytics.norms adds; None where they are absent
    norm_at_least: float | None = None
    norm_at_most: float | None = None
    norm_distance: float | None = None
    norm_basis: str | None = None

    @property
    def is_known(self) -> bool:
        return self.state == CellState.VALUE and self.value is not None and self.shown

    @property
    def is_hidden(self) -> bool:
        """Suppressed by analytics.disclosure: there is a value, it may not be read."""
        return not self.shown

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)


class Values:
    """Rows by (indicator, level, object, period, slices)."""

    def __init__(self, rows: Iterable[Value]) -> None:
        self._rows = {(v.indicator, v.level, v.object_id, v.period, v.slices): v for v in rows}
        self._of: dict[tuple[str, str, str, Slices], list[Value]] = defaultdict(list)
        self._series: dict[tuple[str, str, str, Slices], list[Value]] = defaultdict(list)
        for v in self._rows.values():
            self._of[v.indicator, v.level, v.period, v.slices].append(v)
            self._series[v.indicator, v.level, v.object_id, v.slices].append(v)

    @classmethod
    def from_table(cls, table: pa.Table) -> Values:
        """Rows of a table in the schema VALUES with or without the columns of analytics.norms and .disclosure."""
        names = [name for name in Value.__dataclass_fields__ if name != "slices" and name in table.column_names]
        parts = zip(*(table[name].to_pylist() for name in SLICES), strict=True)
        rows = zip(*(table[name].to_pylist() for name in names), strict=True)
        return cls(
            Value(slices=_slices(*part), **dict(zip(names, row, strict=True)))
            for part, row in zip(parts, rows, strict=True)
        )

    def __iter__(self) -> Iterator[Value]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, indicator: str, level: str, object_id: str, period: str, slices: Slices = ()) -> Value | None:
        return self._rows.get((indicator, level, object_id, period, slices))

    def of(self, indicator: str, level: str, period: str, slices: Slices = ()) -> list[Value]:
        """Every object of the level in the period, by id."""
        return sorted(self._of.get((indicator, level, period, slices), ()), key=lambda v: v.object_id)

    def series(self, indicator: str, level: str, object_id: str, slices: Slices = ()) -> list[Value]:
        """All periods of one object, in the order of their codes."""
        return sorted(self._series.get((indicator, level, object_id, slices), ()), key=lambda v: v.period)


def slices(**columns: str) -> Slices:
    """slices(subject="02", grade="5") in the order of the store; `all` is left out. KeyError for an unknown column."""
    unknown = set(columns) - set(SLICES)
    if unknown:
        raise KeyError(f"no slice columns {sorted(unknown)}")
    return tuple((name, columns[name]) for name in SLICES if columns.get(name, ALL) != ALL)


@cache
def _slices(*values: str) -> Slices:
    """Of a row: the columns in the order of the store. Rows share few breakdowns, so each is made once."""
    return slices(**dict(zip(SLICES, values, strict=True)))
