"""ЕГЭ by school, Moscow, two school years: real renamings, and every published number again (case R4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import pytest
from examples.moscow_ege.prepare import CITY, COLUMNS, NAME, YEARS, newcomers, prepare
from tests.numbers.real import reference, rows, source
from tests.numbers.road import Road, Row, value_of

from msoko.organisations.matching import Matcher
from msoko.results.importing import NotTaken
from msoko.results.reading import Reading
from msoko.vocabulary import Severity

pytestmark = pytest.mark.real_data
PERIODS = dict(zip(YEARS, ("2016-17", "2017-18"), strict=True))
MAPPED: Mapping[str, Any] = {"mappings": {"facts_table": COLUMNS}}
WORD = "столбцы набора, которые не являются показателями"
PERCENTILES = (10, 25, 50, 75, 90)
CODES = (
    "moscow.over_220", "moscow.under_160", "moscow.mean_over_220", "moscow.mean_change",
    *(f"moscow.over_220_p{p}" for p in PERCENTILES),
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    road: Road
    second: Reading  # the second year before a person looked at it
    refused: NotTaken
    values: list[Row]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """As a person does it: the first year, the second with unknown names, those entered as new, it again."""
    folder = tmp_path_factory.mktemp("moscow")
    first_schools, first_year, new_schools, second_year = prepare(source(NAME), folder / "received")
    road = Road.of("moscow_ege", folder)
    road.take(first_schools)
    road.take(first_year, "facts_table", WORD, **MAPPED)
    second = road.read(second_year, "facts_table", **MAPPED)
    with pytest.raises(NotTaken) as refused:
        road.take(second_year, "facts_table", WORD, **MAPPED)
    road.take(new_schools)
    road.take(second_year, "facts_table", WORD, **MAPPED)
    return Imported(road, second, refused.value, road.compute(CODES, *PERIODS.values()))


def test_names_that_changed_are_found_and_the_others_asked_about(imported: Imported) -> None:
    published = rows(NAME)
    years = {year: {row["EDU_NAME"] for row in published if row["YEAR"] == year} for year in YEARS}
    exact = years[YEARS[0]] & years[YEARS[1]]
    assert (len(published), len(exact)) == (
        reference("moscow_ege")["rows"],
        reference("moscow_ege")["matched_by_exact_name"],
    )
    unknown = {one.name for one in imported.second.unmatched}
    assert unknown == {row["EDU_NAME"] for row in newcomers(published)}
    assert not unknown & exact  # whatever is written alike is found
    found = years[YEARS[1]] - exact - unknown
    assert len(found) > 40 and len(unknown) > 40
    blocking = [p for p in imported.refused.problems if p.severity is Severity.ERROR]
    assert {p.code for p in blocking} == {"organisation-unmatched"} and len(blocking) == len(unknown)
    assert all(one.cell for one in imported.second.unmatched)


def test_two_received_names_are_never_taken_for_one_school(imported: Imported) -> None:
    matcher = Matcher(imported.road.registry)
    for year in YEARS:
        found = Counter(matcher.find(row["EDU_NAME"]).object_id for row in rows(NAME) if row["YEAR"] == year)
        assert found.most_common(1)[0][1] == 1


def test_totals_of_every_area_and_year_are_the_published_ones(imported: Imported) -> None:
    for area in reference("moscow_ege")["by_area"]:
        group, period = area["AdmArea"], PERIODS[area["YEAR"]]
        over = value_of(imported.values, "moscow.over_220", "municipality", group, period)
        under = value_of(imported.values, "moscow.under_160", "municipality", group, period)
        assert (over, under) == (area["PASSES_OVER_220"], area["PASSER_UNDER_160"]), (group, period)


def test_means_and_percentiles_of_the_city_are_the_published_ones(imported: Imported) -> None:
    for number, (year, period) in enumerate(PERIODS.items()):
        mean = value_of(imported.values, "moscow.mean_over_220", "region", CITY, period)
        assert mean == pytest.approx(reference("moscow_ege")["mean_over220"][number], abs=1e-6)
        found = [value_of(imported.values, f"moscow.over_220_p{p}", "region", CITY, period) for p in PERCENTILES]
        assert found == pytest.approx(reference("moscow_ege")["quantiles_over220"][year], abs=1e-6)


def test_change_over_the_schools_of_both_years(imported: Imported) -> None:
    """Of all schools joined by us: as plain Python says; of those with the very same name: as published."""
    matcher = Matcher(imported.road.registry)
    over: dict[str, dict[str, int]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows(NAME):
        one = matcher.find(row["EDU_NAME"]).object_id
        over[one][row["YEAR"]] = int(row["PASSES_OVER_220"])
        names[one].add(row["EDU_NAME"])
    changes = {one: n[YEARS[1]] - n[YEARS[0]] for one, n in over.items() if len(n) == 2}
    computed = {
        one: value_of(imported.values, "moscow.mean_change", "organisation", one, PERIODS[YEARS[1]]) for one in changes
    }
    assert computed == changes
    city = value_of(imported.values, "moscow.mean_change", "region", CITY, PERIODS[YEARS[1]])
    assert city == pytest.approx(fmean(changes.values()), rel=1e-9)
    same_name = [change for one, change in computed.items() if len(names[one]) == 1]
    assert len(same_name) == reference("moscow_ege")["matched_by_exact_name"]
    assert fmean(same_name) == pytest.approx(reference("moscow_ege")["mean_change"], abs=1e-6)
