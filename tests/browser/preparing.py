"""Run in the site's own process: database, people, sessions, and which pages there are for whom, said as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

ROLES = ("department_head", "deputy")


def main(data: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("build_assets", verbosity=0, stdout=sys.stderr)
    people()
    said = {"sessions": {role: session(role) for role in ROLES}}
    is_tested = "t1" in workplace_codes()
    said["pages"] = {role: pages(role) for role in (*ROLES, "anonymous")} if is_tested else {}
    json.dump(said, sys.stdout)


def people() -> None:
    """Those of the tests' world; in a demonstration those that it has."""
    from django.conf import settings

    from msoko.web.organisations.syncing import follow
    from msoko.web.project.demonstration import settle
    from tests.web.world import PASSWORD, populate

    if "t1" in workplace_codes():
        populate(settings.HOME)
    else:
        follow()
        settle()
    deputy = holder("deputy")
    deputy.set_password(PASSWORD)
    deputy.save()


def workplace_codes() -> tuple[str, ...]:
    from msoko.web.workplace import workplace

    return tuple(workplace().registry().ids("organisation"))


def holder(role: str) -> User:
    """The first person who has the role."""
    from msoko.web.accounts.models import User

    return User.objects.filter(memberships__role=role).order_by("pk")[0]


def session(role: str) -> str:
    """The key of a session in which the role has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(holder(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def pages(role: str) -> list[str]:
    """Every address of the access table that the role may open and that answers with a page."""
    from django.test import Client
    from django.urls import reverse

    from msoko.web.accounts.models import User
    from tests.web.test_access import ROWS

    client = Client(headers={"host": "127.0.0.1"})
    if role != "anonymous":
        client.force_login(
            User.objects.get(username=role), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    found = []
    for row in ROWS:
        if row.method != "get" or row.expected(role)[0] != 200:
            continue
        given = row.arguments("s1") if callable(row.arguments) else dict(row.arguments)
        address = reverse(row.address, kwargs={**given, **({row.place: "s1"} if row.place else {})})
        answer = client.get(address, data=dict(row.data))
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            query = answer.request["QUERY_STRING"]
            found.append(f"{address}?{query}" if query else address)
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    os.environ["MSOKO_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"
    main(Path(sys.argv[1]))
