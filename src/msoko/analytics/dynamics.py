"""Change of a value between periods with the interval of the difference, and series with break marks. No words here.

No change is stated across a break: then only the two values stand side by side. Cohorts are taken as independent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isclose, sqrt
from typing import Any

import pyarrow as pa

from msoko.analytics.breaks import Break, History
from msoko.vocabulary import ALL, SLICES, CellState, Period

_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


class Change(StrEnum):
    GREW = "grew"
    FELL = "fell"
    SAME = "same"  # exact values, equal
    INDISTINGUISHABLE = "indistinguishable"  # the interval of the difference covers zero
    NOT_JUDGED = "not_judged"  # a chance value without an interval: the difference is given, no direction
    NOT_COMPARABLE = "not_comparable"  # a break lies between
    NO_DATA = "no_data"


class Method(StrEnum):
    NEWCOMBE = "newcombe_10"  # shares
    WELCH = "welch"  # means
    SQUARE_AND_ADD = "square_and_add"  # any other two intervals
    EXACT = "exact"  # no chance in either value
    NONE = "none"


@dataclass(frozen=True)
class Observed:
    """A value of one period: its percent or mean, people behind it, its 95 % interval (None = none defined)."""

    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Difference:
    """later − earlier in the indicator's unit (points for percents) with its 95 % interval."""

    change: Change
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    method: Method = Method.NONE
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class SeriesPoint:
    period: Period
    state: CellState
    observed: Observed
    coverage: float | None
    code: str  # of the proof


@dataclass(frozen=True)
class Series:
    """One indicator of one object over periods. steps[i] compares points[i + 1] with points[i]."""

    indicator: str
    level: str
    object_id: str
    points: tuple[SeriesPoint, ...]
    breaks: tuple[Break, ...]
    steps: tuple[Difference, ...]
    overall: Difference  # the last known point against the first known one


def compare(earlier: Observed, later: Observed, *, chance: bool = True, breaks: tuple[Break, ...] = ()) -> Difference:
    """The change between two independent values. chance: the indicator's uncertainty is not `none`."""
    if earlier.value is None or later.value is None:
        return Difference(Change.NO_DATA, breaks=breaks)
    if breaks:
        return Difference(Change.NOT_COMPARABLE, breaks=breaks)
    difference = later.value - earlier.value
    if not chance:
        same = isclose(earlier.value, later.value, rel_tol=1e-11, abs_tol=1e-12)
        change = Change.SAME if same else Change.GREW if difference > 0 else Change.FELL
        return Difference(change, 0.0 if same else difference, method=Method.EXACT)
    found = difference_interval(earlier, later)
    if found is None:
        return Difference(Change.NOT_JUDGED, difference)
    low, high, method = found
    change = Change.GREW if low > 0 else Change.FELL if high < 0 else Change.INDISTINGUISHABLE
    return Difference(change, difference, low, high, method)


def difference_interval(earlier: Observed, later: Observed) -> tuple[float, float, Method] | None:
    """95 % interval of later − earlier, or None where one of the two has no interval.

    Shares: Newcombe (1998), Statistics in Medicine 17:873-890, method 10, from the two Wilson intervals. Means: Welch
    (1947), standard errors recovered from the t intervals. Others: the same square-and-add from the intervals there
    are (Zou and Donner 2008). Which it is shows in the intervals themselves, so nothing has to be declared.
    """
    if None in (earlier.value, later.value, earlier.low, earlier.high, later.low, later.high):
        return None
    if is_wilson(earlier) and is_wilson(later):
        return (*_square_and_add(earlier, later), Method.NEWCOMBE)
    if is_symmetric(earlier) and is_symmetric(later):
        return (*_welch(earlier, later), Method.WELCH)
    return (*_square_and_add(earlier, later), Method.SQUARE_AND_ADD)


def series(
    values: pa.Table,
    history: History,
    indicator: str,
    object_id: str,
    *,
    level: str = "organisation",
    slices: Mapping[str, str] | None = None,
    periods: Sequence[Period] = (),
) -> Series:
    """Rows of VALUES of one object as a series; periods asked for but absent are points without data.

    At level `successor` the values are already joined with the predecessors'; the merger is still a break.
    """
    wanted = {name: (slices or {}).get(name, ALL) for name in SLICES}
    fixed = {"indicator": indicator, "object_id": object_id, "level": level, **wanted}
    rows = {
        row["period"]: row for row in values.to_pylist() if all(row[name] == value for name, value in fixed.items())
    }
    shown = sorted(periods) or sorted(Period.parse(code) for code in rows)
    points = tuple(_point(period, rows.get(period.code)) for period in shown)
    chance = history.methodology.indicators[indicator].uncertainty != "none"

    def between(a: SeriesPoint, b: SeriesPoint) -> Difference:
        found = history.breaks(indicator, object_id, wanted, a.period, b.period)
        return compare(a.observed, b.observed, chance=chance, breaks=found)

    steps = tuple(between(a, b) for a, b in pairwise(points))
    known = [point for point in points if point.observed.value is not None]
    overall = between(known[0], known[-1]) if len(known) > 1 else Difference(Change.NO_DATA)
    found = tuple(dict.fromkeys(b for step in steps for b in step.breaks))
    return Series(indicator, level, object_id, points, found, steps, overall)


