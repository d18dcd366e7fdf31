"""What happens to organisations, as new lives of all it touches: one function a kind of change, in the table KINDS.

details are what a person typed, checked by the form: days are days, several values are lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

from msoko.organisations.lives import Life, end, follow, lives_of, tell
from msoko.organisations.registry import Registry

Details = Mapping[str, Any]
FEATURES = ("kind", "settlement", "education_level", "grade")
IDENTIFIED = ("inn", "kpp", "ogrn", "oktmo", "login", "address")
_SPLIT = re.compile(r"[;,\s]+")
_INHERITED = (*FEATURES, "municipality", "region", "country", "oktmo")


def touched(kind: str, code: str, details: Details) -> tuple[str, ...]:
    """Ids of the objects whose lives the change rewrites and that are already there."""
    return tuple(dict.fromkeys(one for one in (code, *details.get("others", ())) if one))


def new_lives(kind: str, code: str, details: Details, registry: Registry) -> tuple[Life, ...]:
    """Every object that the change touches, as it is afterwards. Raises KeyError for an object that is not there."""
    before = lives_of(registry, touched(kind, code, details))
    changed = KINDS[kind](code, details, before)
    return tuple(one for one in changed if one != before.get(one.object_id))


def _add(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    first = details["on"]
    life = Life(details["new_codes"][0], "organisation", first_day=first)
    for attribute in ("name", "full_name", "municipality", "region", "country"):
        life = _single(life, attribute, details.get(attribute), first)
    return [_identify(_feature(life, details, first), details, None)]


def _rename(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    life = lives[code]
    for attribute in ("name", "full_name"):
        life = _single(life, attribute, details.get(attribute), details["on"])
    return [life]


def _single(life: Life, attribute: str, value: str | None, since: date | None) -> Life:
    """What was left empty stays as it was."""
    return tell(life, attribute, [value], since) if value else life


def _features(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    return [_feature(lives[code], details, details["on"])]


def _feature(life: Life, details: Details, since: date | None) -> Life:
    for attribute in FEATURES:
        value = details.get(attribute)
        life = tell(life, attribute, [value] if isinstance(value, str) else value or [], since)
    return life


def _identifiers(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    return [_identify(lives[code], details, details.get("on"))]


def _identify(life: Life, details: Details, since: date | None) -> Life:
    for attribute in IDENTIFIED:
        text = (details.get(attribute) or "").strip()
        life = tell(life, attribute, [text] if attribute == "address" else _SPLIT.split(text), since)
    return life


def _move(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    life = lives[code]
    for attribute in ("municipality", "region", "country"):
        life = _single(life, attribute, details.get(attribute), details["on"])
    return [life]


def _close(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    return [end(lives[code], details["last_day"])]


def _merge(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    """Others join the organisation; with a new name they and it become a new one."""
    on, others = details["on"], list(details["others"])
    heir = lives[code]
    if details.get("name"):
        others.append(code)
        heir = _heir(lives[code], details["new_codes"][0], details["name"], on)
    ended = [end(lives[one], on - timedelta(days=1)) for one in others]
    return [follow(heir, others, on, details.get("reason", "")), *ended]


def _divide(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    on = details["on"]
    parts = [
        follow(_heir(lives[code], new, name, on), [code], on, details.get("reason", ""))
        for new, name in zip(details["new_codes"], details["names"], strict=True)
    ]
    return [end(lives[code], on - timedelta(days=1)), *parts]


def _heir(life: Life, code: str, name: str, on: date) -> Life:
    """A new organisation of the same place, kind and levels."""
    heir = Life(code, "organisation", first_day=on, covered=life.covered)
    for attribute in _INHERITED:
        heir = tell(heir, attribute, life.values(attribute, on), on)
    return tell(heir, "name", [name], on)


def _branch(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    head = details.get("head") or ""
    return [tell(lives[code], "branch_of", [head], details["on"])]


def _status(code: str, details: Details, lives: Mapping[str, Life]) -> list[Life]:
    life = tell(lives[code], "status", [details["status"]], details["on"])
    return [_single(life, "name", details.get("name"), details["on"])]


KINDS: dict[str, Callable[[str, Details, Mapping[str, Life]], list[Life]]] = {
    "add": _add, "rename": _rename, "features": _features, "identifiers": _identifiers, "move": _move,
    "close": _close, "merge": _merge, "divide": _divide, "branch": _branch, "status": _status,
}  # fmt: skip


def free_codes(taken: Collection[str], prefix: str, count: int) -> list[str]:
    """Permanent codes for new objects: «m1-001», «m1-002», …; none that was ever used, whatever its case."""
    known, found, number = {one.lower() for one in taken}, list[str](), 0
    while len(found) < count:
        number += 1
        code = f"{prefix}-{number:03d}"
        if code.lower() not in known:
            found.append(code)
    return found
