"""Sign-in through an OpenID Connect provider: who has an account or an invitation gets in, others are told why not."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from msoko.web.accounts.models import AuditEvent, User
from msoko.web.accounts.roles import ROLES
from msoko.web.organisations.models import Invitation, Membership, Organisation
from msoko.web.organisations.people.actions import invite
from tests.web.accounts.identity_provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    """The provider, known to the site as «Региональная учётная запись»."""
    running.claims, running.spoil = {}, lambda claims: claims
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{
        "provider_id": "identity", "name": "Региональная учётная запись", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": running.address},
    }]}}  # fmt: skip
    return running


@pytest.fixture
def enter(provider, client):
    """enter(sub=…, email=…, email_verified=…): the answer of the site after the provider has sent the person back."""

    def go(**claims):
        provider.claims = claims
        asked = client.post(reverse("openid_connect_login", args=("identity",)))
        assert asked.status_code == 302, asked.content.decode()[:2000]
        return client.get(provider.authorize(asked["Location"]), follow=True)

    return go


def signed_in(client):
    return client.session.get("_auth_user_id", "")


def test_the_sign_in_page_offers_it_only_where_it_is_set(client, provider, settings):
    assert "Войти через: Региональная учётная запись" in client.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Войти через" not in client.get("/account/login/").content.decode()


def test_an_existing_account_is_found_by_the_verified_address(enter, client, person):
    enter(sub="1", email="deputy@example.ru", email_verified=True)
    assert signed_in(client) == str(person("deputy").pk)
    client.logout()
    enter(sub="1", email="another@example.ru", email_verified=True)  # the link holds when the address changes
    assert signed_in(client) == str(person("deputy").pk)
    assert AuditEvent.objects.filter(action="session.begin", actor=str(person("deputy").pk)).count() == 2


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_that_is_not_plainly_verified_opens_nothing(enter, client, verified):
    page = enter(sub="2", email="deputy@example.ru", email_verified=verified).content.decode()
    assert not signed_in(client)
    assert "Самостоятельной регистрации здесь нет" in page


def test_an_unknown_person_is_told_what_to_do(enter, client):
    page = enter(sub="3", email="stranger@example.ru", email_verified=True, name="Кто-то").content.decode()
    assert "Попросите руководителя своей организации" in page
    assert not signed_in(client) and not User.objects.filter(email="stranger@example.ru").exists()


def test_an_invited_person_comes_in_and_has_the_role(enter, client):
    invite(None, "new@example.ru", ROLES["teacher"], Organisation.objects.get(code="s1"))
    enter(sub="4", email="New@example.ru", email_verified=True, name="Новый Человек")
    user = User.objects.get(email="new@example.ru")
    assert signed_in(client) == str(user.pk) and user.name == "Новый Человек" and not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "teacher"
    assert Invitation.objects.get().accepted_by == user


def test_an_invitation_whose_time_is_over_opens_nothing(enter, client):
    invite(None, "new@example.ru", ROLES["teacher"], Organisation.objects.get(code="s1"))
    Invitation.objects.update(expires_at=timezone.now())
    enter(sub="5", email="new@example.ru", email_verified=True)
    assert not signed_in(client)


@pytest.mark.parametrize("change", [{"aud": "somebody else"}, {"iss": "https://elsewhere.example"}, {"exp": 1}])
def test_a_token_for_somebody_else_is_refused(enter, provider, client, change):
    provider.spoil = lambda claims: claims | change
    page = enter(sub="6", email="deputy@example.ru", email_verified=True)
    assert not signed_in(client) and "<h1>" in page.content.decode()


def test_a_foreign_state_is_refused(provider, client):
    provider.claims = {"sub": "7", "email": "deputy@example.ru", "email_verified": True}
    asked = client.post(reverse("openid_connect_login", args=("identity",)))["Location"]
    client.get(provider.authorize(asked).replace("state=", "state=x"))
    assert not signed_in(client)


def test_the_configuration_names_the_provider(settings):
    """What msoko.toml says reaches the library: settings.py is read anew with it."""
    import subprocess
    import sys

    said = {
        "MSOKO_IDENTITY_NAME": "Имя",
        "MSOKO_IDENTITY_SERVER": "https://id.example.ru",
        "MSOKO_IDENTITY_CLIENT": "c",
    }
    code = "from msoko.web.project.settings import SOCIALACCOUNT_PROVIDERS as s; print(*s['openid_connect']['APPS'])"
    home = {"MSOKO_HOME": str(settings.HOME), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=said | home, capture_output=True, text=True, check=True)
    assert "'name': 'Имя'" in done.stdout and "https://id.example.ru" in done.stdout
