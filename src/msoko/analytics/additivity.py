"""Which published counts add up to which: organisations to their groups, slices to their totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msoko.analytics.attack import Key, Sum
from msoko.analytics.persons import Persons
from msoko.vocabulary import ALL, Level

Groups = Mapping[tuple[str, str], Sequence[str]]  # (level, group) -> organisations
_SLICES_FROM = 2  # a key is (level, object, slices…)


def sums_of(persons: Mapping[Key, Persons], groups: Groups) -> tuple[Sum, ...]:
    """Every sum that holds of the numbers themselves; one that does not hold is no relation a reader could use."""
    found = [*_by_group(persons, groups), *_by_slice(persons)]
    return tuple(checked for candidate in found if (checked := _checked(candidate, persons)))


def _by_group(persons: Mapping[Key, Persons], groups: Groups) -> Iterator[Sum]:
    for key in persons:
        level, group = key[:_SLICES_FROM]
        if level == Level.ORGANISATION:
            continue
        below = ((Level.ORGANISATION.value, one, *key[_SLICES_FROM:]) for one in groups.get((level, group), ()))
        yield Sum(key, tuple(part for part in below if part in persons), shares=True)


def _by_slice(persons: Mapping[Key, Persons]) -> Iterator[Sum]:
    """Rows of one object: a row broken down by fewer columns is the sum of those broken down by more."""
    patterns: dict[tuple[int, ...], list[Key]] = {}
    for key in persons:
        patterns.setdefault(tuple(i for i in range(_SLICES_FROM, len(key)) if key[i] != ALL), []).append(key)
    for coarse, totals in patterns.items():
        for fine, parts in patterns.items():
            if not set(coarse) < set(fine):
                continue
            by_total: dict[Key, list[Key]] = {}
            for part in parts:
                above = tuple(value if i < _SLICES_FROM or i in coarse else ALL for i, value in enumerate(part))
                by_total.setdefault(above, []).append(part)
            for total in totals:
                yield Sum(total, tuple(by_total.get(total, ())), shares=True)


def _checked(candidate: Sum, persons: Mapping[Key, Persons]) -> Sum | None:
    if not candidate.parts:
        return None
    total, parts = persons[candidate.total], [persons[part] for part in candidate.parts]
    if total.n != sum(part.n for part in parts):
        return None
    shares = [part.k for part in parts if part.k is not None]
    adds = total.k is not None and len(shares) == len(parts) and total.k == sum(shares)
    return Sum(candidate.total, candidate.parts, shares=adds)
