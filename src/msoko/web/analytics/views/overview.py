"""The first page of those who have signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from msoko.charts import draw
from msoko.web.analytics.permissions import can_see_calculations
from msoko.web.analytics.queries.overview import overview as overview_of
from msoko.web.analytics.queries.overview import places
from msoko.web.analytics.queries.visible import visible_values
from msoko.web.analytics.queries.work import waiting
from msoko.web.results.queries import batches

BATCHES = 6


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """?place: where the person has several duties."""
    own = places(request.user)
    if not own:
        return render(request, "analytics/no_overview.html")
    place = next((one for one in own if one.code == request.GET.get("place")), own[0])
    visible = visible_values(request.user, place)
    shown = overview_of(visible, place, request.GET.get("period", ""))
    plot = shown.portrait.plot if shown.portrait else None
    context = {
        "shown": shown,
        "exists": visible.exists,
        "places": own if len(own) > 1 else (),
        "plot": mark_safe(draw.html(plot)) if plot else "",
        "can_see_calculations": can_see_calculations(request.user),
        "work": waiting(request.user),
        "batches": batches(request.user).order_by("-position")[:BATCHES],
    }
    return render(request, "analytics/overview.html", context)
