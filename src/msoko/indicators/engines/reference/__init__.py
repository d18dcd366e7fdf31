"""The reference engine: slow, obvious, exact. Follows docs/decisions/0003 and 0004; other engines are held to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from msoko.formulas.scalars import stored
from msoko.indicators.addresses import short_code
from msoko.indicators.engines.reference.reading import Reader
from msoko.indicators.engines.reference.tracing import Read, Source, Trace, trace
from msoko.indicators.engines.reference.values import Address, Computed, Values
from msoko.indicators.request import Data, Request
from msoko.methodology.model import Indicator, Methodology
from msoko.store.schemas import VALUES
from msoko.vocabulary import ALL, SLICES, CellState, Level, Period

__all__ = ["Read", "ReferenceEngine", "Source", "Trace", "trace"]


class ReferenceEngine:
    """Plain Python with fractions. No planning, no sharing: every value is found by itself."""

    name = "reference"

    def compute(self, methodology: Methodology, data: Data, request: Request) -> pa.Table:
        """Values in the schema VALUES, sorted by indicator, period, level, object_id, slices.

        Indicators are computed for the periods of their own kind. Raises FormulaError for a formula that cannot be
        read and for a cycle; whether names and units make sense is judged before, by formulas/checks.
        """
        values = Values(Reader(methodology, data, request.options))
        addresses = {
            address
            for code in request.indicators
            for period in request.periods
            for address in _addresses(values, methodology.indicators[code], period)
        }
        computed = [values.value(address) for address in addresses]
        rows = sorted((_row(one) for one in computed if _is_given(one)), key=_order)
        return pa.Table.from_pylist(rows, VALUES)


def _addresses(values: Values, indicator: Indicator, period: Period) -> Iterator[Address]:
    if period.kind is not indicator.period:
        return
    for level in indicator.levels:
        for group in values.reader.places.groups_at(level, period):
            whole = Address(indicator.code, level, group, period)
            if indicator.total:
                yield whole
            for columns in indicator.slices:
                for slices in values.combinations(whole, columns):
                    yield Address(indicator.code, level, group, period, tuple(sorted(slices.items())))


def _is_given(computed: Computed) -> bool:
    return computed.state != CellState.NOT_APPLICABLE or computed.address.level == Level.ORGANISATION


def _row(computed: Computed) -> dict[str, Any]:
    address = computed.address
    slices = {name: dict(address.slices).get(name, ALL) for name in SLICES}
    low, high = computed.interval or (None, None)
    return {
        "indicator": address.indicator,
        "level": str(address.level),
        "object_id": address.group,
        "period": address.period.code,
        "first_day": address.period.first_day,
        "last_day": address.period.last_day,
        **slices,
        "state": str(computed.state),
        "value": None if computed.exact is None else stored(computed.exact),
        "n": computed.n,
        "known": computed.known,
        "expected": computed.expected,
        "coverage": computed.coverage,
        "low": low,
        "high": high,
        "source": computed.source,
        "code": short_code(address.indicator, address.level, address.group, address.period.code, slices),
    }


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("indicator", "period", "level", "object_id", *SLICES))
