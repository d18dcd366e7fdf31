"""Every address × every role × own, sibling, other and closed organisation answers as the table says."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django.urls import get_resolver, reverse

from tests.web import access
from tests.web.access.rows import PLACES, ROLES, Row

_MODULES = [importlib.import_module(f"tests.web.access.{m.name}") for m in pkgutil.iter_modules(access.__path__)]
ROWS = [row for module in _MODULES for row in getattr(module, "ROWS", ())]
FOREIGN = (
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "openid_connect_",
    "social/",
)  # of allauth: tests/web/accounts


def names(resolver=None, prefix=""):
    """Every URL name, with its namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if getattr(pattern, "namespace", None) else prefix
            yield from names(pattern, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}"
        else:
            yield str(pattern.pattern)


def test_every_address_has_a_row():
    missing = set(names()) - {row.address for row in ROWS}
    assert not {name for name in missing if not name.startswith(FOREIGN)}


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.address}")
def test_the_answer_is_the_one_in_the_table(row: Row, as_):
    wrong = []
    for role in ROLES:
        expected = row.expected(role)
        places = list(PLACES.items()) if row.is_about_a_place else [("", "")]
        expected = expected * len(places) if len(expected) == 1 else expected
        for (kind, code), status in zip(places, expected, strict=True):
            given = row.arguments(code) if callable(row.arguments) else dict(row.arguments)
            address = reverse(row.address, kwargs={**given, **({row.place: code} if row.place else {})})
            found = getattr(as_(role), row.method)(address, data=dict(row.data)).status_code
            if found != status:
                wrong.append(f"{role} at {kind or 'the site'}: {found} instead of {status}")
    assert not wrong, "\n".join(wrong)


REFUSED = ("deputy", "teacher", "expert", "nobody_yet", "anonymous")
CLOSED = {401, 403, 404, 405, 410}


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "get"], ids=lambda row: row.address)
def test_sending_a_form_opens_nothing_that_reading_does_not(row: Row, as_):
    """Complete by construction: whoever may not read an address may not write to it either."""
    wrong = []
    for role in REFUSED:
        expected = row.expected(role)
        places = list(PLACES.values()) if row.is_about_a_place else [""]
        for code, status in zip(places, expected * (len(places) // len(expected)), strict=True):
            if status not in CLOSED and (role, status) != ("anonymous", 302):
                continue
            given = row.arguments(code) if callable(row.arguments) else dict(row.arguments)
            address = reverse(row.address, kwargs={**given, **({row.place: code} if row.place else {})})
            answer = as_(role).post(address, {"verb": "withdraw", "reason": "x", "last_day": "2020-01-01"})
            to_sign_in = role == "anonymous" and answer.status_code == 302 and "/account/login/" in answer["Location"]
            if answer.status_code not in CLOSED and not to_sign_in:
                wrong.append(f"{role} at {code or 'the site'}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
