"""The values an index was calculated from, with a check that they give the calculated index."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose, isfinite

import pyarrow as pa

from msoko.analytics.context import totals
from msoko.analytics.index_parts import Index, Observed, index_of, scores
from msoko.analytics.remarks import Refused
from msoko.methodology.model import Methodology
from msoko.vocabulary import Period

_CLOSE = 1e-9  # relative; values are kept to twelve significant digits


def seen(
    methodology: Methodology, values: pa.Table, code: str, period: Period, choices: Mapping[str, str]
) -> tuple[Index, Observed]:
    """The index and what is known of its parts, of every organisation that any part is known of.

    Raises Refused: no such index, nothing computed, or the parts give another index than was calculated (values of
    different calculations, another group of comparison).
    """
    index = index_of(methodology, code, period.last_day, choices)
    parts = {term.indicator for term in index.terms}
    known = totals(values, period, [*parts, code])
    observed = Observed.of(index, known, sorted(one for one, row in known.items() if parts & row.keys()))
    calculated = {one: row[code] for one, row in known.items() if code in row}
    if not calculated:
        raise Refused("parts-nowhere", title=methodology.indicators[code].title, period=period.title)
    again = dict(zip(observed.organisations, scores(index, observed.values), strict=True))
    wrong = [
        one
        for one, value in calculated.items()
        if one not in again
        or not isfinite(again[one])
        or not isclose(again[one], value, rel_tol=_CLOSE, abs_tol=_CLOSE)
    ]
    if wrong:
        raise Refused("index-recomputed", index=code, ids=", ".join(sorted(wrong)))
    return index, observed
