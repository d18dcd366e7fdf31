"""The registry as seen on a day, and placing organisations into groups of a period."""

from datetime import date

import pyarrow as pa
import pytest

from msoko.organisations.placing import ATTRIBUTES, PLACEMENTS, attributes, placements
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES
from msoko.vocabulary import Period

Y21, Y22, Y23 = (Period.parse(code) for code in ("2021-22", "2022-23", "2023-24"))


def registry(objects, rows, links=()) -> Registry:
    """objects: id, type, first, last, covered; rows: id, attribute, value, first, last; links: id, predecessor, on."""
    names = ("object_id", "object_type", "first_day", "last_day", "covered")
    fields = ("object_id", "attribute", "value", "first_day", "last_day")
    return Registry(
        pa.Table.from_pylist([dict(zip(names, one, strict=False)) for one in objects], schema=TABLES["objects"]),
        pa.Table.from_pylist(
            [dict(zip(fields, row, strict=False)) for row in rows],
            schema=TABLES["attributes"],
        ),
        pa.Table.from_pylist(
            [dict(zip(("object_id", "predecessor_id", "on"), link, strict=True)) for link in links],
            schema=TABLES["predecessors"],
        ),
    )


@pytest.fixture(scope="module")
def town() -> Registry:
    """s1 swallowed s0 in September 2022, s2 was renamed and moved to another municipality in January 2023."""
    return registry(
        [
            ("s0", "organisation", date(2000, 9, 1), date(2022, 8, 31)), ("s1", "organisation", date(2000, 9, 1)),
            ("s2", "organisation", date(2000, 9, 1)), ("m1", "municipality"), ("m2", "municipality"),
            ("r1", "region", None, None, None), ("c1", "cluster"),
        ],
        [
            ("s0", "name", "НОШ № 5"), ("s1", "name", "СОШ № 1"), ("s2", "name", "СОШ № 2", None, date(2023, 1, 9)),
            ("s2", "name", "Лицей № 2", date(2023, 1, 10)), ("s0", "municipality", "m1"), ("s1", "municipality", "m1"),
            ("s2", "municipality", "m1", None, date(2022, 12, 31)), ("s2", "municipality", "m2", date(2023, 1, 1)),
            ("m1", "region", "r1"), ("m2", "region", "r1"), ("s0", "kind", "school"), ("s1", "kind", "school"),
            ("s2", "kind", "school"), ("s1", "education_level", "primary"), ("s1", "education_level", "basic"),
            ("s1", "grade", "1"), ("s1", "grade", "9"), ("s1", "cluster", "c1", date(2023, 9, 1)),
        ],
        [("s1", "s0", date(2022, 9, 1))],
    )  # fmt: skip


def groups(town, period, level):
    rows = placements(town, [period]).to_pylist()
    return {(row["object_id"], row["group_id"]) for row in rows if row["level"] == level}


def test_schemas(town):
    assert placements(town, [Y21, Y22]).schema == PLACEMENTS
    assert attributes(town, [Y21, Y22]).schema == ATTRIBUTES
    assert placements(Registry.from_tables({}), [Y21]).num_rows == 0


def test_names_on_a_day(town):
    assert [town.name("s2", day) for day in (date(2023, 1, 9), date(2023, 1, 10))] == ["СОШ № 2", "Лицей № 2"]
    assert town.name("s2") == "Лицей № 2"
    assert town.name("unknown") == "unknown"
    assert town.value("s2", "municipality", date(2022, 12, 31)) == "m1"
    assert set(town.values("s1", "grade", date(2022, 1, 1))) == {"1", "9"}


def test_an_organisation_belongs_to_a_period_of_which_it_saw_a_day(town):
    assert town.existing(Y21) == ("s0", "s1", "s2")
    assert town.existing(Y22) == ("s1", "s2")
    assert town.exists("s0", Period.parse("2022-08-31"))
    assert not town.exists("s0", Period.parse("2022-09-01"))
    assert groups(town, Y22, "organisation") == {("s1", "s1"), ("s2", "s2")}


