"""Work of the site itself that waits for the person: files not decided, long work that failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from msoko.web.analytics.queries.attention import Finding
from msoko.web.jobs.models import Job
from msoko.web.jobs.permissions import visible_jobs
from msoko.web.results.models import Upload
from msoko.web.results.permissions import visible_uploads

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_DAYS = 7  # how long a failure is remembered on the first page


def waiting(user: User | AnonymousUser) -> list[Finding]:
    return [*_failed(user), *_uploads(user)]


def _uploads(user: User | AnonymousUser) -> list[Finding]:
    held = Upload.State
    asking = visible_uploads(user).filter(state__in=(held.ASKS, held.PROBLEMS, held.READY)).count()
    if not asking:
        return []
    said = ngettext("%(n)s file waits for a decision", "%(n)s files wait for a decision", asking) % {"n": asking}
    more = _("Until it is accepted its rows are in no number.")
    return [Finding("attention", pgettext("finding", "File"), said, more, reverse("results:imports"), asking)]


def _failed(user: User | AnonymousUser) -> list[Finding]:
    since = timezone.now() - timedelta(days=_DAYS)
    jobs = visible_jobs(user).filter(asked_by=user.pk, state=Job.State.FAILED, finished_at__gte=since)
    return [
        Finding("breach", pgettext("finding", "Not done"), _("Work that was asked for has failed"), job.problem,
                reverse("jobs:show", kwargs={"number": job.pk}))
        for job in jobs.order_by("-finished_at")[:3]
    ]  # fmt: skip
