"""The page of an organisation: own values with proofs, nothing of others, why something is not shown."""

from __future__ import annotations

from datetime import date

import pytest

from msoko.web.accounts.models import User
from msoko.web.organisations.models import Membership, Organisation

pytestmark = pytest.mark.django_db


def test_own_results_lead_to_their_proofs(as_):
    page = as_("organisation_head").get("/organisations/s1/?period=2022-23").content.decode()
    assert "Качество обученности" in page
    assert "/proof/" in page
    assert "/indicators/results.vpr_quality/" in page
    assert "сопоставимые" in page or "муниципалитет" in page


def test_names_and_codes_of_others_are_not_in_the_page(as_):
    page = as_("organisation_head").get("/organisations/s1/").content.decode()
    assert "/organisations/s2/" not in page
    assert "СОШ № 2" not in page


def test_a_purpose_takes_results_away_and_says_why(as_):
    client = as_("department_head")
    page = client.get("/organisations/s1/?period=2022-23&purpose=staff_appraisal").content.decode()
    assert "не могут быть использованы" in page
    assert "42,4" not in page
    assert client.get("/organisations/s1/?purpose=nonsense&period=nonsense").status_code == 200


def test_a_year_without_values_says_what_to_do(as_):
    page = as_("regional_reader").get("/organisations/s1/").content.decode()
    assert "Значений пока нет" in page


def test_the_page_leaves_as_a_table_and_pictures(as_):
    client = as_("organisation_head")
    table = client.get("/organisations/s1/?as=xlsx")
    assert table["Content-Type"].endswith("sheet")
    assert client.get("/organisations/s1/?as=svg&of=values").content.startswith(b"<svg")


def test_queries_do_not_grow_with_organisations(as_, django_assert_max_num_queries):
    client = as_("department_head")
    client.get("/organisations/m1/")
    with django_assert_max_num_queries(22):
        assert client.get("/organisations/m1/").status_code == 200


def test_who_carries_a_closed_school_on_is_named_only_to_those_who_see_it(as_, client):
    closed = Organisation.objects.get(code="s0")
    before = User.objects.create(username="deputy_of_s0", name="deputy", email="deputy0@example.ru")
    Membership.objects.create(user=before, organisation=closed, role="deputy", starts_on=date(2020, 1, 1))
    assert "/organisations/s1/" in as_("department_head").get("/organisations/s0/").content.decode()
    client.force_login(before)
    own = client.get("/organisations/s0/").content.decode()
    assert "/organisations/s1/" not in own
    assert closed.successor.name not in own
