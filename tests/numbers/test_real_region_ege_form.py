"""The regional form of the ЕГЭ, two years: what is read equals the tidy truth exactly, and so do the indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import pytest
from examples.region_ege_form.prepare import FORM, REGION, TRUTH, prepare
from tests.numbers.real import rows, source
from tests.numbers.road import Road, value_of

from msoko.methodology.subjects import subject_code
from msoko.results.reading import Reading
from msoko.vocabulary import ALL, CellState

pytestmark = pytest.mark.real_data
FACTS = {
    "region_form_participants": "participants",
    "region_form_below_minimum": "below_min",
    "region_form_high_80_99": "high_80_99",
    "region_form_score_100": "score_100",
    "region_form_mean_score": "avg_score",
}


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Road:
    folder = tmp_path_factory.mktemp("region")
    road = Road.of("region_ege_form", folder, "results")
    road.take(prepare(source(TRUTH), folder / "received"))
    return road


@pytest.fixture(scope="module")
def reading(road: Road) -> Reading:
    """Recognised by what is in it."""
    reading = road.read(source(FORM))
    assert reading.format == "region_ege_form"
    return reading


def test_nothing_is_wrong_and_nobody_is_lost(reading: Reading) -> None:
    assert reading.unmatched == ()
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == []


def _period(row: Mapping[str, str]) -> str:
    return f"{int(row['year']) - 1}-{row['year'][2:]}"


def test_facts_equal_the_tidy_truth_exactly(road: Road, reading: Reading) -> None:
    expected: dict[tuple[str, str, str, str], Decimal] = {}
    for row in rows(TRUTH):
        period, school = _period(row), f"{row['municipality']}: {row['school']}"
        subject = subject_code(road.methodology, "ege", row["subject"])
        assert subject is not None, row["subject"]
        expected[period, school, "region_form_graduates", ALL] = Decimal(row["graduates"])
        for fact, column in FACTS.items():
            expected[period, school, fact, subject] = Decimal(row[column])
    known = [row for row in reading.tables["facts"].to_pylist() if row["state"] == CellState.VALUE]
    read = {(row["period"], row["object_id"], row["fact"], row["subject"]): row["value"] for row in known}
    assert len(read) == len(known)  # no cell is read twice
    assert read == expected


def test_indicators_of_towns_and_the_region_are_ratios_of_sums(road: Road) -> None:
    """By subject and year, against plain Python over the truth; no average of averages."""
    road.take(source(FORM), reason="итоги формы сверены")
    codes = (
        "region_form.participants",
        "region_form.mean_score",
        "region_form.below_minimum",
        "region_form.high_scores",
    )
    computed = road.compute(codes, "2021-22", "2022-23")
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows(TRUTH):
        subject = subject_code(road.methodology, "ege", row["subject"]) or ""
        for group in (row["municipality"], REGION):
            groups[_period(row), group, subject].append(row)
    assert len(groups) > 300
    for (period, group, subject), truth in groups.items():
        sat = sum(Decimal(row["participants"]) for row in truth)
        score = sum(Decimal(row["participants"]) * Decimal(row["avg_score"]) for row in truth)
        low = sum(Decimal(row["below_min"]) for row in truth)
        high = sum(Decimal(row["high_80_99"]) + Decimal(row["score_100"]) for row in truth)
        level = "region" if group == REGION else "municipality"
        found = [value_of(computed, code, level, group, period, subject=subject) for code in codes]
        assert found == pytest.approx(
            [float(x) for x in (sat, score / sat, 100 * low / sat, 100 * high / sat)], rel=1e-9
        )
