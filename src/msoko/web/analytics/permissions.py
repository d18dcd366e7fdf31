"""Who computes, who fixes, and from which calculation a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from msoko.web.accounts.roles import Right
from msoko.web.analytics.models import Calculation
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import duties, holds_somewhere, places_where, sees_drafts

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User


def can_compute(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.COMPUTE)


def can_fix_calculation(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.FIX_CALCULATION)


def can_see_calculations(user: User | AnonymousUser) -> bool:
    """The list is about the whole work of the department, not about single results."""
    return can_compute(user) or can_fix_calculation(user)


def visible_calculations(user: User | AnonymousUser) -> QuerySet[Calculation]:
    return Calculation.objects.all() if can_see_calculations(user) else Calculation.objects.none()


def municipalities_to_show_in(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Where the person decides which fixed calculation readers are shown."""
    return places_where(user, Right.FIX_CALCULATION).filter(type=Organisation.Type.MUNICIPALITY)


def reads_drafts(user: User | AnonymousUser, place: Organisation | None) -> bool:
    """Working numbers, or only those that were fixed? Without a place: if every duty that reads may."""
    if place is not None:
        return sees_drafts(user, place)
    reading = [duty for duty in duties(user) if Right.SEE_RESULTS in duty.role.rights]
    return bool(reading) and all(duty.role.drafts for duty in reading)


def shown_calculation(place: Organisation | None) -> Calculation | None:
    """The fixed calculation for readers of the place: its municipality's; above municipalities the latest of theirs."""
    found = Calculation.objects.filter(kind=Calculation.Kind.FIXED, shown_in__isnull=False)
    if place is None:
        return found.first()
    below = found.filter(shown_in__municipality__path__startswith=place.path)
    steps = place.path.strip("/").split("/")
    above = ["/" + "/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]
    return found.filter(shown_in__municipality__path__in=above).first() or below.first()
