"""Demonstration mode only: the sign-in page offers one generated person of each role (project/demonstration.py
makes them). In work mode there is no door."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from msoko.web.accounts.roles import ROLES
from msoko.web.organisations.models import Membership
from msoko.web.organisations.people.accepting import sign_in


def one_of_each_role() -> list[Membership]:
    """In the order of the table of roles; empty outside demonstration mode."""
    if not settings.CONFIGURATION.demonstration:
        return []
    today = timezone.localdate()
    held = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    found: dict[str, Membership] = {}
    for one in held.filter(user__is_active=True).select_related("user", "organisation").order_by("pk"):
        found.setdefault(one.role, one)
    return [found[code] for code in ROLES if code in found]


@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the person of this role."""
    if not settings.CONFIGURATION.demonstration or role not in ROLES:
        raise Http404
    found = {one.role: one.user for one in one_of_each_role()}
    if role not in found:
        raise Http404
    sign_in(request, found[role])
    return redirect("portal:front")
