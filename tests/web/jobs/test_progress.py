"""What a person reads of long work: how far it is, what went wrong, where the result is."""

import pytest
from django.urls import reverse

from msoko.web.jobs.models import Job

pytestmark = pytest.mark.django_db
RENEWS = "hx-get="


def asked_by(user, **said):
    return Job.objects.create(kind="any", asked_by=user, **said)


def part_of(client, job, page="http://testserver/uploads/7/"):
    address = reverse("jobs:show", args=[job.pk])
    return client.get(address, headers={"HX-Request": "true", "HX-Current-URL": page})


def test_work_under_way_is_told_in_words_and_renews_itself(as_, person):
    client = as_("deputy")
    job = asked_by(person("deputy"), state="running", stage="Читаем файлы", done=31, total=48)
    page = client.get(reverse("jobs:show", args=[job.pk])).content.decode()
    assert "Читаем файлы" in page
    assert "31 из 48" in page
    assert '<progress class="progress" max="48" value="31"' in page
    assert RENEWS in page
    assert "Обновить" in page.split("<noscript>")[1]
    assert "<html" not in part_of(client, job).content.decode()


def test_work_that_waits_says_so(as_, person):
    client = as_("deputy")
    assert "Ждёт своей очереди" in part_of(client, asked_by(person("deputy"))).content.decode()
    assert "повторена" in part_of(client, asked_by(person("deputy"), attempts=1)).content.decode()


def test_failed_work_says_why_and_asks_no_more(as_, person):
    client = as_("deputy")
    page = part_of(client, asked_by(person("deputy"), state="failed", problem="В файле нет строк.")).content.decode()
    assert "В файле нет строк." in page
    assert "ещё раз" in page
    assert RENEWS not in page


def test_finished_work_leads_to_its_result(as_, person):
    client = as_("deputy")
    job = asked_by(person("deputy"), state="done", result_address="/uploads/7/")
    elsewhere, there = part_of(client, job, "http://testserver/"), part_of(client, job)
    assert 'href="/uploads/7/"' in elsewhere.content.decode()
    assert RENEWS not in elsewhere.content.decode()
    assert "HX-Refresh" not in elsewhere
    assert there["HX-Refresh"] == "true"  # the page of the result itself is read again


def test_nobody_sees_the_work_of_others(as_, person):
    job = asked_by(person("deputy"))
    assert part_of(as_("department_head"), job).status_code == 404
    assert part_of(as_("deputy"), asked_by(None)).status_code == 404
