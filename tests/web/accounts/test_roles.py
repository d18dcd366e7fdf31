"""Nobody gives a right that they do not hold there; who sees whom; ending a role."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from msoko.web.accounts.models import User
from msoko.web.accounts.rights_words import REACHES, RIGHTS
from msoko.web.accounts.roles import ROLES, Right
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.people.permissions import can_give
from msoko.web.organisations.permissions import holds

pytestmark = pytest.mark.django_db
TODAY = date.today()


def give(client, whom, role, place, **more):
    data = {"role": role, "place": place, "starts_on": timezone.localdate().isoformat()} | more
    return client.post(f"/people/{whom.pk}/", data)


def has(user, role, place):
    return Membership.objects.filter(user=user, role=role, organisation__code=place).exists()


def test_whatever_is_given_was_held_by_the_giver(person):
    """For every giver, role and place: the rule itself."""
    given = set()
    for name in ("department_head", "organisation_head", "administrator", "deputy", "department_specialist", "expert"):
        for role in ROLES.values():
            for place in Organisation.objects.all():
                giver = person(name)
                if can_give(giver, role, place):
                    given.add((name, role.code, place.code))
                    assert holds(giver, Right.MANAGE_PEOPLE, place)
                    assert all(holds(giver, right, place) for right in role.rights)
                    assert role.at == place.type and not place.closed_on
    assert ("department_head", "organisation_head", "s2") in given
    assert ("organisation_head", "deputy", "s1") in given
    assert {name for name, _, _ in given} == {"department_head", "organisation_head", "administrator"}
    assert {place for name, _, place in given if name == "organisation_head"} == {"s1"}
    assert {role for name, role, _ in given if name == "administrator"} == {"administrator"}


def test_a_department_head_gives_a_role_from_a_day_to_a_day(as_, person):
    ends = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = give(as_("department_head"), person("teacher"), "deputy", "s2", ends_on=ends)
    assert answer.status_code == 302
    held = Membership.objects.get(user=person("teacher"), role="deputy")
    assert held.organisation.code == "s2" and held.ends_on.isoformat() == ends


@pytest.mark.parametrize(
    "role, place", [("department_head", "m1"), ("deputy", "s2"), ("deputy", "s0"), ("expert", "m1")]
)
def test_an_organisation_head_gives_nothing_above_or_elsewhere(as_, person, role, place):
    answer = give(as_("organisation_head"), person("teacher"), role, place)
    assert answer.status_code == 200
    assert not has(person("teacher"), role, place)


def test_a_role_does_not_fit_another_kind_of_place(as_, person):
    page = give(as_("department_head"), person("teacher"), "deputy", "m1").content.decode()
    assert "Эту роль в таком месте не дают" in page


def test_the_days_are_checked_in_words(as_, person):
    page = give(as_("department_head"), person("teacher"), "deputy", "s1", starts_on="2020-01-01").content.decode()
    assert "от сегодняшнего" in page
    page = give(as_("department_head"), person("teacher"), "deputy", "s1", ends_on="2020-01-01").content.decode()
    assert "Последний день раньше первого" in page


def test_a_role_ends_at_once_or_on_a_day(as_, person):
    teacher = person("teacher")
    held = Membership.objects.get(user=teacher)
    client = as_("organisation_head")
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert client.post(f"/people/roles/{held.pk}/end/", {"last_day": "2020-01-01"}).status_code == 200
    client.post(f"/people/roles/{held.pk}/end/", {"last_day": yesterday})
    assert not holds(person("teacher"), Right.SEE_RESULTS, held.organisation)
    page = client.get(f"/people/{teacher.pk}/").content.decode()
    assert "завершена" in page and "Завершить роль" not in page


def test_nobody_ends_their_own_last_role(as_, person):
    held = Membership.objects.get(user=person("organisation_head"))
    client = as_("organisation_head")
    assert client.get(f"/people/roles/{held.pk}/end/").status_code == 403
    assert "Завершить роль" not in client.get(f"/people/{held.user_id}/").content.decode()


def test_of_a_person_with_two_employers_each_sees_only_the_own(as_, person):
    s2 = Organisation.objects.get(code="s2")
    Membership.objects.create(user=person("teacher"), organisation=s2, role="deputy", starts_on=TODAY)
    page = as_("organisation_head").get(f"/people/{person('teacher').pk}/").content.decode()
    assert s2.name not in page
    assert s2.name not in as_("organisation_head").get("/people/").content.decode()
    assert s2.name in as_("department_head").get(f"/people/{person('teacher').pk}/").content.decode()


def test_the_list_is_found_in_filtered_downloaded_and_bounded(as_, read_xlsx, django_assert_max_num_queries):
    s1 = Organisation.objects.get(code="s1")
    for number in range(60):
        user = User.objects.create(
            username=f"many{number}", name=f"Множество {number:02}", email=f"m{number}@example.ru"
        )
        Membership.objects.create(user=user, organisation=s1, role="teacher", starts_on=TODAY)
    client = as_("department_head")
    with django_assert_max_num_queries(16):
        page = client.get("/people/").content.decode()
    assert "страница 1 из 2" in page
    assert "Множество 07" in client.get("/people/", {"words": "множество 07"}).content.decode()
    assert "Никто не найден" in client.get("/people/", {"words": "нет такого"}).content.decode()
    assert "Множество" not in client.get("/people/", {"role": "methodist"}).content.decode()
    rows = read_xlsx(client.get("/people/", {"format": "xlsx", "words": "Множество 07"}).content)
    assert [row[0] for row in rows] == ["Имя", "Множество 07"]
    names = {row[0] for row in read_xlsx(client.get("/people/", {"format": "xlsx"}).content)}
    assert "other_department_head" not in names and "regional_reader" not in names


def test_the_table_of_roles_is_written_out_in_words(as_):
    page = as_("teacher").get("/roles/").content.decode()
    assert set(RIGHTS) == set(Right)
    assert {(role.at, role.below) for role in ROLES.values()} == set(REACHES)
    for role in ROLES.values():
        part = page.split(f'id="{role.code}"')[1].split("</section>")[0]
        for right, words in RIGHTS.items():
            assert (f"<li>{words}</li>" in part) == (right in role.rights), (role.code, right)


def test_ending_does_not_prolong_or_give_a_role_anew(as_, person):
    """An administrator ends any role, and may give few."""
    today = timezone.localdate()
    role = Membership.objects.get(user=person("methodist"))
    for ended, status in ((today - timedelta(days=30), 403), (today + timedelta(days=30), 200)):
        Membership.objects.filter(pk=role.pk).update(ends_on=ended)
        later = {"last_day": today + timedelta(days=60)}
        assert as_("administrator").post(f"/people/roles/{role.pk}/end/", later).status_code == status
        role.refresh_from_db()
        assert role.ends_on == ended
