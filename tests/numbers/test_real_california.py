"""6 194 schools of California over two years with their context (case K1)."""

from __future__ import annotations

import pytest
from examples.california_schools.prepare import NAME, STATE, prepare
from scipy.stats import t as student
from tests.numbers.real import reference, rows, source
from tests.numbers.road import Road, Row, value_of

pytestmark = pytest.mark.real_data
YEAR = "1999-00"
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
CODES = (
    "ca.mean_api", "ca.weighted_api", "ca.change", "ca.share_up", "ca.meals", "ca.ell",
    *(f"ca.api_p{p}" for p in PERCENTILES),
)  # fmt: skip


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("california")
    road = Road.of("california_schools", folder)
    for file in prepare(source(NAME), folder / "received"):
        road.take(file, reason="данные опубликованы так")
    return road.compute(CODES, YEAR)


def _state(values: list[Row], indicator: str) -> float:
    found: float = value_of(values, indicator, "municipality", STATE, YEAR)
    return found


def test_the_change_is_the_published_one_in_the_state_and_by_type(values: list[Row]) -> None:
    assert _state(values, "ca.change") == pytest.approx(reference("api_dynamics")["mean_change"], abs=1e-6)
    for kind, (count, mean, _) in reference("api_dynamics")["by_stype"].items():
        row = next(r for r in values if r["indicator"] == "ca.change" and r["object_id"] == f"type-{kind}")
        assert (row["n"], row["value"]) == (count, pytest.approx(mean, abs=1e-6))


def test_its_interval_follows_the_published_deviation(values: list[Row]) -> None:
    """Student's interval of the mean: half-width t · sd / √n, from sd and n of the reference."""
    published = reference("api_dynamics")
    row = next(r for r in values if r["indicator"] == "ca.change" and r["object_id"] == STATE)
    half = student.ppf(0.975, published["n"] - 1) * published["sd_change"] / published["n"] ** 0.5
    assert (row["high"] - row["low"]) / 2 == pytest.approx(half, rel=1e-6)
    assert row["n"] == row["known"] == published["n"]


def test_the_share_of_schools_that_rose_is_the_published_one(values: list[Row]) -> None:
    assert _state(values, "ca.share_up") == pytest.approx(100 * reference("api_dynamics")["share_up"], abs=1e-6)


def test_percentiles_are_those_of_hyndman_and_fan_type_7(values: list[Row]) -> None:
    assert [_state(values, f"ca.api_p{p}") for p in PERCENTILES] == reference("api_quantiles")["type7"]


def test_means_are_weighted_by_students_and_context_by_enrolment(values: list[Row]) -> None:
    published = rows(NAME)
    api = [(float(row["api00"]), float(row["api.stu"])) for row in published]
    assert _state(values, "ca.mean_api") == pytest.approx(sum(x for x, _ in api) / len(api), rel=1e-9)
    assert _state(values, "ca.weighted_api") == pytest.approx(
        sum(x * w for x, w in api) / sum(w for _, w in api), rel=1e-9
    )
    for code, column in (("ca.meals", "meals"), ("ca.ell", "ell")):
        known = [(float(row[column]), float(row["enroll"])) for row in published if row[column] and row["enroll"]]
        expected = sum(x * w for x, w in known) / sum(w for _, w in known)
        assert _state(values, code) == pytest.approx(expected, rel=1e-9)


def test_a_school_that_did_not_state_its_enrolment_is_left_out_and_seen(values: list[Row]) -> None:
    unknown = sum(not (row["meals"] and row["enroll"]) for row in rows(NAME))
    row = next(r for r in values if r["indicator"] == "ca.meals" and r["object_id"] == STATE)
    assert unknown > 0
    assert (row["expected"] - row["known"]) == unknown
