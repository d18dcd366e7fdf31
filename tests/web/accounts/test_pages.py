"""Every page of signing in looks like ours: Russian, one heading, labels, nothing inline that the policy forbids."""

from __future__ import annotations

import re

import pytest

from tests.web.accounts.test_second_factor import set_up

pytestmark = pytest.mark.django_db
SIGNED_OUT = ("login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/",
              "3rdparty/login/cancelled/", "3rdparty/login/error/", "password/reset/key/1-x/",
              "password/reset/key/done/", "confirm-email/x/")  # fmt: skip
SIGNED_IN = ("logout/", "password/change/", "email/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
             "2fa/webauthn/add/", "reauthenticate/", "3rdparty/", "sessions/")  # fmt: skip
WITH_FACTOR = ("2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/",
               "2fa/reauthenticate/")  # fmt: skip
_LATIN = re.compile(r"[A-Za-z]{3,}")
_KNOWN = {
    "English", "xlsx", "Caps", "Lock", "USB", "NFC", "JavaScript", "organisation", "head", "example", "Ctrl"
}  # fmt: skip


def check(client, path):
    answer = client.get(f"/account/{path}")
    assert answer.status_code in (200, 302, 401), path
    if answer.status_code == 302:
        return False
    page = answer.content.decode()
    assert '<html lang="ru"' in page and page.count("<h1>") == 1, path
    assert not re.search(r"\sstyle=|<style|\son\w+=", page), path
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or "application/json" in script, path
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page[page.index("<main") : page.index("</main>")], flags=re.S)
    assert not set(_LATIN.findall(re.sub(r"\S+@\S+|[A-Z2-7]{32}", "", text))) - _KNOWN, path
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    for field in re.findall(r"<(?:input|select|textarea)[^>]*>", page[page.index("<main") :]):
        if not re.search(r'type="(?:hidden|submit)"', field):
            assert re.search(r'id="([^"]+)"', field)[1] in labelled, (path, field)
    return True


def test_signed_out(client):
    shown = [path for path in SIGNED_OUT if check(client, path)]
    assert len(shown) >= 8


def test_signed_in(with_password, sign_in, client):
    with_password("organisation_head")
    sign_in("organisation_head")
    client.post(client.get("/account/2fa/totp/activate/")["Location"], {"password": "правильная лошадь"})
    shown = [path for path in SIGNED_IN if check(client, path)]
    assert len(shown) >= 8


def test_with_a_second_factor(with_password, sign_in, client):
    with_password("organisation_head")
    sign_in("organisation_head")
    set_up(client)
    assert [path for path in WITH_FACTOR if check(client, path)] == list(WITH_FACTOR)
    client.post("/account/logout/")
    sign_in("organisation_head")
    assert check(client, "2fa/authenticate/")


def test_the_form_of_the_identity_provider_may_lead_there():
    from msoko.web.project.security import POLICY, _with_identity_provider

    assert _with_identity_provider("") == POLICY
    assert "form-action 'self' https://id.example.ru;" in _with_identity_provider("https://id.example.ru/realms/x")
