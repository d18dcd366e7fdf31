"""Calculations: start one, fix it, choose what readers are shown, compare two."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from msoko.web.analytics import actions, tasks
from msoko.web.analytics.forms import CompareForm, FixForm
from msoko.web.analytics.models import Calculation
from msoko.web.analytics.permissions import (
    can_compute,
    can_fix_calculation,
    can_see_calculations,
    municipalities_to_show_in,
    visible_calculations,
)
from msoko.web.analytics.queries.calculations import Differing, compare
from msoko.web.jobs.models import Job
from msoko.web.jobs.permissions import visible_jobs
from msoko.web.organisations.permissions import require
from msoko.web.workbooks import workbook

KINDS = ("compute", "recompute", "fix")  # one at a time
FOLLOWED = (*KINDS, "protect")  # the page shows how far it is
LATEST = 10  # computings that the list shows; fixed ones are all shown


@login_required
def calculations(request: HttpRequest) -> HttpResponse:
    require(can_see_calculations(request.user))
    tasks.repair()
    return _list(request, FixForm())


def _list(request: HttpRequest, form: FixForm, status: int = 200) -> HttpResponse:
    held = visible_calculations(request.user).select_related("by")
    context = {
        "working": held.filter(kind=Calculation.Kind.WORKING)[:LATEST],
        "fixed": held.filter(kind=Calculation.Kind.FIXED).prefetch_related("shown_in__municipality"),
        "is_behind": tasks.is_behind(),
        "job": visible_jobs(request.user).filter(kind__in=FOLLOWED).order_by("-asked_at").first(),
        "form": form,
        "compare": CompareForm(fixed=held.filter(kind=Calculation.Kind.FIXED)),
        "municipalities": municipalities_to_show_in(request.user).select_related("shown"),
        "can_compute": can_compute(request.user),
        "can_fix": can_fix_calculation(request.user),
    }
    return render(request, "analytics/calculations.html", context, status=status)


@login_required
@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    require(can_compute(request.user))
    under_way = Job.objects.filter(kind__in=KINDS).exclude(state__in=Job.OVER).exists()
    if under_way:
        messages.info(request, _("A calculation is under way already."))
    else:
        actions.start_computing(request.user)  # type: ignore[arg-type]  # signed in
    return redirect("analytics:calculations")


@login_required
@require_POST
def fix(request: HttpRequest) -> HttpResponse:
    require(can_fix_calculation(request.user))
    form = FixForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    actions.fix(request.user, form.cleaned_data["title"], form.cleaned_data["reason"])  # type: ignore[arg-type]
    return redirect("analytics:calculations")


@login_required
@require_POST
def show(request: HttpRequest, calculation: int) -> HttpResponse:
    require(can_fix_calculation(request.user))
    chosen = get_object_or_404(visible_calculations(request.user), pk=calculation, kind=Calculation.Kind.FIXED)
    municipality = get_object_or_404(municipalities_to_show_in(request.user), code=request.POST.get("municipality", ""))
    actions.show_to_readers(request.user, municipality, chosen)  # type: ignore[arg-type]
    said = _("Readers read «%(title)s» as soon as small groups are hidden in it.")
    messages.success(request, said % {"title": chosen.title})
    return redirect("analytics:calculations")


@login_required
def compared(request: HttpRequest) -> HttpResponse:
    require(can_see_calculations(request.user))
    held = visible_calculations(request.user).filter(kind=Calculation.Kind.FIXED)
    form = CompareForm(request.GET or None, fixed=held)
    rows = []
    if form.is_valid():
        chosen = form.cleaned_data
        rows = compare(request.user, chosen["before"], chosen["after"])  # type: ignore[arg-type]
        if request.GET.get("as") == "xlsx":
            return _workbook(rows)
    return render(request, "analytics/calculations_compared.html", {"form": form, "rows": rows})


def _workbook(rows: list[Differing]) -> HttpResponse:
    head = (
        _("Indicator"), _("Values changed"), _("Organisations"), _("Which"), _("Largest change"), _("Why"),
    )  # fmt: skip
    lines = [(one.title, one.values, one.organisations, one.names, one.largest, one.why) for one in rows]
    return workbook(head, lines, "calculations")
