"""What a search may look at: the methodology, the registry, the tables of the store, the values. Nothing is computed.

A search gets all it needs from here, so that it runs the same on a workplace, on a calculation and in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.breaks import History
from msoko.analytics.dynamics import Observed
from msoko.methodology.model import Methodology
from msoko.organisations.placing import attributes
from msoko.organisations.registry import Registry
from msoko.vocabulary import ALL, SLICES, CellState, Level, Period, PeriodKind

Slices = tuple[tuple[str, str], ...]  # breakdown columns that are not `all`, in the order of SLICES
_READ = ("object_id", "period", *SLICES, "state", "value", "n", "low", "high", "code")


@dataclass(frozen=True)
class Cell:
    """One value of an object with what is known of its certainty; `code` opens its proof."""

    indicator: str
    level: str
    object_id: str
    period: Period
    slices: Slices
    state: CellState
    observed: Observed
    code: str

    @property
    def by_slice(self) -> dict[str, str]:
        """Every breakdown column with its value."""
        return {**dict.fromkeys(SLICES, ALL), **dict(self.slices)}


@dataclass(frozen=True, eq=False)
class Evidence:
    """values: rows of store.schemas.VALUES. table: gives a table of store.schemas.TABLES by name (store.table does).

    Two are never equal: what is found in one may be kept by it.
    """

    methodology: Methodology
    registry: Registry
    values: pa.Table
    table: Callable[[str], pa.Table]
    _cells: dict[tuple[str, str], tuple[Cell, ...]] = field(default_factory=dict, repr=False)
    _attributes: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict, repr=False)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Periods that have values, the earliest first."""
        return tuple(sorted(Period.parse(code) for code in pc.unique(self.values["period"]).to_pylist()))

    def periods_of(self, kind: PeriodKind) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.kind is kind)

    @cached_property
    def history(self) -> History:
        return History(self.methodology, self.table("predecessors"))

    def cells(self, indicator: str, level: Level = Level.ORGANISATION) -> tuple[Cell, ...]:
        """Every value of an indicator at a level, of all periods."""
        if (indicator, level) not in self._cells:
            self._cells[indicator, level] = tuple(self._read(indicator, level))
        return self._cells[indicator, level]

    def _read(self, indicator: str, level: Level) -> Iterator[Cell]:
        known = {period.code: period for period in self.periods}
        rows = self._by_indicator.get(indicator)
        if rows is None:
            return
        rows = rows.filter(pc.equal(rows["level"], level.value))
        for row in rows.select(_READ).to_pylist():
            slices = tuple((name, row[name]) for name in SLICES if row[name] != ALL)
            observed = Observed(row["value"], row["n"], row["low"], row["high"])
            state, code = CellState(row["state"]), row["code"] or ""
            yield Cell(indicator, level, row["object_id"], known[row["period"]], slices, state, observed, code)

    @cached_property
    def _by_indicator(self) -> Mapping[str, pa.Table]:
        """Rows of each indicator; values stand sorted by indicator, and where they do not they are sorted here."""
        table = self.values.sort_by("indicator").combine_chunks()
        counts = pc.value_counts(table["indicator"])
        found, start = {}, 0
        for one in sorted(counts.to_pylist(), key=lambda one: str(one["values"])):
            found[one["values"]] = table.slice(start, one["counts"])
            start += one["counts"]
        return found

    def attributes(self, period: Period) -> Mapping[str, Mapping[str, Any]]:
        """Organisation → its row of organisations.placing.ATTRIBUTES, of everybody who existed in the period."""
        if period.code not in self._attributes:
            rows = attributes(self.registry, [period]).to_pylist()
            self._attributes[period.code] = {row["object_id"]: row for row in rows}
        return self._attributes[period.code]
