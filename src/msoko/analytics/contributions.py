"""What a value is made of, and what its change is made of: parts that add up exactly. Numbers in, numbers out.

A whole is Σ weight·value / Σ weight: a share over organisations, an index over criteria, or both at once (flattened).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, fsum

from msoko.analytics.remarks import Refused

Key = tuple[str, ...]  # what a part is: (criterion, organisation), (level of education,), …
MOST_FACTORS = 10


@dataclass(frozen=True)
class Part:
    """weight: not negative; 0 = not there. value: None only of a part that is not there."""

    weight: float
    value: float | None


@dataclass(frozen=True)
class Contribution:
    """of_value: what the part's own value adds. of_composition: what its share of the whole adds; sum: both."""

    key: Key
    of_value: float
    of_composition: float = 0.0

    @property
    def sum(self) -> float:
        return self.of_value + self.of_composition


@dataclass(frozen=True)
class Decomposed:
    """start + Σ of the contributions = end."""

    start: float
    end: float
    contributions: tuple[Contribution, ...]

    @property
    def of_value(self) -> float:
        return fsum(one.of_value for one in self.contributions)

    @property
    def of_composition(self) -> float:
        return fsum(one.of_composition for one in self.contributions)


Parts = Mapping[Key, Part]


def whole(parts: Parts) -> float:
    """Σ weight·value / Σ weight. Raises Refused: no weight at all, a part with weight but without a value."""
    shares = _shares(parts)
    return fsum(share * _value(parts, key) for key, share in shares.items())


def level(parts: Parts, reference: float = 0.0) -> Decomposed:
    """Each part's share of the distance between the whole and a reference value: share·(value − reference).

    reference: the region's value, last year's, a norm; 0 = the plain contribution share·value.
    """
    shares = _shares(parts)
    found = tuple(Contribution(key, share * (_value(parts, key) - reference)) for key, share in shares.items())
    return Decomposed(reference, whole(parts), found)


def change(before: Parts, after: Parts) -> Decomposed:
    """The change of the whole: by values and by composition, part by part (Kitagawa 1955, equation 3).

    Of a part with shares s, t and values x, y in the two years: (s + t)/2·(y − x) by its value, and
    (t − s)·((x + y)/2 − c) by its share, c the mean of the two wholes: a part above the whole that grows lifts it.
    Symmetrical in the years, no remainder. A part that is there in one year only has no change of its own: all of it
    is composition. Raises Refused as whole().
    """
    old, new = _shares(before), _shares(after)
    start, end = whole(before), whole(after)
    centre = (start + end) / 2
    found = []
    for key in dict.fromkeys((*old, *new)):
        s, t = old.get(key, 0.0), new.get(key, 0.0)
        x = _value(before if key in old else after, key)
        y = _value(after if key in new else before, key)
        found.append(Contribution(key, (s + t) / 2 * (y - x), (t - s) * ((x + y) / 2 - centre)))
    return Decomposed(start, end, tuple(found))


def flattened(outer: Mapping[str, float], inner: Mapping[str, Parts]) -> dict[Key, Part]:
    """Parts of parts as one level: weights multiplied, each inner set brought to 1 first, keys joined.

    outer: weight of each (organisation, level of education); inner: the parts of each (its criteria).
    """
    found: dict[Key, Part] = {}
    for name, weight in outer.items():
        if weight > 0:
            for key, share in _shares(inner[name]).items():
                found[(name, *key)] = Part(weight * share, inner[name][key].value)
    return found


def grouped(found: Decomposed, by: Callable[[Key], Key]) -> Decomposed:
    """The same sum told of larger things: by criterion instead of by criterion and organisation."""
    sums: dict[Key, list[Contribution]] = {}
    for one in found.contributions:
        sums.setdefault(by(one.key), []).append(one)
    together = tuple(
        Contribution(key, fsum(one.of_value for one in ones), fsum(one.of_composition for one in ones))
        for key, ones in sums.items()
    )
    return Decomposed(found.start, found.end, together)


def shapley(
    of: Callable[[Mapping[str, float]], float], before: Mapping[str, float], after: Mapping[str, float]
) -> Decomposed:
    """The change of any function of several factors, shared between them: a product, a ratio, an index of indices.

    Each factor gets its effect averaged over all orders in which the factors could have changed (Shapley 1953; as a
    decomposition Shorrocks 2013): exact, and no factor is favoured by being the first. Raises Refused: more than
    MOST_FACTORS factors, different factors in the two years.
    """
    names = tuple(before)
    if set(before) != set(after) or len(names) > MOST_FACTORS:
        raise Refused("factors-wrong", most=MOST_FACTORS)
    known = {
        chosen: of({name: (after if name in chosen else before)[name] for name in names})
        for size in range(len(names) + 1)
        for chosen in map(frozenset, combinations(names, size))
    }
    found = []
    for name in names:
        others = [one for one in names if one != name]
        steps = [
            factorial(size) * factorial(len(others) - size) / factorial(len(names))
            * (known[chosen | {name}] - known[chosen])
            for size in range(len(names))
            for chosen in map(frozenset, combinations(others, size))
        ]  # fmt: skip
        found.append(Contribution((name,), fsum(steps)))
    return Decomposed(known[frozenset()], known[frozenset(names)], tuple(found))


def largest(found: Decomposed, count: int, rest: Key) -> tuple[Contribution, ...]:
    """The count largest by size, in the order given, and the rest as one, so that a picture still adds up."""
    kept = set(sorted(found.contributions, key=lambda one: -abs(one.sum))[:count])
    left = [one for one in found.contributions if one not in kept]
    shown = tuple(one for one in found.contributions if one in kept)
    if not left:
        return shown
    return (*shown, Contribution(rest, fsum(one.of_value for one in left), fsum(one.of_composition for one in left)))


def _shares(parts: Parts) -> dict[Key, float]:
    """Of the parts that are there; they sum to 1."""
    there = {key: part.weight for key, part in parts.items() if part.weight > 0}
    if negative := [key for key, part in parts.items() if part.weight < 0]:
        raise Refused("weight-negative", keys=_said(negative))
    if not there:
        raise Refused("nothing-to-share")
    if unknown := [key for key in there if parts[key].value is None]:
        raise Refused("part-unknown", keys=_said(unknown))
    total = fsum(there.values())
    return {key: weight / total for key, weight in there.items()}


def _value(parts: Parts, key: Key) -> float:
    found = parts[key].value
    assert found is not None, "_shares refuses parts without a value"
    return found


def _said(keys: Iterable[Sequence[str]]) -> str:
    return "; ".join(", ".join(key) for key in keys)
