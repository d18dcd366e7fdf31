"""The page of one organisation, municipality or region."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from msoko.charts import draw
from msoko.web.accounts.roles import Right
from msoko.web.analytics import downloads
from msoko.web.analytics.queries.organisation import Portrait, portrait
from msoko.web.analytics.queries.pages import PURPOSES, purpose
from msoko.web.analytics.queries.visible import Visible, visible_values
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import can_see_results, get_visible, holds, require, visible_organisations
from msoko.web.results.queries import batches

BATCHES = 6
REPORTS = {"organisation": "organisation-passport", "municipality": "municipal-summary"}  # type -> what is ordered


@login_required
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    place = get_visible(request.user, code)
    require(can_see_results(request.user, place))
    wanted = purpose(request.GET.get("purpose", ""))
    visible = visible_values(request.user, place, purpose=wanted)
    shown = portrait(visible, place, request.GET.get("period", ""))
    file = _file(request, place, shown, visible)
    if file is not None:
        return file
    context = {
        "place": place,
        "successor": visible_organisations(request.user).filter(predecessors=place).first(),
        "report": REPORTS.get(place.type, "") if holds(request.user, Right.ORDER_REPORTS, place) else "",
        "shown": shown,
        "exists": visible.exists,
        "batches": batches(request.user).filter(places=place).order_by("-position")[:BATCHES],
        "purpose": wanted,
        "purposes": PURPOSES.items(),
        "plot": mark_safe(draw.html(shown.plot)) if shown.plot else "",
        "lines": mark_safe(draw.html(shown.lines)) if shown.lines else "",
    }
    return render(request, "analytics/organisation.html", context)


def _file(request: HttpRequest, place: Organisation, shown: Portrait, visible: Visible) -> HttpResponse | None:
    """The page as a table, or one of its pictures, if the address asks for it."""
    columns = (
        _("Block"), _("Indicator"), _("Value"), _("Unit"), _("Interval"), shown.comparable, _("Change over the year"),
        _("Norm"), _("Conclusion"), _("Code of the proof"),
    )  # fmt: skip
    rows = [
        (
            table.title, line.title, line.figure,
            line.unit, line.interval, line.whole, line.change, line.norm, line.status, line.figure.code,
        )
        for table in shown.tables
        for line in table.lines
    ]  # fmt: skip
    period = shown.years.chosen.title if shown.years.chosen else ""
    said = downloads.cited(visible, period)
    return (
        downloads.table(request, place.name, columns, rows, said=said)
        or downloads.chart(request, shown.plot, key="values")
        or downloads.chart(request, shown.lines, key="years")
    )
