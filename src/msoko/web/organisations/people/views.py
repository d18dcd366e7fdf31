"""People whom one manages: the list, a person's roles, invitations. And the table of roles and rights for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from msoko.web.accounts.audit import record
from msoko.web.accounts.rights_words import REACHES, RIGHTS
from msoko.web.accounts.roles import ROLES, Role
from msoko.web.organisations.people import actions, queries
from msoko.web.organisations.people.forms import EndForm, GiveForm, InviteForm
from msoko.web.organisations.people.permissions import (
    can_end,
    can_manage_people,
    roles_to_give,
    visible_invitations,
    visible_memberships,
    visible_people,
)
from msoko.web.organisations.permissions import require
from msoko.web.workbooks import workbook

PAGE = 50


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Who works where, and who is invited."""
    require(can_manage_people(request.user))
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "role", "state")}
    found = queries.people(request.user, **asked)
    if request.GET.get("format") == "xlsx":
        return _people_workbook(request, found)
    return render(request, "people/list.html", {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "roles": ROLES.values(), "asked": asked, "is_filtered": any(asked.values()),
        "invitations": queries.waiting_invitations(request.user), "may_invite": bool(roles_to_give(request.user)),
    })  # fmt: skip


def _people_workbook(request: HttpRequest, found: object) -> HttpResponse:
    head = (pgettext("person", "Name"), _("E-mail"), _("Role"), _("Where"), _("From"), _("Last day"), _("Last sign-in"))
    rows = [
        (person.name, person.email, held.duties.title, held.organisation.name, held.starts_on, held.ends_on,
         person.last_login)
        for person in found for held in person.held  # type: ignore[attr-defined]
    ]  # fmt: skip
    record(request.user, "people.export", count=len(rows))  # type: ignore[arg-type]
    return workbook(head, rows, "people")


@login_required
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person's roles at the reader's places; a form to give one more."""
    require(can_manage_people(request.user))
    whom = get_object_or_404(visible_people(request.user), pk=number)
    form = GiveForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.give(request.user, whom, data["role"], data["place"], data["starts_on"], data["ends_on"])  # type: ignore[arg-type]
        messages.success(request, _("The role is given."))
        return redirect("people:person", whom.pk)
    held = queries.held_by(whom, request.user)
    return render(request, "people/person.html", {
        "person": whom, "held": held, "form": form, "may_give": bool(roles_to_give(request.user))
    })  # fmt: skip


@login_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The last day of a role."""
    require(can_manage_people(request.user))
    membership = get_object_or_404(visible_memberships(request.user), pk=number)
    require(can_end(request.user, membership))
    form = EndForm(membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end(request.user, membership, form.cleaned_data["last_day"])  # type: ignore[arg-type]
        messages.success(request, _("The last day of the role is set."))
        return redirect("people:person", membership.user_id)
    return render(request, "people/end.html", {"membership": membership, "form": form})


@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """A letter with a link."""
    require(bool(roles_to_give(request.user)))
    form = InviteForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.invite(request.user, data["email"], data["role"], data["place"])  # type: ignore[arg-type]
        messages.success(request, _("The letter is sent to %(email)s.") % {"email": data["email"]})
        return redirect("people:people")
    return render(request, "people/invite.html", {"form": form})


@login_required
@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    require(can_manage_people(request.user))
    invitation = get_object_or_404(queries.waiting_invitations(request.user), pk=number)
    actions.send_again(request.user, invitation)  # type: ignore[arg-type]
    messages.success(request, _("The letter is sent again; the link of the former one no longer works."))
    return redirect("people:people")


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    require(can_manage_people(request.user))
    invitation = get_object_or_404(visible_invitations(request.user), pk=number, accepted_at=None)
    actions.withdraw(request.user, invitation)  # type: ignore[arg-type]
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("people:people")


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, from accounts.roles."""
    if request.GET.get("format") == "xlsx":
        head = (_("Right"), *(role.title for role in ROLES.values()))
        rows = [
            (words, *(_("yes") if right in role.rights else "" for role in ROLES.values()))
            for right, words in RIGHTS.items()
        ]
        return workbook(head, rows, "roles")
    listed = [(role, REACHES[role.at, role.below], *_allowed(role)) for role in ROLES.values()]
    return render(request, "people/roles.html", {"roles": listed})


def _allowed(role: Role) -> tuple[list[Any], list[Any]]:
    """What the role may do and what it may not, in words."""
    may = [words for right, words in RIGHTS.items() if right in role.rights]
    may_not = [words for right, words in RIGHTS.items() if right not in role.rights]
    return may, may_not if role.drafts else [*may_not, _("see numbers that are not fixed yet")]
