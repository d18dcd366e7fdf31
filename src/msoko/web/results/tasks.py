"""Long work on uploads and batches. Each step may be repeated: after a crash the same call finishes what was begun."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.files.errors import FilesError
from msoko.results.importing import NotTaken, commit
from msoko.store.errors import StoreError
from msoko.web.accounts import audit
from msoko.web.accounts.models import User
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import TRANSIENT_CODES, Failed, Progress, start
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.syncing import follow as follow_registry
from msoko.web.results.following import follow
from msoko.web.results.models import BatchRow, Upload
from msoko.web.results.reading import Read, keep, read
from msoko.web.workplace import workplace

FORGOTTEN_AFTER = timedelta(days=30)
_REGISTRY = ("registry", "aliases")


def reached(step: str) -> None:
    """Called between the store's commit and the database's; the tests of sudden death put their own function here."""


def read_upload(progress: Progress, upload: str) -> None:
    """Recognise and read the file, say what is wrong, what has to be asked, what would change."""
    found = Upload.objects.select_related("place", "by").get(pk=upload)
    if found.state not in (Upload.State.RECEIVED, Upload.State.READING):
        return
    Upload.objects.filter(pk=upload).update(state=Upload.State.READING)
    progress.leads_to(reverse("results:upload", args=(upload,)))
    progress.say(_("Reading the file"))
    result = _read(found)
    progress.say(_("Comparing with what is there already"))
    keep(found, result)


def _read(upload: Upload) -> Read:
    try:
        return read(upload)
    except (StoreError, FilesError) as error:
        raise _for_people(error) from error


def _for_people(error: StoreError | FilesError) -> Exception:
    """What passes by itself goes on as it is, so that the work is tried again; the rest is said to the person."""
    return error if error.code in TRANSIENT_CODES else Failed(error.say())


def confirm_upload(progress: Progress, upload: str) -> None:
    """Take the file in as a batch. The store's commit is atomic by the batch's id: a second time it changes nothing."""
    found = Upload.objects.select_related("place", "by", "decided_by").get(pk=upload)
    if found.state != Upload.State.TAKING:
        return
    progress.leads_to(reverse("results:upload", args=(upload,)))
    progress.say(_("Reading the file"))
    if not is_there(found.batch):
        _commit(progress, found)
    reached("committed")
    finish(found)


def is_there(batch: str) -> bool:
    return bool(batch) and any(one.id == batch for one in workplace().store.batches())


def _commit(progress: Progress, upload: Upload) -> None:
    result = _read(upload)
    changes = result.changes
    same = changes is not None and (changes.batch, result.replaces) == (upload.batch, upload.summary.get("replaces"))
    if not same:
        keep(upload, result)
        raise Failed(_("The data have changed since you looked. Nothing was accepted: look again and confirm."))
    progress.say(_("Writing to the store"))
    place = workplace()
    by = str(upload.decided_by_id or upload.by_id)
    try:
        commit(place.store, place.files, result.reading, by=by, reason=upload.word)
    except NotTaken as refused:
        keep(upload, result)
        raise Failed(_("The file has errors now. Nothing was accepted.")) from refused
    except (StoreError, FilesError) as error:
        raise _for_people(error) from error


def finish(upload: Upload) -> None:
    """The database after the store: state, trail, batches, places, what has to be computed."""
    by = upload.decided_by or upload.by
    with transaction.atomic():
        taken = Upload.objects.filter(pk=upload.pk, state=Upload.State.TAKING)
        if not taken.update(state=Upload.State.CONFIRMED, decided_at=timezone.now()):
            return
        if upload.format in _REGISTRY:
            follow_registry()
        follow()
        audit.record(
            by, "upload.confirm", "batch", upload.batch, upload.place.path, file=upload.file_name, format=upload.format
        )
        recompute(by)
        transaction.on_commit(lambda: remove_files(upload))


def recompute(by: User) -> None:
    """Ask for a calculation of what the change touches; one that waits already will see it."""
    waiting = Job.objects.filter(kind="recompute", state=Job.State.WAITING)
    if "recompute" in settings.JOBS_WORK and not waiting.exists():
        start("recompute", by)


def remove_files(upload: Upload) -> None:
    """The received file with people's data goes; the library keeps it without them."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def withdraw_batch(progress: Progress, batch: str, by: int, reason: str) -> None:
    """Take the batch out; what it had replaced is seen again."""
    progress.leads_to(reverse("results:batch", args=(batch,)))
    progress.say(_("Withdrawing the batch"))
    user = User.objects.get(pk=by)
    try:
        receipt = workplace().store.withdraw(batch, by=str(by), reason=reason)
    except StoreError as error:
        raise _for_people(error) from error
    reached("withdrawn")
    with transaction.atomic():
        row = BatchRow.objects.get(pk=batch)
        if row.kind in _REGISTRY:
            follow_registry()
        follow()
        if receipt.changed or row.state != BatchRow.State.WITHDRAWN:
            place = common_place(row)
            audit.record(user, "batch.withdraw", "batch", batch, place.path if place else "", reason=reason)
            recompute(user)


def common_place(row: BatchRow) -> Organisation | None:
    """The lowest place that all of the batch's places lie in."""
    lowest = list(row.places.exclude(type__in=("region", "country"))) or list(row.places.all())
    if not lowest:
        return None
    common = lowest[0]
    while common.parent and not all(one.path.startswith(common.path) for one in lowest):
        common = common.parent
    return common


def drop_forgotten(progress: Progress, **parameters: Any) -> None:
    """Files that nobody decided about for a month: they may hold people's data, so they do not lie for ever."""
    old = Upload.objects.filter(at__lt=timezone.now() - FORGOTTEN_AFTER).exclude(state__in=Upload.DECIDED)
    for upload in old.exclude(state=Upload.State.TAKING).select_related("place"):
        with transaction.atomic():
            upload.state, upload.decided_at = Upload.State.DROPPED, timezone.now()
            upload.save(update_fields=("state", "decided_at"))
            upload.problems.all().delete()
            audit.record(None, "upload.drop", "upload", upload.pk, upload.place.path, why="forgotten")
        remove_files(upload)
    for upload in Upload.objects.filter(state__in=Upload.DECIDED, decided_at__gt=timezone.now() - 2 * FORGOTTEN_AFTER):
        remove_files(upload)  # of a process that died between the decision and the removal
    for folder in (Path(settings.HOME) / "web" / "uploads").glob("received-*"):
        if time.time() - folder.stat().st_mtime > 24 * 3600:
            shutil.rmtree(folder, ignore_errors=True)
