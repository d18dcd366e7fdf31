"""The parts that a computed value adds up from: organisations of a group, codes of a slice. Checked, not assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isclose
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.contributions import Key, Part, whole
from msoko.analytics.remarks import Refused
from msoko.methodology.model import Methodology
from msoko.vocabulary import ALL, SLICES, Level, Period

_CLOSE = 1e-9  # relative; values are kept to twelve significant digits


def by_organisation(
    methodology: Methodology,
    values: pa.Table,
    indicator: str,
    period: Period,
    group: tuple[str, str],
    members: Collection[str],
    cut: Mapping[str, str] | None = None,
) -> dict[Key, Part]:
    """(organisation,) -> its value, weighted by n. group: (level, object); cut: slice -> code, others are totals.

    Raises Refused: nothing computed, or the parts do not give the group's value (it is no share and no mean of people).
    """
    rows = _rows(values, indicator, period, cut or {})
    whole_rows = [row for row in rows if (row["level"], row["object_id"]) == group]
    parts = [row for row in rows if row["level"] == Level.ORGANISATION and row["object_id"] in members]
    return _checked(methodology, indicator, period, whole_rows, {(row["object_id"],): row for row in parts})


def by_slice(
    methodology: Methodology,
    values: pa.Table,
    indicator: str,
    period: Period,
    group: tuple[str, str],
    column: str,
) -> dict[Key, Part]:
    """(code of the slice,) -> its value, weighted by n: grades, subjects, levels of education. Raises as above."""
    own = [row for row in _of(values, indicator, period) if (row["level"], row["object_id"]) == group]
    whole_rows = [row for row in own if all(row[name] == ALL for name in SLICES)]
    parts: dict[Key, dict[str, Any]] = {
        (row[column],): row
        for row in own
        if row[column] != ALL and all(row[name] == ALL for name in SLICES if name != column)
    }
    return _checked(methodology, indicator, period, whole_rows, parts)


def checked(
    methodology: Methodology, values: pa.Table, indicator: str, period: Period, object_id: str, found: float
) -> None:
    """Raises Refused unless the value of the group is the one found."""
    rows = [row for row in _rows(values, indicator, period, {}) if row["object_id"] == object_id]
    title = methodology.indicators[indicator].title
    if not rows:
        raise Refused("parts-nowhere", title=title, period=period.title)
    _compare(title, found, float(rows[0]["value"]))


def _of(values: pa.Table, indicator: str, period: Period) -> list[dict[str, Any]]:
    chosen = pc.and_(pc.equal(values["indicator"], indicator), pc.equal(values["period"], period.code))
    rows: list[dict[str, Any]] = values.filter(chosen).to_pylist()
    return [row for row in rows if row["value"] is not None]


def _rows(values: pa.Table, indicator: str, period: Period, cut: Mapping[str, str]) -> list[dict[str, Any]]:
    return [row for row in _of(values, indicator, period) if all(row[name] == cut.get(name, ALL) for name in SLICES)]


def _checked(
    methodology: Methodology,
    indicator: str,
    period: Period,
    wholes: list[dict[str, Any]],
    rows: Mapping[Key, Mapping[str, Any]],
) -> dict[Key, Part]:
    title = methodology.indicators[indicator].title
    parts = {key: Part(float(row["n"] or 0), float(row["value"])) for key, row in rows.items()}
    if not wholes or not any(part.weight for part in parts.values()):
        raise Refused("parts-nowhere", title=title, period=period.title)
    _compare(title, whole(parts), float(wholes[0]["value"]))
    return parts


def _compare(title: str, found: float, expected: float) -> None:
    if not isclose(found, expected, rel_tol=_CLOSE, abs_tol=_CLOSE):
        raise Refused("parts-differ", title=title, parts=f"{found:.6g}", whole=f"{expected:.6g}")
