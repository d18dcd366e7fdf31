"""What a person does with received files and batches: permission, transaction, trail; long work is started here."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.web.accounts import audit
from msoko.web.accounts.roles import Right
from msoko.web.jobs.running import start
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import holds, require
from msoko.web.results import permissions, tasks
from msoko.web.results.models import Answer, BatchRow, Upload
from msoko.web.results.receiving import Received, received

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from msoko.web.accounts.models import User


class NotDone(Exception):
    """Why a thing was not done, in words: somebody was first, or there is nothing to do."""


@dataclass(frozen=True)
class Answers:
    """What a person said to the questions of an upload."""

    format: str = ""
    period: str = ""
    procedure: str = ""
    organisations: Mapping[str, str] | None = None
    columns: Mapping[str, str] | None = None  # heading -> our column


def receive(user: User, place: Organisation, files: Iterable[UploadedFile[Any]]) -> tuple[list[Upload], list[str]]:
    """Keep the files and start reading them; (uploads, why others were not received)."""
    require(holds(user, Right.UPLOAD, place))
    with received(files) as (kept, refused):
        uploads = [_receive(user, place, one) for one in kept]
    return uploads, refused


def _receive(user: User, place: Organisation, file: Received) -> Upload:
    upload = Upload(place=place, by=user, file_name=file.name, size=file.size, sha256=file.sha256)
    upload.folder.mkdir(mode=0o700, parents=True)
    try:
        file.path.replace(upload.received)
        with transaction.atomic():
            upload.save(force_insert=True)
            audit.record(user, "upload.receive", "upload", upload.pk, place.path, sha256=file.sha256)
            _start(upload, "read-upload", user)
    except BaseException:
        shutil.rmtree(upload.folder, ignore_errors=True)
        raise
    return upload


def _start(upload: Upload, kind: str, user: User) -> None:
    """The job's number stands in the row before the job can be over."""
    job = start(kind, user, upload=str(upload.pk))
    Upload.objects.filter(pk=upload.pk).update(job=job)


def _locked(user: User, upload: Upload) -> Upload:
    """The row as it is now, until the end of the transaction. 403 for who may look but not decide."""
    require(permissions.can_decide(user, upload))
    return Upload.objects.select_for_update(of=("self",)).select_related("place", "job").get(pk=upload.pk)


@transaction.atomic
def answer(user: User, upload: Upload, said: Answers) -> None:
    """Keep the answers and read the file again with them."""
    now = _locked(user, upload)
    if now.is_decided or now.is_under_way:
        raise NotDone(
            _("The file is “%(state)s” already: the answers were not needed.") % {"state": now.get_state_display()}
        )
    now.period, now.procedure = said.period or now.period, said.procedure or now.procedure
    answers: dict[str, Any] = dict(now.answers)
    format = said.format or now.format
    if said.format:
        answers["format"] = said.format
    answers["organisations"] = answers.get("organisations", {}) | dict(said.organisations or {})
    columns = dict(answers.get("columns", {}))
    columns[format] = columns.get(format, {}) | dict(said.columns or {})
    now.answers = answers | {"columns": columns}
    now.state = Upload.State.RECEIVED
    now.save()
    _remember(user, now.place, format, said)
    audit.record(user, "upload.answer", "upload", now.pk, now.place.path)
    _start(now, "read-upload", user)


def _remember(user: User, place: Organisation, format: str, said: Answers) -> None:
    told = [(Answer.About.ORGANISATION, "", *pair) for pair in (said.organisations or {}).items()]
    told += [(Answer.About.COLUMN, format, *pair) for pair in (said.columns or {}).items()]
    for about, of, name, value in told:
        Answer.objects.update_or_create(
            place=place, about=about, format=of, received=name[:300], defaults={"answer": value, "by": user}
        )


@transaction.atomic
def read_again(user: User, upload: Upload) -> None:
    """Go on where the work broke off, or read a file anew after the registry has changed."""
    now = _locked(user, upload)
    if now.is_decided or now.is_under_way:
        raise NotDone(_("The file is “%(state)s” already.") % {"state": now.get_state_display()})
    if now.state == Upload.State.TAKING:
        _start(now, "confirm-upload", user)
        return
    now.state = Upload.State.RECEIVED
    now.save()
    _start(now, "read-upload", user)


@transaction.atomic
def confirm(user: User, upload: Upload, word: str = "") -> None:
    """Take the file in. Whoever comes second is told so, and nothing happens twice."""
    now = _locked(user, upload)
    require(permissions.can_confirm(user, now))
    if now.state != Upload.State.READY:
        raise NotDone(_("The file is “%(state)s” already.") % {"state": now.get_state_display()})
    if now.summary.get("already"):
        raise NotDone(_("This very file is in the data already: there is nothing to accept."))
    if now.count("warning") and not word.strip():
        raise NotDone(_("Write why the data are right: without it a file with warnings is not accepted."))
    now.state, now.word = Upload.State.TAKING, word.strip()
    now.decided_by = user
    now.save()
    _start(now, "confirm-upload", user)


def drop(user: User, upload: Upload) -> None:
    """Forget the file. What the store has taken in already is finished instead: then only withdrawing is left."""
    if _dropped(user, upload):
        return
    raise NotDone(_("The file had been accepted before the work broke off. It can be withdrawn as a batch."))


@transaction.atomic
def _dropped(user: User, upload: Upload) -> bool:
    now = _locked(user, upload)
    if now.is_decided or now.is_under_way:
        raise NotDone(_("The file is “%(state)s” already.") % {"state": now.get_state_display()})
    if now.state == Upload.State.TAKING and tasks.is_there(now.batch):
        tasks.finish(now)
        return False
    now.state, now.decided_at, now.decided_by = Upload.State.DROPPED, timezone.now(), user
    now.save()
    now.problems.all().delete()
    audit.record(user, "upload.drop", "upload", now.pk, now.place.path)
    transaction.on_commit(lambda: tasks.remove_files(now))
    return True


@transaction.atomic
def withdraw(user: User, batch: BatchRow, reason: str) -> None:
    """Take a batch back. The rows stay in the ledger's history; what depends on them is computed without them."""
    now = BatchRow.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    require(permissions.can_withdraw(user, now, now.places.all()))
    if now.state == BatchRow.State.WITHDRAWN or now.is_being_withdrawn:
        raise NotDone(_("The batch has been withdrawn already."))
    if not reason.strip():
        raise NotDone(_("Write why the batch is withdrawn: it stays in the history."))
    job = start("withdraw-batch", user, batch=now.pk, by=user.pk, reason=reason.strip())
    BatchRow.objects.filter(pk=now.pk).update(job=job)


def open_kept_file(user: User, batch: BatchRow) -> None:
    """Right and trail of downloading what the library keeps of a received file."""
    require(permissions.can_open_file(user, batch, batch.places.all()))
    place = tasks.common_place(batch)
    action = "participants.read" if batch.has_participants else "file.read"
    audit.record(user, action, "batch", batch.pk, place.path if place else "")


def look_at_marks(user: User, upload: Upload) -> None:
    """The marked copy and the list of changes may show participants."""
    if upload.summary.get("participants"):
        require(permissions.can_see_participants(user, upload))
        audit.record(user, "participants.read", "upload", upload.pk, upload.place.path)
