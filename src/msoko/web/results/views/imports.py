"""Handing in files: the list with the form, and the page of one file from its arrival to the decision."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from msoko.web.accounts.roles import Right
from msoko.web.organisations.permissions import holds_somewhere, require
from msoko.web.results import actions, names, permissions, queries
from msoko.web.results.forms import AnswersForm, UploadForm
from msoko.web.results.models import Upload
from msoko.web.results.questions import ASKED
from msoko.web.results.views.asking import file, person
from msoko.web.workbooks import workbook

ON_A_PAGE = 50
MOST_AT_ONCE = 200


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    require(holds_somewhere(request.user, Right.UPLOAD))
    places = permissions.places_to_upload_for(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(places, *sent) if places else None
    if sent and form is not None:
        if form.is_valid():
            return _received(request, form)
        return _list(request, form, status=422)
    return _list(request, form)


def _received(request: HttpRequest, form: UploadForm) -> HttpResponse:
    uploads, refused = actions.receive(person(request), form.cleaned_data["place"], form.cleaned_data["files"])
    for reason in refused:
        messages.error(request, reason)
    if len(uploads) == 1 and not refused:
        return redirect("results:upload", uploads[0].pk)
    if uploads:
        said = ngettext("%(count)s file is received.", "%(count)s files are received.", len(uploads))
        messages.success(request, said % {"count": len(uploads)})
    return redirect("results:imports")


def _list(request: HttpRequest, form: UploadForm | None, status: int = 200) -> HttpResponse:
    page = Paginator(queries.uploads(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "ready": sum(_needs_no_word(request, one) for one in page),
        "under_way": any(one.is_under_way for one in page),
    }
    return render(request, "results/imports.html", context, status=status)


def _needs_no_word(request: HttpRequest, upload: Upload) -> bool:
    silent = upload.state == Upload.State.READY and not upload.count("warning") and not upload.summary.get("already")
    return silent and permissions.can_confirm(request.user, upload)


@login_required
@require_GET
def workbook_of_uploads(request: HttpRequest) -> HttpResponse:
    require(holds_somewhere(request.user, Right.UPLOAD))
    head = (_("File"), _("Recognised as"), _("By whom"), _("When"), pgettext("upload", "For whom"), _("State"))
    rows = [
        (one.file_name, one.format_title, one.by, one.at, one.place.name, one.get_state_display())
        for one in queries.uploads(request.user)[:10_000]
    ]
    return workbook(head, rows, "uploads")


@login_required
@require_POST
def confirm_ready(request: HttpRequest) -> HttpResponse:
    """Confirm all files that have neither warnings nor questions."""
    require(holds_somewhere(request.user, Right.UPLOAD))
    ready = queries.uploads(request.user).filter(state=Upload.State.READY).order_by("at")[:MOST_AT_ONCE]
    done = 0
    for one in ready:
        if _needs_no_word(request, one):
            try:
                actions.confirm(person(request), one)
                done += 1
            except actions.NotDone:  # somebody was first
                continue
    said = ngettext("%(count)s file is being accepted.", "%(count)s files are being accepted.", done)
    messages.success(request, said % {"count": done})
    return redirect("results:imports")


@login_required
@require_GET
def shown(request: HttpRequest, upload: str) -> HttpResponse:
    return _page(request, _visible(request, upload))


def _visible(request: HttpRequest, upload: str) -> Upload:
    return get_object_or_404(queries.uploads(request.user), pk=upload)


def _page(
    request: HttpRequest, upload: Upload, form: AnswersForm | None = None, word: str = "", status: int = 200
) -> HttpResponse:
    can_decide = permissions.can_decide(request.user, upload)
    asks = upload.state == Upload.State.ASKS and can_decide
    told = upload.problems.exclude(code__in=ASKED) if asks else upload.problems.all()  # questions say the rest
    page = Paginator(told, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "upload": upload,
        "format_title": upload.format_title,
        "rows": queries.rows_by_table(upload.summary.get("rows", {})),
        "periods": names.period_titles(upload.summary.get("periods", ())),
        "page": page,
        "problems": queries.said(page, upload.file_name),
        "form": form or (AnswersForm(upload) if asks else None),
        "can_decide": can_decide,
        "can_confirm": permissions.can_confirm(request.user, upload),
        "can_see_marks": not upload.summary.get("participants")
        or permissions.can_see_participants(request.user, upload),
        "word": word,
        "has_broken_off": upload.is_between and not upload.is_under_way,
        "replaces": queries.batches(request.user).filter(pk=upload.summary.get("replaces") or "").first(),
        "batch": queries.batches(request.user).filter(pk=upload.batch).first() if upload.is_decided else None,
    }
    return render(request, "results/upload.html", context, status=status)


def _back(request: HttpRequest, upload: Upload) -> HttpResponse:
    return redirect("results:upload", upload.pk)


@login_required
@require_POST
def answered(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    require(permissions.can_decide(request.user, found))
    form = AnswersForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.answer(person(request), found, form.answers())
    except actions.NotDone as reason:
        messages.warning(request, str(reason))
    return _back(request, found)


@login_required
@require_POST
def read_again(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    try:
        actions.read_again(person(request), found)
    except actions.NotDone as reason:
        messages.warning(request, str(reason))
    return _back(request, found)


@login_required
@require_POST
def confirmed(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    word = request.POST.get("word", "")[:2000]
    try:
        actions.confirm(person(request), found, word)
    except actions.NotDone as reason:
        messages.warning(request, str(reason))
        return _back(request, found)
    found.refresh_from_db()
    if found.state == Upload.State.CONFIRMED:
        messages.success(request, _("The file is accepted."))
        if "recompute" not in settings.JOBS_WORK:
            messages.info(request, _("Indicators will change at the next calculation."))
    return _back(request, found)


@login_required
@require_POST
def dropped(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    try:
        actions.drop(person(request), found)
    except actions.NotDone as reason:
        messages.warning(request, str(reason))
        return _back(request, found)
    messages.success(request, _("The upload is cancelled, the file is deleted. Nothing was changed in the data."))
    return redirect("results:imports")


@login_required
@require_GET
def changes(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    actions.look_at_marks(person(request), found)
    return render(request, "results/changes.html", {"upload": found, "changes": queries.changes(found)})


@login_required
@require_GET
def problems(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    actions.look_at_marks(person(request), found)
    head = (_("Severity"), _("Sheet"), _("Cell"), _("In the cell"), _("Expected"), _("What to do"))
    rows = [
        (queries.severity_word(one.severity), one.sheet, one.cell, one.found, one.expected, one.text)
        for one in queries.said(found.problems.all(), found.file_name)
    ]
    return workbook(head, rows, "problems")


@login_required
@require_GET
def marked(request: HttpRequest, upload: str) -> HttpResponse:
    found = _visible(request, upload)
    if not found.marked.is_file():
        raise Http404
    actions.look_at_marks(person(request), found)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    name = _("%(name)s_with_marks.xlsx") % {"name": stem}
    return file(found.marked.read_bytes(), name)