def test_the_membership_of_the_last_day_counts(town):
    assert groups(town, Y21, "municipality") == {("s0", "m1"), ("s1", "m1"), ("s2", "m1")}
    assert groups(town, Y22, "municipality") == {("s1", "m1"), ("s2", "m2")}
    assert groups(town, Y22, "kind") == {("s1", "m1/school"), ("s2", "m2/school")}


def test_the_region_of_the_municipality_is_the_region_of_its_organisations(town):
    assert groups(town, Y22, "region") == {("s1", "r1"), ("s2", "r1")}
    assert groups(town, Y22, "country") == set()


def test_clusters_and_levels_taught(town):
    assert groups(town, Y22, "cluster") == set()
    assert groups(town, Y23, "cluster") == {("s1", "c1")}
    assert groups(town, Y21, "education_level") == {("s1", "m1/primary"), ("s1", "m1/basic")}


def test_the_series_of_the_successor_takes_in_its_predecessors(town):
    assert groups(town, Y21, "successor") == {("s0", "s1"), ("s1", "s1"), ("s2", "s2")}
    assert (town.predecessors_of("s1"), town.successors_of("s0")) == (("s0",), ("s1",))


def test_chains_divisions_and_rings():
    objects = [(one, "organisation") for one in "abcdef"]
    on = date(2020, 9, 1)
    chain = registry(objects, [], [("b", "a", on), ("c", "b", on)])
    assert chain.ultimate_successor("a") == "c"
    division = registry(objects, [], [("b", "a", on), ("c", "a", on)])
    assert division.ultimate_successor("a") == "a"
    ring = registry(objects, [], [("b", "a", on), ("a", "b", on)])
    assert ring.ultimate_successor("a") in {"a", "b"}


def test_covered_groups(town):
    rows = placements(town, [Y22]).to_pylist()
    assert {(row["level"], row["covered"]) for row in rows} == {
        ("organisation", True), ("successor", True), ("kind", True), ("municipality", True), ("region", False),
        ("education_level", True),
    }  # fmt: skip


def test_attributes_of_a_period(town):
    found = {(row["object_id"], row["period"]): row for row in attributes(town, [Y21, Y22]).to_pylist()}
    assert set(found) == {("s0", "2021-22"), ("s1", "2021-22"), ("s2", "2021-22"), ("s1", "2022-23"), ("s2", "2022-23")}
    assert found["s1", "2022-23"]["grades"] == ["1", "9"]
    assert found["s1", "2022-23"]["education_levels"] == ["basic", "primary"]
    assert found["s2", "2022-23"]["municipality"] == "m2"
    assert found["s2", "2022-23"]["grades"] == []


def test_the_latest_begun_of_two_that_hold_at_once():
    two = registry(
        [("s", "organisation"), ("m", "municipality")],
        [("s", "municipality", "m"), ("s", "kind", "school"), ("s", "kind", "additional", date(2020, 1, 1))],
    )
    assert attributes(two, [Y21])["kind"].to_pylist() == ["additional"]


def test_a_listing_of_a_later_batch_takes_the_place_of_an_earlier_one():
    def rows(batch, name):
        return (
            {"object_id": "s", "object_type": "organisation", "batch": batch},
            {"object_id": "s", "attribute": "name", "value": name, "batch": batch},
        )

    listed = [rows("b1", "СОШ № 1"), rows("b2", "Лицей № 1")]
    alias = {"object_id": "s", "attribute": "alias", "value": "Первая школа", "batch": "answers"}
    one = Registry.from_tables({
        "objects": pa.Table.from_pylist([row for row, _ in listed], schema=TABLES["objects"]),
        "attributes": pa.Table.from_pylist([row for _, row in listed] + [alias], schema=TABLES["attributes"]),
    })  # fmt: skip
    assert one.objects.num_rows == 1
    assert sorted(one.attributes["value"].to_pylist()) == ["Лицей № 1", "Первая школа"]
