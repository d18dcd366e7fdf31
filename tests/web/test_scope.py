"""Nobody reads of a place out of reach: in no page, file, picture, message, hint or count, whatever the tree is.

The second property is the stronger one: what strangers do changes nothing of what a person reads.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from msoko.web.accounts.models import User
from msoko.web.accounts.roles import ROLES
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.permissions import visible_organisations
from msoko.web.workplace import workplace
from tests.web.crawling import crawl

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date.today()
DRAW = (Phase.explicit, Phase.generate)  # a crawl takes seconds: the first example that fails is shown as it is
PLACES = {
    "organisation": ("s1", "s2", "s3", "s0", "d1", "t1"), "municipality": ("m1", "m2"), "region": ("r1",),
    "country": ("ru",),
}  # fmt: skip


@st.composite
def duty(draw):
    role = draw(st.sampled_from(list(ROLES.values())))
    begins = TODAY + timedelta(days=draw(st.sampled_from([-400, -1, 0, 1])))
    ends = draw(st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30)]))
    return role.code, draw(st.sampled_from(PLACES[role.at])), begins, ends


@st.composite
def strangers(draw):
    """Further organisations: (word, municipality, is a predecessor of the one before)."""
    words = draw(st.lists(st.text("абвгдежзиклмн", min_size=9, max_size=9), unique=True, min_size=1, max_size=6))
    return [(word, draw(st.sampled_from(PLACES["municipality"])), draw(st.booleans())) for word in words]


def settle(people, tree) -> User:
    """The tree grows, and the person takes up the duties."""
    grow(tree)
    user = User.objects.create(username="somebody", name="Somebody", email="somebody@example.ru")
    for role, place, begins, ends in people:
        where = Organisation.objects.get(code=place)
        Membership.objects.create(user=user, organisation=where, role=role, starts_on=begins, ends_on=ends)
    return user


def grow(tree) -> None:
    before = None
    for word, municipality, merged in tree:
        parent = Organisation.objects.get(code=municipality)
        successor = before if merged and before and before.parent == parent else None
        before = Organisation.objects.create(
            code=f"x-{word}", type="organisation", name=f"МБОУ «{word}»", kind="school", parent=parent,
            path=f"{parent.path}x-{word}/", successor=successor, closed_on=TODAY if successor else None,
        )  # fmt: skip


def signs(organisations) -> dict[str, str]:
    """What would give a place away -> its code: names of all times, numbers, addresses."""
    registry = workplace().registry()
    found = {}
    for one in organisations.filter(type__in=("municipality", "organisation")):  # a country is no secret
        texts = {one.name, f"/{one.code}/", f"={one.code}&", f'={one.code}"'}
        for attribute in ("name", "full_name", "inn", "ogrn", "fis_oko_login"):
            texts |= {span.value for span in registry.spans(one.code, attribute)}
        found |= dict.fromkeys(texts, one.code)
    return found


@settings(max_examples=12, deadline=None, phases=DRAW, suppress_health_check=list(HealthCheck))
@given(people=st.lists(duty(), min_size=1, max_size=2), tree=strangers())
def test_no_page_names_what_is_out_of_reach(people, tree, data):
    with undone():
        user = settle(people, tree)
        seen = set(visible_organisations(user).values_list("code", flat=True))
        seen |= set(user.memberships.values_list("organisation__code", flat=True))  # one's own duties of other days
        foreign = signs(Organisation.objects.exclude(code__in=seen))
        pages = crawl(signed_in(user))
        assert len(pages) > 3
        told = [(page.address, sign) for page in pages for sign in foreign if sign in page.text]
        assert not told, f"{people}: {told[:5]}"
        assert not [page.address for page in pages if page.status >= 500]


@settings(max_examples=10, deadline=None, phases=DRAW, suppress_health_check=list(HealthCheck))
@given(people=st.lists(duty(), min_size=1, max_size=1), tree=strangers())
def test_what_strangers_do_changes_nothing_that_is_read(people, tree, data):
    with undone():
        user = settle(people, [])
        client = signed_in(user)
        before = pages_of(client)
        own = visible_organisations(user)
        foreign = [line for line in tree if not own.filter(code=line[1], type="municipality").exists()]
        if not foreign:
            return
        settle_strangers(foreign)
        after = pages_of(client)
        assert [address for address in before if before[address] != after.get(address)] == []
        assert before.keys() == after.keys()


@pytest.mark.parametrize("role", ["deputy", "department_specialist", "expert", "regional_reader", "nobody_yet"])
def test_what_is_hidden_and_what_is_not_there_are_answered_alike(role, as_, person):
    client = as_(role)
    hidden = Organisation.objects.exclude(pk__in=visible_organisations(person(role)))
    for one in hidden:
        for page in ("", "registry/"):
            answers = [client.get(f"/organisations/{code}/{page}") for code in (one.code, "no-such-place")]
            assert [answer.status_code for answer in answers] == [404, 404]
            texts = [same(answer.content.decode()).replace(one.code, "no-such-place") for answer in answers]
            assert texts[0] == texts[1]


def settle_strangers(tree) -> None:
    for number, line in enumerate(tree):
        grow([line])
        stranger = User.objects.create(username=f"stranger{number}", name=line[0], email=f"x{number}@example.ru")
        where = Organisation.objects.get(code=f"x-{line[0]}")
        Membership.objects.create(user=stranger, organisation=where, role="deputy", starts_on=TODAY)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pages_of(client) -> dict[str, str]:
    """What a person reads, but for the trail: it grows by the reading itself."""
    return {page.address: same(page.text) for page in crawl(client, limit=60) if not page.address.startswith("/audit")}


def same(text: str) -> str:
    """Without what differs at every request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'"X-CSRFToken": "[^"]+"', "", text)
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", text)


class undone:
    """What happens inside has not happened."""

    def __enter__(self):
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind, error, trace):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        return False
