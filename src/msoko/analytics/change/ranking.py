"""The biggest improvements and declines between two years once the noise of small numbers is taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics import discoveries, dynamics
from msoko.analytics.breaks import History
from msoko.analytics.dynamics import Change
from msoko.analytics.panel import Floats
from msoko.analytics.remarks import Refused
from msoko.analytics.shrinking import Shrunken, towards_the_rest
from msoko.vocabulary import ALL, SLICES, Direction, Period

_Z = 1.959963984540054


@dataclass(frozen=True)
class Ranked:
    """difference: as computed. estimate, low, high: drawn towards the others, 95 %. adjusted: share of false ones among
    as sure. sure: does it stand out at the asked share?
    """

    object_id: str
    difference: float
    estimate: float
    low: float
    high: float
    adjusted: float
    sure: bool


@dataclass(frozen=True)
class Biggest:
    """improvements, declines: sure ones, the largest estimate first. rest: told from chance in no direction.

    mean: change of all together. not_compared: a break lies between, or a value is not known.
    """

    improvements: tuple[Ranked, ...]
    declines: tuple[Ranked, ...]
    rest: tuple[Ranked, ...]
    mean: float
    not_compared: tuple[str, ...]


def biggest(
    values: pa.Table,
    history: History,
    indicator: str,
    earlier: Period,
    later: Period,
    *,
    level: str = "organisation",
    slices: Mapping[str, str] | None = None,
    comparable: Collection[str] = (),
    false_share: float = 0.10,
) -> Biggest:
    """Changes by analytics/dynamics.py with their intervals, drawn towards the mean of all (shrinking.py).

    Raises Refused: fewer than five organisations that may be compared; values without intervals (nothing to take out);
    an indicator in which neither direction is better.
    """
    better = history.methodology.indicators[indicator].better
    if better not in (Direction.HIGHER, Direction.LOWER):
        raise Refused("no-direction", indicator=indicator)
    wanted = {name: (slices or {}).get(name, ALL) for name in SLICES}
    mask = pc.equal(values["indicator"], indicator)
    for name, value in {"level": level, **wanted}.items():
        mask = pc.and_(mask, pc.equal(values[name], value))
    rows = dynamics.changes(values.filter(mask), history, earlier, later).to_pylist()
    rows = [row for row in rows if not comparable or row["object_id"] in comparable]
    without = {Change.NOT_COMPARABLE.value, Change.NO_DATA.value}
    known = [row for row in rows if row["change"] not in without]
    if any(row["low"] is None for row in known):
        raise Refused("change-exact", indicator=indicator)
    y = np.array([row["difference"] for row in known])
    errors = np.array([(row["high"] - row["low"]) / (2 * _Z) for row in known])
    shrunken = towards_the_rest(y, errors)
    ranked = _ranked([row["object_id"] for row in known], y, errors, shrunken, false_share)
    sign = 1 if better is Direction.HIGHER else -1
    up = sorted((one for one in ranked if one.sure and sign * one.difference > 0), key=lambda one: -sign * one.estimate)
    down = sorted(
        (one for one in ranked if one.sure and sign * one.difference < 0), key=lambda one: sign * one.estimate
    )
    rest = tuple(one for one in ranked if not one.sure)
    missing = tuple(row["object_id"] for row in rows if row["change"] in without)
    return Biggest(tuple(up), tuple(down), rest, shrunken.mean, missing)


def _ranked(names: list[str], y: Floats, errors: Floats, shrunken: Shrunken, false_share: float) -> list[Ranked]:
    """Sure: both by false discovery of the change itself and by the interval of the estimate."""
    from scipy import stats

    adjusted = discoveries.shares(2 * stats.norm.sf(np.abs(y / errors)))
    return [
        Ranked(
            name, float(y[i]), float(shrunken.estimate[i]), float(shrunken.low[i]), float(shrunken.high[i]),
            float(adjusted[i]), bool(adjusted[i] <= false_share and shrunken.low[i] * shrunken.high[i] > 0),
        )
        for i, name in enumerate(names)
    ]  # fmt: skip
