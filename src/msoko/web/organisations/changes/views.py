"""Proposals: the list, writing one, the page of one with what it would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from msoko.web.organisations.changes import actions
from msoko.web.organisations.changes.forms import FORMS, ChangeForm, as_typed
from msoko.web.organisations.changes.permissions import (
    can_decide,
    can_edit,
    can_propose,
    can_recall,
    can_undo,
    get_change,
    keeps_registry,
    visible_changes,
)  # fmt: skip
from msoko.web.organisations.changes.queries import Outcome, kinds_for, outcome
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.organisations.permissions import get_visible, require
from msoko.web.workbooks import workbook

ON_A_PAGE = 50
State = RegistryChange.State


@require_GET
@login_required
def changes(request: HttpRequest) -> HttpResponse:
    require(keeps_registry(request.user))
    state = request.GET.get("state", "")
    found = visible_changes(request.user)
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/changes.html", {"page": page, "states": State.choices, "state": state})


@require_GET
@login_required
def changes_workbook(request: HttpRequest) -> HttpResponse:
    require(keeps_registry(request.user))
    head = (_("Number"), _("Change"), _("Organisation"), _("Municipality"), _("State"), _("Grounds"), _("Written"),
            _("Written by"), _("Decided"), _("Decided by"), _("Remark"))  # fmt: skip
    rows = [(one.pk, one.get_kind_display(), one.organisation, one.place, one.get_state_display(), one.grounds,
             one.written_at, one.written_by, one.decided_at, one.decided_by or "", one.remark)
            for one in visible_changes(request.user)]  # fmt: skip
    return workbook(head, rows, "registry_changes")


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    organisation = get_visible(request.user, code)
    require(can_propose(request.user, organisation))
    if kind not in kinds_for(organisation):
        raise Http404
    form = FORMS[kind](request.POST or None, user=request.user, organisation=organisation)
    return _written(request, form, kind, organisation, None)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, number: int) -> HttpResponse:
    change = get_change(request.user, number)
    require(can_edit(request.user, change))
    about = change.organisation or change.place
    form = FORMS[change.kind](request.POST or None, user=request.user, organisation=about, initial=as_typed(change))
    return _written(request, form, change.kind, about, change)


def _written(
    request: HttpRequest, form: ChangeForm, kind: str, organisation: Organisation, change: RegistryChange | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        grounds = form.cleaned_data["grounds"]
        user, receiver = request.user, form.receiver()
        saved = actions.write(user, kind, organisation, form.details(), grounds, receiver, change)  # type: ignore[arg-type]
        return redirect("organisations:change", saved.pk)
    title = RegistryChange.Kind(kind).label
    shown = {"form": form, "organisation": organisation, "title": title, "change": change}
    return render(request, "organisations/change_form.html", shown)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, number: int) -> HttpResponse:
    """What it would change; under it what this person may do. A button that is refused says why, nothing is lost."""
    found = get_change(request.user, number)
    if request.method == "POST":
        act = _VERBS.get(request.POST.get("verb", ""))
        if act is None:
            raise Http404
        try:
            said = act(request, found)
        except actions.Refused as refused:
            messages.error(request, str(refused))
            return render(request, "organisations/change.html", _shown(request, found), status=422)
        messages.success(request, said)
        return redirect("organisations:change", number)
    return render(request, "organisations/change.html", _shown(request, found))


def _shown(request: HttpRequest, found: RegistryChange) -> dict[str, Any]:
    user = request.user
    decided = found.state in (State.APPROVED, State.UNDONE, State.WITHDRAWN)
    out = Outcome("") if decided else outcome(found)
    return {
        "change": found, "outcome": out, "decided": decided, "moved_on": not decided and out.digest != found.seen,
        "can_edit": can_edit(user, found), "can_decide": can_decide(user, found), "can_undo": can_undo(user, found),
        "can_recall": can_recall(user, found), "is_own": found.written_by_id == user.pk,
        "remark": _remark(request),
    }  # fmt: skip


def _remark(request: HttpRequest) -> str:
    return request.POST.get("remark", "")[:500]


def _propose(request: HttpRequest, found: RegistryChange) -> str:
    actions.propose(request.user, found)  # type: ignore[arg-type]
    return _("The proposal waits for approval.")


def _approve(request: HttpRequest, found: RegistryChange) -> str:
    actions.approve(request.user, found, request.POST.get("seen", ""), _remark(request))  # type: ignore[arg-type]
    return _("Approved: the registry has been changed.")


def _return(request: HttpRequest, found: RegistryChange) -> str:
    actions.send_back(request.user, found, _remark(request))  # type: ignore[arg-type]
    return _("Returned to the author with your remark.")


def _withdraw(request: HttpRequest, found: RegistryChange) -> str:
    actions.withdraw(request.user, found)  # type: ignore[arg-type]
    return _("The proposal is withdrawn.")


def _undo(request: HttpRequest, found: RegistryChange) -> str:
    actions.undo(request.user, found, _remark(request))  # type: ignore[arg-type]
    return _("The change is taken back: the registry is as it was before it.")


_VERBS: dict[str, Callable[[HttpRequest, RegistryChange], str]] = {
    "propose": _propose, "approve": _approve, "return": _return, "withdraw": _withdraw, "undo": _undo,
}  # fmt: skip
