"""What the index of an organisation or of a group is made of, and what its change is made of: by criterion and by
organisation, exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import fsum

import numpy as np

from msoko.analytics import contributions
from msoko.analytics.contributions import Contribution, Decomposed, Key, Part
from msoko.analytics.index_parts import Composite, Index, Observed, comparable_values, scores, shared, weights_of
from msoko.analytics.remarks import Refused


def level(index: Index, seen: Observed, of: Collection[str]) -> Decomposed:
    """constant + Σ = the index of one organisation, or the mean index of several; keys (organisation, indicator).

    Organisations are compared with all that were seen, not only with `of`. Raises Refused: one has no index.
    """
    return _told(index, [contributions.level(_parts(one, seen, of)) for one in index.composites], relative=False)


def change(index: Index, before: Observed, after: Observed, of: Collection[str]) -> Decomposed:
    """The change of the same between two periods, each part by its value and by composition (contributions.change).

    A value made comparable (a z-score, a share of the best) also changes when the others do. Composition: an
    organisation that has an index in one period only, a criterion known in one period only. Raises Refused: none of
    them has an index in one of the periods.
    """
    old, new = having(index, before, of), having(index, after, of)
    if not old or not new:
        raise Refused("index-unknown", ids=", ".join(of))
    found = [contributions.change(_parts(one, before, old), _parts(one, after, new)) for one in index.composites]
    return _told(index, found, relative=True)


def having(index: Index, seen: Observed, of: Collection[str]) -> tuple[str, ...]:
    """Those of them that have an index."""
    known = dict(zip(seen.organisations, np.isfinite(scores(index, seen.values)), strict=True))
    return tuple(one for one in of if known.get(one, False))


def _told(index: Index, found: list[Decomposed], relative: bool) -> Decomposed:
    """Sums over composites, each with its factor. relative: from start to end; else from the constant."""
    sums: dict[Key, list[Contribution]] = {}
    for composite, one in zip(index.composites, found, strict=True):
        for part in one.contributions:
            scaled = Contribution(part.key, composite.factor * part.of_value, composite.factor * part.of_composition)
            sums.setdefault(part.key, []).append(scaled)
    parts = tuple(
        Contribution(key, fsum(one.of_value for one in ones), fsum(one.of_composition for one in ones))
        for key, ones in sums.items()
    )
    factors = [one.factor for one in index.composites]
    start = fsum(f * one.start for f, one in zip(factors, found, strict=True)) if relative else 0.0
    end = fsum(f * one.end for f, one in zip(factors, found, strict=True))
    return Decomposed(index.constant + start, index.constant + end, parts)


def _parts(composite: Composite, seen: Observed, of: Collection[str]) -> Mapping[Key, Part]:
    x = np.column_stack([comparable_values(term, seen.values[term.indicator]) for term in composite.terms])
    shares, counted = shared(composite, x, weights_of(composite))
    rows = {one: n for n, one in enumerate(seen.organisations)}
    if lost := [one for one in of if one not in rows or np.isnan(shares[rows[one]]).any()]:
        raise Refused("index-unknown", ids=", ".join(lost))
    if not of:
        raise Refused("nothing-to-share")
    inner: dict[str, dict[Key, Part]] = {
        one: {
            (term.indicator,): Part(float(share), float(value))
            for term, share, value in zip(composite.terms, shares[rows[one]], counted[rows[one]], strict=True)
        }
        for one in of
    }
    return contributions.flattened(dict.fromkeys(of, 1.0), inner)
