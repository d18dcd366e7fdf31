"""Signing in and out with a password: what it says, what it counts, what it leaves in the trail."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from msoko.web.accounts.models import AuditEvent, User
from tests.web.world import PASSWORD

pytestmark = pytest.mark.django_db


def actions():
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


@pytest.mark.parametrize("login", ["deputy", "deputy@example.ru", "DEPUTY@example.ru"])
def test_by_user_name_or_e_mail(with_password, sign_in, client, login):
    user = with_password("deputy")
    assert sign_in(login).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert actions() == ["session.begin"]


def test_the_session_gets_a_new_key(with_password, sign_in, client):
    with_password("deputy")
    client.get("/account/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in("deputy")
    assert client.cookies["sessionid"].value != before


def test_a_wrong_password_says_what_to_do_and_keeps_what_was_typed_out_of_the_trail(with_password, sign_in):
    with_password("deputy")
    page = sign_in("deputy", "неправильная лошадь").content.decode()
    assert "Неверное имя или пароль. Проверьте раскладку клавиатуры" in page
    assert 'value="deputy"' in page and "неправильная" not in page
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id, event.detail) == ("session.refuse", "", "", {})


def test_an_unknown_name_is_answered_like_a_wrong_password(with_password, sign_in):
    with_password("deputy")
    pages = [sign_in(login, "x").content.decode().replace(login, "") for login in ("deputy", "nobody-of-this-name")]
    assert _plain(pages[0]) == _plain(pages[1])


def _plain(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_guessing_is_stopped_and_says_when_to_try_again(with_password, sign_in, client):
    with_password("deputy")
    for _ in range(5):
        sign_in("deputy", "x")
    answer = sign_in("deputy")  # the right one comes too late
    assert "Повторите через 5 минут" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_flood_from_one_computer_is_answered_429_in_words(client):
    for number in range(31):
        answer = client.post("/account/login/", {"login": f"name{number}", "password": "x"})
    assert answer.status_code == 429
    assert "Подождите пять минут" in answer.content.decode()


def test_a_closed_account_does_not_open(with_password, sign_in, client):
    user = with_password("deputy")
    user.is_active = False
    user.save()
    sign_in("deputy")
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session_and_asks_for_a_form(as_, client):
    as_("deputy")
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session
    assert client.get("/account/profile/").status_code == 302
    assert actions()[-1] == "session.end"


def test_nobody_registers_by_themselves(client):
    page = client.get("/account/signup/").content.decode()
    assert "Самостоятельной регистрации здесь нет" in page
    client.post("/account/signup/", {
        "email": "x@example.ru", "username": "x", "password1": PASSWORD, "password2": PASSWORD
    })  # fmt: skip
    assert not User.objects.filter(username="x").exists()


def test_a_forgotten_password_is_set_anew_by_a_letter(with_password, sign_in, client):
    with_password("deputy")
    client.post("/account/password/reset/", {"email": "deputy@example.ru"})
    letter = mail.outbox[0]
    assert letter.subject.startswith("МСОКО: ") and "Здравствуйте" in letter.body
    link = re.search(r"http://\S+(/account/password/reset/key/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    new = "новая правильная лошадь"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in("deputy").status_code == 200
    assert sign_in("deputy", new).status_code == 302
    assert "password.reset" in actions()
    assert client.get(link, follow=True).context["token_fail"], "the link works once"


def test_an_unknown_address_is_answered_like_a_known_one(client):
    assert client.post("/account/password/reset/", {"email": "nobody@example.org"}).status_code == 302
    assert "/account/" not in "".join(letter.body for letter in mail.outbox if "reset" in letter.body)


def test_a_new_password_must_be_long_and_ends_other_sessions(with_password, sign_in, client):
    from django.test import Client

    with_password("deputy")
    elsewhere = Client()
    elsewhere.post("/account/login/", {"login": "deputy", "password": PASSWORD})
    sign_in("deputy")
    data = {"oldpassword": PASSWORD, "password1": "короткий", "password2": "короткий"}
    assert "12" in client.post("/account/password/change/", data).content.decode()
    data |= {"password1": "совсем другая лошадь", "password2": "совсем другая лошадь"}
    assert client.post("/account/password/change/", data).status_code == 302
    assert client.get("/account/profile/").status_code == 200
    assert elsewhere.get("/account/profile/").status_code == 302
    assert any("пароль" in letter.body.lower() for letter in mail.outbox), "the owner is told"


def test_the_next_page_is_one_of_ours(with_password, client):
    with_password("deputy")
    data = {"login": "deputy", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/account/login/", data)["Location"] == "/"


def test_the_language_is_kept_with_the_person(with_password, sign_in, client, person):
    with_password("deputy")
    sign_in("deputy")
    client.post("/language/", {"language": "en", "next": "/account/profile/"})
    assert person("deputy").language == "en"
    assert "My roles" in client.get("/account/profile/").content.decode()
    client.post("/account/logout/")
    client.cookies.clear()
    assert "Вход в систему" in client.get("/account/login/").content.decode()
    sign_in("deputy")
    assert "My roles" in client.get("/account/profile/").content.decode()


def test_other_sign_ins_are_seen_and_ended(with_password, sign_in, client):
    from django.test import Client

    with_password("deputy")
    elsewhere = Client(headers={"user-agent": "Незнакомый браузер"})
    elsewhere.post("/account/login/", {"login": "deputy", "password": PASSWORD})
    sign_in("deputy")
    assert "Незнакомый браузер" in client.get("/account/sessions/").content.decode()
    client.post("/account/sessions/")
    assert client.get("/account/profile/").status_code == 200
    assert elsewhere.get("/account/profile/").status_code == 302
