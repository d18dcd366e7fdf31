"""What the pages about people read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from msoko.web.accounts.models import ApiToken, User
from msoko.web.organisations.models import Invitation, Membership
from msoko.web.organisations.people.permissions import can_end, visible_invitations, visible_memberships, visible_people

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True)
class Held:
    """A membership as a page shows it. state: holds, comes, over."""

    membership: Membership
    state: str
    can_end: bool = False


def people(reader: User | AnonymousUser, words: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Whom the reader manages, each with `held`: the roles that the reader may know of."""
    today = timezone.localdate()
    known = visible_memberships(reader).order_by("starts_on", "pk")
    current = known.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    found = visible_people(reader)
    if words:
        found = found.filter(_somewhere("name", words) | Q(email__icontains=words))
    if role:
        found = found.filter(pk__in=current.filter(role=role).values("user"))
    if state == "past":
        found = found.exclude(pk__in=current.values("user"))
    elif state != "all":
        found = found.filter(pk__in=current.values("user"))
    shown = known if state in ("past", "all") else current
    return found.prefetch_related(Prefetch("memberships", shown, to_attr="held")).order_by("name", "pk")


def _somewhere(field: str, words: str) -> Q:
    """SQLite tells capital Cyrillic letters from small ones, so the usual ways to write the words are tried."""
    found = Q()
    for one in {words, words.lower(), words.upper(), words.capitalize(), words.title()}:
        found |= Q(**{f"{field}__icontains": one})
    return found


def held_by(person: User, reader: User | AnonymousUser) -> list[Held]:
    """The person's roles at the reader's places, those that hold first."""
    rows = visible_memberships(reader).filter(user=person).order_by("-ends_on", "starts_on")
    found = [Held(row, state_of(row), can_end(reader, row)) for row in rows]
    return sorted(found, key=lambda held: ("holds", "comes", "over").index(held.state))


def own_roles(user: User) -> list[Held]:
    rows = Membership.objects.filter(user=user).select_related("organisation").order_by("-ends_on", "starts_on")
    return sorted((Held(row, state_of(row)) for row in rows), key=lambda h: ("holds", "comes", "over").index(h.state))


def state_of(membership: Membership) -> str:
    today = timezone.localdate()
    if membership.ends_on is not None and membership.ends_on < today:
        return "over"
    return "holds" if membership.starts_on <= today else "comes"


def waiting_invitations(reader: User | AnonymousUser) -> QuerySet[Invitation]:
    """Neither accepted nor withdrawn; those whose time is over too: they can be sent again."""
    return visible_invitations(reader).filter(accepted_at=None, withdrawn_at=None).order_by("-sent_at")


def own_tokens(user: User) -> QuerySet[ApiToken]:
    return user.tokens.filter(revoked_at=None).order_by("expires_at")
