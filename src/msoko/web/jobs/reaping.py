"""What a dead worker left is begun again, up to a cap: the queue itself leaves such tasks running for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult, get_date_max

from msoko.web.jobs import slots
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import MOST_ATTEMPTS, PAUSES, finish, in_the_language_of, run

log = logging.getLogger(__name__)


def mend(is_alive: Callable[[int], bool] = slots.is_alive) -> int:
    """Make sure that every job that is not over has a task which waits or is worked on. How many were begun again.

    Called by a worker between its tasks, so whatever runs under its own number has been left by a process before it.
    """
    _wake_those_put_off_too_long()
    for task in DBTaskResult.objects.filter(status="RUNNING", task_path=run.module_path):
        if not is_alive(_slot_of(task)):
            task.status, task.finished_at = "FAILED", timezone.now()
            task.save(update_fields=("status", "finished_at"))
    held = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"), task_path=run.module_path)
    cared_for = {task.args_kwargs["args"][0] for task in held}
    # Jobs are read after the tasks: one that was asked for in between looks abandoned and gets a second task at worst,
    # and a job is claimed only once.
    abandoned = [job for job in Job.objects.exclude(state__in=Job.OVER) if str(job.pk) not in cared_for]
    for job in abandoned:
        _begin_again(job)
    return len(abandoned)


def _begin_again(job: Job) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        with in_the_language_of(job):
            said = _(
                "The work broke off %(count)s times and is given up: the server is being switched off or lacks memory "
                "for it. Tell the administrator the number of the job: %(number)s."
            ) % {"count": job.attempts, "number": job.pk}
        finish(job, Job.State.FAILED, said)
        return
    log.warning("job begins again", extra={"job": str(job.pk), "kind": job.kind, "attempts": job.attempts})
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).exclude(state__in=Job.OVER).update(state=Job.State.WAITING)
        run.enqueue(str(job.pk))


def _slot_of(task: DBTaskResult[..., object]) -> int:
    """Of the worker that took the task last; workers are named <slot>-<process>."""
    last = task.worker_ids[-1] if task.worker_ids else ""
    number = last.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _wake_those_put_off_too_long() -> None:
    """After the clock was set back, a pause of a minute must not become one of a year."""
    latest = timezone.now() + timedelta(seconds=2 * max(PAUSES))
    late = DBTaskResult.objects.filter(status="READY", run_after__gt=latest).exclude(run_after=get_date_max())
    late.update(run_after=timezone.now())
