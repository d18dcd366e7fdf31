"""Makes the rows of Organisation and the states of proposals follow the store. Called after each registry batch and
at start; doing it again changes nothing, so whatever was interrupted is mended by the next call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from msoko.organisations.lives import Life, lives_of
from msoko.organisations.registry import Registry
from msoko.store.store import BatchRecord, State
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.workplace import workplace

_PARENTS = {"organisation": "municipality", "municipality": "region", "region": "country"}
_ORDER = ("country", "region", "municipality", "organisation")
_FIELDS = ("type", "name", "parent", "kind", "settlement", "path", "closed_on", "successor", "listed")
_BATCH = "registry"


@dataclass(frozen=True)
class Followed:
    """How many rows it took."""

    created: int = 0
    changed: int = 0


def follow() -> Followed:
    """The database follows the store as it is now."""
    place = workplace()
    with transaction.atomic():
        done = sync(place.registry())
        _follow_batches(place.store.batches(hidden=True))
    return done


@transaction.atomic
def sync(registry: Registry, today: date | None = None) -> Followed:
    """Create and update; nothing is deleted: what the registry no longer lists stays for the trail, marked."""
    day = today or timezone.localdate()
    known = {row.code: row for row in Organisation.objects.select_for_update()}
    lives = lives_of(registry)
    heirs = _heirs(lives.values(), day)
    changed: list[Organisation] = []
    created = 0
    for type_ in _ORDER:
        layer = [life for life in lives.values() if life.object_type == type_]
        fresh = [Organisation(code=life.object_id) for life in layer if life.object_id not in known]
        for row in fresh:
            _set(row, _told(lives[row.code], known, day))
        Organisation.objects.bulk_create(fresh)  # the wider places first: they are the parents
        created += len(fresh)
        known |= {row.code: row for row in fresh}
        for life in layer:
            row = known[life.object_id]
            if _set(row, _told(life, known, day)):
                changed.append(row)
    for code, row in known.items():
        heir = known.get(heirs.get(code, ""))
        told = {"successor_id": heir.pk if heir else None, "listed": code in lives}
        if _set(row, told):
            changed.append(row)
    unique = list({row.pk: row for row in changed}.values())
    Organisation.objects.bulk_update(unique, _FIELDS, batch_size=200)
    return Followed(created, len(unique))


def _told(life: Life, known: dict[str, Organisation], day: date) -> dict[str, Any]:
    """What the registry says of the object on the day, or on its last day if it is over."""
    day = min(day, life.last_day) if life.last_day else day
    parent = known.get(_on(life, _PARENTS[life.object_type], day)) if life.object_type in _PARENTS else None
    return {
        "type": life.object_type, "parent_id": parent.pk if parent else None, "closed_on": life.last_day,
        "name": (_on(life, "name", day) or _on(life, "full_name", day) or life.object_id)[:300],
        "kind": _on(life, "kind", day), "settlement": _on(life, "settlement", day),
        "path": f"{parent.path if parent else '/'}{life.object_id}/",
    }  # fmt: skip


def _on(life: Life, attribute: str, day: date) -> str:
    """The value on the day, the latest begun of several; of one that is yet to begin, the first to come."""
    held = [one for one in life.held if one.attribute == attribute]
    begun = [one for one in held if (one.first_day or date.min) <= day]
    now = [one for one in begun if (one.last_day or date.max) >= day]
    chosen = now[-1:] or begun[-1:] or held[:1]
    return chosen[0].value if chosen else ""


def _heirs(lives: Iterable[Life], day: date) -> dict[str, str]:
    """predecessor -> the one who carries it on. After a division nobody does alone; before its day nobody does yet."""
    found: dict[str, list[str]] = {}
    for life in lives:
        for link in life.came_from:
            if link.on is None or link.on <= day:
                found.setdefault(link.predecessor, []).append(life.object_id)
    return {old: new[0] for old, new in found.items() if len(set(new)) == 1}


def _set(row: Organisation, told: dict[str, Any]) -> bool:
    """Did anything change?"""
    differing = {name: value for name, value in told.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _follow_batches(batches: Iterable[BatchRecord]) -> None:
    """A proposal whose batch stands in the ledger is approved, one whose batch was withdrawn is undone."""
    states = {one.file_name: one for one in batches if one.kind == _BATCH}
    waiting = (RegistryChange.State.PROPOSED, RegistryChange.State.APPROVED, RegistryChange.State.UNDONE)
    for change in RegistryChange.objects.filter(state__in=waiting):
        batch = states.get(file_name(change))
        if batch is None:
            continue
        stands = batch.state is not State.WITHDRAWN
        state = RegistryChange.State.APPROVED if stands else RegistryChange.State.UNDONE
        if (change.state, change.batch) != (state, batch.id):
            change.state, change.batch = state, batch.id
            change.decided_at = change.decided_at or batch.at
            change.save(update_fields=("state", "batch", "decided_at"))


def file_name(change: RegistryChange) -> str:
    """By it the batch of a proposal is known, whatever became of the database meanwhile."""
    return f"изменение_реестра_{change.pk}.xlsx"
