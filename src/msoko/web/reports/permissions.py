"""Who orders reports about a place, for which readers, and who sees those that were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from msoko.vocabulary import Audience
from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import audience, below, duties, holds, holds_somewhere, places_where
from msoko.web.reports.models import ReportFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

# Who reads for one audience may also read what is written for those after it.
_WIDTH = (Audience.DEPARTMENT, Audience.ORGANISATION, Audience.PUBLIC)


def can_order_somewhere(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.ORDER_REPORTS)


def can_order(user: User | AnonymousUser, place: Organisation) -> bool:
    return holds(user, Right.ORDER_REPORTS, place)


def places_to_order_about(user: User | AnonymousUser) -> QuerySet[Organisation]:
    return places_where(user, Right.ORDER_REPORTS)


def audiences(user: User | AnonymousUser, place: Organisation) -> tuple[Audience, ...]:
    """For whom the person may have a report about the place written: for readers like themselves and wider circles."""
    return _WIDTH[_WIDTH.index(audience(user, place)) :]


def can_see_reports(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.SEE_RESULTS)


def visible_reports(user: User | AnonymousUser) -> QuerySet[ReportFile]:
    """Those about places whose results the person sees, written for such a reader; drafts for who sees drafts."""
    reach = Q(pk__in=())
    for duty in duties(user):
        if Right.SEE_RESULTS not in duty.role.rights:
            continue
        read = [one.value for one in _WIDTH[_WIDTH.index(duty.role.audience) :]]
        within = Q(pk__in=())
        for path in duty.paths:
            within |= below(path, "place__path") if duty.role.below else Q(place__path=path)
        allowed = within & Q(audience__in=read)
        reach |= allowed if duty.role.drafts else allowed & ~Q(calculation="")
    return ReportFile.objects.filter(reach).select_related("place", "asked_by", "job")
