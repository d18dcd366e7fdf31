"""The trail of actions cannot be changed unseen, and each sees of it what they may."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import msoko.web
from msoko.web.accounts import audit, triggers
from msoko.web.accounts.audit_words import WORDS
from msoko.web.accounts.models import AuditEvent, AuditHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(person):
    """Five events."""
    return [audit.record(person("deputy"), "profile.change", "user", n, "/ru/r1/m1/s1/", step=n) for n in range(5)]


def test_what_was_said_hashes_the_same_after_both_databases_gave_it_back(person):
    audit.record(
        person("deputy"), "upload.confirm", "upload", "№ 7\0", rows=10**15, share=1e20, tiny=1e-7, day=date(2025, 9, 1),
        names=("б", "а"), nested={1: {"z": None, "a": [True, "\ud83d"]}}, text="«ёлочки»\nи строка",
    )  # fmt: skip
    assert audit.first_broken() is None
    event = AuditEvent.objects.latest("number")
    assert audit.digest(event) == event.digest
    assert event.detail["share"] == "1e+20"
    assert event.detail["names"] == ["б", "а"]


@pytest.mark.parametrize("change", [
    lambda: AuditEvent.objects.filter(object_id="2").update(action="nothing"),
    lambda: AuditEvent.objects.filter(object_id="2").delete(),
    lambda: AuditEvent.objects.get(object_id="2").save(),
])  # fmt: skip
def test_the_database_refuses_change_and_deletion(trail, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert AuditEvent.objects.filter(object_id="2", action="profile.change").count() == 1


@pytest.fixture
def without_triggers(db):
    """What somebody with full access to the database could do."""
    triggers.remove(connection)


def _move(event: AuditEvent, number: int) -> None:
    AuditEvent.objects.filter(number=event.number).update(number=number)


def test_a_whole_chain_has_no_break(trail, without_triggers):
    assert audit.first_broken() is None


@pytest.mark.parametrize("field, value", [
    ("actor", "999"), ("action", "x"), ("object_id", "9"), ("place", "/"), ("detail", {"step": 3}),
    ("at", "2020-01-01T00:00:00Z"), ("digest", "0" * 64), ("previous", "0" * 64),
])  # fmt: skip
def test_a_changed_event_is_found(trail, without_triggers, field, value):
    AuditEvent.objects.filter(number=trail[2].number).update(**{field: value})
    assert audit.first_broken() in (trail[2].number, trail[3].number)


def test_a_deleted_event_is_found(trail, without_triggers):
    trail[2].delete()
    assert audit.first_broken() == trail[3].number


def test_two_events_that_changed_places_are_found(trail, without_triggers):
    second, third = trail[1].number, trail[2].number
    _move(trail[1], 10**6)
    _move(trail[2], second)
    AuditEvent.objects.filter(number=10**6).update(number=third)
    assert audit.first_broken() == second


def test_an_inserted_event_is_found(trail, without_triggers):
    _move(trail[4], trail[4].number + 1)
    forged = AuditEvent(
        number=trail[4].number, at=trail[3].at, actor="1", action="session.begin", previous=trail[3].digest
    )
    forged.digest = audit.digest(forged)
    forged.save(force_insert=True)
    assert audit.first_broken() == trail[4].number + 1


def test_a_cut_tail_is_found(trail, without_triggers):
    AuditEvent.objects.filter(number__gte=trail[3].number).delete()
    assert audit.first_broken() == audit.TAIL
    AuditHead.objects.all().delete()
    assert audit.first_broken() == audit.TAIL


def test_every_action_of_the_code_has_words():
    """Calls record(user, "thing.verb", …), or an app's own …record, anywhere in the web house."""
    root = Path(msoko.web.__file__).parent
    used = {}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                action = node.args[1]
                if name.endswith("record") and isinstance(action, ast.Constant) and isinstance(action.value, str):
                    used[action.value] = path.relative_to(root).as_posix()
    assert "membership.give" in used
    assert {action: path for action, path in used.items() if action not in WORDS} == {}


def test_a_head_reads_what_concerns_the_own_organisation_and_nothing_else(as_, person):
    for code, path in (
        ("s1", "/ru/r1/m1/s1/"),
        ("s0", "/ru/r1/m1/s0/"),
        ("s2", "/ru/r1/m1/s2/"),
        ("t1", "/ru/r1/m2/t1/"),
    ):
        audit.record(person("department_head"), "upload.confirm", "batch", f"at-{code}", path)
    audit.record(person("teacher"), "password.change", "user", "of-teacher")
    audit.record(person("sibling_school_head"), "password.change", "user", "of-sibling")
    page = as_("organisation_head").get("/audit/").content.decode()
    assert "at-s1" in page and "at-s0" in page and "of-teacher" in page
    assert "at-s2" not in page and "at-t1" not in page and "of-sibling" not in page
    everything = as_("administrator").get("/audit/").content.decode()
    assert "at-t1" in everything and "of-sibling" in everything


def test_everybody_reads_their_own_part_only(as_, person):
    audit.record(person("teacher"), "profile.change", "user", "mine")
    audit.record(person("deputy"), "profile.change", "user", "not-mine", "/ru/r1/m1/s1/")
    page = as_("teacher").get("/audit/").content.decode()
    assert "mine" in page and "not-mine" not in page
    assert "Изменение учётной записи" in page


def test_the_trail_is_filtered_and_downloaded(as_, person, read_xlsx, django_assert_max_num_queries):
    for number in range(60):
        audit.record(person("deputy"), "profile.change", "user", number, "/ru/r1/m1/s1/", step=number)
    audit.record(person("teacher"), "password.change", "user", "77", "/ru/r1/m1/s1/")
    client = as_("organisation_head")
    with django_assert_max_num_queries(14):
        page = client.get("/audit/", {"action": "profile.change"}).content.decode()
    assert "страница 1 из 2" in page
    assert "Смена пароля</td>" not in page
    about = client.get("/audit/", {"object_type": "user", "object_id": "77"}).content.decode()
    assert "действия над одним объектом" in about and "Смена пароля</td>" in about
    assert "Действий не найдено" in client.get("/audit/", {"until": "2000-01-01"}).content.decode()
    rows = read_xlsx(client.get("/audit/", {"format": "xlsx", "actor": person("teacher").pk}).content)
    assert [row[2] for row in rows] == ["Действие", "Смена пароля"]


def test_the_command_says_where_the_trail_is_broken(trail, without_triggers, capsys):
    from django.core.management import CommandError, call_command

    call_command("check_audit")
    assert trail[-1].digest in capsys.readouterr().out
    AuditEvent.objects.filter(number=trail[1].number).update(actor="")
    with pytest.raises(CommandError, match=str(trail[1].number)):
        call_command("check_audit")
