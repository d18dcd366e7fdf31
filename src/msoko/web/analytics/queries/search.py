"""What a person may find: organisations in sight, indicators, procedures with values, the number of a typed code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from msoko.indicators.addresses import read_code
from msoko.reports.russian import upper_first
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.found import find
from msoko.web.analytics.queries.indicators import municipality_for, path_of
from msoko.web.analytics.queries.pages import indicator_link, issue
from msoko.web.analytics.queries.procedures import procedures
from msoko.web.analytics.queries.visible import visible_values
from msoko.web.analytics.searching import LEAST, likeness, likeness_of_organisation
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import can_see_results, holds_somewhere, visible_organisations

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

MOST = 20  # of one kind on the page
SHORTEST = 2  # letters that are looked for


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    address: str


@dataclass(frozen=True)
class Hits:
    """One kind of things found, the likest first. more: how many were left out."""

    title: str
    hits: tuple[Hit, ...]
    more: int = 0


def search(user: User | AnonymousUser, typed: str, most: int = MOST) -> list[Hits]:
    """Kinds without a find are left out."""
    words = typed.strip()
    if len(words) < SHORTEST and not words.isdigit():
        return []
    kinds = (
        (_("Numbers"), _numbers(user, words)),
        (_("Organisations"), _organisations(user, words)),
        (_("Indicators"), _indicators(user, words)),
        (_("Procedures"), _procedures(user, words)),
    )
    found = [(title, list(hits)) for title, hits in kinds]
    return [Hits(title, tuple(hits[:most]), max(0, len(hits) - most)) for title, hits in found if hits]


def _numbers(user: User | AnonymousUser, words: str) -> Iterator[Hit]:
    """A code typed from paper."""
    try:
        code = read_code(words)
    except ValueError:
        return
    found = find(user, code)
    if found is not None:
        yield Hit(code, upper_first(found.issue.what(found.value)), reverse("analytics:proof", args=[code]))


def _organisations(user: User | AnonymousUser, words: str) -> list[Hit]:
    found = []
    for one in visible_organisations(user).exclude(type=Organisation.Type.COUNTRY).select_related("parent"):
        like = likeness_of_organisation(words, one.name)
        if like >= LEAST and can_see_results(user, one):
            above = one.parent.name if one.parent and one.type == Organisation.Type.ORGANISATION else ""
            note = ", ".join(part for part in (above, _("closed") if one.closed_on else "") if part)
            found.append((-like, one.name, Hit(one.name, note, reverse("analytics:organisation", args=[one.code]))))
    return [hit for _like, _name, hit in sorted(found, key=lambda one: one[:2])]


def _indicators(user: User | AnonymousUser, words: str) -> list[Hit]:
    if not holds_somewhere(user, Right.SEE_RESULTS):
        return []
    visible = visible_values(user, municipality_for(user))
    methodology, said = visible.numbers.methodology, issue(visible)
    found = []
    for code, one in methodology.indicators.items():
        title = upper_first(said.title(code))
        like = 1.0 if words.lower() == code else likeness(words, title)
        if like >= LEAST:
            note = " / ".join(criterion.title for criterion in path_of(methodology, one))
            found.append((-like, title, code, Hit(title, note, indicator_link(code))))
    return [hit for *_order, hit in sorted(found, key=lambda one: one[:3])]


def _procedures(user: User | AnonymousUser, words: str) -> list[Hit]:
    place = municipality_for(user) if holds_somewhere(user, Right.SEE_RESULTS) else None
    if place is None:
        return []
    years = procedures(visible_values(user, place), place)
    every = (
        (f"{_short(year.title)} {year.period.title}: {line.title}", year.title, line.address)
        for year in years
        for line in year.lines
    )
    return _scored(words, every)


def _short(title: str) -> str:
    """«ВПР» of «Всероссийские проверочные работы (ВПР)»."""
    return title.rpartition("(")[2].rstrip(")") or title


def _scored(words: str, every: Iterable[tuple[Any, str, str]]) -> list[Hit]:
    """The likest first; equally like ones in the order given."""
    scored = [(likeness(words, f"{title} {note}"), Hit(str(title), note, address)) for title, note, address in every]
    return [hit for like, hit in sorted(scored, key=lambda one: -one[0]) if like >= LEAST]
