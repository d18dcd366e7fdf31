"""The page of conditions by school year, its form, its file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from msoko.vocabulary import Period
from msoko.web.accounts.roles import Right
from msoko.web.organisations.context.actions import Entered, Typed, enter
from msoko.web.organisations.context.queries import Line, every_year, lines, years
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import can_see_results, get_visible, holds, require
from msoko.web.workbooks import workbook


def _organisation(request: HttpRequest, code: str) -> Organisation:
    """One that the person sees, and whose results the person may see: 404, then 403."""
    organisation = get_visible(request.user, code)
    if organisation.type != Organisation.Type.ORGANISATION:
        raise Http404
    require(can_see_results(request.user, organisation) or holds(request.user, Right.EDIT_REGISTRY, organisation))
    return organisation


def _chosen(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The year of the address; the latest where it names none of these."""
    asked = request.GET.get("period", "")
    return next((one for one in periods if one.code == asked), periods[0] if periods else None)


@require_GET
@login_required
def context(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    periods = years(organisation, timezone.localdate())
    period = _chosen(request, periods)
    shown = {
        "organisation": organisation, "periods": periods, "period": period,
        "before": period.shift(-1) if period else None, "lines": lines(organisation, period) if period else [],
        "may_enter": holds(request.user, Right.EDIT_REGISTRY, organisation),
    }  # fmt: skip
    return render(request, "organisations/context.html", shown)


@require_GET
@login_required
def context_workbook(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    head = (_("School year"), _("Code"), _("Fact"), _("Value"), _("Why there is none"), _("Source"))
    rows = [
        (period.title, line.fact.code, line.fact.title,
         line.now.value if line.now and line.now.value is not None else _("no data"),
         line.now.reason if line.now else "", line.source.file_name if line.source else "")
        for period, line in every_year(organisation, years(organisation, timezone.localdate()))
    ]  # fmt: skip
    return workbook(head, rows, f"conditions_{organisation.code}")


@require_http_methods(["GET", "POST"])
@login_required
def context_enter(request: HttpRequest, code: str) -> HttpResponse:
    organisation = _organisation(request, code)
    require(holds(request.user, Right.EDIT_REGISTRY, organisation))
    period = _chosen(request, years(organisation, timezone.localdate()))
    if period is None:
        raise Http404
    asked, done = lines(organisation, period), Entered()
    typed = {line.fact.code: _known(line) for line in asked}
    word = request.POST.get("word", "")[:300]
    if request.method == "POST":
        typed = {line.fact.code: _typed(request, line) for line in asked}
        done = enter(request.user, organisation, period, asked, typed, word)  # type: ignore[arg-type]
        if done.problems is None:
            messages.success(request, _said(done))
            return redirect(f"{reverse('organisations:context', args=[code])}?period={period.code}")
    problems = done.problems or {}
    fields = [(line, typed[line.fact.code], problems.get(line.fact.code, ())) for line in asked]
    shown = {
        "organisation": organisation, "period": period, "before": period.shift(-1), "fields": fields, "word": word,
        "wants_a_word": done.wants_a_word, "common": problems.get("", ()), "wrong": bool(problems),
    }  # fmt: skip
    return render(request, "organisations/context_form.html", shown, status=422 if problems else 200)


def _known(line: Line) -> Typed:
    return Typed(line.now_text, line.now.reason if line.now and line.now.value is None else "")


def _typed(request: HttpRequest, line: Line) -> Typed:
    code = line.fact.code
    return Typed(request.POST.get(code, "")[:100], request.POST.get(f"{code}.reason", "")[:300])


def _said(done: Entered) -> str:
    if not done.facts:
        return _("Nothing differs from what is known: nothing was saved.")
    said = ngettext("Saved: %(count)s fact.", "Saved: %(count)s facts.", done.facts) % {"count": done.facts}
    return said + " " + _("Values will be computed anew by the next calculation.")
