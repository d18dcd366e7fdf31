"""The front page of a visitor; a person who has signed in goes on to the overview."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from msoko.web.accounts.roles import Right
from msoko.web.organisations.permissions import duties, holds_somewhere


def front(request: HttpRequest) -> HttpResponse:
    if holds_somewhere(request.user, Right.SEE_RESULTS):
        return redirect("analytics:overview")
    shown = {"contacts": settings.CONTACTS, "has_duties": bool(duties(request.user))}
    return render(request, "portal/front.html", shown)
