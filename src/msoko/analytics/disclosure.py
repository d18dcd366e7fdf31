"""Which values may be published so that no count of few persons can be read or derived: «скрыто», never zero.

Within one indicator and period: rows with few persons are hidden, then further rows until nothing hidden can be derived
from totals, from slices or from earlier releases. Indicators that add up to one another are not seen as such here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.additivity import sums_of
from msoko.analytics.attack import PARTS, Attack, Key, Sum
from msoko.analytics.persons import Persons, about_persons, persons_of
from msoko.methodology.model import Methodology
from msoko.vocabulary import SLICES

THRESHOLD = 10  # persons; stated beside every published table
KEY = ("level", "object_id", *SLICES)
_NUMBERS = ("value", "n", "low", "high")


class Reason(StrEnum):
    """Why a row is hidden. For the publisher only: it tells which of two hidden rows is the small one."""

    SMALL = "small"  # few persons, or few of them, or few others
    UNANIMOUS = "unanimous"  # all persons of the group or none of them
    DIFFERENCE = "difference"  # differs from an earlier release by few persons
    BEFORE = "before"  # hidden in an earlier release and hardly changed: showing it would open its neighbours there
    COMPLEMENT = "complement"  # or a hidden row could be derived from it
    EXPOSED = "exposed"  # hidden now, but published or derivable already: nothing can take that back


@dataclass(frozen=True)
class Sensitive:
    """A row hidden for its own sake. parts: its quantities (attack.PARTS) that must stay open by the threshold."""

    reason: Reason
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """threshold: hidden counts stay unknown to within so many persons. unanimous: hide groups of 0 and 100 % too."""

    threshold: int = THRESHOLD
    unanimous: bool = True

    def sensitive(self, persons: Persons) -> Sensitive | None:
        """Why a row must be hidden and what of it must not be derived; None if it may be shown."""
        few = range(1, self.threshold)
        if persons.n in few:
            return Sensitive(Reason.SMALL, ("n",) if persons.k is None else PARTS)
        if persons.k is None or persons.n == 0:
            return None
        shares = {"k": persons.k, "rest": persons.n - persons.k}
        if small := tuple(part for part, count in shares.items() if count in few):
            return Sensitive(Reason.SMALL, small)
        none = tuple(part for part, count in shares.items() if count == 0)
        return Sensitive(Reason.UNANIMOUS, none) if none and self.unanimous else None

    def near(self, now: Persons, before: Persons) -> bool:
        """Do two states of a group differ by few persons, but differ?"""
        return now != before and any(0 < abs(change) < self.threshold for change in _changes(now, before))


def protect(
    values: pa.Table,
    methodology: Methodology,
    placements: pa.Table,
    *,
    threshold: int = THRESHOLD,
    unanimous: bool = True,
    published_before: Iterable[pa.Table] = (),
) -> pa.Table:
    """VALUES with two columns added: `shown` and `reason` (Reason, null where shown). Numbers stay: see `publishable`.

    placements: organisations.placing.PLACEMENTS, which organisations a group's value is the sum of.
    published_before: earlier results of this function that were published, the oldest first.
    """
    policy = Policy(threshold, unanimous)
    earlier = _earlier(published_before, methodology)
    reasons: list[Reason | None] = [None] * len(values)
    rows = [{**row, "at": i} for i, row in enumerate(values.to_pylist())]
    members = _members(placements)
    for (code, period), found in groupby(sorted(rows, key=_table), key=_table):
        indicator = methodology.indicators[code]
        if not about_persons(indicator, methodology):
            continue
        own = [row for row in found if row["source"] != "reference"]
        counted = {_key(row): (row["at"], p) for row in own if (p := persons_of(row, indicator))}
        persons = {key: p for key, (_, p) in counted.items()}
        sums = sums_of(persons, members.get(period, {}))
        release = _Release(policy, persons, sums, earlier.get((code, period), {}))
        for key, reason in release.decide().items():
            reasons[counted[key][0]] = reason
    shown = pa.array([reason is None for reason in reasons], pa.bool_())
    return values.append_column("shown", shown).append_column("reason", pa.array(reasons, pa.string()))


def publishable(protected: pa.Table) -> pa.Table:
    """What a reader may have: hidden rows keep their state and lose their numbers; why a row is hidden is not said."""
    for name in _NUMBERS:
        column = pc.if_else(protected["shown"], protected[name], pa.scalar(None, protected.schema.field(name).type))
        protected = protected.set_column(protected.column_names.index(name), name, column)
    return protected.drop_columns(["reason"])


@dataclass
class _Release:
    """One indicator in one period."""

    policy: Policy
    persons: Mapping[Key, Persons]
    sums: tuple[Sum, ...]
    earlier: Mapping[Key, tuple[tuple[bool, Persons], ...]]
    hidden: dict[Key, Reason] = field(default_factory=dict)
    open_parts: set[tuple[Key, str]] = field(default_factory=set)  # sensitive quantities not yet shown to be safe

    def decide(self) -> dict[Key, Reason]:
        for key, persons in self.persons.items():
            if found := self._primary(key, persons):
                self.hidden[key] = found.reason
                self.open_parts |= {(key, part) for part in found.parts}
        sensitive = frozenset(self.open_parts)
        while unsafe := self._unsafe():
            chosen = self._complement(*unsafe)
            self.hidden[chosen or unsafe[0]] = Reason.COMPLEMENT if chosen else Reason.EXPOSED
            if not chosen:  # one more known row: what was safe may not be
                self.open_parts = set(sensitive)
        return self.hidden

    def _primary(self, key: Key, persons: Persons) -> Sensitive | None:
        before = self.earlier.get(key, ())
        found = self.policy.sensitive(persons)
        if self._public(key):
            return Sensitive(Reason.EXPOSED, ()) if found else None
        if found:
            return found
        everything = PARTS if persons.k is not None else ("n",)
        if any(shown and self.policy.near(persons, old) for shown, old in before):
            return Sensitive(Reason.DIFFERENCE, everything)
        limit = self.policy.threshold
        if any(not shown and max(map(abs, _changes(persons, old))) < limit for shown, old in before):
            return Sensitive(Reason.BEFORE, everything)
        return None

    def _public(self, key: Key) -> bool:
        """Was the row published with the very numbers it has now?"""
        return any(shown and old == self.persons[key] for shown, old in self.earlier.get(key, ()))

    def _known(self) -> frozenset[Key]:
        exposed = {key for key, reason in self.hidden.items() if reason is Reason.EXPOSED}
        return frozenset(key for key in self.persons if key not in self.hidden or key in exposed or self._public(key))

    def _unsafe(self) -> tuple[Key, str] | None:
        """A sensitive quantity that can be derived. Hiding more only widens bounds, so what is safe stays safe."""
        known = self._known()
        waiting = sorted(self.open_parts)
        for rows, sums in _components(self.persons, self.sums, known):
            asked = [(key, part) for key, part in waiting if key in rows and key not in known]
            if not asked:
                continue
            attack = Attack(rows, sums, known)
            for key, part in asked:
                if not attack.is_safe(key, part, self.policy.threshold):
                    return key, part
                self.open_parts.discard((key, part))
        return None

    def _complement(self, row: Key, part: str) -> Key | None:
        """The row to hide next: one whose own sums hide something already, with enough persons, the fewest."""
        hidden = {key for key, reason in self.hidden.items() if reason is not Reason.EXPOSED}
        around = [s for s in self.sums if row in (s.total, *s.parts)]
        linked = [s for s in self.sums if hidden & {s.total, *s.parts}]
        for sums in (around, linked):
            free = [
                k for k in {k for s in sums for k in (s.total, *s.parts)} if k not in hidden and not self._public(k)
            ]
            useful = [key for key in free if self.hidden.get(key) is None and self._amount(key, part) > 0]
            if useful:
                return min(useful, key=lambda key: self._cost(key, part, hidden))
        return None

    def _cost(self, key: Key, part: str, hidden: set[Key]) -> tuple[int, bool, float, Key]:
        """A row that is alone hidden in one of its sums follows from that sum and protects nothing."""
        alone = sum(1 for s in self.sums if key in (s.total, *s.parts) and not hidden & {s.total, *s.parts})
        amount = self._amount(key, part)
        enough = amount >= self.policy.threshold
        return (alone, not enough, self.persons[key].n if enough else -amount, key)

    def _amount(self, key: Key, part: str) -> int:
        persons = self.persons[key]
        k = persons.k or 0
        return {"n": persons.n, "k": k, "rest": persons.n - k}[part]


def _components(
    persons: Mapping[Key, Persons], sums: tuple[Sum, ...], known: frozenset[Key]
) -> Iterator[tuple[dict[Key, Persons], list[Sum]]]:
    """Hidden rows that share sums, with those sums: each set is attacked by itself."""
    waiting = [key for key in persons if key not in known]
    touching: dict[Key, list[Sum]] = {key: [] for key in waiting}
    for relation in sums:
        for key in (relation.total, *relation.parts):
            if key in touching:
                touching[key].append(relation)
    done: set[Key] = set()
    for start in waiting:
        if start in done:
            continue
        rows, relations, frontier = {start}, {}, [start]
        while frontier:
            for relation in touching[frontier.pop()]:
                relations[id(relation)] = relation
                fresh = {k for k in (relation.total, *relation.parts) if k in touching} - rows
                rows |= fresh
                frontier += fresh
        done |= rows
        if relations:
            needed = {k for r in relations.values() for k in (r.total, *r.parts)} | rows
            yield {key: persons[key] for key in persons if key in needed}, list(relations.values())


def _changes(now: Persons, before: Persons) -> tuple[int, ...]:
    n = now.n - before.n
    if now.k is None or before.k is None:
        return (n,)
    k = now.k - before.k
    return (n, k, n - k)


def _earlier(
    tables: Iterable[pa.Table], methodology: Methodology
) -> dict[tuple[str, str], dict[Key, tuple[tuple[bool, Persons], ...]]]:
    found: dict[tuple[str, str], dict[Key, tuple[tuple[bool, Persons], ...]]] = {}
    for table in tables:
        for row in table.to_pylist():
            if persons := persons_of(row, methodology.indicators[row["indicator"]]):
                rows = found.setdefault(_table(row), {})
                rows[_key(row)] = (*rows.get(_key(row), ()), (row["shown"], persons))
    return found


def _members(placements: pa.Table) -> dict[str, dict[tuple[str, str], list[str]]]:
    """Period -> (level, group) -> organisations."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for row in placements.to_pylist():
        found.setdefault(row["period"], {}).setdefault((row["level"], row["group_id"]), []).append(row["object_id"])
    return found


def _table(row: Mapping[str, Any]) -> tuple[str, str]:
    return (row["indicator"], row["period"])


def _key(row: Mapping[str, Any]) -> Key:
    return tuple(row[name] for name in KEY)
