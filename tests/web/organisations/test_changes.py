"""Proposals from the first word to the batch and back, by the roles that make them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from msoko.organisations.lives import lives_of
from msoko.web.accounts.models import AuditEvent
from msoko.web.organisations.changes import actions
from msoko.web.organisations.changes.permissions import visible_changes
from msoko.web.organisations.models import Membership, Organisation, RegistryChange
from msoko.web.organisations.syncing import follow
from msoko.web.workplace import workplace

pytestmark = [pytest.mark.django_db, pytest.mark.own_data]
RENAME = {"name": "МБОУ «Лицей № 1»", "on": "2026-09-01", "grounds": "приказ № 12 от 20.08.2026"}


def write(client, code, kind, /, **given) -> RegistryChange:
    answer = client.post(f"/organisations/{code}/registry/{kind}/", {"grounds": "приказ № 1", **given})
    assert answer.status_code == 302, answer.context["form"].errors
    return RegistryChange.objects.latest("pk")


def do(client, change, verb, **given):
    page = client.get(f"/registry/changes/{change.pk}/")
    seen = page.context["outcome"].digest
    return client.post(f"/registry/changes/{change.pk}/", {"verb": verb, "seen": seen, **given})


def approved(as_, code, kind, /, **given) -> RegistryChange:
    """Written by the specialist, approved by the head."""
    change = write(as_("department_specialist"), code, kind, **given)
    assert do(as_("department_specialist"), change, "propose").status_code == 302
    answer = do(as_("department_head"), change, "approve")
    assert answer.status_code == 302, [str(one) for one in answer.context["messages"]]
    change.refresh_from_db()
    assert change.state == "approved"
    return change


def lives():
    return lives_of(workplace().registry())


def test_a_new_name_from_a_day_becomes_a_batch_and_is_taken_back(as_, person):
    before = lives()
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    page = as_("department_specialist").get(f"/registry/changes/{change.pk}/").content.decode()
    assert "МБОУ «Лицей № 1» с 01.09.2026" in page and "Отправить на утверждение" in page
    assert "Утвердить" not in page  # another right
    assert lives() == before  # words only
    do(as_("department_specialist"), change, "propose")
    do(as_("department_head"), change, "approve")
    change.refresh_from_db()
    own = Organisation.objects.get(code="s1")
    assert (change.state, own.name) == ("approved", "МБОУ «Лицей № 1»")
    record = workplace().store.batch(change.batch)
    assert record.entered_by == str(person("department_specialist").pk)
    assert record.approved_by == str(person("department_head").pk)
    after = lives()
    assert after["s1"].came_from == before["s1"].came_from and len(after["s1"].held) == len(before["s1"].held) + 1
    assert {code: life for code, life in after.items() if code != "s1"} == {
        c: x for c, x in before.items() if c != "s1"
    }
    assert as_("department_specialist").post(f"/registry/changes/{change.pk}/", {"verb": "undo"}).status_code == 403
    assert do_undo(as_, change).status_code == 302
    assert lives() == before and Organisation.objects.get(code="s1").name != "МБОУ «Лицей № 1»"
    told = AuditEvent.objects.filter(object_type="change", object_id=change.pk).values_list("action", flat=True)
    assert list(told) == ["registry.write", "registry.propose", "registry.approve", "registry.undo"]


def do_undo(as_, change, reason="ошибка в приказе"):
    return as_("department_head").post(f"/registry/changes/{change.pk}/", {"verb": "undo", "remark": reason})


def test_one_approves_ones_own_only_with_a_reason(as_):
    head = as_("department_head")
    change = write(head, "s1", "rename", **RENAME)
    do(head, change, "propose")
    refused = do(head, change, "approve")
    assert refused.status_code == 422 and "Вы утверждаете собственное предложение" in refused.content.decode()
    assert do(head, change, "approve", remark="специалист в отпуске").status_code == 302
    assert AuditEvent.objects.get(action="registry.approve").detail["own"] is True


def test_a_registry_that_moved_on_is_shown_anew(as_):
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    do(as_("department_specialist"), change, "propose")
    seen = as_("department_head").get(f"/registry/changes/{change.pk}/").context["outcome"].digest
    approved(as_, "s1", "identifiers", address="ул. Новая, 1", inn="7707083893")
    head = as_("department_head")
    answer = head.post(f"/registry/changes/{change.pk}/", {"verb": "approve", "seen": seen, "remark": "моё слово"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "реестр изменился" in page and "моё слово" in page
    assert do(head, change, "approve").status_code == 302
    (own,) = lives_of(workplace().registry(), ["s1"]).values()
    assert own.values("address") == ("ул. Новая, 1",) and own.values("name") == ("МБОУ «Лицей № 1»",)
    first = RegistryChange.objects.get(kind="identifiers")
    answer = do_undo(as_, first)  # the later one repeats what it said
    assert answer.status_code == 422 and "более поздние изменения" in answer.content.decode()


def test_a_returned_proposal_is_mended_and_nothing_is_lost(as_):
    change = write(as_("department_specialist"), "s3", "features", kind="school", settlement="urban",
                   education_level=["primary", "basic"], grade="1-4, 6", on="2026-09-01")  # fmt: skip
    do(as_("department_specialist"), change, "propose")
    assert do(as_("department_head"), change, "return").status_code == 422  # without a word
    assert do(as_("department_head"), change, "return", remark="пятый класс?").status_code == 302
    form = as_("department_specialist").get(f"/registry/changes/{change.pk}/edit/")
    assert "пятый класс?" in form.content.decode() and 'value="1-4, 6"' in form.content.decode()
    wrong = as_("department_specialist").post(
        f"/registry/changes/{change.pk}/edit/", {"kind": "school", "grade": "1-99", "on": "2026-09-01", "grounds": "п"}
    )
    assert wrong.status_code == 200 and "это не классы" in wrong.content.decode()
    assert 'value="1-99"' in wrong.content.decode()


def test_merging_gives_the_past_to_the_successor(as_, person):
    approved(as_, "s1", "merge", others=["s2", "s3"], on="2026-09-01")
    past = Organisation.objects.get(code="s2")
    assert (past.successor.code, str(past.closed_on)) == ("s1", "2026-08-31")
    page = as_("organisation_head").get("/organisations/s2/registry/")
    assert page.status_code == 200 and "Преемник" in page.content.decode()
    assert Membership.objects.get(user=person("sibling_school_head")).organisation == past


def test_a_new_one_and_a_division_get_codes_of_their_own(as_):
    one = approved(as_, "m1", "add", name="МБОУ «СОШ № 10»", kind="school", on="2026-09-01", grade="1-9",
                   education_level=["primary", "basic"])  # fmt: skip
    added = Organisation.objects.get(code=one.details["new_codes"][0])
    assert (added.parent.code, added.kind) == ("m1", "school")
    two = approved(as_, "s2", "divide", names="Школа А\nШкола Б", on="2026-09-01")
    parts = Organisation.objects.filter(code__in=two.details["new_codes"])
    assert {part.name for part in parts} == {"Школа А", "Школа Б"} and added not in parts
    assert Organisation.objects.get(code="s2").successor is None
    do_undo(as_, two)
    assert not Organisation.objects.filter(code__in=two.details["new_codes"], listed=True).exists()
    card = as_("department_head").get(f"/organisations/{two.details['new_codes'][0]}/registry/")
    assert "больше нет" in card.content.decode()


def test_a_transfer_is_approved_by_those_who_receive(as_, person):
    specialist = as_("department_specialist")
    unknown = specialist.post("/organisations/s2/registry/move/", {"municipality": "Нет такого", "on": "2026-09-01"})
    assert "Другого муниципалитета" in unknown.content.decode()
    change = write(specialist, "s2", "move", municipality="соседний округ", on="2026-09-01")
    assert change not in visible_changes(person("other_department_head"))  # a draft is nobody else's
    do(as_("department_specialist"), change, "propose")
    assert do(as_("department_head"), change, "approve").status_code == 403
    assert do(as_("other_department_head"), change, "approve").status_code == 302
    assert Organisation.objects.get(code="s2").path == "/ru/r1/m2/s2/"
    assert as_("department_head").get("/organisations/s2/registry/").status_code == 404


def test_a_district_becomes_an_okrug(as_):
    approved(as_, "m1", "status", status="муниципальный округ", name="Заречный округ", on="2026-01-01")
    assert Organisation.objects.get(code="m1").name == "Заречный округ"
    page = as_("department_head").get("/organisations/m1/registry/").content.decode()
    assert "муниципальный округ" in page and "Заречный район" in page


@pytest.mark.parametrize("role", ["regional_reader", "other_department_head", "methodist", "deputy", "administrator"])
def test_others_see_no_proposals(role, as_, person):
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    do(as_("department_specialist"), change, "propose")
    assert not visible_changes(person(role)).exists()
    assert as_(role).get(f"/registry/changes/{change.pk}/").status_code == 404
    assert as_(role).post(f"/registry/changes/{change.pk}/", {"verb": "approve"}).status_code == 404


def test_what_was_interrupted_is_mended(as_):
    change = approved(as_, "s1", "rename", **RENAME)
    RegistryChange.objects.update(state="proposed", batch="", decided_at=None)  # as if the database had lost it
    Organisation.objects.filter(code="s1").update(name="старое")
    follow()
    change.refresh_from_db()
    assert change.state == "approved" and change.batch and change.decided_at
    workplace().store.withdraw(change.batch, by="x", reason="из командной строки")
    follow()
    change.refresh_from_db()
    assert change.state == "undone"


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("rename", {"name": "", "on": ""}, "Обязательное поле"),
        ("identifiers", {"inn": "123"}, "запись с ошибкой"),
        ("divide", {"names": "Одна", "on": "2026-09-01"}, "два или больше"),
        ("close", {"last_day": "1990-01-01"}, "не может быть раньше"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(kind, given, said, as_):
    answer = as_("department_specialist").post(f"/organisations/s1/registry/{kind}/", {"grounds": "приказ", **given})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not RegistryChange.objects.exists()


def test_what_was_rewritten_meanwhile_is_not_approved_unseen(as_):
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    do(as_("department_specialist"), change, "propose")
    shown = as_("department_head").get(f"/registry/changes/{change.pk}/").context["outcome"].digest
    do(as_("department_head"), change, "return", remark="не так")
    edited = {**RENAME, "name": "МБОУ «Лицей № 2»"}
    assert as_("department_specialist").post(f"/registry/changes/{change.pk}/edit/", edited).status_code == 302
    do(as_("department_specialist"), change, "propose")
    late = as_("department_head").post(f"/registry/changes/{change.pk}/", {"verb": "approve", "seen": shown})
    change.refresh_from_db()
    assert (late.status_code, change.state) == (422, "proposed")


def test_what_was_proposed_meanwhile_is_not_made_a_draft_again(as_, person):
    """The form was opened while it was a draft."""
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    stale = RegistryChange.objects.get(pk=change.pk)
    do(as_("department_specialist"), change, "propose")
    with pytest.raises(PermissionDenied):
        actions.write(person("department_specialist"), "rename", stale.organisation, stale.details, "x", None, stale)
    change.refresh_from_db()
    assert change.state == "proposed"


def test_a_long_remark_is_kept_as_far_as_it_fits(as_):
    change = write(as_("department_specialist"), "s1", "rename", **RENAME)
    do(as_("department_specialist"), change, "propose")
    assert do(as_("department_head"), change, "return", remark="ы" * 2000).status_code == 302
    change.refresh_from_db()
    assert change.remark == "ы" * 500
