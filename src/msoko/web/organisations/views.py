"""The list of organisations, the registry card of one, the registry as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from msoko.web.accounts.audit import record
from msoko.web.accounts.roles import Right
from msoko.web.organisations.card import card as card_of
from msoko.web.organisations.changes.permissions import can_propose, visible_changes
from msoko.web.organisations.changes.queries import kinds_for
from msoko.web.organisations.forms import FilterForm
from msoko.web.organisations.permissions import (
    can_see_results,
    get_visible,
    holds,
    holds_somewhere,
    places_where,
    require,
)
from msoko.web.organisations.queries import Line, listed, municipalities
from msoko.web.organisations.words import KINDS, SETTLEMENTS
from msoko.web.organisations.workbook import registry_workbook
from msoko.web.workbooks import workbook

ON_A_PAGE = 100


@require_GET
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    form, lines = _asked(request)
    page = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    template = "organisations/lines.html" if request.htmx else "organisations/list.html"  # type: ignore[attr-defined]
    shown = {"form": form, "page": page, "kinds": KINDS, "settlements": SETTLEMENTS, "today": timezone.localdate(),
             "add_to": places_where(request.user, Right.EDIT_REGISTRY).filter(type="municipality")[:2],
             "with_results": set(places_where(request.user, Right.SEE_RESULTS).values_list("code", flat=True)),
             "may_export": _may_export(request)}  # fmt: skip
    return render(request, template, shown)


def _asked(request: HttpRequest) -> tuple[FilterForm, list[Line]]:
    given = request.GET if request.GET else {"state": "open"}
    form = FilterForm(given, municipalities=municipalities(request.user))
    return form, listed(request.user, form.asked())


def _may_export(request: HttpRequest) -> bool:
    return any(holds_somewhere(request.user, right) for right in (Right.EDIT_REGISTRY, Right.APPROVE_REGISTRY))


@require_GET
@login_required
def organisations_workbook(request: HttpRequest) -> HttpResponse:
    _form, lines = _asked(request)
    head = (_("Code"), _("Organisation"), _("Kind"), _("Settlement"), _("Municipality"), _("Closed"))
    rows = [(one.code, one.name, KINDS.get(one.kind, one.kind), SETTLEMENTS.get(one.settlement, one.settlement),
             one.municipality, one.closed_on) for one in lines]  # fmt: skip
    return workbook(head, rows, "organisations")


@require_GET
@login_required
def registry_file(request: HttpRequest) -> HttpResponse:
    """The whole registry: for those who keep it."""
    require(_may_export(request))
    record(request.user, "registry.export")  # type: ignore[arg-type]
    return registry_workbook(request.user)  # type: ignore[arg-type]


@require_GET
@login_required
def card(request: HttpRequest, code: str) -> HttpResponse:
    organisation = get_visible(request.user, code)
    keeps = can_propose(request.user, organisation)
    sees_results = can_see_results(request.user, organisation)
    shown = {
        "organisation": organisation, "card": card_of(request.user, organisation, timezone.localdate()),
        "kinds": kinds_for(organisation) if keeps else (), "keeps": keeps, "today": timezone.localdate(),
        "changes": visible_changes(request.user).filter(organisation=organisation)[:20],
        "sees_results": sees_results,
        "sees_conditions": sees_results or holds(request.user, Right.EDIT_REGISTRY, organisation),
    }  # fmt: skip
    return render(request, "organisations/card.html", shown)
