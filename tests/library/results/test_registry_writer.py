"""The registry written as its workbook and read back is the same registry; so are lives after changes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.library.results.making_samples import registry_rows, write

from msoko.organisations.changes import free_codes, new_lives
from msoko.organisations.lives import lives_of
from msoko.organisations.registry import Registry
from msoko.results.context import Context
from msoko.results.formats.registry.writer import grades_in_words, write_registry
from msoko.results.importing import read_file

ON = date(2025, 9, 1)


def read(path, registry=None):
    reading = read_file(path, Context(registry or Registry.from_tables({}), None))
    assert not reading.blocked, [problem.code for problem in reading.problems]
    return Registry.from_tables(reading.tables)


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    return read(write(tmp_path_factory.mktemp("r") / "реестр.xlsx", registry_rows()))


def written(registry, lives, path):
    write_registry(path, lives)
    return lives_of(read(path, registry))


def test_writing_and_reading_gives_the_same_lives(registry, tmp_path):
    lives = lives_of(registry)
    assert len(lives) == 8 and lives["s1"].came_from[0].predecessor == "s0"
    assert written(registry, lives.values(), tmp_path / "снова.xlsx") == lives


CHANGES = (
    ("rename", "s1", {"on": ON, "name": "МБОУ «Лицей № 1»"}),
    ("features", "s3", {"on": ON, "kind": "school", "settlement": "urban", "education_level": ["primary"],
                        "grade": ["1", "2", "3", "4"]}),
    ("identifiers", "s1", {"on": ON, "inn": "7707083893", "login": "edu990001, sch990001", "address": "ул. Новая, 1"}),
    ("close", "s2", {"last_day": ON}),
    ("merge", "s1", {"on": ON, "others": ["s2", "s3"], "reason": "приказ № 1"}),
    ("merge", "s1", {"on": ON, "others": ["s2"], "name": "МБОУ «Центр образования»", "new_codes": ["m1-001"]}),
    ("divide", "s1", {"on": ON, "names": ["Школа А", "Школа Б"], "new_codes": ["m1-001", "m1-002"]}),
    ("branch", "s3", {"on": ON, "head": "s1"}),
    ("status", "m1", {"on": ON, "status": "муниципальный округ", "name": "Заречный округ"}),
    ("move", "s1", {"on": ON, "municipality": "m1", "region": "r1"}),
    ("add", "", {"on": ON, "new_codes": ["m1-001"], "name": "МБОУ «СОШ № 9»", "kind": "school", "municipality": "m1",
                 "settlement": "rural", "education_level": ["primary", "basic"], "grade": ["1", "9"]}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "details"), CHANGES)
def test_every_change_survives_the_workbook(kind, code, details, registry, tmp_path):
    lives = {life.object_id: life for life in new_lives(kind, code, details, registry)}
    assert lives
    assert written(registry, lives.values(), tmp_path / "изменение.xlsx") == lives


def test_earlier_values_are_kept_with_their_days(registry):
    (life,) = new_lives(*CHANGES[1], registry)
    assert life.values("settlement", date(2025, 8, 31)) == ("rural",)
    assert life.values("settlement", ON) == ("urban",)
    assert set(life.values("grade", date(2025, 8, 31))) == {str(n) for n in range(1, 10)}
    assert set(life.values("grade", ON)) == {"1", "2", "3", "4"}
    # what goes on has one stretch of days, not two
    assert [one.first_day for one in life.held if one.attribute == "grade" and one.value == "1"] == [None]


def test_a_merger_ends_the_joined_on_the_eve(registry):
    heir, second, third = new_lives(*CHANGES[4], registry)
    assert {link.predecessor for link in heir.came_from} == {"s0", "s2", "s3"}
    assert second.last_day == third.last_day == date(2025, 8, 31)


def test_what_changes_nothing_touches_nothing(registry):
    assert new_lives("rename", "s1", {"on": ON, "name": registry.name("s1")}, registry) == ()


def test_codes_once_used_are_not_given_again():
    assert free_codes({"m1-001", "M1-003"}, "m1", 2) == ["m1-002", "m1-004"]


def test_grades_in_words():
    assert grades_in_words(["10", "1", "2", "3", "11", "5"]) == "1-3, 5, 10-11"