CHANGES = pa.schema([
    ("indicator", pa.string()), ("level", pa.string()), ("object_id", pa.string()),
    *((name, pa.string()) for name in SLICES),
    ("earlier", pa.float64()), ("later", pa.float64()),
    ("difference", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
    ("change", pa.string()), ("method", pa.string()), ("breaks", pa.list_(pa.string())),
])  # fmt: skip


def changes(values: pa.Table, history: History, earlier: Period, later: Period) -> pa.Table:
    """Every value of `later` against `earlier`, in the schema CHANGES; `breaks` are their kinds."""
    by_period: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {earlier.code: {}, later.code: {}}
    keys = ("indicator", "level", "object_id", *SLICES)
    for row in values.to_pylist():
        if row["period"] in by_period:
            by_period[row["period"]][tuple(row[name] for name in keys)] = row
    old, new = by_period[earlier.code], by_period[later.code]
    rows = [
        _changed(dict(zip(keys, key, strict=True)), old.get(key), row, history, earlier, later)
        for key, row in new.items()
    ]
    return pa.Table.from_pylist(rows, CHANGES)


def _changed(
    key: dict[str, str],
    old: dict[str, Any] | None,
    new: dict[str, Any],
    history: History,
    earlier: Period,
    later: Period,
) -> dict[str, Any]:
    chance = history.methodology.indicators[key["indicator"]].uncertainty != "none"
    found = history.breaks(key["indicator"], key["object_id"], {name: key[name] for name in SLICES}, earlier, later)
    before = _observed(old)
    step = compare(before, _observed(new), chance=chance, breaks=found)
    return {
        **key,
        "earlier": before.value,
        "later": new["value"],
        "difference": step.difference,
        "low": step.low,
        "high": step.high,
        "change": step.change.value,
        "method": step.method.value,
        "breaks": [b.kind.value for b in step.breaks],
    }


def _observed(row: dict[str, Any] | None) -> Observed:
    return Observed(row["value"], row["n"], row["low"], row["high"]) if row else Observed(None)


def _point(period: Period, row: dict[str, Any] | None) -> SeriesPoint:
    if row is None:
        return SeriesPoint(period, CellState.MISSING, Observed(None), None, "")
    return SeriesPoint(period, CellState(row["state"]), _observed(row), row["coverage"], row["code"] or "")


def _numbers(x: Observed) -> tuple[float, float, float]:
    assert x.value is not None and x.low is not None and x.high is not None
    return x.value, x.low, x.high


def is_wilson(x: Observed) -> bool:
    """Is the interval Wilson's of the share, as a percentage or as it is?"""
    value, low, high = _numbers(x)
    if not x.n:
        return False
    for hundred in (100.0, 1.0):
        share = value / hundred
        if not 0 <= share <= 1:
            continue
        centre = (share + _Z**2 / (2 * x.n)) / (1 + _Z**2 / x.n)
        half = _Z * sqrt(share * (1 - share) / x.n + _Z**2 / (4 * x.n**2)) / (1 + _Z**2 / x.n)
        if (
            abs(low - hundred * (centre - half)) < 1e-6 * hundred
            and abs(high - hundred * (centre + half)) < 1e-6 * hundred
        ):
            return True
    return False


def is_symmetric(x: Observed) -> bool:
    """Is the interval that of a mean, the value in its middle?"""
    value, low, high = _numbers(x)
    return x.n is not None and x.n > 1 and isclose(high - value, value - low, rel_tol=1e-6, abs_tol=1e-9)


def _square_and_add(earlier: Observed, later: Observed) -> tuple[float, float]:
    """Newcombe 1998, method 10: d − √((p₁−l₁)² + (u₂−p₂)²), d + √((u₁−p₁)² + (p₂−l₂)²)."""
    p2, l2, u2 = _numbers(earlier)
    p1, l1, u1 = _numbers(later)
    difference = p1 - p2
    return difference - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), difference + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


def _welch(earlier: Observed, later: Observed) -> tuple[float, float]:
    """Welch's interval; s²/n of each mean from the half-width of its t interval."""
    from scipy import stats

    parts = []
    for x in (earlier, later):
        value, _, high = _numbers(x)
        assert x.n is not None
        parts.append((((high - value) / float(stats.t.ppf(0.975, x.n - 1))) ** 2, x.n - 1))
    variance = sum(v for v, _ in parts)
    difference = _numbers(later)[0] - _numbers(earlier)[0]
    if variance == 0:
        return difference, difference
    freedom = variance**2 / sum(v**2 / f for v, f in parts)
    half = float(stats.t.ppf(0.975, freedom)) * sqrt(variance)
    return difference - half, difference + half
