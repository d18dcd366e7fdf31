"""The API of batches: those that were taken in, and handing in a file. Confirming is done by a person on its page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from msoko.web.accounts.roles import Right
from msoko.web.answers import READING, REFUSALS, Page, Problem, Refused, after, cursor, unless_same
from msoko.web.organisations.permissions import holds_somewhere, require
from msoko.web.organisations.programs import Token, require_upload
from msoko.web.results import actions, queries
from msoko.web.results.models import BatchRow, Upload
from msoko.web.results.permissions import places_to_upload_for

router = Router(tags=["files"])


class Batch(Schema):
    id: str
    kind: str
    state: str
    file_name: str
    at: datetime
    periods: list[str]
    counts: dict[str, int] = Field(description="rows by table")


class Batches(Schema):
    items: list[Batch]
    next: str | None


class HandedIn(Schema):
    """A file on its way in. state: received, reading, asks, problems, ready, taking, confirmed, dropped, withdrawn."""

    id: UUID
    state: str
    place: str
    file_name: str
    sha256: str
    format: str
    problems: dict[str, int] = Field(description="how many errors, warnings, notes")
    questions: int = Field(description="questions to be answered on its page")
    batch: str
    page: str = Field(description="where a person answers, confirms or cancels")


class ForWhom(Schema):
    place: str = Field(description="code of the place for which the files are handed in")


class Received(Schema):
    """refused: why other files were not kept."""

    uploads: list[HandedIn]
    refused: list[str]


@router.get("/batches", response={200: Batches, **READING}, url_name="batches", summary="Batches, the latest first")
def batches(request: HttpRequest, response: HttpResponse, asked: Query[Page]) -> Any:
    require(holds_somewhere(request.user, Right.UPLOAD))
    found = queries.batches(request.user).order_by("-position")
    if key := after(asked.cursor, (int,)):
        found = found.filter(position__lt=max(min(key[0], 2**31), -(2**31)))
    rows = list(found[: asked.limit + 1])
    following = cursor((rows[asked.limit - 1].position,)) if len(rows) > asked.limit else None
    answer = Batches(items=[_batch(one) for one in rows[: asked.limit]], next=following)
    return unless_same(request, response, answer, answer.model_dump())


def _batch(one: BatchRow) -> Batch:
    return Batch(
        id=one.pk, kind=one.kind, state=one.state, file_name=one.file_name, at=one.at, periods=list(one.periods),
        counts=one.counts,
    )  # fmt: skip


@router.post(
    "/uploads", auth=Token(), response={202: Received, **REFUSALS, 404: Problem, 413: Problem, 422: Problem},
    url_name="uploads", summary="Hand in files; needs a key for reading and uploading",
)  # fmt: skip
def upload(request: HttpRequest, asked: Form[ForWhom], files: File[list[UploadedFile]]) -> Any:
    """files: workbooks, text tables, or an archive of them; they are checked as on the page."""
    require_upload(request)
    places = {one.code: one for one in places_to_upload_for(request.user)}
    if asked.place not in places:
        raise Refused(404, "not-found", _("There is no such place among those for which you hand in files."))
    uploads, refused = actions.receive(request.user, places[asked.place], files)  # type: ignore[arg-type]
    if not uploads:
        raise Refused(422, "not-received", " ".join(refused))
    fresh = Upload.objects.filter(pk__in=[one.pk for one in uploads]).select_related("place")
    return Status(202, Received(uploads=[_handed_in(request, one) for one in fresh], refused=refused))


@router.get(
    "/uploads/{number}", response={200: HandedIn, **READING, 404: Problem}, url_name="upload",
    summary="How far a file is that was handed in",
)  # fmt: skip
def handed_in(request: HttpRequest, response: HttpResponse, number: UUID) -> Any:
    one = queries.uploads(request.user).filter(pk=number).first()
    if one is None:
        raise Http404
    answer = _handed_in(request, one)
    return unless_same(request, response, answer, answer.model_dump())


def _handed_in(request: HttpRequest, one: Upload) -> HandedIn:
    return HandedIn(
        id=one.pk, state=one.state, place=one.place.code, file_name=one.file_name, sha256=one.sha256, format=one.format,
        problems={name: one.count(name) for name in ("error", "warning", "note")}, questions=len(one.questions),
        batch=one.batch, page=request.build_absolute_uri(reverse("results:upload", args=[one.pk])),
    )  # fmt: skip
