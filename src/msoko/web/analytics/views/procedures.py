"""Procedures: the list, the result of one, and the results of single participants for those who may."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from msoko.charts import draw
from msoko.vocabulary import Period
from msoko.web.accounts.audit import record
from msoko.web.accounts.models import User
from msoko.web.accounts.roles import Right
from msoko.web.analytics import downloads
from msoko.web.analytics.queries import procedure_pictures as pictures
from msoko.web.analytics.queries.indicators import municipalities_of, municipality_for
from msoko.web.analytics.queries.participants import Participant, participants
from msoko.web.analytics.queries.procedures import Key, Result, procedures, result, sitting_title
from msoko.web.analytics.queries.visible import visible_values
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import get_visible, holds, holds_somewhere, places_where, require

_ON_A_PAGE = 100


@require_GET
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    place = _place(request)
    visible = visible_values(request.user, place)
    every = procedures(visible, place)
    asked = request.GET.get("period", "")
    codes = list(dict.fromkeys(one.period.code for one in every))
    if asked and asked not in {period.code for period in visible.numbers.periods()}:
        raise Http404
    chosen = asked if asked in codes else "" if asked else (codes[0] if codes else "")
    shown = [one for one in every if one.period.code == chosen]
    head = (
        _("Procedure"), _("Period"), _("Work"), _("Participants"), _("Schools"), _("Schools expected"),
        _("Marks “4” and “5”"),
    )  # fmt: skip
    lines = [
        (year.title, year.period.title, one.title, one.people_words, one.schools, one.expected, one.quality)
        for year in every
        for one in year.lines
    ]
    file = downloads.table(request, _("Procedures"), head, lines, said=downloads.cited(visible))
    if file is not None:
        return file
    context = {
        "years": shown, "periods": [Period.parse(code) for code in codes], "chosen": chosen, "place": place,
        "asked": asked, "places": municipalities_of(request.user), "received": visible.numbers.received,
    }  # fmt: skip
    return render(request, "analytics/procedures.html", context)


@require_GET
@login_required
def shown(request: HttpRequest, procedure: str, period: str, subject: str, grade: str) -> HttpResponse:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    found = _found(request, procedure, period, subject, grade)
    heat, scores, tasks = pictures.heat(found), pictures.scores(found), pictures.tasks(found)
    file = downloads.chart(request, heat, key="heat") or downloads.chart(request, scores, key="scores")
    file = file or _file(request, found, tasks)
    if file is not None:
        return file
    signs = pictures.signs(found)
    context = {
        "found": found,
        "title": sitting_title(found.note.issue.methodology, found.key),
        "kind": found.note.issue.methodology.procedure_types[found.key.procedure],
        "own": found.note.name(pictures.own_one(found)) if pictures.own_one(found) else "",
        "figures": pictures.figures(found),
        "marks": pictures.marks(found),
        "scores": mark_safe(draw.html(scores)) if scores else "",
        "heat": mark_safe(draw.html(heat)) if heat else "",
        "tasks": tasks,
        "weak": pictures.weak_tasks(found),
        "journal": pictures.journal(found),
        "signs": [(sign, mark_safe(draw.html(sign.chart))) for sign in signs if not sign.is_lucky],
        "lucky": [sign for sign in signs if sign.is_lucky],
        "whole_proof": pictures.proof_of(found, "participants", "quality", "mean_score"),
        "tasks_proof": pictures.proof_of(found, "task_fulfilment"),
        "missing": [found.note.name(one) for one in found.note.missing],
        "received": found.visible.numbers.received,
        "whole": _reported_whole(request, found),
    }
    return render(request, "analytics/procedure.html", context)


def _reported_whole(request: HttpRequest, found: Result) -> str:
    """The municipality, if the person may order a note about it."""
    code = found.note.municipality
    return code if places_where(request.user, Right.ORDER_REPORTS).filter(code=code).exists() else ""


def _file(request: HttpRequest, found: Result, tasks: list[pictures.Task]) -> HttpResponse | None:
    head = (
        _("Task"), _("Level"), _("What it checks"), _("Greatest score"), _("Participants"), _("Municipality, %"),
        _("Organisation, %"), _("Against the threshold"),
    )  # fmt: skip
    name = f"{sitting_title(found.note.issue.methodology, found.key)}, {found.key.period.title}"
    said = downloads.cited(found.visible, found.key.period.title)
    return downloads.table(request, name, head, pictures.task_rows(tasks), said=said, key="tasks")


@require_GET
@never_cache
@login_required
def participant_results(
    request: HttpRequest, procedure: str, period: str, subject: str, grade: str, code: str
) -> HttpResponse:
    """Reading is written into the trail: whose results, of which work, how many."""
    place = get_visible(request.user, code)
    require(place.type == Organisation.Type.ORGANISATION and holds(request.user, Right.SEE_PARTICIPANTS, place))
    key = Key.read(procedure, period, subject, grade)
    rows = participants(place, key) if key else []
    if key is None or not rows:
        raise Http404
    assert isinstance(request.user, User)
    with transaction.atomic():
        record(
            request.user, "participants.read", "organisation", place.code, place=place.path, page="procedure",
            procedure=procedure, period=key.period.code, subject=subject, grade=grade, count=len(rows),
        )  # fmt: skip
    visible = visible_values(request.user, place)
    title = sitting_title(visible.numbers.methodology, key)
    name = f"{title}, {key.period.title}, {place.name}"
    file = downloads.table(request, name, _head(), map(_cells, rows), said=downloads.cited(visible, key.period.title))
    if file is not None:
        return file
    page = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "place": place, "key": key, "title": title, "page": page, "head": _head(), "received": visible.numbers.received,
        "kind": visible.numbers.methodology.procedure_types[key.procedure],
    }  # fmt: skip
    return render(request, "analytics/participants.html", context)


def _head() -> tuple[str, ...]:
    return (
        _("Participant's code"), _("Class"), _("Variant"), _("Primary score"), _("Test score"), _("Mark"),
        _("Mark of the journal"), _("Took part"),
    )  # fmt: skip


def _cells(one: Participant) -> tuple[object, ...]:
    return (
        one.code, one.school_class, one.variant, one.score, one.test_score, one.mark, one.journal_mark, one.took_part,
    )  # fmt: skip


def _place(request: HttpRequest) -> Organisation:
    place = municipality_for(request.user, request.GET.get("place", ""))
    if place is None:
        raise Http404
    return place


def _found(request: HttpRequest, procedure: str, period: str, subject: str, grade: str) -> Result:
    key = Key.read(procedure, period, subject, grade)
    found = result(request.user, _place(request), key) if key else None
    if found is None:
        raise Http404
    return found
