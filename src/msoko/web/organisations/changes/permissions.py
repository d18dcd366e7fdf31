"""Who proposes changes of the registry, who approves them, whose proposals one sees.

Two people: what one writes another approves. Who holds both rights may approve their own proposal only with a reason,
which the audit trail keeps: small departments have one person, and nobody should borrow a colleague's password for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.organisations.permissions import holds, holds_somewhere, places_where

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_KEEPING = (Right.EDIT_REGISTRY, Right.APPROVE_REGISTRY)


def keeps_registry(user: User | AnonymousUser) -> bool:
    """Has the person anything to do with proposals?"""
    return any(holds_somewhere(user, right) for right in _KEEPING)


def can_propose(user: User | AnonymousUser, organisation: Organisation) -> bool:
    return holds(user, Right.EDIT_REGISTRY, organisation)


def can_edit(user: User | AnonymousUser, change: RegistryChange) -> bool:
    """Whoever may propose there goes on with a draft: people fall ill."""
    return change.is_open and can_propose(user, change.place)


def can_decide(user: User | AnonymousUser, change: RegistryChange) -> bool:
    """A transfer is decided by those who receive the organisation."""
    proposed = change.state == RegistryChange.State.PROPOSED
    return proposed and holds(user, Right.APPROVE_REGISTRY, change.receiver or change.place)


def can_recall(user: User | AnonymousUser, change: RegistryChange) -> bool:
    """Take back one's words before they are decided."""
    open_ = change.is_open or change.state == RegistryChange.State.PROPOSED
    return open_ and can_propose(user, change.place)


def can_undo(user: User | AnonymousUser, change: RegistryChange) -> bool:
    """Take back the batch of an approved change."""
    approved = change.state == RegistryChange.State.APPROVED
    return approved and holds(user, Right.APPROVE_REGISTRY, change.receiver or change.place)


def visible_changes(user: User | AnonymousUser) -> QuerySet[RegistryChange]:
    """Those of one's own places, and transfers to them from the day they are proposed. No other municipality's."""
    own = Q()
    for right in _KEEPING:
        own |= Q(place__in=places_where(user, right))
    received = Q(receiver__in=places_where(user, Right.APPROVE_REGISTRY))
    told = ~Q(state__in=(RegistryChange.State.DRAFT, RegistryChange.State.WITHDRAWN))
    found = RegistryChange.objects.filter(own | (received & told))
    return found.select_related("organisation", "place", "receiver", "written_by", "decided_by")


def get_change(user: User | AnonymousUser, number: int) -> RegistryChange:
    return get_object_or_404(visible_changes(user), pk=number)
