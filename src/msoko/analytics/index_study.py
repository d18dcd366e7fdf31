"""How firm the order by an index is: other weights, other ways to compare criteria, chance. Places are intervals.

A place without an interval is never given: neighbours of a list differ by less than the choices behind the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.clusters import Floats
from msoko.analytics.index_parts import Composite, Index, Observed, combined, comparable_values, weights_of
from msoko.analytics.remarks import Refused

DRAWS = 2000
SPREAD = 0.25  # of a weight, either way
LEAST = 3  # organisations
_OTHER = ("z", "min_max", "place")
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """1 = the first. 95 of 100 draws lie in low…high."""

    id: str
    median: int
    low: int
    high: int


@dataclass(frozen=True)
class Study:
    """shifts: how many places an organisation moves on average when only this varies (Saisana and others 2005, eq. 3).

    weights | normalisation | chance | all of them together. without: the same when one criterion is left out. unknown:
    organisations that have no index.
    """

    places: tuple[Place, ...]
    shifts: Mapping[str, float]
    without: Mapping[str, float]
    unknown: tuple[str, ...]


def study(
    index: Index,
    seen: Observed,
    *,
    seed: int,
    errors: Mapping[str, Floats] | None = None,
    spread: float = SPREAD,
    draws: int = DRAWS,
    lower_first: bool = False,
) -> Study:
    """Draws of the index under other choices (OECD, JRC 2008: Handbook on Constructing Composite Indicators, step 7).

    In each draw every weight is w·U(1 − spread, 1 + spread), criteria are made comparable by the index's own method or
    another one, and values move by their standard errors (errors: indicator -> array, 0 or NaN = none). Raises
    Refused: fewer than LEAST organisations with an index, a spread outside 0…1.
    """
    if not 0 <= spread <= 1:
        raise Refused("spread-wrong")
    own = _drawn(index, seen, {}, None, None)
    there = np.isfinite(own)
    if there.sum() < LEAST:
        raise Refused("places-few", n=int(there.sum()), least=LEAST)
    rng = np.random.default_rng(seed)
    kept = {code: np.where(np.isfinite(one), one, 0.0) for code, one in (errors or {}).items() if code in seen.values}
    base = _places(own[there], lower_first)
    asked = {
        "weights": (True, False, False),
        "normalisation": (False, True, False),
        "chance": (False, False, bool(kept)),
    }
    if not kept:
        del asked["chance"]
    shifts = {}
    for name, which in {**asked, "all": (True, True, bool(kept))}.items():
        places = np.array([
            _places(_one(index, seen, kept, rng, spread, which)[there], lower_first) for _ in range(draws)
        ])  # fmt: skip
        shifts[name] = float(np.abs(places - base).mean())
    ids = [one for one, known in zip(seen.organisations, there, strict=True) if known]
    unknown = tuple(one for one, known in zip(seen.organisations, there, strict=True) if not known)
    return Study(_intervals(ids, places), shifts, _without(index, seen, there, base, lower_first), unknown)


def by_chance(
    values: Mapping[str, tuple[float, float]], *, seed: int, draws: int = 10_000, lower_first: bool = False
) -> tuple[Place, ...]:
    """Places by values known with standard errors (id -> value, error): Goldstein and Spiegelhalter (1996), section 5.

    Values are drawn from normal distributions independently, and ordered. Raises Refused: fewer than LEAST, an error
    that is not positive.
    """
    if len(values) < LEAST:
        raise Refused("places-few", n=len(values), least=LEAST)
    if bad := [one for one, (_, error) in values.items() if not error > 0]:
        raise Refused("error-wrong", ids=", ".join(bad))
    rng = np.random.default_rng(seed)
    means, errors = (np.array(one) for one in zip(*values.values(), strict=True))
    drawn = rng.normal(means, errors, (draws, len(means)))
    return _intervals(list(values), np.array([_places(one, lower_first) for one in drawn]))


def _one(
    index: Index,
    seen: Observed,
    errors: Mapping[str, Floats],
    rng: np.random.Generator,
    spread: float,
    which: tuple[bool, bool, bool],
) -> Floats:
    vary_weights, vary_method, by_errors = which
    weights = None
    if vary_weights:
        weights = [weights_of(one) * rng.uniform(1 - spread, 1 + spread, len(one.terms)) for one in index.composites]
    ways = (None, *_others(index))
    method = ways[rng.integers(len(ways))] if vary_method else None
    moved = {code: error * rng.standard_normal(len(error)) for code, error in errors.items()} if by_errors else {}
    return _drawn(index, seen, moved, weights, method)


def _others(index: Index) -> tuple[str, ...]:
    """What is not the index's own way already."""
    own = {term.method for term in index.terms}
    return tuple(one for one in _OTHER if own != {one})


def _drawn(
    index: Index, seen: Observed, moved: Mapping[str, Floats], weights: Sequence[Floats] | None, method: str | None
) -> Floats:
    def column(composite: Composite) -> Floats:
        return np.column_stack([
            comparable_values(term, seen.values[term.indicator] + moved.get(term.indicator, 0.0), method)
            for term in composite.terms
        ])  # fmt: skip

    own = [weights_of(one) for one in index.composites]
    return combined(index, [column(one) for one in index.composites], own if weights is None else weights)


def _without(
    index: Index, seen: Observed, there: NDArray[np.bool_], base: Places, lower_first: bool
) -> dict[str, float]:
    """Where the rest gives no index any more (the only criterion of a composite), there is nothing to tell."""
    found = {}
    for term in index.terms:
        left = tuple(replace(one, terms=tuple(t for t in one.terms if t != term)) for one in index.composites)
        if not all(one.terms for one in left):
            continue
        again = _drawn(replace(index, composites=left), seen, {}, None, None)[there]
        if np.isfinite(again).all():
            found[term.indicator] = float(np.abs(_places(again, lower_first) - base).mean())
    return found


def _places(values: Floats, lower_first: bool) -> Places:
    """1 + how many are before; equal values share the place. Without a value in this draw: the last."""
    x = np.where(np.isfinite(values), values if lower_first else -values, np.inf)
    return np.asarray((x[None, :] < x[:, None]).sum(axis=1) + 1)


def _intervals(ids: Sequence[str], places: Places) -> tuple[Place, ...]:
    low, median, high = np.percentile(places, [2.5, 50, 97.5], axis=0, method="inverted_cdf").astype(int)
    found = [Place(one, int(m), int(a), int(b)) for one, m, a, b in zip(ids, median, low, high, strict=True)]
    return tuple(sorted(found, key=lambda one: (one.median, one.low, one.high, one.id)))
