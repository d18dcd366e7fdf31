"""Which places a person sees and where a right holds. Every other app asks here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.shortcuts import get_object_or_404
from django.utils import timezone

from msoko.vocabulary import Audience
from msoko.web.accounts.roles import ROLES, Right, Role
from msoko.web.organisations.models import Membership, Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User


@dataclass(frozen=True)
class Duty:
    """One membership that holds today. paths: its place and, for an organisation, those it came from."""

    role: Role
    place: Organisation
    paths: tuple[str, ...]

    def reaches(self, path: str) -> bool:
        return any(path.startswith(one) if self.role.below else path == one for one in self.paths)


def duties(user: User | AnonymousUser) -> tuple[Duty, ...]:
    """What the person does today; asked of the database once a request."""
    if not user.is_authenticated or not user.is_active:
        return ()
    known: tuple[Duty, ...] | None = getattr(user, "_duties", None)
    if known is None:
        today = timezone.localdate()
        held = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), user=user, starts_on__lte=today)
        # A role of another version, or at a place of another kind than its own, gives nothing.
        fitting = [
            (ROLES[one.role], one.organisation)
            for one in held.select_related("organisation").order_by("pk")
            if one.role in ROLES and ROLES[one.role].at == one.organisation.type
        ]
        known = tuple(Duty(role, place, (place.path, *came_from(place))) for role, place in fitting)
        user._duties = known  # type: ignore[attr-defined]
    return known


def came_from(organisation: Organisation) -> list[str]:
    """Paths of predecessors, however far back: past data belong to the one who carries them on.

    Only of those that are over: one that lives on, though a part of it has left, keeps its data to itself.
    """
    if organisation.type != Organisation.Type.ORGANISATION:
        return []
    found: list[str] = []
    layer = [organisation.pk]
    while layer:
        over = Organisation.objects.filter(successor__in=layer, closed_on__lt=timezone.localdate())
        rows = list(over.values_list("pk", "path"))
        rows = [row for row in rows if row[1] not in found]
        found += [path for _, path in rows]
        layer = [pk for pk, _ in rows]
    return found


def holds(user: User | AnonymousUser, right: Right, organisation: Organisation) -> bool:
    """Does the person have the right at this place today?"""
    return any(right in duty.role.rights and duty.reaches(organisation.path) for duty in duties(user))


def holds_somewhere(user: User | AnonymousUser, right: Right) -> bool:
    return any(right in duty.role.rights for duty in duties(user))


def places_where(user: User | AnonymousUser, right: Right) -> QuerySet[Organisation]:
    """Every place at which the person has the right."""
    return Organisation.objects.filter(_reach([duty for duty in duties(user) if right in duty.role.rights]))


def visible_organisations(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Places whose pages the person may open: those of the duties and, as a frame, what stands above them."""
    held = duties(user)
    above = {path for duty in held for path in _above(duty.place.path)}
    return Organisation.objects.filter(_reach(held) | Q(path__in=above))


def _reach(held: list[Duty] | tuple[Duty, ...]) -> Q:
    reach = Q(pk__in=())
    for duty in held:
        for path in duty.paths:
            reach |= below(path) if duty.role.below else Q(path=path)
    return reach


def below(path: str, field: str = "path") -> Q:
    """The place and what lies below it. LIKE of SQLite takes large letters for small ones, so it alone will not do.

    field: how the query names the path.
    """
    return Q(**{f"{field}__startswith": path}) & Q(Exact(Left(field, len(path)), path))


def _above(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts))]


def audience(user: User | AnonymousUser, organisation: Organisation) -> Audience:
    """For whom values about this place are written when this person reads them: the widest of the duties."""
    reading = [
        d.role.audience for d in duties(user) if Right.SEE_RESULTS in d.role.rights and d.reaches(organisation.path)
    ]
    for one in (Audience.DEPARTMENT, Audience.ORGANISATION):
        if one in reading:
            return one
    inside = any(
        d.role.audience is Audience.ORGANISATION and d.place.path.startswith(organisation.path) for d in duties(user)
    )
    return Audience.ORGANISATION if inside else Audience.PUBLIC


def sees_drafts(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """May the person see numbers that no calculation has fixed yet?"""
    return any(
        d.role.drafts
        and Right.SEE_RESULTS in d.role.rights
        and (d.reaches(organisation.path) or d.place.path.startswith(organisation.path))
        for d in duties(user)
    )


def get_visible(user: User | AnonymousUser, code: str) -> Organisation:
    """The place with this code; Http404 if the person does not see it, as if there were none."""
    return get_object_or_404(visible_organisations(user), code=code)


def require(allowed: bool) -> None:
    """403 for what is seen but not allowed."""
    if not allowed:
        raise PermissionDenied


def can_see_results(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Values of the place: where the right holds, and the whole of which one's own organisation is a part."""
    if holds(user, Right.SEE_RESULTS, organisation):
        return True
    whole = organisation.type != Organisation.Type.ORGANISATION
    return whole and any(
        Right.SEE_RESULTS in d.role.rights and d.place.path.startswith(organisation.path) for d in duties(user)
    )
