"""Batches: what has been taken in, from which file, what rests on it, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from msoko.files.errors import FilesError
from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import holds_somewhere, require
from msoko.web.results import actions, names, permissions, queries
from msoko.web.results.models import BatchRow
from msoko.web.results.views.asking import file, person
from msoko.web.workbooks import workbook
from msoko.web.workplace import workplace

ON_A_PAGE = 50
_MOST_PLACES = 40


def _chosen(request: HttpRequest) -> tuple[QuerySet[BatchRow], dict[str, str]]:
    """What may be seen, narrowed by state and kind as the address says."""
    require(holds_somewhere(request.user, Right.UPLOAD))
    found = queries.batches(request.user)
    said = {name: request.GET.get(name, "") for name in ("state", "kind")}
    return found.filter(**{name: value for name, value in said.items() if value}), said


@login_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    found, said = _chosen(request)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    kinds = queries.batches(request.user).order_by("kind").values_list("kind", flat=True).distinct()
    people = queries.people(one.entered_by for one in page)
    context = {
        "page": page,
        "rows": [(one, people[one.entered_by]) for one in page],
        "said": said,
        "states": BatchRow.State.choices,
        "kinds": [(kind, names.format_title(kind)) for kind in kinds],
        "query": "&".join(f"{name}={value}" for name, value in said.items() if value),
    }
    return render(request, "results/batches.html", context)


@login_required
@require_GET
def workbook_of_batches(request: HttpRequest) -> HttpResponse:
    found, _said = _chosen(request)
    found = found[:10_000]
    people = queries.people(one.entered_by for one in found)
    head = (_("File"), _("What it is"), _("Periods"), _("Accepted"), _("By whom"), _("Rows"), _("State"), _("Number"))
    rows = [
        (
            one.file_name, one.title, one.period_titles, one.at,
            people[one.entered_by], sum(one.counts.values()), one.get_state_display(), one.pk,
        )
        for one in found
    ]  # fmt: skip
    return workbook(head, rows, "batches")


def _visible(request: HttpRequest, batch: str) -> BatchRow:
    return get_object_or_404(queries.batches(request.user).select_related("job"), pk=batch)


@login_required
@require_GET
def shown(request: HttpRequest, batch: str) -> HttpResponse:
    row = _visible(request, batch)
    return render(request, "results/batch.html", _context(request, row))


def _context(request: HttpRequest, row: BatchRow) -> dict[str, Any]:
    places = list(row.places.all())
    organisations = [one for one in places if one.type == Organisation.Type.ORGANISATION]
    can_withdraw = permissions.can_withdraw(request.user, row, places)
    return {
        "batch": row,
        "format_title": row.title,
        "periods": row.period_titles,
        "rows": queries.rows_by_table(row.counts),
        "places": organisations[:_MOST_PLACES],
        "more_places": max(0, len(organisations) - _MOST_PLACES),
        "wider": [one for one in places if one.type != Organisation.Type.ORGANISATION],
        "dependents": queries.dependents(row),
        "history": queries.history(request.user, row),
        "can_open_file": permissions.can_open_file(request.user, row, places),
        "can_withdraw": can_withdraw and row.state != BatchRow.State.WITHDRAWN and not row.is_being_withdrawn,
    }


@login_required
@require_GET
def workbook_of_dependents(request: HttpRequest, batch: str) -> HttpResponse:
    row = _visible(request, batch)
    rows = [(one.code, one.title, names.period_titles(p.code for p in one.periods)) for one in queries.dependents(row)]
    return workbook((_("Code"), _("Indicator"), _("Periods")), rows, "indicators")


@login_required
@require_GET
def kept_file(request: HttpRequest, batch: str) -> HttpResponse:
    """The received file without people's data, as the library keeps it."""
    row = _visible(request, batch)
    actions.open_kept_file(person(request), row)
    files = workplace().files
    try:
        content = files.get(row.file_sha256)
    except FilesError as error:
        messages.error(request, str(error))
        return redirect("results:batch", row.pk)
    name = next((one.name for one in files.find(row.file_sha256)), row.file_name)
    return file(content, name)


@login_required
@require_http_methods(["GET", "POST"])
def withdrawn(request: HttpRequest, batch: str) -> HttpResponse:
    row = _visible(request, batch)
    require(permissions.can_withdraw(request.user, row, row.places.all()))
    reason = request.POST.get("reason", "")[:2000].strip()
    if request.method == "POST" and reason:
        try:
            actions.withdraw(person(request), row, reason)
        except actions.NotDone as said:
            messages.warning(request, str(said))
        return redirect("results:batch", row.pk)
    missing = request.method == "POST"
    returns = queries.batches(request.user).filter(pk=row.replaces).first() if row.replaces else None
    context = _context(request, row) | {"reason_missing": missing, "returns": returns}
    return render(request, "results/withdraw.html", context, status=422 if missing else 200)
