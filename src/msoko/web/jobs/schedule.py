"""Work that nobody asks for: the table settings.JOBS_SCHEDULE, kind of job -> minutes between two starts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from msoko.web.jobs.models import Job, Routine
from msoko.web.jobs.running import start


def tick(now: datetime | None = None) -> list[Job]:
    """Start whatever is due. Any number of workers may ask at once: one of them starts it."""
    now = now or timezone.now()
    return [job for kind, minutes in settings.JOBS_SCHEDULE.items() if (job := _start_if_due(kind, minutes, now))]


def _start_if_due(kind: str, minutes: int, now: datetime) -> Job | None:
    routine, _ = Routine.objects.get_or_create(kind=kind)
    if not _is_due(routine, minutes, now) or _is_under_way(kind):
        return None
    with transaction.atomic():
        mine = Routine.objects.filter(kind=kind, begun_at=routine.begun_at).update(begun_at=now)
        return start(kind, None) if mine else None


def _is_due(routine: Routine, minutes: int, now: datetime) -> bool:
    """A start in the future means that the clock was set back: begin to count anew."""
    return routine.begun_at is None or not timedelta() <= now - routine.begun_at < timedelta(minutes=minutes)


def _is_under_way(kind: str) -> bool:
    return Job.objects.filter(kind=kind, asked_by=None).exclude(state__in=Job.OVER).exists()
