"""Everything that is reached by the path of a place tells large letters from small ones; drafts are for readers."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from msoko.web.accounts.audit import record
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.permissions import sees_drafts
from msoko.web.organisations.trail.queries import visible_events
from msoko.web.reports.models import ReportFile
from msoko.web.reports.permissions import visible_reports
from msoko.web.results.models import BatchRow
from msoko.web.results.permissions import visible_batches

pytestmark = pytest.mark.django_db


def test_a_place_whose_code_differs_by_its_case_is_another_place(person):
    own = Organisation.objects.get(code="s1")
    other = Organisation.objects.create(
        code="S1", type="organisation", name="Чужая", parent=own.parent, path=f"{own.parent.path}S1/"
    )
    batch = BatchRow.objects.create(id="b", kind="facts_table", at=timezone.now(), position=1, state="visible")
    batch.places.add(other)
    report = ReportFile.objects.create(
        kind="organisation-passport", place=other, period="2022-23", purpose="management", audience="organisation",
        format="html", state="ready",
    )  # fmt: skip
    event = record(None, "upload.drop", "upload", "1", other.path)
    for name, seen in (("organisation_head", False), ("department_head", True)):
        reader = person(name)
        assert visible_batches(reader).filter(pk=batch.pk).exists() is seen
        assert visible_reports(reader).filter(pk=report.pk).exists() is seen
        assert visible_events(reader).filter(pk=event.pk).exists() is seen


def test_a_role_that_reads_no_results_opens_no_drafts(person):
    """An observer who is also an administrator goes on reading what is fixed."""
    observer, municipality = person("observer"), Organisation.objects.get(code="m1")
    country = Organisation.objects.get(code="ru")
    Membership.objects.create(user=observer, organisation=country, role="administrator", starts_on=date(2020, 1, 1))
    assert not sees_drafts(observer, municipality)
    assert sees_drafts(person("department_head"), municipality)
