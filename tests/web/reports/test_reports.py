"""From the order on a page to the kept file, for each reader only what was written for them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from msoko.web.accounts.models import AuditEvent
from msoko.web.reports.models import ReportFile
from msoko.web.workplace import workplace

pytestmark = pytest.mark.django_db
PASSPORT = {
    "place": "s1", "period": "2022-23", "purpose": "management", "audience": "organisation",
    "formats": ["html", "xlsx"],
}  # fmt: skip


def order(client, kind="organisation-passport", **changes):
    return client.post(f"{reverse('reports:new')}?kind={kind}", PASSPORT | changes)


@pytest.mark.own_data
def test_a_passport_from_the_order_to_the_file(as_):
    client = as_("deputy")
    answer = order(client)
    assert answer.status_code == 302
    files = list(ReportFile.objects.all())
    assert {one.format for one in files} == {"html", "xlsx"}
    assert {one.state for one in files} == {"ready"}
    one = next(one for one in files if one.format == "html")
    assert one.ledger_version == workplace().store.version
    page = client.get(answer.url).content.decode()
    assert "Паспорт организации" in page
    assert "готов" in page
    file = client.get(reverse("reports:file", args=[one.order, "html"]))
    assert file.content == workplace().files.get(one.sha256)
    assert "attachment" in file["Content-Disposition"]
    said = [event.action for event in AuditEvent.objects.filter(object_id=str(one.order)).order_by("number")]
    assert said == ["report.order", "report.write", "report.write", "report.read"]


@pytest.mark.own_data
def test_the_page_of_a_report_is_locked_in(as_):
    client = as_("deputy")
    order(client)
    page = client.get(reverse("reports:view", args=[ReportFile.objects.first().order]))
    assert page["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "МБОУ" in page.content.decode()


@pytest.mark.own_data
def test_a_report_is_seen_by_readers_it_was_written_for(as_):
    order(as_("department_specialist"), audience="department")
    number = ReportFile.objects.first().order
    for role, status in {"methodist": 200, "deputy": 404, "teacher": 404, "expert": 404, "other_department_head": 404,
                         "sibling_school_head": 404}.items():  # fmt: skip
        assert as_(role).get(reverse("reports:order", args=[number])).status_code == status, role
        shown = str(number) in as_(role).get(reverse("reports:list")).content.decode()
        assert shown == (status == 200), role


def test_nobody_orders_for_wider_eyes_or_about_others(as_):
    client = as_("deputy")
    for changes in ({"audience": "department"}, {"place": "s2"}, {"formats": []}, {"period": "2031-32"}):
        answer = order(client, **changes)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    assert not ReportFile.objects.exists()


def test_what_is_refused_is_said_before_the_work_begins(as_):
    note = {"place": "m1", "subject": "vpr:02", "grade": "5", "audience": "department"}
    answer = order(as_("methodist"), "procedure-note", **note | {"purpose": "staff_appraisal"})
    assert answer.status_code == 422
    assert "нельзя использовать для этой цели" in answer.content.decode()
    answer = order(as_("methodist"), "municipal-summary", place="m1")
    assert "называет все организации" in answer.content.decode()
    assert not ReportFile.objects.exists()


@pytest.mark.own_data
def test_what_cannot_be_written_says_why_and_can_be_ordered_again(as_):
    note = {"place": "m1", "subject": "vpr:02", "grade": "11", "audience": "department"}
    client = as_("methodist")
    page = client.get(order(client, "procedure-note", **note).url).content.decode()
    assert "нет значений за период" in page
    assert "Заказать ещё раз" in page


def test_readers_of_fixed_numbers_are_told_that_there_are_none(as_):
    answer = order(as_("regional_reader"), audience="public")
    assert answer.status_code == 422
    assert "ещё не показал зафиксированный расчёт" in answer.content.decode()


def test_the_address_fills_the_form(as_):
    page = as_("methodist").get(
        reverse("reports:new") + "?kind=procedure-note&object=m1&subject=02&grade=6&period=2022-23"
    )
    text = page.content.decode()
    assert re.search(r'value="vpr:02" selected', text)
    assert re.search(r'value="6" selected', text)


@pytest.mark.own_data
def test_the_list_asks_the_database_little(as_, django_assert_max_num_queries):
    client = as_("methodist")
    for _ in range(3):
        order(client, formats=["html"])
    with django_assert_max_num_queries(12):
        text = client.get(reverse("reports:list")).content.decode()
    assert text.count("Паспорт организации") == 3
    assert client.get(reverse("reports:list") + "?as=csv").content.decode("utf-8-sig").count("Паспорт") == 3
