"""Passwords for people, and counters of attempts that start at nothing."""

from __future__ import annotations

import pytest

from tests.web.world import PASSWORD


@pytest.fixture(autouse=True)
def no_attempts_yet():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def with_password(person):
    """with_password("deputy"): the user of the role, who can sign in with world.PASSWORD."""

    def give(name):
        user = person(name)
        user.set_password(PASSWORD)
        user.save()
        return user

    return give


@pytest.fixture
def sign_in(client):
    def go(login, password=PASSWORD):
        return client.post("/account/login/", {"login": login, "password": password})

    return go


@pytest.fixture
def read_xlsx(tmp_path):
    """Rows of the first sheet of a downloaded workbook."""
    from python_calamine import CalamineWorkbook

    def read(content):
        path = tmp_path / "read.xlsx"
        path.write_bytes(content)
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()

    return read
