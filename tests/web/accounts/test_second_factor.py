"""Who manages people or approves the registry sets up a second factor; then it is asked for at sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from msoko.web.accounts.models import AuditEvent
from tests.web.world import PASSWORD

pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_IS_REQUIRED = True


def set_up(client) -> str:
    """The secret of the application that is now switched on."""
    asked = client.get("/account/2fa/totp/activate/")["Location"]
    assert "/account/reauthenticate/" in asked
    client.post(asked, {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    return secret


@pytest.mark.parametrize("role", ["department_head", "organisation_head", "administrator"])
def test_strong_roles_are_led_to_setting_it_up(demanded, as_, role):
    client = as_(role)
    answer = client.get("/people/")
    assert answer["Location"] == "/account/2fa/"
    assert "Для вашей роли нужен второй фактор" in client.get("/account/2fa/").content.decode()
    assert client.get("/account/profile/").status_code == 200


def test_others_are_not(demanded, as_):
    assert as_("teacher").get("/roles/").status_code == 200


def test_it_is_set_up_and_asked_for(demanded, with_password, sign_in, client, monkeypatch):
    user = with_password("organisation_head")
    sign_in("organisation_head")
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function: function())
    secret = set_up(client)
    assert client.get("/people/").status_code == 200
    sealed = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in sealed
    client.post("/account/logout/")
    assert sign_in("organisation_head")["Location"] == "/account/2fa/authenticate/"
    assert client.get("/people/").status_code == 302, "the password alone opens nothing"
    page = client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "Код неверен или устарел" in page
    recovery = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post("/account/2fa/authenticate/", {"code": recovery}).status_code == 302
    assert client.get("/people/").status_code == 200
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"factor.add", "factor.refuse", "session.begin", "session.end"} <= actions


def test_it_cannot_be_switched_off_without_the_password(with_password, sign_in, client):
    with_password("organisation_head")
    sign_in("organisation_head")
    set_up(client)
    session = client.session
    session["account_authentication_methods"] = [
        {**method, "at": method["at"] - 3600} for method in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post("/account/2fa/totp/deactivate/")
    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_has_lost_everything_is_helped_from_the_server(with_password, sign_in, client, person):
    from django.core.management import CommandError, call_command

    with_password("organisation_head")
    sign_in("organisation_head")
    set_up(client)
    call_command("reset_second_factor", "organisation_head@example.ru")
    assert not Authenticator.objects.filter(user=person("organisation_head")).exists()
    assert AuditEvent.objects.filter(action="factor.remove", actor="").exists()
    with pytest.raises(CommandError, match="не включён"):
        call_command("reset_second_factor", "organisation_head@example.ru")


def test_no_key_is_made_before_it_is_set_up(demanded, with_password, sign_in, client):
    """A key for programs would be a way around it."""
    with_password("department_head")
    sign_in("department_head")
    answer = client.post("/account/keys/make/", {"name": "отчёт", "scope": "read", "days": 30})
    assert answer["Location"] == "/account/2fa/"
