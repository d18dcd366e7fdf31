"""What an engine is asked and what it answers. All engines: (methodology, data, request) -> values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from msoko.methodology.model import Methodology
from msoko.vocabulary import Period


@dataclass(frozen=True)
class Request:
    """Which indicators, for which periods. Levels and slices are those the indicators declare."""

    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    options: Mapping[str, str] = field(default_factory=dict)  # choices; the rest take their defaults


@dataclass(frozen=True)
class Data:
    """The visible rows: table name (store/schemas.TABLES) -> rows, and the placements of objects.

    tables: pyarrow tables, or DuckDB relations for the DuckDB engine (`relation` is set by store/reading).
    placements: see organisations/placing.PLACEMENTS: who existed when, and in which groups.
    """

    tables: Mapping[str, pa.Table]
    placements: pa.Table
    attributes: pa.Table  # see organisations/placing.ATTRIBUTES: one row per organisation and period, for applies_when


class Engine(Protocol):
    name: str

    def compute(self, methodology: Methodology, data: Data, request: Request) -> pa.Table:
        """Values in the schema store.schemas.VALUES, sorted by indicator, period, level, object_id, slices."""
        ...
