"""The DuckDB engine: a plan of the whole calculation, built with Ibis and run in memory."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING

import pyarrow as pa

from msoko.indicators.request import Data, Request
from msoko.methodology.model import Methodology
from msoko.store.schemas import TABLES, VALUES

if TYPE_CHECKING:
    from msoko.indicators.engines.duckdb.layout import Layout

_LAYOUTS: dict[tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]], tuple[Methodology, Layout]] = {}
_KEPT = 16  # plans remembered; a methodology is frozen, so the same object means the same plan


class DuckDBEngine:
    """threads, memory: limits of DuckDB ("2GB"); None leaves them to it."""

    name = "duckdb"

    def __init__(self, threads: int | None = None, memory: str | None = None) -> None:
        self.threads, self.memory = threads, memory

    def compute(self, methodology: Methodology, data: Data, request: Request) -> pa.Table:
        """Values in the schema VALUES, sorted. Raises FormulaError for formulas that cannot be read and for cycles."""
        from msoko.indicators.engines.duckdb.compiling import keep
        from msoko.indicators.engines.duckdb.connection import connect, offer
        from msoko.indicators.engines.duckdb.finishing import values
        from msoko.indicators.engines.duckdb.periods import calendar
        from msoko.indicators.engines.duckdb.running import Run

        layout = copy(_layout(methodology, request.indicators, request.options))  # the calendar is of this request only
        layout.calendar = calendar(layout.plan, methodology, request.periods)
        if not layout.plan.visible or not layout.calendar.periods:
            return VALUES.empty_table()
        connection = connect(self.threads, self.memory)
        try:
            tables = {name: schema.empty_table() for name, schema in TABLES.items()} | dict(data.tables)
            offer(connection, {**tables, "placements": data.placements, "attributes": data.attributes})
            run = Run(connection, layout, request.periods)
            run.run()
            keep()
            return values(run)
        finally:
            connection.close()


def _layout(methodology: Methodology, indicators: tuple[str, ...], options: Mapping[str, str]) -> Layout:
    from msoko.indicators.engines.duckdb.layout import Layout
    from msoko.indicators.planning import plan

    key = (id(methodology), indicators, tuple(sorted(options.items())))
    if key not in _LAYOUTS:
        while len(_LAYOUTS) >= _KEPT:
            del _LAYOUTS[next(iter(_LAYOUTS))]
        _LAYOUTS[key] = methodology, Layout(plan(methodology, indicators, options), methodology, options)
    return _LAYOUTS[key][1]
