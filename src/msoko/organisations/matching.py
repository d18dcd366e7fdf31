"""Whose name was received: an id, or the nearest candidates for a person to choose from. Nothing is dropped or guessed.

Order: login, exact name of any time, remembered answer (alias), kind with number and settlement if only one fits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from msoko.organisations.names import Parts, letters, plain, take_apart
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES

CANDIDATES = 5
_NAMED = ("name", "full_name", "alias")
_CLOSE_ENOUGH = 0.2  # below it a candidate is noise


@dataclass(frozen=True)
class Match:
    """object_id: empty if unsure. how: login, name, answer or parts. candidates: (id, name, likeness), best first."""

    object_id: str = ""
    how: str = ""
    candidates: tuple[tuple[str, str, float], ...] = ()


@dataclass
class Matcher:
    """Looks names up in one registry; the same received name is worked out once.

    answers: received name or login -> object id, given by a person in this import.
    within: only objects of this municipality are candidates (empty: all organisations).
    """

    registry: Registry
    answers: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    _known: dict[tuple[str, str], Match] = field(default_factory=dict, repr=False)

    def find(self, name: str, login: str = "") -> Match:
        """The organisation of a received name or login (both, if both are given: they must not disagree)."""
        key = (name, login)
        if key not in self._known:
            self._known[key] = self._find(name, login.strip().lower())
        return self._known[key]

    def _find(self, name: str, login: str) -> Match:
        for received in (name, login):
            if received and (answer := self._answers.get(plain(received))):
                return Match(answer, "answer")
        by_login = self._logins.get(login, frozenset()) if login else frozenset()
        by_name = self._names.get(plain(name), frozenset()) if name else frozenset()
        both = by_login & by_name if by_login and by_name else by_login or by_name
        if len(both) == 1:
            return Match(next(iter(both)), "login" if by_login else "name")
        if by_login or by_name:  # they disagree, or namesakes: a person decides
            return Match(candidates=tuple((one, self.registry.name(one), 1.0) for one in sorted(by_login | by_name)))
        return self._by_parts(name) if name else Match()

    def _by_parts(self, name: str) -> Match:
        parts = take_apart(name)
        if parts.kind and (parts.number or parts.settlement):
            fitting = [one for one, known in self._same_kind_and_number(parts) if _agree(parts, known)]
            if len(set(fitting)) == 1:
                return Match(fitting[0], "parts")
        return Match(candidates=self.nearest(name))

    def nearest(self, name: str, count: int = CANDIDATES) -> tuple[tuple[str, str, float], ...]:
        """Candidates by likeness 0…1: shared triples of letters, with a word for an equal number and kind."""
        wanted, triples = take_apart(name), letters(take_apart(name).plain)
        shared = Counter(index for triple in triples for index in self._by_triple.get(triple, ()))
        best: dict[str, float] = {}
        for index in dict.fromkeys([*(index for index, _ in shared.most_common(60)), *self._same_number(wanted)]):
            object_id, parts, size = self._index[index]
            like = _likeness(wanted, parts, 2 * shared[index] / (len(triples) + size))
            best[object_id] = max(best.get(object_id, 0.0), like)
        order = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:count]
        return tuple((one, self.registry.name(one), round(like, 2)) for one, like in order if like >= _CLOSE_ENOUGH)

    def _same_kind_and_number(self, parts: Parts) -> list[tuple[str, Parts]]:
        return self._by_kind.get((parts.kind, parts.number), [])

    def _same_number(self, parts: Parts) -> list[int]:
        return self._by_number.get(parts.number, [])[:60] if parts.number else []

    @cached_property
    def _answers(self) -> dict[str, str]:
        return {plain(received): object_id for received, object_id in self.answers.items()}

    @cached_property
    def _received(self) -> list[tuple[str, str]]:
        """(object id, name) of every name and alias at any time."""
        ids = self.registry.ids()
        if self.within:
            ids = tuple(
                one for one in ids if any(s.value == self.within for s in self.registry.spans(one, "municipality"))
            )
        return [(one, span.value) for one in ids for kind in _NAMED for span in self.registry.spans(one, kind)]

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for object_id, name in self._received:
            found[plain(name)].add(object_id)
        return {name: frozenset(ids) for name, ids in found.items()}

    @cached_property
    def _logins(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for object_id in self.registry.ids():
            for span in self.registry.spans(object_id, "login"):
                found[span.value.lower()].add(object_id)
        return {login: frozenset(ids) for login, ids in found.items()}

    @cached_property
    def _index(self) -> list[tuple[str, Parts, int]]:
        pairs = ((object_id, take_apart(name)) for object_id, name in self._received)
        return [(object_id, parts, len(letters(parts.plain))) for object_id, parts in pairs]

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], list[tuple[str, Parts]]]:
        found: dict[tuple[str, str], list[tuple[str, Parts]]] = defaultdict(list)
        for object_id, parts, _ in self._index:
            found[parts.kind, parts.number].append((object_id, parts))
        return found

    @cached_property
    def _by_number(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for index, (_, parts, _) in enumerate(self._index):
            found[parts.number].append(index)
        return found

    @cached_property
    def _by_triple(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for index, (_, parts, _) in enumerate(self._index):
            for triple in letters(parts.plain):
                found[triple].append(index)
        return found


def _agree(received: Parts, known: Parts) -> bool:
    """Nothing told in both names differs: settlement, and the proper words («Солнышко») if there are any."""
    same_place = _same_place(received.settlement, known.settlement)
    if received.settlement and known.settlement and not same_place:
        return False
    if not received.number:
        return same_place
    return not received.words or not known.words or bool(received.words & known.words)


def _same_place(one: str, other: str) -> bool:
    """Stems differ in length: «Луговое» gives лугов, «Луговская» луг."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _likeness(wanted: Parts, known: Parts, triples: float) -> float:
    """Likeness of letters, drawn up by an equal number and kind, down by different ones."""
    number = 0.0 if not (wanted.number and known.number) else (0.25 if wanted.number == known.number else -0.15)
    kind = 0.1 if wanted.kind and wanted.kind == known.kind else 0.0
    place = 0.1 if _same_place(wanted.settlement, known.settlement) else 0.0
    return min(0.99, max(0.0, 0.75 * triples + number + kind + place))


_LOGIN = re.compile(r"(?:edu|sch)\d{4,8}")


def find_login(text: str) -> str:
    """The ФИС ОКО login inside a text («СОШ № 1 (edu280001)»), or an empty string."""
    match = _LOGIN.search(text.lower())
    return match[0] if match else ""


def remembered(answers: Mapping[str, str]) -> pa.Table:
    """Answers of a person as rows of `attributes` (alias, or login where it looks like one), to be kept as a batch."""
    rows = [
        {
            "object_id": object_id,
            "attribute": "login" if _LOGIN.fullmatch(received.lower()) else "alias",
            "value": received,
        }
        for received, object_id in sorted(answers.items())
    ]
    fields = [entry for entry in TABLES["attributes"] if entry.name != "batch"]
    return pa.Table.from_pylist([{**row, "sheet": "", "row": 0, "col": 0} for row in rows], schema=pa.schema(fields))
