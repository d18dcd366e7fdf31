"""The first page: what needs attention of the places a person reads, and nothing of others."""

from __future__ import annotations

import pytest

from msoko.vocabulary import Level
from msoko.web.analytics.queries.attention import findings
from msoko.web.analytics.queries.pages import issue, years
from msoko.web.analytics.queries.visible import visible_values
from msoko.web.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_front_leads_to_the_overview(as_):
    assert as_("department_head").get("/")["Location"] == "/overview/"


def test_the_department_sees_data_that_not_all_gave(person):
    """s3 sent no certificates of 2022/23, the others did."""
    visible = visible_values(person("department_head"), Organisation.objects.get(code="m1"))
    found = findings(visible, issue(visible), years(visible, "2022-23"), Level.ORGANISATION, ["s1", "s2", "s3"])
    data = [one for one in found if "Результаты образования" in one.title]
    assert data
    assert visible.numbers.registry.name("s3") in data[0].more
    assert visible.numbers.registry.name("s1") not in data[0].more


def test_a_school_finds_its_results_on_its_first_page(as_):
    page = as_("organisation_head").get("/overview/?period=2022-23").content.decode()
    assert "Моя организация" in page
    assert "Качество обученности" in page
    assert 'href="/organisations/s1/"' in page
    assert "СОШ № 2" not in page


def test_who_has_no_role_is_told_whom_to_ask(as_):
    page = as_("nobody_yet").get("/overview/").content.decode()
    assert "У вас пока нет роли" in page
    assert as_("administrator").get("/overview/").status_code == 200


def test_readers_of_fixed_numbers_are_told_to_wait(as_):
    page = as_("expert").get("/overview/").content.decode()
    assert "Чисел пока нет" in page


def test_queries_are_bounded(as_, django_assert_max_num_queries):
    client = as_("department_head")
    client.get("/overview/")
    with django_assert_max_num_queries(24):
        client.get("/overview/")
