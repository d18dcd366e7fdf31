"""Findings on data that nobody made for us: how many there are, and that plain arithmetic counts the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from examples.california_schools import prepare as california
from examples.moscow_ege import prepare as moscow
from scipy import stats
from tests.numbers.real import rows, source
from tests.numbers.road import Road

from msoko.analytics.dynamics import Change, changes
from msoko.analytics.evidence import Evidence
from msoko.analytics.findings import Findings, search
from msoko.store.schemas import VALUES
from msoko.vocabulary import Period

pytestmark = pytest.mark.real_data


def evidence_of(road: Road, codes: Sequence[str], *periods: str) -> Evidence:
    values = pa.Table.from_pylist([dict(row) for row in road.compute(tuple(codes), *periods)], VALUES)
    return Evidence(road.methodology, road.registry, values, road.store.table)


def counted(found: Findings, rule: str) -> int:
    return sum(run.counted for run in found.runs if run.rule.code == rule)


@pytest.fixture(scope="module")
def of_california(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    folder: Path = tmp_path_factory.mktemp("california")
    road = Road.of("california_schools", folder)
    for file in california.prepare(source(california.NAME), folder / "received"):
        road.take(file, reason="данные опубликованы так")
    return search(evidence_of(road, ["ca.weighted_api"], "1998-99", "1999-00"))


def test_schools_of_california_that_fell_are_those_that_arithmetic_names(of_california: Findings) -> None:
    """Change against zero with the spread of all changes as the usual swing; Benjamini and Hochberg by scipy."""
    change = np.array([float(row["api00"]) - float(row["api99"]) for row in rows(california.NAME)])
    chances = stats.t.sf(-change / change.std(ddof=1), len(change) - 1)
    expected = int((stats.false_discovery_control(chances) <= 0.05).sum())
    assert counted(of_california, "ca.finding_fell") == expected == 0
    assert (change < 0).sum() == 654  # so many fell, and none by more than schools usually change


def test_schools_of_california_unlike_the_others_are_those_that_arithmetic_names(of_california: Findings) -> None:
    for period, column in (("1998-99", "api99"), ("1999-00", "api00")):
        index = np.array([float(row[column]) for row in rows(california.NAME)])
        error = index.std(ddof=1) * np.sqrt(1 + 1 / len(index))
        chances = 2 * stats.t.sf(np.abs(index - index.mean()) / error, len(index) - 2)
        expected = int((stats.false_discovery_control(chances) <= 0.05).sum())
        (found,) = [run.counted for run in of_california.runs if run.rule.code == "ca.finding_unlike"
                    and run.period is not None and run.period.code == period]  # fmt: skip
        assert found == expected == 0


@pytest.fixture(scope="module")
def in_moscow(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("moscow")
    first_schools, first_year, new_schools, second_year = moscow.prepare(source(moscow.NAME), folder / "received")
    road = Road.of("moscow_ege", folder)
    for file in (first_schools, new_schools):
        road.take(file)
    for file in (first_year, second_year):
        said: Mapping[str, Any] = {"mappings": {"facts_table": moscow.COLUMNS}}
        road.take(file, "facts_table", "столбцы набора, которые не являются показателями", **said)
    return evidence_of(road, ["moscow.over_share"], "2016-17", "2017-18")


def test_changes_in_moscow_are_what_chance_gives_among_so_many_schools(in_moscow: Evidence) -> None:
    """By their own intervals ten schools of 664 rose and none fell: fewer than chance alone would name."""
    found = search(in_moscow)
    (fell,) = [run for run in found.runs if run.rule.code == "moscow.finding_fell"]
    earlier, later = (Period.parse(code) for code in ("2016-17", "2017-18"))
    own = in_moscow.values.filter(pc.equal(in_moscow.values["level"], "organisation"))
    naive = [row["change"] for row in changes(own, in_moscow.history, earlier, later).to_pylist()]
    assert (fell.looked_at, fell.counted) == (591, 0)
    assert (naive.count(Change.GREW), naive.count(Change.FELL), naive.count(Change.INDISTINGUISHABLE)) == (10, 0, 654)


def test_a_low_school_in_moscow_is_one_among_very_unlike_ones(in_moscow: Evidence) -> None:
    low = [run for run in search(in_moscow).runs if run.rule.code == "moscow.finding_low"]
    assert [(run.looked_at > 600, run.counted) for run in low] == [(True, 0), (True, 0)]
