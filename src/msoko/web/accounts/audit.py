"""Adds events to the audit trail and checks that nobody has changed it. Call inside the transaction of the change.

An event's digest covers all it says and the digest before it, in a form that both databases give back unchanged.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from msoko.web.accounts.models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

_BEGINNING = "0" * 64
TAIL = 0  # what first_broken() answers when the events that are there are whole, but the last are missing


def record(
    actor: User | None, action: str, object_type: str = "", object_id: object = "", place: str = "", **detail: Any
) -> AuditEvent:
    """Append one event. place: path of the organisation concerned. detail: plain values, no personal data.

    Each action has its words in audit_words.py.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        event = AuditEvent(
            at=timezone.now(), actor=str(actor.pk) if actor and actor.pk else "", action=action,
            object_type=object_type, object_id=_text(object_id), place=place, detail=_plain(detail), previous=head.last,
        )  # fmt: skip
        event.digest = head.last = digest(event)
        event.save(force_insert=True)
        head.save()
    return event


def digest(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the digest of the one before it."""
    said = [
        event.at.astimezone(UTC).isoformat(timespec="microseconds"), event.actor, event.action, event.object_type,
        event.object_id, event.place, event.detail, event.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def first_broken() -> int | None:
    """The number of the first event that does not follow from the one before it; TAIL; None if the chain is whole."""
    previous = _BEGINNING
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.previous != previous or digest(event) != event.digest:
            return event.number
        previous = event.digest
    head = AuditHead.objects.filter(pk=1).first()
    return None if (head.last if head else _BEGINNING) == previous else TAIL


def _plain(value: Any) -> Any:
    """What JSON of either database gives back as it was: whole numbers, truth, text, lists, objects with text keys.

    A number with a fraction becomes text: the databases do not agree on 1e20.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {_text(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _text(value)


def _text(value: object) -> str:
    """Text that both databases keep: no zero bytes, no halves of characters."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
