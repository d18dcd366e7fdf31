"""Rows follow the registry: created, moved, ended, marked when it no longer lists them; quickly for a thousand."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.syncing import follow, sync

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def registry(objects, attributes=(), predecessors=()):
    def table(name, rows, columns):
        plain = [dict(zip(columns, row, strict=False)) for row in rows]
        schema = pa.schema([one for one in TABLES[name] if one.name not in ("batch", "sheet", "row", "col")])
        return pa.Table.from_pylist(plain, schema=schema)

    return Registry(
        table("objects", objects, ("object_id", "object_type", "first_day", "last_day")),
        table("attributes", attributes, ("object_id", "attribute", "value", "first_day", "last_day")),
        table("predecessors", predecessors, ("object_id", "predecessor_id", "on")),
    )


FRAME = [("ru", "country"), ("r1", "region"), ("m1", "municipality"), ("m2", "municipality")]
ABOVE = [("r1", "country", "ru"), ("m1", "region", "r1"), ("m2", "region", "r1")]


def test_a_thousand_organisations_take_few_queries(django_assert_max_num_queries):
    many = [(f"o{n:04d}", "organisation") for n in range(1000)]
    places = [(code, "municipality", "m1" if n % 2 else "m2") for n, (code, _) in enumerate(many)]
    with django_assert_max_num_queries(40):
        sync(registry([*FRAME, *many], [*ABOVE, *places]), TODAY)
    moved = [(code, "municipality", "m1") for code, _ in many]
    with django_assert_max_num_queries(40):
        assert sync(registry([*FRAME, *many], [*ABOVE, *moved]), TODAY).changed == 500
    with django_assert_max_num_queries(4):
        done = sync(registry([*FRAME, *many], [*ABOVE, *moved]), TODAY)
    assert (done.created, done.changed) == (0, 0)
    assert Organisation.objects.filter(path__startswith="/ru/r1/m1/o").count() == 1000


def test_a_move_takes_the_memberships_along(person):
    objects = [*FRAME, ("s1", "organisation")]
    day = date(2026, 9, 1)
    lived = [("s1", "municipality", "m1", None, day - timedelta(days=1)), ("s1", "municipality", "m2", day)]
    sync(registry(objects, [*ABOVE, *lived]), TODAY)
    assert Membership.objects.get(user=person("organisation_head")).organisation.path == "/ru/r1/m2/s1/"
    sync(registry(objects, [*ABOVE, *lived]), day - timedelta(days=1))
    assert Membership.objects.get(user=person("organisation_head")).organisation.path == "/ru/r1/m1/s1/"


def test_what_is_to_come_does_not_hold_yet():
    ahead = TODAY + timedelta(days=30)
    names = [("s1", "name", "Старое", None, ahead - timedelta(days=1)), ("s1", "name", "Новое", ahead)]
    told = registry([*FRAME, ("s1", "organisation"), ("s0", "organisation", None, ahead)], [*ABOVE, *names],
                    [("s1", "s0", ahead)])  # fmt: skip
    sync(told, TODAY)
    assert Organisation.objects.get(code="s1").name == "Старое"
    assert Organisation.objects.get(code="s0").successor is None
    sync(told, ahead)
    assert Organisation.objects.get(code="s1").name == "Новое"
    assert Organisation.objects.get(code="s0").successor.code == "s1"


def test_what_is_no_longer_listed_stays_marked_and_comes_back():
    follow()
    Organisation.objects.create(code="x1", type="organisation", name="Лишняя", path="/x1/")
    Organisation.objects.filter(code="s1").update(name="не то", kind="", path="/s1/")
    assert follow().changed == 2
    assert not Organisation.objects.get(code="x1").listed
    own = Organisation.objects.get(code="s1")
    assert (own.listed, own.kind, own.path) == (True, "school", "/ru/r1/m1/s1/")


def test_after_a_division_nobody_carries_it_on_alone():
    objects = [*FRAME, ("s0", "organisation", None, date(2025, 8, 31)), ("a", "organisation"), ("b", "organisation")]
    on = date(2025, 9, 1)
    sync(registry(objects, ABOVE, [("a", "s0", on), ("b", "s0", on)]), TODAY)
    assert Organisation.objects.get(code="s0").successor is None
    sync(registry(objects, ABOVE, [("a", "s0", on)]), TODAY)
    assert Organisation.objects.get(code="s0").successor.code == "a"
