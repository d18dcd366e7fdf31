"""The whole road of a file: received → checked → stored → computed, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msoko.files.stored import Files
from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.request import Data, Request
from msoko.methodology.loading import load
from msoko.methodology.model import Methodology
from msoko.organisations.placing import attributes, placements
from msoko.organisations.registry import Registry
from msoko.results.importing import commit, open_context, read_file
from msoko.results.reading import Reading
from msoko.store.schemas import TABLES
from msoko.store.store import Receipt, Store
from msoko.vocabulary import ALL, SLICES, Period

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Road:
    """One store with the methodology of an example."""

    store: Store
    files: Files
    methodology: Methodology

    @classmethod
    def of(cls, example: str, folder: Path, *packs: str) -> Road:
        methodology = load(packs or ["model-352"], [EXAMPLES / example])
        return cls(Store(folder / "store"), Files(folder / "files"), methodology)

    def read(self, path: Path, format: str = "", **said: Any) -> Reading:
        return read_file(path, open_context(self.store, self.methodology, **said), format)

    def take(self, path: Path, format: str = "", reason: str = "", **said: Any) -> Receipt:
        """Read and take in; raises NotTaken while something is wrong."""
        return commit(self.store, self.files, self.read(path, format, **said), "tester", reason=reason)

    @property
    def registry(self) -> Registry:
        return Registry.from_tables(
            {name: self.store.table(name) for name in ("objects", "attributes", "predecessors")}
        )

    def compute(self, codes: tuple[str, ...], *periods: str) -> list[Row]:
        """Values, as rows."""
        asked = tuple(Period.parse(period) for period in periods)
        known = {period.shift(-steps) for period in asked for steps in (0, 1)}
        data = Data(
            {name: self.store.table(name) for name in TABLES},
            placements(self.registry, known),
            attributes(self.registry, known),
        )
        found: list[Row] = DuckDBEngine().compute(self.methodology, data, Request(codes, asked)).to_pylist()
        return found


def value_of(rows: list[Row], indicator: str, level: str, group: str, period: str, **slices: str) -> Any:
    """The value of one group, None where there is none; KeyError where there is no such row."""
    wanted = {name: slices.get(name, ALL) for name in SLICES}
    for row in rows:
        if (row["indicator"], row["level"], row["object_id"], row["period"]) == (
            indicator,
            level,
            group,
            period,
        ) and all(row[name] == one for name, one in wanted.items()):
            return row["value"]
    raise KeyError((indicator, level, group, period))
