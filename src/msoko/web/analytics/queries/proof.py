"""From a number to the cells of received files, as one person may see it. The derivation is the library's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain as chain_of
from typing import TYPE_CHECKING

from django.urls import reverse

from msoko.indicators import tracing
from msoko.vocabulary import Period
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.found import Found
from msoko.web.organisations.permissions import places_where
from msoko.web.results.permissions import visible_batches
from msoko.web.results.queries import people
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.store.batches import BatchRecord
    from msoko.web.accounts.models import User

_KEPT = 64  # derivations in memory: people open the same few numbers of a meeting's agenda


@dataclass(frozen=True)
class RowOfFile:
    """One row that the person may see. about: the name of its organisation."""

    about: str
    file: str
    sheet: str
    cell: str
    shown: str
    participant: str = ""


@dataclass(frozen=True)
class Part:
    """One aggregate. elsewhere: how many rows are about organisations out of reach; of_people: closed single results.

    left_out: reason -> rows.
    """

    words: str
    where: str
    number: str
    rows: tuple[RowOfFile, ...]
    total: int
    elsewhere: int
    of_people: int
    left_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Used:
    title: str
    whose: str
    period: str
    code: str


@dataclass(frozen=True)
class File:
    """Where rows came from. address: of the batch, if the person sees it; only then who handed it in is told."""

    name: str
    sha256: str
    sheets: tuple[str, ...]
    at: datetime | None
    address: str
    entered_by: str
    approved_by: str


@dataclass(frozen=True)
class Chain:
    """verdict: same, other-pack, fixed-differs, differs. read: codes of organisations whose participants are shown."""

    words: str
    numbers: str
    parts: tuple[Part, ...]
    other_parts: int
    used: tuple[Used, ...]
    files: tuple[File, ...]
    other_files: int
    verdict: str
    again: float | None
    ledger_version: int
    pack_title: str
    pack_version: str
    approved_by: str
    read: frozenset[str]

    @property
    def participants(self) -> int:
        """Single results among the rows shown."""
        return sum(1 for part in self.parts for row in part.rows if row.participant)


def chain(user: User | AnonymousUser, found: Found) -> Chain:
    """The derivation with the rows that the person may see: only of organisations in reach, participants by right."""
    proof = _derived(found.value.code, found.value.period, found.calculation, found.visible.numbers.version)
    allowed = found.visible.reach.among(None) | {found.value.object_id}
    of_people = frozenset(places_where(user, Right.SEE_PARTICIPANTS).values_list("code", flat=True))
    files = {record.id: record.file_name for record in proof.batches}
    steps = [step for step in proof.steps if step.group in allowed]
    near = [[cell for cell in step.entered if not cell.about or cell.about in allowed] for step in steps]
    parts = tuple(_part(found, *one, files, of_people) for one in zip(steps, near, strict=True))
    listed = _files(user, proof, chain_of(*near))
    read = {cell.about for cells in near for cell in cells if cell.participant and cell.about in of_people}
    return Chain(
        words=proof.words,
        numbers=proof.numbers,
        parts=parts,
        other_parts=len(proof.steps) - len(steps),
        used=tuple(_used(found, one) for one in proof.used if one.group in allowed),
        files=listed,
        other_files=len(proof.batches) - len(listed),
        verdict=_verdict(proof),
        again=proof.recomputed,
        ledger_version=proof.ledger_version,
        pack_title=proof.pack.title,
        pack_version=proof.pack_version,
        approved_by=proof.pack.approved_by,
        read=frozenset(read),
    )


@lru_cache(maxsize=_KEPT)
def _derived(code: str, period: str, calculation: str, version: int) -> tracing.Proof:
    """version: of the ledger, so that the answer is made anew when the data move on."""
    place = workplace()
    return tracing.proof(place.store, place.methodology, code, place.choices, calculation, period)


def _part(
    found: Found, step: tracing.Step, near: list[tracing.Cell], files: Mapping[str, str], of_people: frozenset[str]
) -> Part:
    """near: the rows within reach."""
    open_ = [cell for cell in near if not cell.participant or cell.about in of_people]
    where = "" if step.group == found.value.object_id else found.issue.name(step.group, Period.parse(step.period))
    return Part(
        words=step.words,
        where=", ".join(part for part in (where, _other_period(found, step.period)) if part),
        number=step.number,
        rows=tuple(_row(found, cell, files) for cell in open_),
        total=len(step.entered),
        elsewhere=len(step.entered) - len(near),
        of_people=len(near) - len(open_),
        left_out=tuple(Counter(cell.reason for cell in step.left_out).items()),
    )


def _other_period(found: Found, period: str) -> str:
    return "" if period == found.value.period else Period.parse(period).title


def _row(found: Found, cell: tracing.Cell, files: Mapping[str, str]) -> RowOfFile:
    about = found.issue.name(cell.about, found.period) if cell.about else ""
    return RowOfFile(about, files.get(cell.batch, ""), cell.sheet, cell.cell, cell.shown, cell.participant)


def _used(found: Found, one: tracing.Used) -> Used:
    period = Period.parse(one.period)
    return Used(one.title, found.issue.name(one.group.partition("/")[0], period), period.title, one.code)


def _files(user: User | AnonymousUser, proof: tracing.Proof, cells: Iterable[tracing.Cell]) -> tuple[File, ...]:
    """Those the person may open, and those from which a row is shown. cells: what is shown."""
    sheets: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        sheets[cell.batch].add(cell.sheet)
    ids = [record.id for record in proof.batches]
    open_ = set(visible_batches(user).filter(pk__in=ids).values_list("pk", flat=True))
    names = people(who for record in proof.batches for who in (record.entered_by, record.approved_by or ""))
    return tuple(
        _file(record, sheets[record.id], record.id in open_, names)
        for record in proof.batches
        if record.id in open_ or record.id in sheets
    )


def _file(record: BatchRecord, sheets: set[str], is_open: bool, names: Mapping[str, str]) -> File:
    entered, approved = (names.get(who, who) for who in (record.entered_by, record.approved_by or ""))
    return File(
        record.file_name, record.file_sha256, tuple(sorted(one for one in sheets if one)), record.at,
        reverse("results:batch", args=[record.id]) if is_open else "",
        entered if is_open else "", approved if is_open else "",
    )  # fmt: skip


def _verdict(proof: tracing.Proof) -> str:
    if proof.same:
        return "same"
    if proof.pack_version != proof.pack.version:
        return "other-pack"
    return "fixed-differs" if proof.calculation else "differs"
