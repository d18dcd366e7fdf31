"""Which events of the audit trail a person may read, and how they are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from msoko.web.accounts.audit_words import OBJECTS, detail_of, words_of
from msoko.web.accounts.models import AuditEvent, User
from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Membership, Organisation
from msoko.web.organisations.permissions import below, duties, holds_somewhere, places_where

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Line:
    """An event as the page shows it."""

    event: AuditEvent
    action: Any
    actor: str  # "" where nobody had signed in
    object_type: Any
    place: str
    detail: str


def visible_events(reader: User) -> QuerySet[AuditEvent]:
    """One's own; with the right to read the trail, what was done about places in reach and by people who work there.

    Events about no place (signing in, passwords) are read of those whose every role is in reach; all of them by whose
    reach is the whole installation.
    """
    seen = Q(actor=str(reader.pk))
    reading = [duty for duty in duties(reader) if Right.READ_AUDIT in duty.role.rights]
    if any(duty.place.type == Organisation.Type.COUNTRY for duty in reading):
        return AuditEvent.objects.all()
    for duty in reading:
        for path in duty.paths:
            seen |= below(path, "place") if duty.role.below else Q(place=path)
    if reading:
        seen |= Q(place="", actor__in=_own_people(reader))
    return AuditEvent.objects.filter(seen)


def _own_people(reader: User) -> QuerySet[Any]:
    """Numbers, as text, of people who hold roles only where the reader reads the trail."""
    places = places_where(reader, Right.READ_AUDIT)
    elsewhere = Membership.objects.exclude(organisation__in=places).values("user")
    inside = User.objects.filter(memberships__organisation__in=places).exclude(pk__in=elsewhere)
    return inside.annotate(number=Cast("pk", CharField())).values("number")


def can_read_trail(reader: User) -> bool:
    """Beyond one's own."""
    return holds_somewhere(reader, Right.READ_AUDIT)


def chosen(events: QuerySet[AuditEvent], asked: dict[str, Any]) -> QuerySet[AuditEvent]:
    """Filtered by actor, action, object and days; the latest first."""
    for name in ("actor", "action", "object_type", "object_id"):
        if asked.get(name):
            events = events.filter(**{name: asked[name]})
    if asked.get("since"):
        events = events.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        events = events.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return events.order_by("-number")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Two queries for a page: names of people and of places."""
    events = list(events)
    numbers = {int(event.actor) for event in events if event.actor.isdecimal()}
    names = {str(pk): user.name or user.username for pk, user in User.objects.in_bulk(numbers).items()}
    paths = {event.place for event in events} - {""}
    places = dict(Organisation.objects.filter(path__in=paths).values_list("path", "name"))
    return [
        Line(
            event, words_of(event.action), names.get(event.actor, event.actor),
            OBJECTS.get(event.object_type, event.object_type), places.get(event.place, ""),
            detail_of(event.detail),
        )
        for event in events
    ]  # fmt: skip
