"""What a proposal would make of the registry as it is now: before and after, what is in its way."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.organisations.changes import new_lives, touched
from msoko.organisations.lives import Held, Life, lives_of
from msoko.results.context import Context
from msoko.results.formats.registry.writer import write_registry
from msoko.results.importing import read_file
from msoko.results.reading import Reading
from msoko.results.wording import say
from msoko.vocabulary import Severity
from msoko.web.organisations.models import Organisation, RegistryChange
from msoko.web.organisations.queries import registry
from msoko.web.organisations.syncing import file_name
from msoko.web.organisations.words import ATTRIBUTES, OF_PLACES, days, together
from msoko.web.workplace import workplace

Kind = RegistryChange.Kind
_OF_ORGANISATIONS = (
    Kind.RENAME, Kind.FEATURES, Kind.IDENTIFIERS, Kind.BRANCH, Kind.MOVE, Kind.MERGE, Kind.DIVIDE, Kind.CLOSE,
)  # fmt: skip
_OF_MUNICIPALITIES = (Kind.ADD, Kind.RENAME, Kind.STATUS)
_DAYS = ("on", "last_day")


def kinds_for(organisation: Organisation) -> tuple[RegistryChange.Kind, ...]:
    """What may be proposed about it; nothing about what is over."""
    if not organisation.listed or (organisation.closed_on and organisation.closed_on < timezone.localdate()):
        return ()
    if organisation.type == Organisation.Type.ORGANISATION:
        return _OF_ORGANISATIONS
    return _OF_MUNICIPALITIES if organisation.type == Organisation.Type.MUNICIPALITY else ()


@dataclass(frozen=True)
class Difference:
    """One attribute: what was known of it and what will be, with days."""

    title: Any
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class TouchedObject:
    code: str
    name: str
    is_new: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Outcome:
    """digest: of the proposal and the lives it starts from; another one: something has moved on. problems: in words."""

    digest: str
    objects: tuple[TouchedObject, ...] = ()
    problems: tuple[str, ...] = ()


def details_of(change: RegistryChange) -> dict[str, Any]:
    """As the library wants them: days are days, the grounds are told with them."""
    found = {name: date.fromisoformat(value) if name in _DAYS and value else value
             for name, value in change.details.items()}  # fmt: skip
    return found | {"reason": change.grounds}


def subject(change: RegistryChange) -> str:
    """Code of the object it starts from; a new organisation has none yet."""
    return "" if change.kind == Kind.ADD or change.organisation is None else change.organisation.code


def digest(change: RegistryChange) -> str:
    """Of what is proposed and of everything the registry now tells of the objects it touches."""
    codes = touched(change.kind, subject(change), details_of(change))
    lives = lives_of(registry(), codes)
    proposed = json.dumps([change.kind, change.details, change.grounds], sort_keys=True)
    return hashlib.sha256(repr([proposed, *(lives.get(code) for code in sorted(codes))]).encode()).hexdigest()


def outcome(change: RegistryChange) -> Outcome:
    """Worked out anew each time, against the registry as it is now."""
    mark = digest(change)
    try:
        lives = _after(change)
    except KeyError as missing:
        said = _("The registry no longer has the organisation %s. Return or withdraw the proposal.") % missing.args[0]
        return Outcome(mark, problems=(said,))
    if not lives:
        return Outcome(mark, problems=(_("The registry already says this: nothing would change."),))
    before = lives_of(registry(), [life.object_id for life in lives])
    names = _Names({life.object_id: life for life in lives})
    objects = tuple(_touched(before.get(life.object_id), life, names) for life in lives)
    return Outcome(mark, objects, tuple(_problems(change, lives)))


def _after(change: RegistryChange) -> tuple[Life, ...]:
    return new_lives(change.kind, subject(change), details_of(change), registry())


class _Names:
    """Names of places as they will be: a new one has its name from the proposal."""

    def __init__(self, fresh: Mapping[str, Life]) -> None:
        self._fresh, self._known = fresh, registry()

    def of(self, code: str) -> str:
        told = self._fresh[code].values("name") if code in self._fresh else ()
        return told[-1] if told else self._known.name(code)


def _touched(before: Life | None, after: Life, names: _Names) -> TouchedObject:
    rows = [
        Difference(ATTRIBUTES[attribute], _spans(before, attribute, names), _spans(after, attribute, names))
        for attribute in ATTRIBUTES
    ]
    for title, name in ((_("Founded"), "first_day"), (_("Last day"), "last_day")):
        rows.append(Difference(title, _day(before, name), _day(after, name)))
    rows.append(Difference(_("Carries on"), _links(before, names), _links(after, names)))
    differing = tuple(row for row in rows if row.before != row.after)
    return TouchedObject(after.object_id, names.of(after.object_id), before is None, differing)


def _spans(life: Life | None, attribute: str, names: _Names) -> tuple[str, ...]:
    """One line for the values that hold on the same days."""
    groups: dict[tuple[date | None, date | None], list[Held]] = {}
    for one in life.held if life else ():
        if one.attribute == attribute:
            groups.setdefault((one.first_day, one.last_day), []).append(one)
    lines = []
    for held in groups.values():
        if attribute in OF_PLACES:
            text = ", ".join(names.of(one.value) for one in held)
        else:
            text = together(attribute, (one.value for one in held))
        lines.append(f"{text} {days(held[0])}".strip())
    return tuple(lines)


def _day(life: Life | None, name: str) -> tuple[str, ...]:
    day = getattr(life, name) if life else None
    return (f"{day:%d.%m.%Y}",) if day else ()


def _links(life: Life | None, names: _Names) -> tuple[str, ...]:
    told = life.came_from if life else ()
    return tuple(f"{names.of(one.predecessor)} {days(Held('', '', one.on))}".strip() for one in told)


def _problems(change: RegistryChange, lives: Iterable[Life]) -> list[str]:
    """What the reader of the workbook finds in it, and objects that are over already."""
    ended = [life for life in lives_of(registry(), _subjects(change)).values() if life.last_day]
    over = [_("%s is closed already.") % registry().name(life.object_id) for life in ended]
    with reading(change, lives) as read:
        return over + [say(one) for one in read.problems if one.severity is Severity.ERROR]


def _subjects(change: RegistryChange) -> tuple[str, ...]:
    return touched(change.kind, subject(change), details_of(change))


@contextmanager
def reading(change: RegistryChange, lives: Iterable[Life] | None = None) -> Iterator[Reading]:
    """The workbook of the change, read as any received file; it is there only inside the block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name(change)
        about = f"Изменение реестра № {change.pk}. Основание: {change.grounds}"
        write_registry(path, _after(change) if lives is None else lives, (about,))
        yield read_file(path, Context(registry(), workplace().methodology), "registry")
