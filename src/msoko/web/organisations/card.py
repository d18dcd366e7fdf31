"""The registry card of one organisation: what is known of it, since when, and which batches said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from msoko.organisations.lives import Held, Life, lives_of
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.queries import in_order, registry, seen_names
from msoko.web.organisations.words import ATTRIBUTES, OF_PLACES, days, together
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_PASSPORT = ("kind", "settlement", "education_level", "grade", "municipality", "region", "branch_of", "status")
_IDENTIFIERS = ("inn", "kpp", "ogrn", "oktmo", "login", "address")
_NAMES = ("name", "full_name", "alias")
_IN_HISTORY = ("name", "full_name", "kind", "settlement", "education_level", "grade", "municipality", "branch_of",
               "status", "address", "inn", "ogrn", "login")  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A line of the card. code: of the place it names, "" if it names none."""

    title: Any
    text: str
    days: str = ""
    code: str = ""


@dataclass(frozen=True)
class Moment:
    """A day in the life of the organisation and what happened on it."""

    day: date
    said: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A batch that told of the organisation."""

    batch: str
    at: datetime
    file: str


@dataclass(frozen=True)
class Card:
    life: Life | None  # None: the registry no longer lists it
    passport: tuple[Fact, ...] = ()
    identifiers: tuple[Fact, ...] = ()
    names: tuple[Fact, ...] = ()
    predecessors: tuple[Fact, ...] = ()
    successors: tuple[Fact, ...] = ()
    branches: tuple[Fact, ...] = ()
    history: tuple[Moment, ...] = ()
    sources: tuple[Source, ...] = ()


def card(user: User | AnonymousUser, organisation: Organisation, today: date) -> Card:
    """Places that the person does not see are not named on it."""
    known = registry()
    life = lives_of(known, [organisation.code]).get(organisation.code)
    if life is None:
        return Card(None)
    branches = [one for one in known.ids() if organisation.code in known.values(one, "branch_of", today)]
    followers = known.successors_of(life.object_id)
    mentioned = {one.value for one in life.held if one.attribute in OF_PLACES}
    mentioned |= {link.predecessor for link in life.came_from} | set(followers) | set(branches)
    names = Names(seen_names(user, mentioned))
    return Card(
        life,
        passport=tuple(_facts(life, _PASSPORT, names, _shown_day(life, today))),
        identifiers=tuple(_facts(life, _IDENTIFIERS, names, _shown_day(life, today))),
        names=tuple(
            Fact(ATTRIBUTES[one.attribute], one.value, days(one)) for one in life.held if one.attribute in _NAMES
        ),
        predecessors=tuple(_linked(life, names)),
        successors=tuple(names.fact("", one) for one in followers),
        branches=tuple(sorted((names.fact("", one) for one in branches), key=lambda fact: in_order(fact.text))),
        history=tuple(_history(life, names, _followed(known, followers, life.object_id))),
        sources=tuple(_sources(life.object_id)),
    )


class Names:
    """Names of places for one reader: those out of sight are «another organisation»."""

    def __init__(self, seen: dict[str, str]) -> None:
        self._seen = seen

    def of(self, code: str) -> str:
        return self._seen.get(code) or _("another organisation (outside your access)")

    def fact(self, title: Any, code: str, text_of_days: str = "") -> Fact:
        return Fact(title, self.of(code), text_of_days, code if code in self._seen else "")

    def sees(self, code: str) -> bool:
        return code in self._seen


def _shown_day(life: Life, today: date) -> date:
    return max(min(today, life.last_day or today), life.first_day or date.min)


def _facts(life: Life, attributes: Iterable[str], names: Names, day: date) -> Iterable[Fact]:
    """What holds on the day; values of one attribute on one line."""
    for attribute in attributes:
        values = life.values(attribute, day)
        if not values:
            continue
        if attribute in OF_PLACES:
            yield names.fact(ATTRIBUTES[attribute], values[-1])
        else:
            yield Fact(ATTRIBUTES[attribute], together(attribute, values))


def _linked(life: Life, names: Names) -> Iterable[Fact]:
    for link in life.came_from:
        since = _("since %s") % f"{link.on:%d.%m.%Y}" if link.on else ""
        yield names.fact("", link.predecessor, since)


def _followed(known: Any, followers: Iterable[str], code: str) -> dict[str, date | None]:
    lives = lives_of(known, set(followers))
    return {one: link.on for one, life in lives.items() for link in life.came_from if link.predecessor == code}


def _history(life: Life, names: Names, followed: dict[str, date | None]) -> list[Moment]:
    """Dated events, the latest first; what has always been so is not an event."""
    said: dict[date, list[str]] = defaultdict(list)
    if life.first_day:
        said[life.first_day].append(_("The organisation was founded"))
    for attribute in _IN_HISTORY:
        for day, text in _turns([one for one in life.held if one.attribute == attribute], names):
            if day != life.first_day:
                said[day].append(text)
    for link in life.came_from:
        if link.on:
            reason = f" ({link.reason})" if link.reason and names.sees(link.predecessor) else ""
            said[link.on].append(_("Carries on: %s") % names.of(link.predecessor) + reason)
    for code, on in followed.items():
        if on:
            said[on].append(_("Carried on by: %s") % names.of(code))
    if life.last_day:
        said[life.last_day].append(_("The last day of the organisation"))
    return [Moment(day, tuple(said[day])) for day in sorted(said, reverse=True)]


def _turns(held: list[Held], names: Names) -> Iterable[tuple[date, str]]:
    """Each day on which the attribute took other values, and what it was from then on."""
    for day in sorted({one.first_day for one in held if one.first_day}):
        now = [one for one in held if (one.first_day or date.min) <= day <= (one.last_day or date.max)]
        attribute = now[0].attribute
        if attribute in OF_PLACES:
            text = ", ".join(names.of(one.value) for one in now)
        else:
            text = together(attribute, (one.value for one in now))
        yield day, f"{ATTRIBUTES[attribute]}: {text}"


def _sources(code: str) -> list[Source]:
    """Batches that list it, the latest first."""
    store = workplace().store
    table = store.table("objects")
    telling = {
        batch for one, batch in zip(table["object_id"].to_pylist(), table["batch"].to_pylist(), strict=True)
        if one == code
    }  # fmt: skip
    found = [Source(one.id, one.at, one.file_name) for one in store.batches() if one.id in telling and one.at]
    return found[::-1]
