"""A set of clusters becomes a level only when a person approves it: then it is a dated batch, and can be withdrawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.remarks import Refused
from msoko.organisations.registry import Registry
from msoko.store.batches import Batch, BatchRecord, Receipt, Touches, batch_id
from msoko.store.schemas import TABLES
from msoko.store.store import Store

KIND = "clusters"
_CODE = re.compile(r"[a-z][a-z0-9_]*")  # they stand in the ids of objects, parted by hyphens
_OBJECT, _ATTRIBUTE = (
    pa.schema([entry for entry in TABLES[name] if entry.name != "batch"]) for name in ("objects", "attributes")
)


@dataclass(frozen=True)
class Cluster:
    code: str
    title: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class ClusterSet:
    """Proposed clusters; a person may change titles and members before approving. set: whose place a new one takes."""

    set: str
    municipality: str
    clusters: tuple[Cluster, ...]
    method: str = ""
    period: str = ""
    not_placed: Mapping[str, str] = field(default_factory=dict)  # organisation -> why
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> ClusterSet:
        """Raises Refused if it is no set of clusters."""
        try:
            clusters = tuple(
                Cluster(str(one["code"]), str(one["title"]), tuple(map(str, one["members"])))
                for one in said["clusters"]
            )
            return cls(
                str(said["set"]), str(said["municipality"]), clusters, str(said.get("method", "")),
                str(said.get("period", "")), dict(said.get("not_placed", {})), tuple(said.get("reasons", ())),
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError) as error:
            raise Refused("set-not-read", said=str(error)) from error

    def object_id(self, cluster: Cluster) -> str:
        return f"{self.municipality}-{self.set}-{cluster.code}"

    def owns(self, object_id: str) -> bool:
        """Is it a cluster of this set, of this proposal or of an earlier one?"""
        return object_id.rpartition("-")[0] == f"{self.municipality}-{self.set}"


@dataclass(frozen=True)
class Approval:
    """Who approved it, on what ground, from which day to which (None = until another set takes its place)."""

    approved_by: str
    reason: str
    first_day: date
    last_day: date | None = None
    entered_by: str = ""


def approve(store: Store, registry: Registry, proposed: ClusterSet, approval: Approval) -> Receipt:
    """Writes the set as one batch of kind `clusters`; the indicators have a level `cluster` after the next compute.

    A set approved earlier under the same name ends on the eve and stays what it was before; its batch is replaced, and
    comes back if this one is withdrawn. Raises Refused: nobody approves, days in the wrong order, an unknown or doubled
    member, a member of another set on those days.
    """
    _check(registry, proposed, approval)
    _elsewhere(registry, proposed, approval)
    earlier = _earlier(store, proposed)
    if earlier and _id(proposed, approval, earlier.replaces) == earlier.id:
        return store.append(earlier, {})  # the same again is the same batch
    rows = _attributes(proposed, approval)
    objects = {one["object_id"]: one for one in _objects(proposed, approval)}
    if earlier:
        eve = approval.first_day - timedelta(days=1)
        rows = [*_ended(store.table("attributes"), earlier.id, eve), *rows]
        for old in _ended(store.table("objects"), earlier.id, eve):
            objects.setdefault(old["object_id"], old)["first_day"] = old["first_day"]
    tables = {"objects": _table(objects.values(), _OBJECT), "attributes": _table(rows, _ATTRIBUTE)}
    touched = Touches(tables=tuple(tables), objects=tuple(sorted({*objects, *(row["object_id"] for row in rows)})))
    replaces = earlier.id if earlier else None
    batch = Batch(
        _id(proposed, approval, replaces), KIND, replaces=replaces,
        entered_by=approval.entered_by or approval.approved_by, approved_by=approval.approved_by,
        reason=approval.reason, touches=touched,
    )  # fmt: skip
    return store.append(batch, tables)


def _id(proposed: ClusterSet, approval: Approval, replaces: str | None) -> str:
    return batch_id(KIND, "", {"set": proposed.to_json(), "approval": asdict(approval), "replaces": replaces})


def _table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """With where each row stands: it came from no file."""
    placed = [{**row, "sheet": "", "row": n, "col": 0} for n, row in enumerate(rows, start=1)]
    return pa.Table.from_pylist(placed, schema=schema)


def _check(registry: Registry, proposed: ClusterSet, approval: Approval) -> None:
    if not approval.approved_by.strip() or not approval.reason.strip():
        raise Refused("set-not-signed")
    if approval.last_day is not None and approval.last_day < approval.first_day:
        raise Refused("set-days", first=approval.first_day, last=approval.last_day)
    if not proposed.clusters or not all(one.members and one.title.strip() for one in proposed.clusters):
        raise Refused("set-empty", codes=", ".join(one.code for one in proposed.clusters if not one.members) or "—")
    if wrong := [one for one in (proposed.set, *(one.code for one in proposed.clusters)) if not _CODE.fullmatch(one)]:
        raise Refused("set-codes", codes=", ".join(wrong))
    codes = Counter(one.code for one in proposed.clusters)
    members = Counter(member for one in proposed.clusters for member in one.members)
    if twice := [one for one, times in (*codes.items(), *members.items()) if times > 1]:
        raise Refused("member-twice", ids=", ".join(twice))
    if unknown := [one for one in members if one not in registry or registry.object_type(one) != "organisation"]:
        raise Refused("member-not-known", ids=", ".join(unknown))


def _elsewhere(registry: Registry, proposed: ClusterSet, approval: Approval) -> None:
    last = approval.last_day or date.max
    for member in (member for one in proposed.clusters for member in one.members):
        for span in registry.spans(member, "cluster"):
            if proposed.owns(span.value):
                continue
            if (span.first_day or date.min) <= last and approval.first_day <= (span.last_day or date.max):
                raise Refused("member-elsewhere", id=member, cluster=registry.name(span.value))


def _earlier(store: Store, proposed: ClusterSet) -> BatchRecord | None:
    """The visible batch of a set of this name."""
    table = store.table("objects")
    listed = zip(table["object_id"].to_pylist(), table["batch"].to_pylist(), strict=True)
    owned = {batch for code, batch in listed if proposed.owns(code)}
    return next((one for one in reversed(store.batches()) if one.kind == KIND and one.id in owned), None)


def _ended(table: pa.Table, batch: str, eve: date) -> Iterator[dict[str, Any]]:
    """Rows of the batch as they stand when it all ends on the eve; what was to begin later is gone."""
    for row in table.filter(pc.equal(table["batch"], batch)).to_pylist():
        if (row["first_day"] or date.min) <= eve:
            yield {**row, "last_day": min(row["last_day"] or eve, eve)}


def _objects(proposed: ClusterSet, approval: Approval) -> Iterator[dict[str, Any]]:
    for cluster in proposed.clusters:
        yield {
            "object_id": proposed.object_id(cluster), "object_type": "cluster", "first_day": approval.first_day,
            "last_day": approval.last_day, "covered": True,
        }  # fmt: skip


def _attributes(proposed: ClusterSet, approval: Approval) -> list[dict[str, Any]]:
    said = []
    for cluster in proposed.clusters:
        code = proposed.object_id(cluster)
        said += [(code, "name", cluster.title), (code, "municipality", proposed.municipality)]
        said += [(member, "cluster", code) for member in cluster.members]
    return [
        {"object_id": one, "attribute": attribute, "value": value, "first_day": approval.first_day,
         "last_day": approval.last_day}
        for one, attribute, value in said if value
    ]  # fmt: skip
