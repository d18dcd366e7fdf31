"""The first page of a person: what needs attention, the blocks of quality, how far collection has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc
from django.utils.translation import gettext as _

from msoko.analytics.norms import NormStatus
from msoko.reports.parts.indicators import BLOCKS, CONTEXT, block_of, is_headline
from msoko.vocabulary import CellState, Level
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.attention import Finding, findings
from msoko.web.analytics.queries.organisation import LEVELS, Portrait, portrait
from msoko.web.analytics.queries.pages import Years, issue, years
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import duties

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.reports.issue import Issue
    from msoko.web.accounts.models import User
    from msoko.web.analytics.queries.visible import Visible

FEW = 7  # findings that are read; the others are one click further
_JUDGED = (NormStatus.MET, NormStatus.NOT_MET, NormStatus.NOT_DECIDED)


@dataclass(frozen=True)
class Block:
    """How many indicators of a block have a value, and how norms stand, breakdowns too: counts, not an index."""

    title: str
    indicators: int
    known: int
    met: int
    short: int
    undecided: int

    @property
    def norms(self) -> str:
        """«нормы: выполнено 1, не выполнено 8»: what there is of each."""
        counts = (
            (_("met %(n)s"), self.met), (_("not met %(n)s"), self.short),
            (_("cannot be told for %(n)s"), self.undecided),
        )  # fmt: skip
        found = ", ".join(words % {"n": count} for words, count in counts if count)
        return _("norms: %(found)s") % {"found": found} if found else _("no norms set")


@dataclass(frozen=True)
class Collected:
    """A pack of indicators: from how many organisations it applies to something has come."""

    title: str
    given: int
    expected: int


@dataclass(frozen=True, eq=False)
class Overview:
    place: Organisation
    years: Years
    reference: str
    findings: tuple[Finding, ...]
    blocks: tuple[Block, ...]
    collected: tuple[Collected, ...]
    kinds: tuple[tuple[str, int], ...]  # kind of organisation -> how many there are
    portrait: Portrait | None  # of one's own organisation

    @property
    def few(self) -> tuple[Finding, ...]:
        return self.findings[:FEW]

    @property
    def rest(self) -> tuple[Finding, ...]:
        return self.findings[FEW:]

    @property
    def has_norms(self) -> bool:
        return any(one.met + one.short + one.undecided for one in self.blocks)

    @property
    def is_of_one(self) -> bool:
        return self.portrait is not None


def places(user: User | AnonymousUser) -> list[Organisation]:
    """Of the duties that read results, each once: of which an overview can be shown."""
    found = {d.place.pk: d.place for d in duties(user) if Right.SEE_RESULTS in d.role.rights}
    return list(found.values())


def overview(visible: Visible, place: Organisation, asked: str = "") -> Overview:
    said, chosen = issue(visible), years(visible, asked, place.code)
    one = place.type == Organisation.Type.ORGANISATION
    level = LEVELS[Organisation.Type(place.type)]
    members = {place.code} if one else _members(visible, place, chosen)
    looked = (Level.ORGANISATION, members) if members else (level, {place.code})
    return Overview(
        place=place,
        years=chosen,
        reference=said.reference(),
        findings=tuple(findings(visible, said, chosen, *looked)),
        blocks=tuple(_blocks(visible, said, chosen, level, place)),
        collected=() if one or not members else tuple(_collected(visible, said, chosen, members)),
        kinds=tuple(_kinds(visible, chosen, members)) if not one else (),
        portrait=portrait(visible, place, asked) if one else None,
    )


def _members(visible: Visible, place: Organisation, chosen: Years) -> set[str]:
    """Organisations below the place whose results the person may see and that existed in the year."""
    if chosen.chosen is None:
        return set()
    existing = set(visible.numbers.registry.existing(chosen.chosen)) & visible.reach.organisations
    below = Organisation.objects.filter(path__startswith=place.path).values_list("code", flat=True)
    return existing & set(below)


def _kinds(visible: Visible, chosen: Years, members: set[str]) -> list[tuple[str, int]]:
    registry, counts = visible.numbers.registry, defaultdict[str, int](int)
    for one in members:
        day = chosen.chosen.last_day if chosen.chosen else None
        counts[registry.value(one, "kind", day) or ""] += 1
    return sorted(counts.items(), key=lambda pair: -pair[1])


def _blocks(visible: Visible, issue: Issue, chosen: Years, level: Level, place: Organisation) -> list[Block]:
    values = visible.values(periods=chosen.beside().values(), levels=[level], objects=[place.code])
    held = [one for one in values if is_headline(issue, one, chosen.beside()) and not one.indicator.startswith(CONTEXT)]
    found = []
    for block, titles in BLOCKS.items():
        mine = [one for one in held if block_of(issue, one.indicator) == block]
        judged = [one for one in values if one.norm_status in _JUDGED and block_of(issue, one.indicator) == block]
        counts = {status: sum(1 for one in judged if one.norm_status == status) for status in _JUDGED}
        if mine:
            title = titles[1 if issue.language == "en" else 0]
            known = sum(1 for one in mine if one.is_known)
            found.append(Block(title, len(mine), known, *(counts[status] for status in _JUDGED)))
    return found


def _collected(visible: Visible, issue: Issue, chosen: Years, members: set[str]) -> list[Collected]:
    table = visible.table(periods=chosen.beside().values(), levels=[Level.ORGANISATION], objects=members, totals=True)
    table = table.filter(pc.not_equal(table["state"], CellState.NOT_APPLICABLE.value))
    table = table.group_by(["indicator", "object_id", "state"]).aggregate([])
    packs = {one.code: pack.title for pack in issue.methodology.packs for one in pack.indicators}
    expected, given = defaultdict(set), defaultdict(set)
    columns = (table[name].to_pylist() for name in ("indicator", "object_id", "state"))
    for code, one, state in zip(*columns, strict=True):
        title = packs.get(code, "")
        expected[title].add(one)
        if state == CellState.VALUE:
            given[title].add(one)
    return [Collected(title, len(given[title]), len(expected[title])) for title in sorted(expected)]
