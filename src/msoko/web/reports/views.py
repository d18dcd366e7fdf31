"""The list of reports, ordering one, the page of an order, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from msoko.files.errors import FilesError
from msoko.reports.catalogue import CATALOGUE
from msoko.web import tables
from msoko.web.organisations.permissions import require
from msoko.web.reports import actions
from msoko.web.reports.forms import OrderForm
from msoko.web.reports.models import ReportFile
from msoko.web.reports.permissions import can_order_somewhere, can_see_reports, places_to_order_about, visible_reports
from msoko.web.reports.queries import ABOUT, Order, kind_title, order_of, orders

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

ON_A_PAGE = 100  # files; an order has up to four
# A report is a page of its own: its styles are inside it, and it can do nothing but be read.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"
)
_MOST = 5_000


@require_GET
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    require(can_see_reports(request.user))
    found = visible_reports(request.user)
    head = (_("Report"), _("About whom"), _("Period"), _("For whom"), _("What it is for"), _("Ordered"), _("State"))
    if request.GET.get(tables.AS):
        rows = [_line(one) for one in orders(found[:_MOST])]
        if file := tables.table(request, tables.Table(_("Reports"), head, rows)):
            return file
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "orders": orders(page), "can_order": can_order_somewhere(request.user)}
    return render(request, "reports/list.html", context)


def _line(one: Order) -> tuple[Any, ...]:
    return (one.title, one.about, one.period, one.audience, one.purpose, one.first.asked_at, one.state[1])


@require_http_methods(["GET", "POST"])
@login_required
def ordered(request: HttpRequest) -> HttpResponse:
    """Which report, and then its form. ?kind=, object=, period=, subject=, grade= fill it in."""
    require(can_order_somewhere(request.user))
    user, kind = cast("User", request.user), request.GET.get("kind", "")
    if kind not in CATALOGUE:
        offered = [(code, kind_title(code), ABOUT[code]) for code in CATALOGUE if _has_places(user, code)]
        return render(request, "reports/kinds.html", {"kinds": offered})
    form = OrderForm(user, kind, request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("reports:order", actions.order(user, form.wanted()))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "title": kind_title(kind), "about": ABOUT[kind]}
    return render(request, "reports/new.html", context, status=422 if form.errors else 200)


def _has_places(user: User, kind: str) -> bool:
    return places_to_order_about(user).filter(type=CATALOGUE[kind].about).exists()


def _initial(request: HttpRequest) -> dict[str, str]:
    said = request.GET
    initial = {"place": said.get("object", ""), "audience": "organisation"}
    initial |= {name: said[name] for name in ("period", "grade", "purpose", "audience") if said.get(name)}
    if said.get("subject"):
        initial["subject"] = f"{said.get('procedure', 'vpr')}:{said['subject']}"
    if CATALOGUE[said["kind"]].about == "municipality":
        initial["audience"] = said.get("audience", "department")
    return initial


@require_GET
@login_required
def shown(request: HttpRequest, number: UUID) -> HttpResponse:
    found = order_of(request.user, number)
    if found is None:
        raise Http404
    job = found.first.job
    is_own = job is not None and job.asked_by_id == request.user.pk
    return render(request, "reports/order.html", {"order": found, "job": job if is_own else None})


def _content(request: HttpRequest, number: UUID, format: str) -> tuple[ReportFile, bytes] | None:
    """None after a message: the file cannot be read."""
    files = visible_reports(request.user).filter(state=ReportFile.State.READY)
    file = get_object_or_404(files, order=number, format=format)
    try:
        return file, actions.download(cast("User", request.user), file)
    except FilesError as error:
        messages.error(request, error.say(request.LANGUAGE_CODE))
        return None


@require_GET
@login_required
def downloaded(request: HttpRequest, number: UUID, format: str) -> HttpResponse:
    found = _content(request, number, format)
    if found is None:
        return redirect("reports:order", number)
    file, content = found
    name = f"{kind_title(file.kind)} {file.place.name} {file.period}"
    answer = tables.file(content, name, format)
    answer["Content-Security-Policy"] = SANDBOX
    return answer


@require_GET
@login_required
def read(request: HttpRequest, number: UUID) -> HttpResponse:
    """The report as a page, locked in: no script, nothing from this site or another."""
    found = _content(request, number, "html")
    if found is None:
        return redirect("reports:order", number)
    answer = HttpResponse(found[1], content_type=tables.TYPES["html"])
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
