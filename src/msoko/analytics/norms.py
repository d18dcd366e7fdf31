"""Each value against the norm in force: met, not met, or not decided as the interval covers the norm. No words here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pyarrow as pa

from msoko.analytics.conditions import holds
from msoko.methodology.model import Indicator, Methodology, Norm
from msoko.vocabulary import SLICES, CellState, Level, Period


class NormStatus(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_DECIDED = "not_decided"  # the interval covers the norm: chance alone could explain the difference
    NO_NORM = "no_norm"
    NO_VALUE = "no_value"
    NOT_APPLICABLE = "not_applicable"  # the indicator does not apply to the object


@dataclass(frozen=True)
class Judgement:
    """distance: how far inside the norm the value is, in the indicator's unit; negative = short of it by so much."""

    status: NormStatus
    norm: Norm | None = None
    distance: float | None = None


_NO_NORM, _NO_VALUE = Judgement(NormStatus.NO_NORM), Judgement(NormStatus.NO_VALUE)
_NOT_APPLICABLE = Judgement(NormStatus.NOT_APPLICABLE)
_READ = ("indicator", "level", "object_id", "period", *SLICES, "state", "value", "low", "high")  # what `judge` looks at

# Columns that `judge` adds to VALUES.
NORM_COLUMNS = (
    ("norm_status", pa.string()),
    ("norm_at_least", pa.float64()),
    ("norm_at_most", pa.float64()),
    ("norm_distance", pa.float64()),
    ("norm_basis", pa.string()),
)


def norm_in_force(
    indicator: Indicator, period: Period, slices: Mapping[str, str], attributes: Mapping[str, Any] | None = None
) -> Norm | None:
    """The norm on the last day of the period. The most specific wins (slices, then applies_when), then the newest.

    attributes: the organisation's row of ATTRIBUTES; None for a group, to which a norm with applies_when never belongs.
    """
    found = [norm for norm in indicator.norms if _belongs(norm, period, slices, attributes)]
    return max(found, key=_precedence, default=None)


def judge_value(value: float, low: float | None, high: float | None, norm: Norm) -> Judgement:
    """A value with its interval (None = exact) against a norm; exact decimal comparison at 12 significant digits."""
    distance = _distance(value, norm)
    if low is None or high is None:
        return Judgement(NormStatus.MET if distance >= 0 else NormStatus.NOT_MET, norm, float(distance))
    bottom, top = _decimal(low), _decimal(high)
    inside = (norm.at_least is None or bottom >= norm.at_least) and (norm.at_most is None or top <= norm.at_most)
    outside = (norm.at_least is not None and top < norm.at_least) or (
        norm.at_most is not None and bottom > norm.at_most
    )
    status = NormStatus.MET if inside else NormStatus.NOT_MET if outside else NormStatus.NOT_DECIDED
    return Judgement(status, norm, float(distance))


def judge(values: pa.Table, methodology: Methodology, attributes: pa.Table | None = None) -> pa.Table:
    """VALUES with NORM_COLUMNS added, in the same order. attributes: organisations.placing.ATTRIBUTES."""
    registry = _registry(attributes)
    judged = [_judge_row(row, methodology, registry) for row in values.select(_READ).to_pylist()]
    columns: dict[str, list[Any]] = {
        "norm_status": [j.status.value for j in judged],
        "norm_at_least": [_float(j.norm.at_least if j.norm else None) for j in judged],
        "norm_at_most": [_float(j.norm.at_most if j.norm else None) for j in judged],
        "norm_distance": [j.distance for j in judged],
        "norm_basis": [j.norm.legal_basis if j.norm else None for j in judged],
    }
    for name, kind in NORM_COLUMNS:
        values = values.append_column(pa.field(name, kind), pa.array(columns[name], kind))
    return values


def norms_over(
    indicator: Indicator, periods: Sequence[Period], slices: Mapping[str, str] | None = None
) -> list[Norm | None]:
    """The norm of every period, for a line over years. Norms for some organisations only are left out."""
    return [norm_in_force(indicator, period, slices or {}) for period in periods]


def _judge_row(row: dict[str, Any], methodology: Methodology, registry: Mapping[tuple[str, str], Any]) -> Judgement:
    if row["state"] == CellState.NOT_APPLICABLE:
        return _NOT_APPLICABLE
    indicator = methodology.indicators[row["indicator"]]
    if not indicator.norms:  # most rows: nothing to look for
        return _NO_VALUE if row["value"] is None else _NO_NORM
    known = registry.get((row["object_id"], row["period"])) if row["level"] == Level.ORGANISATION else None
    slices = {name: row[name] for name in SLICES}
    norm = norm_in_force(indicator, Period.parse(row["period"]), slices, known)
    if row["value"] is None:
        return Judgement(NormStatus.NO_VALUE, norm)
    if norm is None:
        return Judgement(NormStatus.NO_NORM)
    return judge_value(row["value"], row["low"], row["high"], norm)


def _belongs(norm: Norm, period: Period, slices: Mapping[str, str], attributes: Mapping[str, Any] | None) -> bool:
    day = period.last_day
    if (norm.valid_from and day < norm.valid_from) or (norm.valid_to and day > norm.valid_to):
        return False
    if any(slices.get(name) != value for name, value in norm.slices.items()):
        return False
    return not norm.applies_when or (attributes is not None and holds(norm.applies_when, attributes))


def _precedence(norm: Norm) -> tuple[int, bool, int]:
    return (len(norm.slices), bool(norm.applies_when), norm.valid_from.toordinal() if norm.valid_from else 0)


def _distance(value: float, norm: Norm) -> Decimal:
    exact = _decimal(value)
    margins = [exact - norm.at_least] if norm.at_least is not None else []
    margins += [norm.at_most - exact] if norm.at_most is not None else []
    if not margins:
        raise ValueError("a norm has at least one bound")
    return min(margins)


def _decimal(x: float) -> Decimal:
    return Decimal(format(x, ".12g"))


def _float(x: Decimal | None) -> float | None:
    return None if x is None else float(x)


def _registry(attributes: pa.Table | None) -> dict[tuple[str, str], dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = attributes.to_pylist() if attributes is not None else ()
    return {(row["object_id"], row["period"]): row for row in rows}
