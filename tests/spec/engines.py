"""The engines that the specification and the random tests hold to one meaning. A new engine is one line."""

from __future__ import annotations

from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.request import Engine

ENGINES: dict[str, type[Engine]] = {"reference": ReferenceEngine, "duckdb": DuckDBEngine}
