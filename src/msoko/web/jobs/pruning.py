"""Old rows of the queue and of routine work are thrown away; what people asked for stays."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from msoko.web.jobs.models import Job
from msoko.web.jobs.running import Progress

KEEP_DAYS = 7


def prune(progress: Progress) -> None:
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    Job.objects.filter(asked_by=None, state__in=Job.OVER, finished_at__lt=before).delete()
