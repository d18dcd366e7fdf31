"""Whom a person sees and where a right holds, on random trees, against a definition that is slow and obvious."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msoko.web.accounts.models import User
from msoko.web.accounts.roles import ROLES, Right
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.permissions import holds, places_where, visible_organisations

pytestmark = pytest.mark.django_db
TODAY = date.today()
ABOVE = {"region": "country", "municipality": "region", "organisation": "municipality"}
# Codes that are beginnings of each other, or differ by their case: a path must tell them apart.
CODES = ("a", "A", "ab", "aB", "a_", "a%", "b", "B", "ba")


@st.composite
def trees(draw):
    """type -> [(code, parent code, successor code or "", over?)]"""
    tree = {"country": [("X", "", "", False)]}
    for type_, above in ABOVE.items():
        codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1, max_size=6))
        parents = [one[0] for one in tree[above]]
        names = [f"{type_[0]}{code}" for code in codes]
        heirs = st.sampled_from(["", *names]) if type_ == "organisation" else st.just("")
        tree[type_] = [(name, draw(st.sampled_from(parents)), draw(heirs), draw(st.booleans())) for name in names]
    return tree


@st.composite
def duties_in(draw, tree):
    role = draw(st.sampled_from(list(ROLES.values())))
    place = draw(st.sampled_from([one[0] for one in tree[role.at]]))
    return role, place, draw(st.sampled_from([-1, 0, 1])), draw(st.sampled_from([None, -1, 0]))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_rights_and_sight_are_those_of_the_obvious_definition(data):
    tree = data.draw(trees())
    given_duties = [data.draw(duties_in(tree)) for _ in range(data.draw(st.integers(0, 3)))]
    facts = {code: (parent, heir, over) for layer in tree.values() for code, parent, heir, over in layer}
    with transaction.atomic():
        user = _build(tree, given_duties)
        seen = {one.code for one in visible_organisations(user)}
        may = {right: {one.code for one in places_where(user, right)} for right in Right}
        one_by_one = {right: {one.code for one in Organisation.objects.all() if holds(user, right, one)
                              and one.code in facts} for right in Right}  # fmt: skip
        transaction.set_rollback(True)
    held = [(role, place) for role, place, since, until in given_duties if since <= 0 and (until is None or until >= 0)]
    assert seen == {code for code in facts if any(_reaches(*duty, code, facts) or _is_above(code, duty[1], facts)
                                                  for duty in held)}  # fmt: skip
    for right in Right:
        obvious = {code for code in facts for role, place in held if right in role.rights
                   and _reaches(role, place, code, facts)}  # fmt: skip
        assert may[right] == obvious == one_by_one[right]


def _build(tree, given_duties) -> User:
    rows: dict[str, Organisation] = {}
    for type_, layer in tree.items():
        for code, parent, _, over in layer:
            above = rows.get(parent)
            rows[code] = Organisation.objects.create(
                code=f"{code}", type=type_, name=code, parent=above, path=f"{above.path if above else '/'}{code}/",
                closed_on=TODAY - timedelta(days=1) if over else None,
            )  # fmt: skip
    for code, _, heir, _ in tree["organisation"]:
        if heir and heir != code:
            Organisation.objects.filter(code=code).update(successor=rows[heir])
    user = User.objects.create(username="somebody", name="Somebody", email="somebody@example.ru")
    for role, place, since, until in given_duties:
        Membership.objects.create(
            user=user, organisation=rows[place], role=role.code, starts_on=TODAY + timedelta(days=since),
            ends_on=None if until is None else TODAY + timedelta(days=until),
        )  # fmt: skip
    return user


def _is_above(code, place, facts) -> bool:
    """Is it the place's parent, or above the parent?"""
    parent = facts[place][0]
    return bool(parent) and (parent == code or _is_above(code, parent, facts))


def _reaches(role, place, code, facts) -> bool:
    own = {place} | _carried_on(place, facts)
    return code in own or (role.below and any(_is_above(one, code, facts) for one in own))


def _carried_on(place, facts, seen=()) -> set[str]:
    """Those over, whose heir is the place or one whom the place carries on."""
    direct = {code for code, (_, heir, over) in facts.items() if heir == place and code != place and over}
    fresh = direct - set(seen)
    return fresh.union(*(_carried_on(one, facts, {*seen, *fresh}) for one in fresh)) if fresh else set()


def test_the_head_sees_what_the_school_came_from(person):
    head = person("organisation_head")
    past = Organisation.objects.get(code="s0")
    assert past in visible_organisations(head) and holds(head, Right.SEE_PARTICIPANTS, past)
    Organisation.objects.filter(code="s0").update(closed_on=None)
    del head._duties
    assert past not in visible_organisations(head)  # a living one keeps its data to itself


def test_a_role_at_a_place_of_another_kind_gives_nothing(person):
    user = person("nobody_yet")
    where = Organisation.objects.get(code="m1")
    for role in ("organisation_head", "role_of_another_version"):
        Membership.objects.create(user=user, organisation=where, role=role, starts_on=TODAY)
    assert not visible_organisations(user).exists()
