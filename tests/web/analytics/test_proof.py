"""A proof leads to the cells of files, and to those of nobody the reader does not see."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import version

import pytest

from msoko.vocabulary import Audience
from msoko.web.accounts.models import AuditEvent
from msoko.web.analytics import numbers
from msoko.web.analytics.queries.found import Found

pytestmark = pytest.mark.django_db


def value(indicator, object_id, period="2022-23"):
    found = numbers.current().values([indicator], objects=[object_id], audience=Audience.DEPARTMENT)
    return next(one for one in found if one.is_known and one.period == period)


def of_people(object_id):
    found = numbers.current().values(["results.vpr_quality"], objects=[object_id], audience=Audience.DEPARTMENT)
    return next(one for one in found if one.is_known)


def opened(client, one, **query):
    return client.get(f"/proof/{one.code}/", query).content.decode().replace("\u00a0", " ")


def test_the_chain_ends_at_cells_and_the_value_is_computed_again(as_):
    page = opened(as_("methodist"), value("results.certificates_9", "s1"))
    assert "аттестаты_2022.xlsx" in page
    assert "значение то же" in page
    assert "E5" in page
    assert "/indicators/results.certificates_9/" in page
    assert f"МСОКО, версия {version('msoko')}" in page


def of_the_whole():
    """A municipal value that enough schools stand behind to be shown to each of them."""
    found = numbers.current().values(objects=["m1"], audience=Audience.DEPARTMENT)
    return max((one for one in found if one.is_known and one.level == "municipality"), key=lambda one: one.known or 0)


def test_rows_of_others_never_appear_in_the_total(as_):
    whole = of_the_whole()
    assert whole.known >= 3
    page = opened(as_("deputy"), whole)
    assert "СОШ № 1" in page
    assert "СОШ № 2" not in page
    assert "организациях, которых вы не видите" in page
    assert "СОШ № 2" in opened(as_("methodist"), whole)


def test_a_total_of_few_is_hidden_from_each_of_them(as_):
    few = value("results.certificates_9", "m1")
    page = opened(as_("deputy"), few)
    assert "Число скрыто" in page
    assert "аттестаты_2022.xlsx" not in page
    assert as_("deputy").get(f"/proof/{few.code}/", {"as": "xlsx"}).content[:2] != b"PK"


def test_participants_are_shown_by_right_and_reading_is_written_down(as_):
    one = of_people("s1")
    before = AuditEvent.objects.filter(action="participants.read").count()
    page = opened(as_("teacher"), one)
    assert "Код участника" not in page
    assert AuditEvent.objects.filter(action="participants.read").count() == before
    assert "Код участника" in opened(as_("deputy"), one)
    event = AuditEvent.objects.filter(action="participants.read").latest("number")
    assert (event.object_id, event.place) == (one.code, "/ru/r1/m1/s1/")
    assert "participant" not in event.detail


def test_the_file_of_rows_says_no_more_than_the_page(as_):
    whole = of_the_whole()
    content = as_("deputy").get(f"/proof/{whole.code}/", {"as": "xlsx"}).content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        text = book.read("xl/sharedStrings.xml").decode().replace("\u00a0", " ")
    assert "СОШ № 1" in text
    assert "СОШ № 2" not in text


@pytest.mark.parametrize("role", ["deputy", "expert", "administrator", "nobody_yet"])
def test_an_invisible_number_and_none_at_all_are_answered_alike(as_, role):
    client = as_(role)
    for code in (value("results.certificates_9", "s2").code, "00000-00000", "not-a-code", "X" * 90):
        assert client.get(f"/proof/{code}/").status_code == 404


def test_a_code_typed_from_paper_is_understood(as_):
    code = value("results.certificates_9", "s1").code
    answer = as_("methodist").get(f"/proof/{code.lower().replace('-', '')}/")
    assert answer.status_code == 302
    assert f"/proof/{code}/" in answer["Location"]


@pytest.mark.own_data
def test_a_fixed_calculation_proves_its_own_number(as_, person):
    from msoko.web.analytics.actions import fix
    from msoko.web.analytics.models import Calculation

    one = value("results.certificates_9", "s1")
    fix(person("department_head"), title="К отчёту", reason="приказ")
    fixed = Calculation.objects.get(kind="fixed").store_id
    assert "«К отчёту»" in opened(as_("methodist"), one, calculation=fixed)
    assert as_("methodist").get(f"/proof/{one.code}/", {"calculation": "none"}).status_code == 404
    assert as_("deputy").get(f"/proof/{one.code}/", {"calculation": fixed}).status_code == 404


def test_what_takes_long_answers_at_once_and_works_without_script(as_, monkeypatch):
    monkeypatch.setattr(Found, "takes_long", True)
    one = value("results.certificates_9", "s1")
    page = opened(as_("methodist"), one)
    assert "Пересчитать и показать строки" in page
    assert "аттестаты_2022.xlsx" not in page
    assert "аттестаты_2022.xlsx" in opened(as_("methodist"), one, rows="1")
    part = as_("methodist").get(f"/proof/{one.code}/?rows=1", headers={"HX-Request": "true"}).content.decode()
    assert "аттестаты_2022.xlsx" in part
    assert "<html" not in part
