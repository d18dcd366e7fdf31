"""Rows of VALUES and small methodologies for the tests of analytics; the numbers are made up for the arithmetic."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pyarrow as pa

from msoko.methodology.model import Indicator, Methodology, Pack
from msoko.store.schemas import VALUES
from msoko.vocabulary import SLICES, Period, Uncertainty, Unit

Z = 1.959963984540054


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson (1927), in per cent."""
    p, d = k / n, 1 + Z * Z / n
    centre, half = (p + Z * Z / (2 * n)) / d, Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / d
    return 100 * (centre - half), 100 * (centre + half)


def row(
    indicator: str = "i", object_id: str = "o1", period: str = "2024-25", *, level: str = "organisation", **given: Any
) -> dict[str, Any]:
    when = Period.parse(period)
    slices = {name: given.pop(name, "all") for name in SLICES}
    value = given.pop("value", None)
    state = given.pop("state", "missing" if value is None else "value")
    given = {"n": None, "low": None, "high": None, "source": "computed", "code": f"{indicator}-{object_id}", **given}
    place = {"indicator": indicator, "level": level, "object_id": object_id, "period": when.code}
    days = {"first_day": when.first_day, "last_day": when.last_day}
    return {
        **place,
        **days,
        **slices,
        "state": state,
        "value": value,
        "known": 1,
        "expected": 1,
        "coverage": 1.0,
        **given,
    }


def share(k: int, n: int, **place: Any) -> dict[str, Any]:
    low, high = wilson(k, n)
    return row(value=float(format(100 * k / n, ".12g")), n=n, low=low, high=high, **place)


def values(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), VALUES)


def indicator(code: str = "i", **given: Any) -> Indicator:
    given = {
        "unit": Unit.PERCENT,
        "uncertainty": Uncertainty.CHANCE,
        "formula": "100 * sum(a) / sum(b)",
        "criterion": "c",
        **given,
    }
    return Indicator(code=code, title=code, **given)


def methodology(*indicators: Indicator, **rest: Any) -> Methodology:
    return Methodology((Pack(code="p", title="p", version="1", indicators=indicators, **rest),))
