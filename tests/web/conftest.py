"""One data folder and one set of people a session; each test works in a transaction of its own."""

from __future__ import annotations

import pytest

from tests.web import world


@pytest.fixture(scope="session")
def data(tmp_path_factory, packs_read_once):
    """A data folder with numbers; tests only read it."""
    return world.fill(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, data):
    with django_db_blocker.unblock():
        world.populate(data)
        _let_tests_empty_the_trail()


def _let_tests_empty_the_trail():
    """After a test with real transactions Django empties all tables; the trail refuses that, as it should."""
    from django.db import connection

    from msoko.web.accounts import triggers

    empty = connection.ops.execute_sql_flush

    def without_triggers(statements):
        triggers.remove(connection)
        empty(statements)
        triggers.install(connection)

    connection.ops.execute_sql_flush = without_triggers


@pytest.fixture(autouse=True)
def home(request, settings, tmp_path):
    """The site's data folder: the shared one, or with the mark `own_data` a copy that the test may change."""
    if request.node.get_closest_marker("django_db") is None:
        return None
    shared = request.getfixturevalue("data")
    own = request.node.get_closest_marker("own_data") is not None
    settings.HOME = world.copy(shared, tmp_path / "data") if own else shared
    return settings.HOME


@pytest.fixture
def person(db):
    """person("deputy"): the user of a role (world.HELD_AT, world.STRANGERS)."""
    from msoko.web.accounts.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def as_(client, person):
    """as_("deputy"): a test client signed in as the role; as_("anonymous") signs out."""

    def sign_in(name):
        client.logout()
        if name != "anonymous":
            client.force_login(person(name))
        return client

    return sign_in
