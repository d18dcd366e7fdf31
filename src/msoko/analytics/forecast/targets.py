"""What a target asks for and what an assumption leads to, each laid beside the forecast. Nothing is promised here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from msoko.analytics.forecast.forecasting import Forecast, Forecasts
from msoko.analytics.panel import Panel, Scale
from msoko.analytics.remarks import Refused
from msoko.vocabulary import Period


class Place(StrEnum):
    """Where a wished value lies against the forecast of its year."""

    INSIDE_80 = "inside_80"  # comes about in the usual run of things, too
    INSIDE_95 = "inside_95"
    OUTSIDE = "outside"  # asks for what has not been usual
    UNTESTED = "untested"  # no forecast so far ahead


@dataclass(frozen=True)
class Target:
    """step: the unit a year. path: the values of the years on a straight way. seen, of: how many changes as large over
    as many years there were among all such changes of the comparable, in the same direction.
    """

    value: float
    period: Period
    step: float
    path: tuple[tuple[Period, float], ...]
    place: Place
    seen: int
    of: int


@dataclass(frozen=True)
class Scenario:
    """What somebody assumes, in their words, and where it would lead."""

    words: str
    step: float
    path: tuple[tuple[Period, float, Place], ...]


def target(forecasts: Forecasts, name: str, value: float, period: Period) -> Target:
    """What reaching `value` by `period` asks of one organisation. Raises Refused: no forecast, a period not ahead, a
    value that cannot exist.
    """
    own = _own(forecasts, name)
    _check(forecasts.panel, value)
    years = period.first_day.year - own.last_period.first_day.year
    if period.kind is not own.last_period.kind or years < 1:
        raise Refused("target-not-ahead", period=period.title, last=own.last_period.title)
    step = (value - own.last) / years
    path = tuple((own.last_period.shift(k), own.last + step * k) for k in range(1, years + 1))
    seen, of = _like(forecasts.panel, value - own.last, years)
    return Target(value, period, step, path, _place(own, years, value), seen, of)


def scenario(forecasts: Forecasts, name: str, words: str, step: float, years: int) -> Scenario:
    """Where `step` units a year lead within `years`. Raises Refused: no forecast, or a value that cannot exist."""
    own = _own(forecasts, name)
    path = [(own.last_period.shift(k), own.last + step * k, k) for k in range(1, years + 1)]
    for _, value, _ in path:
        _check(forecasts.panel, value)
    return Scenario(words, step, tuple((period, value, _place(own, k, value)) for period, value, k in path))


def _own(forecasts: Forecasts, name: str) -> Forecast:
    if name in forecasts.of:
        return forecasts.of[name]
    reason = forecasts.none.get(name)
    raise Refused("forecast-none", name=name, reason=reason.say() if reason else "")


def _check(panel: Panel, value: float) -> None:
    if panel.scale is Scale.LOGIT and not 0 <= value <= 100:
        raise Refused("target-outside", value=f"{value:g}".replace(".", ","))


def _place(own: Forecast, years: int, value: float) -> Place:
    if years > len(own.ahead):
        return Place.UNTESTED
    intervals = own.ahead[years - 1].intervals
    for place, level in ((Place.INSIDE_80, 0.80), (Place.INSIDE_95, 0.95)):
        if intervals[level][0] <= value <= intervals[level][1]:
            return place
    return Place.OUTSIDE


def _like(panel: Panel, change: float, years: int) -> tuple[int, int]:
    changes = panel.values[:, years:] - panel.values[:, :-years]
    found = changes[np.isfinite(changes)]
    return int((found * np.sign(change) >= abs(change)).sum()), len(found)
