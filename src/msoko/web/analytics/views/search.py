"""Search: a page, and for the box at the top the first finds as one types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from msoko.web.analytics.queries.search import MOST
from msoko.web.analytics.queries.search import search as find

_LONGEST = 200  # letters of a query
_SUGGESTED = 4  # of one kind, while one types


@require_GET
@never_cache
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Sections of the menu are added by the template: the frame knows them."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    part = request.headers.get("HX-Target") == "suggestions"
    found = find(request.user, typed, _SUGGESTED if part else MOST)
    template = "analytics/suggestions.html" if part else "analytics/search.html"
    return render(request, template, {"typed": typed, "found": found})
