"""What people do with proposals: write, propose, approve, return, withdraw, take back. Right, transaction, trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.organisations.changes import free_codes
from msoko.results.importing import NotTaken, commit
from msoko.store.errors import StoreError
from msoko.web.accounts.audit import record
from msoko.web.organisations.changes.permissions import can_decide, can_edit, can_propose, can_recall, can_undo
from msoko.web.organisations.changes.queries import digest, outcome, reading
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.organisations.permissions import require
from msoko.web.organisations.queries import registry
from msoko.web.organisations.syncing import follow
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.web.accounts.models import User

State, Kind = RegistryChange.State, RegistryChange.Kind


class Refused(Exception):
    """It was not done; the text is for the person."""


@transaction.atomic
def write(
    user: User, kind: str, organisation: Organisation, details: dict[str, Any], grounds: str,
    receiver: Organisation | None = None, change: RegistryChange | None = None,
) -> RegistryChange:  # fmt: skip
    """Make a draft, or rewrite one. details: as the form has checked them, ready for JSON."""
    change = _locked(change) if change is not None else None
    require(can_propose(user, organisation) if change is None else can_edit(user, change))
    if change is None:
        place = organisation if organisation.type == Organisation.Type.MUNICIPALITY else organisation.parent
        change = RegistryChange(kind=kind, organisation=organisation, place=place or organisation, written_by=user)
    change.grounds, change.receiver = grounds, receiver
    change.details = details | _codes(change, details)
    change.seen = digest(change)
    change.save()
    _record(user, "registry.write", change)
    return change


def _codes(change: RegistryChange, details: dict[str, Any]) -> dict[str, list[str]]:
    """Permanent codes of the organisations that it makes; those once given to the proposal stay its own."""
    wanted = {Kind.ADD: 1, Kind.DIVIDE: len(details.get("names", ())), Kind.MERGE: int(bool(details.get("name")))}
    count = wanted.get(Kind(change.kind), 0)
    kept = list(change.details.get("new_codes", ()))[:count]
    others = RegistryChange.objects.exclude(pk=change.pk).values_list("details", flat=True)
    taken = {code for one in others for code in one.get("new_codes", ())} | set(kept)
    taken |= set(Organisation.objects.values_list("code", flat=True)) | set(registry().objects["object_id"].to_pylist())
    codes = kept + free_codes(taken, change.place.code, count - len(kept))
    return {"new_codes": codes} if codes else {}


@transaction.atomic
def propose(user: User, change: RegistryChange) -> None:
    change = _locked(change)
    require(can_edit(user, change))
    if problems := outcome(change).problems:
        raise Refused(problems[0])
    change.state, change.remark = State.PROPOSED, ""
    change.save()
    _record(user, "registry.propose", change)


@transaction.atomic
def approve(user: User, change: RegistryChange, seen: str, remark: str) -> None:
    """One batch, the rows, the trail. seen: digest of what the person was shown; if it is another now, look again."""
    change = _locked(change)
    require(can_decide(user, change))
    if change.written_by_id == user.pk and not remark.strip():
        raise Refused(_("You approve your own proposal: say why nobody else does. The reason stays in the trail."))
    found = outcome(change)
    if found.problems:
        raise Refused(found.problems[0])
    if found.digest != seen:
        raise Refused(_("The registry has changed since you opened the page. See below what would change now."))
    with reading(change) as read:
        try:
            receipt = commit(
                workplace().store, workplace().files, read, str(change.written_by_id), str(user.pk),
                change.grounds, beside=True,
            )  # fmt: skip
        except (NotTaken, StoreError) as error:
            raise Refused(str(error)) from error
    change.state, change.batch, change.remark = State.APPROVED, receipt.batch, remark.strip()
    change.decided_by, change.decided_at = user, timezone.now()
    change.save()
    _record(user, "registry.approve", change, batch=receipt.batch, own=change.written_by_id == user.pk)
    follow()


@transaction.atomic
def send_back(user: User, change: RegistryChange, remark: str) -> None:
    """Return with a remark; the author mends it and proposes again."""
    change = _locked(change)
    require(can_decide(user, change))
    if not remark.strip():
        raise Refused(_("Write what is to be mended: the author will see it."))
    change.state, change.remark = State.RETURNED, remark.strip()
    change.decided_by, change.decided_at = user, timezone.now()
    change.save()
    _record(user, "registry.return", change)


@transaction.atomic
def withdraw(user: User, change: RegistryChange) -> None:
    """The author's side takes the proposal back; it stays in the list."""
    change = _locked(change)
    require(can_recall(user, change))
    change.state = State.WITHDRAWN
    change.save()
    _record(user, "registry.withdraw", change)


@transaction.atomic
def undo(user: User, change: RegistryChange, reason: str) -> None:
    """Withdraw the batch of an approved change: the registry reads as before it."""
    change = _locked(change)
    require(can_undo(user, change))
    if not reason.strip():
        raise Refused(_("Write why the change is taken back."))
    if later := _later(change.batch):
        said = _("Later changes tell of the same organisations: %s. Take them back first, the latest first.")
        raise Refused(said % ", ".join(later))
    try:
        workplace().store.withdraw(change.batch, by=str(user.pk), reason=reason.strip())
    except StoreError as error:
        raise Refused(str(error)) from error
    change.state, change.remark = State.UNDONE, reason.strip()
    change.save()
    _record(user, "registry.undo", change, batch=change.batch)
    follow()


def _later(batch: str) -> list[str]:
    """Files of later batches that list the same objects: they repeat what this one said."""
    store = workplace().store
    own = set(store.table("objects", batches=[batch])["object_id"].to_pylist())
    position = store.batch(batch).position
    after = [one for one in store.batches() if one.position > position and one.counts.get("objects")]
    return [
        one.file_name for one in after
        if own & set(store.table("objects", batches=[one.id])["object_id"].to_pylist())
    ]  # fmt: skip


def _locked(change: RegistryChange) -> RegistryChange:
    """The row as it is now, held until the transaction ends: two people cannot decide at once."""
    return RegistryChange.objects.select_for_update().get(pk=change.pk)


def _record(user: User, action: str, change: RegistryChange, **detail: Any) -> None:
    code = change.organisation.code if change.organisation else ""
    record(user, action, "change", change.pk, change.place.path, kind=change.kind, organisation=code, **detail)
