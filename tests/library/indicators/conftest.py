"""One filled store for all tests that only read it; computed once by the reference engine."""

from __future__ import annotations

import pytest
from tests.library.indicators.small import METHODOLOGY, filled

from msoko.indicators import computing
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.store.store import Store


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = filled(Store(tmp_path_factory.mktemp("computed") / "store"))
    computing.compute(store, METHODOLOGY, engine=ReferenceEngine())
    return store


@pytest.fixture
def store(tmp_path) -> Store:
    return filled(Store(tmp_path / "store"))
