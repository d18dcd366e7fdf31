"""The door without a password is there in a demonstration and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytestmark = pytest.mark.django_db
DOOR = "/account/demonstration/deputy/"


@pytest.fixture
def demonstration(settings):
    now = settings.CONFIGURATION
    settings.CONFIGURATION = replace(now, values={**now.values, "mode": "demonstration"})


def test_in_work_mode_there_is_no_door(client):
    assert client.post(DOOR).status_code == 404
    page = client.get("/account/login/").content.decode()
    assert "Войти как" not in page and "demonstration" not in page
    assert "_auth_user_id" not in client.session


def test_in_a_demonstration_each_role_is_one_button_away(demonstration, client, person):
    page = client.get("/account/login/").content.decode()
    assert page.count("Войти как: ") == 10 and "выдуманы" in page
    assert client.get(DOOR).status_code == 405
    client.post(DOOR)
    assert client.session["_auth_user_id"] == str(person("deputy").pk)
    assert "этот" in client.get("/account/sessions/").content.decode()


def test_the_door_takes_no_form_from_elsewhere(demonstration):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(DOOR).status_code == 403
