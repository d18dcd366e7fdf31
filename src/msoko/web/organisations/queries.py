"""Reads of the registry for this app and for those above: the list, names, the registry as it is now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from msoko.organisations.names import plain
from msoko.organisations.registry import Registry
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import visible_organisations
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

_NUMBER = re.compile(r"(\d+)")
_SOUGHT = ("name", "full_name", "alias", "inn", "ogrn", "login")


def registry() -> Registry:
    """As the store shows it now; read again only when the ledger has moved on."""
    place = workplace()
    return _registry(place.root, place.store.version)


@lru_cache(maxsize=2)
def _registry(root: Path, version: int) -> Registry:
    return workplace().registry()


def in_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Key of natural order: «№ 2» before «№ 10», ё beside е."""
    parts = _NUMBER.split(name.lower().replace("ё", "е"))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


def names(codes: Collection[str]) -> dict[str, str]:
    """code -> the name today, in natural order of names; unknown codes are left out."""
    found = Organisation.objects.filter(code__in=codes).values_list("code", "name")
    return dict(sorted(found, key=lambda pair: in_order(pair[1])))


@dataclass(frozen=True)
class Asked:
    """What the list was asked for; empty: all."""

    q: str = ""
    kind: str = ""
    settlement: str = ""
    municipality: str = ""
    state: str = "open"  # open | closed | all


@dataclass(frozen=True)
class Line:
    """An organisation in the list."""

    code: str
    name: str
    kind: str
    settlement: str
    municipality: str
    closed_on: date | None
    formerly: str = field(default="")  # the earlier name by which it was found


def listed(user: User | AnonymousUser, asked: Asked) -> list[Line]:
    """Organisations the person sees, by name in natural order. Two queries, however many there are."""
    rows = _filtered(visible_organisations(user), asked).values_list(
        "code", "name", "kind", "settlement", "parent__name", "closed_on"
    )
    lines = [Line(*row[:4], row[4] or "", row[5]) for row in rows]
    if asked.q.strip():
        lines = list(_found(lines, asked.q))
    return sorted(lines, key=lambda line: in_order(line.name))


def _filtered(places: QuerySet[Organisation], asked: Asked) -> QuerySet[Organisation]:
    today = timezone.localdate()
    places = places.filter(type=Organisation.Type.ORGANISATION, listed=True)
    for name in ("kind", "settlement"):
        if wanted := getattr(asked, name):
            places = places.filter(**{name: wanted})
    if asked.municipality:
        places = places.filter(parent__code=asked.municipality)
    if asked.state == "open":
        return places.filter(Q(closed_on=None) | Q(closed_on__gte=today))
    return places.filter(closed_on__lt=today) if asked.state == "closed" else places


def _found(lines: Iterable[Line], q: str) -> Iterable[Line]:
    """By parts of names of any time, numbers, logins, code. Databases differ in what a small letter is; we do not."""
    words, known = plain(q).split(), registry()
    for line in lines:
        texts = [span.value for attribute in _SOUGHT for span in known.spans(line.code, attribute)]
        fitting = [one for one in (line.name, line.code, *texts) if all(word in plain(one) for word in words)]
        if fitting:
            yield line if line.name in fitting else _formerly(line, fitting[0])


def _formerly(line: Line, name: str) -> Line:
    return Line(**{**vars(line), "formerly": "" if name == line.code else name})


def municipalities(user: User | AnonymousUser) -> list[tuple[str, str]]:
    """(code, name) of those the person sees: a choice where there are several."""
    found = visible_organisations(user).filter(type=Organisation.Type.MUNICIPALITY, listed=True)
    return sorted(found.values_list("code", "name"), key=lambda pair: in_order(pair[1]))


def seen_names(user: User | AnonymousUser, codes: Collection[str]) -> dict[str, Any]:
    """code -> name of those the person may know of; the others are not in it."""
    return dict(visible_organisations(user).filter(code__in=codes).values_list("code", "name"))
