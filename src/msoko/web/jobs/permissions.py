"""Who sees a job: the person who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from msoko.web.jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User


def visible_jobs(user: User | AnonymousUser) -> QuerySet[Job]:
    return Job.objects.filter(asked_by=user) if user.is_authenticated else Job.objects.none()
