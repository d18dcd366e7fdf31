"""Handing files in as a person does."""

from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.fixture(autouse=True)
def without_computing(settings):
    """What a confirmed file starts is tested beside the calculation; here it would only take time."""
    settings.JOBS_WORK = {kind: path for kind, path in settings.JOBS_WORK.items() if kind != "recompute"}


@pytest.fixture
def hand_in(as_):
    """hand_in("deputy", file, …): the page that answers, and the uploads made."""
    from msoko.web.results.models import Upload

    def send(role, *files):
        before = set(Upload.objects.values_list("pk", flat=True))
        answer = as_(role).post(reverse("results:imports"), {"files": list(files)}, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        made = Upload.objects.exclude(pk__in=before).order_by("file_name")
        return answer.content.decode(), list(made)

    return send
