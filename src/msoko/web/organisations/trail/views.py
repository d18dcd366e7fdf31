"""The trail of actions: what a person did, what was done to an object."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from msoko.web.accounts.audit import record
from msoko.web.accounts.audit_words import WORDS
from msoko.web.accounts.models import User
from msoko.web.organisations.trail import queries
from msoko.web.workbooks import workbook

PAGE = 50
MOST_ROWS = 50_000  # of a workbook


class _Filter(forms.Form):
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    actor = forms.RegexField(r"^\d{1,18}$", required=False, widget=forms.HiddenInput)
    object_type = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    object_id = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = sorted(((code, str(said)) for code, said in WORDS.items()), key=lambda pair: pair[1])
        self.fields["action"].choices = [("", pgettext("action", "any")), *words]  # type: ignore[attr-defined]


@login_required
def trail(request: HttpRequest) -> HttpResponse:
    reader = request.user
    form = _Filter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    events = queries.chosen(queries.visible_events(reader), asked)  # type: ignore[arg-type]
    if request.GET.get("format") == "xlsx":
        return _trail_workbook(reader, queries.lines(events[:MOST_ROWS]))  # type: ignore[arg-type]
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/trail.html", {
        "form": form, "page": page, "lines": queries.lines(page), "about": _about(asked),
        "reads_all": queries.can_read_trail(reader),  # type: ignore[arg-type]
    })  # fmt: skip


def _about(asked: dict[str, Any]) -> str:
    """Whose actions, or what was done to what; "" for the whole trail."""
    if asked.get("actor"):
        return _("what one person did")
    return _("what was done to one object") if asked.get("object_id") else ""


def _trail_workbook(reader: User, found: list[queries.Line]) -> HttpResponse:
    head = (_("When"), _("Who"), _("Action"), _("Object"), _("Number of the object"), _("Where"), _("Details"))
    rows = [
        (line.event.at, line.actor, line.action, line.object_type, line.event.object_id, line.place, line.detail)
        for line in found
    ]
    record(reader, "audit.export", count=len(rows))
    return workbook(head, rows, "audit")
