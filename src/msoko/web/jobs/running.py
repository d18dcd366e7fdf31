"""Starts jobs and runs them: progress, a failure in words, another try. What dead workers leave is in reaping.py."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from msoko.files.errors import FilesError
from msoko.methodology.problems import PackError
from msoko.methodology.wording import say as say_of_packs
from msoko.store.errors import StoreError
from msoko.web.jobs.models import Job

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 4
PAUSES = (5, 30, 180)  # seconds before the second, the third and the fourth attempt
TRANSIENT = (OperationalError, InterfaceError, OSError)
TRANSIENT_CODES = ("store-busy",)


class Failed(Exception):
    """Long work that cannot be done; its text is shown to the person who asked for it."""


class Progress:
    """What a piece of work is given to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def say(self, stage: str = "", done: int | None = None, total: int | None = None) -> None:
        job = self.job
        job.stage = stage or job.stage
        job.done = job.done if done is None else done
        job.total = job.total if total is None else total
        job.heartbeat_at = timezone.now()
        job.save(update_fields=("stage", "done", "total", "heartbeat_at"))

    def leads_to(self, address: str) -> None:
        """Where on this site the result is, as reverse() gives it; the page of the job links there."""
        self.job.result_address = address
        self.job.save(update_fields=("result_address",))


def start(kind: str, asked_by: User | None, **parameters: Any) -> Job:
    """Ask for long work inside the transaction that needs it: it begins only if the transaction is kept."""
    if kind not in settings.JOBS_WORK:
        raise KeyError(kind)
    with transaction.atomic():
        job = Job.objects.create(kind=kind, asked_by=asked_by, parameters=parameters)
        run.enqueue(str(job.pk))
    return job


@task()
def run(number: str) -> None:
    """Do one job that waits. What it says of a failure is for people; the cause goes to the log."""
    job = _claim(number)
    if job is None:
        return
    with in_the_language_of(job):
        try:
            import_string(settings.JOBS_WORK[job.kind])(Progress(job), **job.parameters)
        except Failed as failure:
            finish(job, Job.State.FAILED, str(failure))
        except (StoreError, FilesError) as error:
            if not _again(job, error):
                finish(job, Job.State.FAILED, error.say(translation.get_language() or "ru"))
        except PackError as error:
            language = translation.get_language() or "ru"
            finish(job, Job.State.FAILED, "\n".join(say_of_packs(one, language) for one in error.problems))
        except Exception as error:
            log.exception("job stumbled", extra={"job": str(job.pk), "kind": job.kind, "attempts": job.attempts})
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            if not _again(job, error):
                finish(job, Job.State.FAILED, _unexpected(job))
        else:
            finish(job, Job.State.DONE)


def _claim(number: str) -> Job | None:
    """The job, now under way; None if it is over or somebody has it."""
    now = timezone.now()
    job = Job.objects.filter(pk=number, state=Job.State.WAITING).first()
    if job is None or not Job.objects.filter(pk=number, state=Job.State.WAITING, attempts=job.attempts).update(
        state=Job.State.RUNNING, attempts=job.attempts + 1, heartbeat_at=now, problem=""
    ):
        return None
    job.refresh_from_db()
    if job.started_at is None:
        job.started_at = now
        job.save(update_fields=("started_at",))
    return job


def _again(job: Job, error: Exception) -> bool:
    """Put the job off if the cause may pass by itself and there are attempts left."""
    passing = isinstance(error, TRANSIENT) or getattr(error, "code", "") in TRANSIENT_CODES
    if not passing or job.attempts >= MOST_ATTEMPTS:
        return False
    later = run
    if run.get_backend().supports_defer:
        later = run.using(run_after=timezone.now() + timedelta(seconds=PAUSES[job.attempts - 1]))
    with transaction.atomic():
        job.state = Job.State.WAITING
        job.save(update_fields=("state",))
        later.enqueue(str(job.pk))
    return True


def _unexpected(job: Job) -> str:
    said = _(
        "Something unexpected happened. Nothing was changed. Try again, or tell the administrator "
        "the number of the job: %(number)s."
    )
    return said % {"number": job.pk}


def finish(job: Job, state: str, problem: str = "") -> None:
    job.state, job.problem, job.finished_at = state, problem, timezone.now()
    job.save(update_fields=("state", "problem", "finished_at"))


@contextmanager
def in_the_language_of(job: Job) -> Iterator[None]:
    """Stages and failures are kept as text, so they are worded for the person who asked."""
    with translation.override((job.asked_by.language if job.asked_by else "") or settings.LANGUAGE_CODE):
        yield
