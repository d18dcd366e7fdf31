"""The comparison builder: the address is the question, so it can be kept and sent."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from msoko.vocabulary import SLICES
from msoko.web.accounts.roles import Right
from msoko.web.analytics import downloads
from msoko.web.analytics.queries.choices import choices
from msoko.web.analytics.queries.comparison import Asked, Comparison, comparison
from msoko.web.analytics.queries.exploring import as_table, specification
from msoko.web.analytics.queries.pages import PURPOSES, purpose
from msoko.web.analytics.queries.visible import Visible, visible_values
from msoko.web.organisations.permissions import holds_somewhere, require

_MOST = 400  # values of one parameter that are looked at: a longer address is not a question


def _asked(query: QueryDict) -> Asked:
    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in query.getlist(name)[:_MOST] if one))

    return Asked(
        indicators=several("indicator"),
        objects=several("place"),
        periods=several("period"),
        slices={name: several(name) for name in SLICES},
        by_years=query.get("rows") == "years",
        by_value=query.get("sort") == "value",
    )


def _found(request: HttpRequest) -> tuple[Asked, Visible, Comparison]:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    asked = _asked(request.GET)
    visible = visible_values(request.user, purpose=purpose(request.GET.get("purpose", "")))
    return asked, visible, comparison(visible, asked)


@require_GET
@login_required
def builder(request: HttpRequest) -> HttpResponse:
    asked, visible, found = _found(request)
    if not found.is_empty:
        head, rows = as_table(found, asked.by_years)
        period = ", ".join(one.title for one in found.periods)
        name = _("Comparison %(periods)s") % {"periods": period}
        if file := downloads.table(request, name, head, rows, said=downloads.cited(visible, period)):
            return file
    return render(request, "analytics/comparison.html", _context(request, asked, visible, found))


def _context(request: HttpRequest, asked: Asked, visible: Visible, found: Comparison) -> dict[str, Any]:
    return {
        "asked": asked,
        "found": found,
        "choices": choices(visible, asked),
        "purposes": PURPOSES.items(),
        "purpose": visible.purpose,
        "exists": visible.exists,
        "query": request.GET.urlencode(),
    }


@require_GET
@login_required
def explored(request: HttpRequest) -> HttpResponse:
    """The chart of the same question as data for the script of the page."""
    asked, _visible, found = _found(request)
    return JsonResponse(specification(found, asked.by_years), json_dumps_params={"ensure_ascii": False})
