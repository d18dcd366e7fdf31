"""People of the demonstration: one for each role, and never where people work."""

import dataclasses

import pytest

from msoko.web.accounts.roles import ROLES
from msoko.web.organisations.models import Organisation
from msoko.web.project import demonstration
from msoko.web.project.configuration import ConfigurationError, read

pytestmark = pytest.mark.django_db


def test_there_is_a_person_for_every_role():
    assert {person.role for person in demonstration.PEOPLE} == set(ROLES)
    assert len({person.login for person in demonstration.PEOPLE}) == len(demonstration.PEOPLE)


def test_they_are_made_in_demonstration_mode_only():
    with pytest.raises(PermissionError):
        demonstration.settle()


def test_they_can_sign_in_where_they_belong(settings, client, monkeypatch):
    values = dict(settings.CONFIGURATION.values) | {"mode": "demonstration"}
    settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, values=values)
    here = [
        dataclasses.replace(one, login=f"demo-{one.login}", place=one.place and "s1") for one in demonstration.PEOPLE
    ]
    Organisation.objects.filter(code="m2").update(type="organisation")  # the tests have a neighbour, the demo has none
    monkeypatch.setattr(demonstration, "PEOPLE", here)
    logins = demonstration.settle()
    assert len(logins) == len(here)
    assert all(client.login(username=one.login, password=one.password) for one in logins)
    assert {one.place for one in logins} >= {Organisation.objects.get(code="s1").name}


def test_demonstration_mode_needs_the_mark_of_a_demonstration_and_this_computer(tmp_path):
    (tmp_path / "msoko.toml").write_text('mode = "demonstration"')
    with pytest.raises(ConfigurationError, match="msoko demo"):
        read(tmp_path, {})
    (tmp_path / ".msoko-demo").touch()
    assert read(tmp_path, {}).demonstration
    with pytest.raises(ConfigurationError, match="только"):
        read(tmp_path, {"MSOKO_ADDRESS": "https://msoko.example.ru"})
