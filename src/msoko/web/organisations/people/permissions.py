"""Whom a person may see, invite, and give which role. Nobody gives a right that they do not hold at that place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from msoko.web.accounts.models import User
from msoko.web.accounts.roles import ROLES, Right, Role
from msoko.web.organisations.models import Invitation, Membership, Organisation
from msoko.web.organisations.permissions import duties, holds, holds_somewhere, places_where

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

DEMANDING = (Right.MANAGE_PEOPLE, Right.APPROVE_REGISTRY)  # rights that are worth a second factor


def can_manage_people(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.MANAGE_PEOPLE)


def managed_places(user: User | AnonymousUser) -> QuerySet[Organisation]:
    return places_where(user, Right.MANAGE_PEOPLE)


def visible_memberships(user: User | AnonymousUser) -> QuerySet[Membership]:
    """Roles, past ones too, at the places where the person manages people."""
    return Membership.objects.filter(organisation__in=managed_places(user)).select_related("organisation", "user")


def visible_people(user: User | AnonymousUser) -> QuerySet[User]:
    return User.objects.filter(pk__in=visible_memberships(user).values("user"))


def visible_invitations(user: User | AnonymousUser) -> QuerySet[Invitation]:
    return Invitation.objects.filter(organisation__in=managed_places(user)).select_related("organisation", "invited_by")


def can_give(user: User | AnonymousUser, role: Role, place: Organisation) -> bool:
    """A role fits a kind of place that is open; its giver manages people there and holds each of its rights there."""
    fits = role.at == place.type and place.closed_on is None
    return fits and all(holds(user, right, place) for right in (Right.MANAGE_PEOPLE, *role.rights))


def roles_to_give(user: User | AnonymousUser) -> dict[Role, list[Organisation]]:
    """Every role that the person may give, with the places for which they may."""
    open_places = list(managed_places(user).filter(closed_on=None).order_by("type", "name"))
    found = {role: [place for place in open_places if can_give(user, role, place)] for role in ROLES.values()}
    return {role: places for role, places in found.items() if places}


def can_end(user: User | AnonymousUser, membership: Membership) -> bool:
    """Not a role that is over: that would give it anew. Not one's own last role: then nobody could undo it."""
    is_over = membership.ends_on is not None and membership.ends_on < timezone.localdate()
    if is_over or not holds(user, Right.MANAGE_PEOPLE, membership.organisation):
        return False
    return membership.user_id != user.pk or len(duties(user)) > 1


def can_make_tokens(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.USE_API)


def can_upload_by_token(user: User | AnonymousUser) -> bool:
    return holds_somewhere(user, Right.UPLOAD)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Must the person set one up before anything else? Not in a demonstration, where people are generated."""
    demanded = settings.SECOND_FACTOR_IS_REQUIRED and any(holds_somewhere(user, right) for right in DEMANDING)
    return demanded and not is_mfa_enabled(user)
