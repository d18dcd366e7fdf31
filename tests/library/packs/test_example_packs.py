"""Packs of examples/: nothing is wrong in them, and their own examples come out on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from msoko.analytics.findings.examples import run_examples as run_finding_examples
from msoko.indicators.engines.duckdb import DuckDBEngine
from msoko.indicators.engines.reference import ReferenceEngine
from msoko.indicators.examples import run_examples
from msoko.indicators.request import Engine
from msoko.methodology.checks import check
from msoko.methodology.loading import load
from msoko.methodology.model import Methodology

ROOT = Path(__file__).resolve().parents[3] / "examples"
FOLDERS = sorted(folder for folder in ROOT.iterdir() if (folder / "pack.toml").is_file())


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load(["model-352"], FOLDERS)


def test_there_is_a_pack_for_every_set_of_real_data(methodology: Methodology) -> None:
    codes = {pack.code for pack in methodology.packs}
    assert {"moscow-ege", "california-schools", "region-ege-form", "expert-marks-2020"} <= codes
    for folder in FOLDERS:
        assert (folder / "README.md").is_file() and (folder / "prepare.py").is_file(), folder.name


def test_nothing_is_wrong_in_them(methodology: Methodology) -> None:
    mine = {f"{folder.name.replace('_', '-')}" for folder in FOLDERS}
    assert [str(problem) for problem in check(methodology) if problem.pack in mine] == []


def test_the_examples_of_their_finding_rules_come_out(methodology: Methodology) -> None:
    assert any(code.startswith("moscow.") for code in methodology.finding_rules)
    assert [str(failure) for failure in run_finding_examples(methodology)] == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", [ReferenceEngine(), DuckDBEngine()], ids=lambda engine: str(engine.name))
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_their_examples_come_out(methodology: Methodology, folder: Path, engine: Engine) -> None:
    code = folder.name.replace("_", "-")
    codes = {one.code for pack in methodology.packs if pack.code == code for one in pack.indicators}
    assert codes
    assert [str(failure) for failure in run_examples(methodology, engine, codes)] == []
