"""Every example of every built-in pack, on every engine; the three biggest packs on DuckDB in .ci/run only."""

from __future__ import annotations

import pytest

from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.examples import run_examples
from msoko.indicators.request import Engine
from msoko.methodology.loading import built_in_folders, load
from msoko.methodology.model import Methodology

ENGINES: dict[str, type[Engine]] = {"reference": ReferenceEngine, "duckdb": DuckDBEngine}
PACKS = [folder.name for folder in built_in_folders()]
BIG = {"results", "self-examination-1324", "nok-uood"}  # half a minute together on DuckDB, seconds on the reference
CASES = [
    pytest.param(pack, engine, id=f"{pack}-{name}", marks=[pytest.mark.slow] * (name == "duckdb" and pack in BIG))
    for pack in PACKS for name, engine in ENGINES.items()
]  # fmt: skip


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load()


@pytest.mark.parametrize(("pack", "engine"), CASES)
def test_the_examples_of_a_pack_come_out(methodology: Methodology, pack: str, engine: type[Engine]) -> None:
    codes = {one.code for each in methodology.packs if each.code == pack for one in each.indicators}
    assert [str(failure) for failure in run_examples(methodology, engine(), codes)] == []
