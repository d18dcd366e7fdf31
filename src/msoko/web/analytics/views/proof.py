"""Where a number comes from: a page, its part that may take a second, and the rows as a file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from msoko.charts.numbers import format_number
from msoko.reports.issue import interval_cell, unit_words
from msoko.reports.russian import upper_first
from msoko.web.accounts.audit import record
from msoko.web.accounts.models import User
from msoko.web.analytics.queries.found import Found, find
from msoko.web.analytics.queries.naming import object_title
from msoko.web.analytics.queries.pages import indicator_link
from msoko.web.analytics.queries.proof import Chain, chain
from msoko.web.organisations.models import Organisation
from msoko.web.workbooks import workbook

SHOWN = 8  # rows of one aggregate on the page; the file has them all
VERDICTS = {"same": "done", "other-pack": "attention", "fixed-differs": "breach", "differs": "attention"}


@require_GET
@never_cache
@login_required
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """?calculation=: a fixed one; ?rows=1: compute the derivation now though it takes a second; ?as=xlsx: the rows."""
    found = find(request.user, code, request.GET.get("calculation", ""))
    if found is None:
        raise Http404
    if found.value.code != code:  # as it was typed from paper
        return redirect(f"{reverse('analytics:proof', args=[found.value.code])}?{request.GET.urlencode()}")
    if found.value.is_hidden:
        return render(request, "analytics/proof.html", _said(found))
    if request.GET.get("as") == "xlsx":
        return _rows_as_file(request, found)
    part = bool(request.headers.get("HX-Request"))
    if found.takes_long and not part and not request.GET.get("rows"):
        return render(request, "analytics/proof.html", _said(found) | {"waits": True})
    derived = _audited(request, found)
    context = _said(found) | {"chain": derived, "shown_rows": SHOWN, **_verdict(found, derived)}
    return render(request, "analytics/proof_chain.html" if part else "analytics/proof.html", context)


def _audited(request: HttpRequest, found: Found) -> Chain:
    """The derivation; that single results were read is written down for each organisation."""
    derived = chain(request.user, found)
    assert isinstance(request.user, User)
    with transaction.atomic():
        for place in Organisation.objects.filter(code__in=derived.read):
            record(
                request.user, "participants.read", "value", found.value.code, place=place.path, page="proof",
                indicator=found.value.indicator, period=found.value.period,
            )  # fmt: skip
    return derived


def _said(found: Found) -> dict[str, Any]:
    """What is known at once: the value and its definition."""
    value, issue = found.value, found.issue
    indicator = issue.indicator(value.indicator)
    interval = interval_cell(value, indicator.digits)
    return {
        "value": value,
        "figure": issue.figure(value).text,
        "indicator": indicator,
        "title": upper_first(issue.title(value.indicator)),
        "slices": issue.slice_words(value.slices),
        "whose": object_title(issue, value.object_id, found.period),
        "period": found.period.title,
        "interval": getattr(interval, "text", interval) or "",
        "unit": unit_words(indicator.unit),
        "coverage": None if value.coverage is None else format_number(100 * value.coverage, 1),
        "address": _indicator_address(found),
        "place": found.place,
        "group": "/" in value.object_id,
        "digits": indicator.digits,
        "calculation": found.visible.calculation,
        "received": found.visible.numbers.received,
    }


def _indicator_address(found: Found) -> str:
    address = indicator_link(found.value.indicator, found.value.period)
    return address + "".join(f"&{name}={value}" for name, value in found.value.slices)


def _verdict(found: Found, derived: Chain) -> dict[str, Any]:
    digits = found.issue.indicator(found.value.indicator).digits
    again = _("no value") if derived.again is None else format_number(derived.again, digits)
    words = {
        "same": _("Recomputed just now from the rows: the value is the same."),
        "other-pack": _("Recomputed just now: %(again)s. The definition has another version since then: compare them."),
        "fixed-differs": _("Recomputed just now: %(again)s, but something else was fixed. Tell the administrator."),
        "differs": _("Recomputed just now: %(again)s. The data have changed since the calculation: compute anew."),
    }[derived.verdict]
    return {"verdict": words % {"again": again} if "%(" in words else words, "verdict_state": VERDICTS[derived.verdict]}


def _rows_as_file(request: HttpRequest, found: Found) -> HttpResponse:
    head = (
        _("What"), _("Result of the part"), _("Organisation"), _("Participant's code"), _("File"), _("Sheet"),
        _("Cell"), _("In the cell"),
    )  # fmt: skip
    rows = [
        (part.words, part.number, row.about, row.participant, row.file, row.sheet, row.cell, row.shown)
        for part in _audited(request, found).parts
        for row in part.rows
    ]
    return workbook(head, rows, f"proof-{found.value.code}")
