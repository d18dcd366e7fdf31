"""From the letter to the role: for a new person and for one who has an account; what a link refuses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from msoko.web.accounts.models import AuditEvent, User
from msoko.web.organisations.models import Invitation, Membership
from tests.web.world import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"name": "Новый человек", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invited(as_, client):
    """invited("new@example.ru"): the path of the link in the letter; signed out afterwards."""

    def go(email="new@example.ru", role="deputy", place="s1", by="organisation_head"):
        mail.outbox.clear()
        answer = as_(by).post("/people/invite/", {"email": email, "role": role, "place": place})
        assert answer.status_code == 302, answer.content.decode()
        client.logout()
        return link()

    return go


def link() -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/account/invitation/\S+)", mail.outbox[-1].body)[1]


def test_a_new_person_comes_in_with_a_password(invited, client, sign_in):
    path = invited()
    letter = mail.outbox[0]
    assert letter.to == ["new@example.ru"] and "Заместитель руководителя организации" in letter.body
    assert "Здравствуйте" in letter.body and "МСОКО: приглашение" in letter.subject
    assert "new@example.ru" in client.get(path).content.decode()
    assert client.post(path, NEW).status_code == 302
    user = User.objects.get(email="new@example.ru")
    held = Membership.objects.get(user=user)
    assert (held.role, held.organisation.code, held.starts_on, held.ends_on) == (
        "deputy", "s1", timezone.localdate(), None
    )  # fmt: skip
    assert client.session["_auth_user_id"] == str(user.pk)
    client.logout()
    assert sign_in("new@example.ru").status_code == 302
    said = list(AuditEvent.objects.exclude(action__startswith="session").values_list("action", flat=True))
    assert said == ["invitation.send", "invitation.accept", "membership.give"]
    assert not AuditEvent.objects.filter(detail__icontains="@").exists()


def test_the_link_works_once(invited, client):
    path = invited()
    client.post(path, NEW)
    client.logout()
    answer = client.get(path)
    assert answer.status_code == 410 and "уже принято" in answer.content.decode()


def test_a_weak_password_is_refused_and_what_was_typed_stays(invited, client):
    path = invited()
    page = client.post(path, NEW | {"password": "парольпароль", "again": "другой"}).content.decode()
    assert "Пароли не совпадают" in page and "Новый человек" in page
    assert "12" in client.post(path, NEW | {"password": "короткий", "again": "короткий"}).content.decode()
    assert not User.objects.filter(email="new@example.ru").exists()


def test_who_has_an_account_signs_in_and_gets_one_role_more(invited, as_, client, person):
    path = invited("TEACHER@example.ru")
    page = client.get(path).content.decode()
    assert "Войдите, и роль добавится" in page and "password" not in page
    client.post(path, NEW)
    assert not Membership.objects.filter(role="deputy", user=person("teacher")).exists()
    as_("teacher").post(path)
    assert Membership.objects.filter(role="deputy", user=person("teacher")).exists()


def test_another_account_cannot_take_it_up(invited, as_, person):
    path = invited()
    client = as_("teacher")
    assert "на другой адрес" in client.get(path).content.decode()
    assert client.post(path).status_code == 410
    assert not Membership.objects.filter(role="deputy", user=person("teacher")).exists()


def test_after_seven_days_the_link_says_so(invited, client):
    path = invited()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(path, NEW)
    assert answer.status_code == 410 and "Срок приглашения истёк" in answer.content.decode()
    assert not User.objects.filter(email="new@example.ru").exists()


def test_sending_again_makes_a_new_link_and_spoils_the_old_one(invited, as_, client):
    old = invited()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    as_("organisation_head").post(f"/people/invitations/{Invitation.objects.get().pk}/again/")
    client.logout()
    assert "прислать новое" not in client.get(link()).content.decode()
    assert client.get(old).status_code == 410
    assert client.get(link()).status_code == 200


def test_a_withdrawn_one_opens_nothing(invited, as_, client):
    path = invited()
    as_("organisation_head").post(f"/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    client.logout()
    assert "отозвано" in client.get(path).content.decode()


def test_it_holds_only_while_its_sender_may_give_the_role(invited, client, person):
    path = invited()
    Membership.objects.filter(user=person("organisation_head")).update(ends_on=timezone.localdate() - timedelta(days=1))
    answer = client.post(path, NEW)
    assert answer.status_code == 410 and "сейчас не может дать эту роль" in answer.content.decode()


def test_only_a_digest_of_the_link_is_kept(invited):
    text = invited().rstrip("/").rpartition("/")[2]
    kept = Invitation.objects.get()
    assert len(text) >= 40 and text not in str(vars(kept))


def test_nobody_is_invited_twice_to_the_same(invited, as_):
    invited()
    page = as_("organisation_head").post(
        "/people/invite/", {"email": "New@example.ru", "role": "deputy", "place": "s1"}
    )  # fmt: skip
    assert "Уже приглашён" in page.content.decode()
    assert Invitation.objects.count() == 1


def test_the_first_people_are_invited_from_the_server(capsys, client):
    call_command("invite", "first@example.ru", "department_head", "m1")
    path = re.search(r"(/account/invitation/\S+)", capsys.readouterr().out)[1]
    client.post(path, NEW)
    assert Membership.objects.filter(user__email="first@example.ru", role="department_head").exists()
    with pytest.raises(CommandError, match="Подходят: m1, m2"):
        call_command("invite", "first@example.ru", "department_head", "s1")
    with pytest.raises(CommandError, match="не адрес почты"):
        call_command("invite", "first", "department_head", "m1")
