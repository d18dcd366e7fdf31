"""Who hands in files for whom, who sees and withdraws which batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from msoko.files.kinds import KINDS
from msoko.web.accounts.roles import Right
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import below, came_from, duties, holds, places_where
from msoko.web.results.models import BatchRow, Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_WHOLE = (Organisation.Type.MUNICIPALITY, Organisation.Type.REGION, Organisation.Type.COUNTRY)
_FRAME = (Organisation.Type.REGION, Organisation.Type.COUNTRY)


@dataclass(frozen=True)
class Reach:
    """What a file handed in for a place may speak of: paths of the place and of those it came from."""

    place: Organisation
    paths: tuple[str, ...]
    is_whole: bool  # a municipality: its files may also bring results of its region and of the country

    @classmethod
    def of(cls, place: Organisation) -> Reach:
        return cls(place, (place.path, *came_from(place)), place.type in _WHOLE)

    def holds(self, path: str) -> bool:
        """Is the place with this path within the reach, or does it stand above a municipality that is?"""
        return any(path.startswith(one) for one in self.paths) or (self.is_whole and self.place.path.startswith(path))


def places_to_upload_for(user: User | AnonymousUser) -> list[Organisation]:
    """Places of the person's own duties: the school, or the whole municipality."""
    held = {d.place.pk: d.place for d in duties(user) if Right.UPLOAD in d.role.rights and d.place.closed_on is None}
    return list(held.values())


def visible_uploads(user: User | AnonymousUser) -> QuerySet[Upload]:
    return Upload.objects.filter(place__in=places_where(user, Right.UPLOAD))


def can_decide(user: User | AnonymousUser, upload: Upload) -> bool:
    """Answer, read again, drop."""
    return holds(user, Right.UPLOAD, upload.place)


def can_confirm(user: User | AnonymousUser, upload: Upload) -> bool:
    """Take the file in; a registry is approved by who may."""
    return can_decide(user, upload) and (
        upload.format != "registry" or holds(user, Right.APPROVE_REGISTRY, upload.place)
    )


def can_see_participants(user: User | AnonymousUser, upload: Upload) -> bool:
    return holds(user, Right.SEE_PARTICIPANTS, upload.place)


def visible_batches(user: User | AnonymousUser) -> QuerySet[BatchRow]:
    """Batches all of whose places are within reach; the region and the country over one's municipality do not hinder.

    Only who hands in files sees batches: they are work, not published results.
    """
    within, over = _reach(user, Right.UPLOAD)
    links = BatchRow.places.through.objects.filter(batchrow=OuterRef("pk"))
    outside = links.exclude(_of_link(within)).exclude(_of_link(over))
    return BatchRow.objects.filter(Exists(links.filter(_of_link(within) | _of_link(over)))).exclude(Exists(outside))


def _reach(user: User | AnonymousUser, right: Right) -> tuple[Q, Q]:
    """Of Organisation: what the duties with the right reach, and the frame above the municipalities among them."""
    within, over = Q(pk__in=()), Q(pk__in=())
    for duty in duties(user):
        if right not in duty.role.rights:
            continue
        for path in duty.paths:
            within |= below(path) if duty.role.below else Q(path=path)
        if duty.place.type == Organisation.Type.MUNICIPALITY:
            parts = duty.place.path.strip("/").split("/")
            over |= Q(path__in=["/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts))], type__in=_FRAME)
    return within, over


def _of_link(condition: Q) -> Q:
    return Q(organisation__in=Organisation.objects.filter(condition))


def _holds_everywhere(user: User | AnonymousUser, right: Right, places: Iterable[Organisation]) -> bool:
    """At every place of a batch; the frame above a municipality where the right is held does not hinder."""
    held = [d for d in duties(user) if right in d.role.rights]
    own = [d for d in held if d.place.type == Organisation.Type.MUNICIPALITY]
    return bool(held) and all(
        any(d.reaches(one.path) for d in held)
        or (one.type in _FRAME and any(d.place.path.startswith(one.path) for d in own))
        for one in places
    )


def can_withdraw(user: User | AnonymousUser, batch: BatchRow, places: Iterable[Organisation]) -> bool:
    right = Right.APPROVE_REGISTRY if batch.kind in ("registry", "aliases", "clusters") else Right.WITHDRAW
    return _holds_everywhere(user, right, places)


def can_open_file(user: User | AnonymousUser, batch: BatchRow, places: Iterable[Organisation]) -> bool:
    """The kept file: for the audiences of its kind; one with participants also asks for the right to see them."""
    if not batch.file_sha256:
        return False
    access = KINDS["received_original"].access
    right = Right.SEE_PARTICIPANTS if batch.has_participants else Right.UPLOAD
    audiences = {d.role.audience for d in duties(user) if right in d.role.rights}
    return bool(audiences & set(access)) and _holds_everywhere(user, right, places)
