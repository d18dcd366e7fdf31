"""Is the process alive, and can it serve: for whoever watches the server."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from msoko.web.jobs import slots
from msoko.web.workplace import workplace

log = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(minutes=10)  # of a task in the queue, before somebody should look


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the site can serve, else 503. faults: what does not work; warnings: what works badly."""
    faults = [name for name, works in (("database", _database), ("store", _store), ("files", _files)) if not _is(works)]
    warnings = [name for name, works in (("worker", slots.anybody_alive), ("queue", _queue)) if not _is(works)]
    return JsonResponse({"faults": faults, "warnings": warnings}, status=503 if faults else 200)


def _is(works: Callable[[], bool]) -> bool:
    try:
        return works()
    except Exception:
        log.warning("not ready", exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _store() -> bool:
    return workplace().store.version >= 0


def _files() -> bool:
    """Can the folder of the originals, or the one it will be made in, be written?"""
    folder = Path(settings.HOME) / "files"
    place = folder if folder.is_dir() else folder.parent
    return os.access(place, os.W_OK)


def _queue() -> bool:
    """Does somebody take what waits?"""
    now = timezone.now()
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - LONGEST_WAIT)
    return not waiting.exclude(run_after__range=(now - LONGEST_WAIT, now)).exists()  # put off, and due only now
