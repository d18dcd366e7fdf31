"""Keys for programs: shown once, kept as a digest, dead when expired, revoked, or their owner is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from msoko.web.accounts import tokens
from msoko.web.accounts.models import ApiToken, AuditEvent
from tests.web.world import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_key_is_made_after_the_password_and_shown_once(with_password, sign_in, client):
    user = with_password("deputy")
    sign_in("deputy")
    asked = client.get("/account/keys/make/")["Location"]
    client.post(asked, {"password": PASSWORD})
    page = client.post("/account/keys/make/", {"name": "отчёт", "scope": "upload", "days": "30"})
    text = re.search(r'value="(msoko_[\w-]+)"', page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    token = ApiToken.objects.get(owner=user)
    assert text not in str(vars(token)) and text not in client.get("/account/profile/").content.decode()
    assert not AuditEvent.objects.filter(detail__icontains=text).exists()
    found = tokens.authenticate(f"Bearer {text}")
    assert (found, found.token_scope) == (user, "upload")
    client.post(f"/account/keys/{token.pk}/revoke/")
    assert tokens.authenticate(f"Bearer {text}") is None
    said = list(AuditEvent.objects.filter(object_type="token").values_list("action", flat=True))
    assert said == ["token.create", "token.revoke"]


def test_who_may_not_hand_in_files_makes_keys_for_reading_only(with_password, sign_in, client):
    with_password("regional_reader")
    sign_in("regional_reader")
    client.post(client.get("/account/keys/make/")["Location"], {"password": PASSWORD})
    client.post("/account/keys/make/", {"name": "x", "scope": "upload", "days": "30"})
    assert not ApiToken.objects.exists()
    client.post("/account/keys/make/", {"name": "x", "scope": "read", "days": "30"})
    assert ApiToken.objects.get().scope == "read"


def test_a_foreign_key_cannot_be_revoked(as_, person):
    token, text = tokens.make(person("deputy"), "x", "read", 1)
    assert as_("teacher").post(f"/account/keys/{token.pk}/revoke/").status_code == 404
    assert tokens.authenticate(f"Bearer {text}") == person("deputy")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic msoko_x", "Bearer msoko_", "Bearer msoko_\0"]
)
def test_what_is_no_key_is_nobody(header):
    assert tokens.authenticate(header) is None


def test_an_expired_key_and_a_closed_account_are_nobody(person):
    token, text = tokens.make(person("deputy"), "x", "read", 1)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert tokens.authenticate(f"Bearer {text}") is None
    owner = person("teacher")
    _, text = tokens.make(owner, "x", "read", 1)
    owner.is_active = False
    owner.save()
    assert tokens.authenticate(f"Bearer {text}") is None


@pytest.mark.parametrize("days, scope", [(0, "read"), (366, "read"), (30, "everything")])
def test_a_year_at_most_and_a_known_scope(person, days, scope):
    with pytest.raises(ValueError):
        tokens.make(person("deputy"), "x", scope, days)


def test_use_is_written_down_once_a_minute(person):
    _, text = tokens.make(person("deputy"), "x", "read", 1)
    tokens.authenticate(f"Bearer {text}")
    first = ApiToken.objects.get().last_used_at
    tokens.authenticate(f"Bearer {text}")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    tokens.authenticate(f"Bearer {text}")
    assert ApiToken.objects.get().last_used_at > first
