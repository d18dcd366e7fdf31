"""Makes the rows of BatchRow follow the ledger: what is there however it came, and what state it is in now."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from msoko.store.batches import BatchRecord, Event
from msoko.store.store import Store
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.syncing import sync
from msoko.web.results.models import BatchRow, LedgerMark, Upload
from msoko.web.workplace import workplace

PARTICIPANTS = frozenset({"outcomes", "items", "answers"})
_ABOUT = ("object_id", "organisation")


def follow() -> None:
    """Bring the rows up to the ledger; one cheap look if they are."""
    store = workplace().store
    version = store.version
    if LedgerMark.objects.filter(pk=1, version=version).exists():
        return
    with transaction.atomic():
        mark = LedgerMark.objects.select_for_update().get_or_create(pk=1)[0]
        known = {row.pk: row for row in BatchRow.objects.all()}
        taken_back = {event.batch.id: event for event in store.history() if event.event == "withdrawn"}
        codes = _codes()
        for record in store.batches(hidden=True):
            _follow(store, record, known.get(record.id), taken_back.get(record.id), codes)
        mark.version = version
        mark.save()


def _codes() -> dict[str, int]:
    """Places by code. A batch must not be taken to be about nobody because its places have no rows yet."""
    registry = workplace().registry()
    codes = dict(Organisation.objects.values_list("code", "pk"))
    if any(code not in codes for type_ in Organisation.Type.values for code in registry.ids(type_)):
        sync(registry)
        codes = dict(Organisation.objects.values_list("code", "pk"))
    return codes


def _follow(
    store: Store, record: BatchRecord, row: BatchRow | None, taken_back: Event | None, codes: dict[str, int]
) -> None:
    if row is not None and (row.events, row.state) == (record.events, record.state):
        return
    touches = record.touches
    fresh = BatchRow(
        id=record.id, kind=record.kind, file_name=record.file_name, file_sha256=record.file_sha256,
        at=record.at or timezone.now(), position=record.position, entered_by=record.entered_by, reason=record.reason,
        state=record.state.value, replaces=record.replaces or "", counts=dict(record.counts),
        periods=list(touches.periods) if touches else [], events=record.events,
        has_participants=bool(PARTICIPANTS & set(record.counts)), job=row.job if row else None,
    )  # fmt: skip
    if taken_back is not None and fresh.state == BatchRow.State.WITHDRAWN:
        fresh.withdrawn_at, fresh.withdrawn_by = taken_back.at, taken_back.batch.entered_by
        fresh.withdrawn_because = taken_back.batch.reason
    fresh.save()
    if row is None:
        fresh.places.set({codes[one] for one in _objects(store, record) if one in codes})
    handed_in = Upload.objects.filter(batch=record.id, state__in=(Upload.State.TAKING, Upload.State.CONFIRMED))
    fresh.places.add(*handed_in.values_list("place_id", flat=True))
    if fresh.state == BatchRow.State.WITHDRAWN:
        Upload.objects.filter(batch=record.id, state=Upload.State.CONFIRMED).update(state=Upload.State.WITHDRAWN)


def _objects(store: Store, record: BatchRecord) -> Iterable[str]:
    """Ids of what the batch is about; a large one does not list them, so its rows are asked, as they were seen then."""
    if record.touches and record.touches.objects:
        return record.touches.objects
    found: set[str] = set()
    for name in set(record.counts) - {"items"}:
        rows = store.table(name, at=record.position, batches=[record.id])
        for column in _ABOUT:
            if column in rows.column_names:
                found.update(one for one in pc.unique(rows[column]).to_pylist() if one)
    return found
