"""Forecasts of all comparable organisations at once, each with intervals or with the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from msoko.analytics import panel as panels
from msoko.analytics.breaks import Break, History
from msoko.analytics.forecast import backtest
from msoko.analytics.forecast.backtest import LEVELS, BackTest, Coverage
from msoko.analytics.forecast.methods import METHODS, Method
from msoko.analytics.panel import Floats, Panel
from msoko.analytics.remarks import Refused, Remark
from msoko.vocabulary import Period

LONGEST = 3  # years ahead, where so many were tested
_SHORTFALL = 0.10  # of measured coverage, from which it is said


@dataclass(frozen=True)
class Ahead:
    """One year to come, in the indicator's unit. intervals: level → where the value of that year will be found,
    chance of the people of that year included.
    """

    period: Period
    value: float
    intervals: Mapping[float, tuple[float, float]]


@dataclass(frozen=True)
class Forecast:
    """last: the value forecast from. cut: the series is counted from this break."""

    name: str
    last: float
    last_period: Period
    ahead: tuple[Ahead, ...]
    cut: Break | None = None


@dataclass(frozen=True)
class Forecasts:
    """method: chosen on all series. gain: share by which its mean absolute error is below naive's, on the working
    scale. accuracy: those errors. coverage: measured on years left out. none: who has no forecast and why.
    """

    panel: Panel
    method: Method
    accuracy: Mapping[Method, float]
    coverage: Coverage
    tested: int
    of: Mapping[str, Forecast]
    none: Mapping[str, Remark] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def gain(self) -> float:
        base = self.accuracy.get(Method.NAIVE, 0.0)
        return 1 - self.accuracy[self.method] / base if base else 0.0


def of_values(
    values: pa.Table,
    history: History,
    indicator: str,
    *,
    level: str = "organisation",
    slices: Mapping[str, str] | None = None,
    comparable: Collection[str] = (),
    longest: int = LONGEST,
) -> Forecasts:
    """Forecasts of one indicator and one set of slices from rows of VALUES. comparable: object ids, all if none named.

    Raises Refused as panel.of_values and of_panel do.
    """
    found = panels.of_values(values, history, indicator, level=level, slices=slices, comparable=comparable)
    return of_panel(found, longest)


def of_panel(panel: Panel, longest: int = LONGEST) -> Forecasts:
    """Raises Refused: fewer than three years; fewer than 19 past forecasts to learn the width of intervals from; a
    past in which nothing ever changed.

    Assumes that the comparable err alike (beside the chance of their own numbers of people) and that the years to come
    move as the past ones did.
    """
    test = _tested(panel, longest)
    method = backtest.choose(test)
    if not (np.nan_to_num(test.errors[method]) != 0).any():
        raise Refused("forecast-constant")
    measured = backtest.coverage(test)
    predicted = METHODS[method](panel, test.horizons)
    lines = _intervals(panel, test, method, predicted)
    of, none = {}, {}
    for i, name in enumerate(panel.names):
        reason = _why_none(panel, i)
        if reason is None and method is Method.NAIVE and _says_nothing(panel, lines[i]):
            reason = Remark("forecast-wide")
        if reason is None:
            last = panel.period(panel.years[-1])
            of[name] = Forecast(name, float(panel.values[i, -1]), last, lines[i], panel.cut.get(name))
        else:
            none[name] = reason
    tested = int(test.count(method).sum())
    remarks = tuple(_remarks(test, measured, method))
    return Forecasts(panel, method, test.accuracy(), measured, tested, of, none, remarks)


def _tested(panel: Panel, longest: int) -> BackTest:
    """The back-test at the horizons that the past can tell about."""
    if len(panel.years) < backtest.LEAST_YEARS:
        raise Refused("forecast-short", count=len(panel.years), least=backtest.LEAST_YEARS)
    test = backtest.run(panel, longest)
    counts = test.count(Method.NAIVE)
    told = int((counts >= backtest.LEAST_AT_HORIZON).cumprod().sum())
    if counts[:told].sum() < backtest.LEAST_ERRORS:
        raise Refused("forecast-untested", count=int(counts.sum()), least=backtest.LEAST_ERRORS)
    return test.within(told)


def _intervals(panel: Panel, test: BackTest, method: Method, predicted: Floats) -> list[tuple[Ahead, ...]]:
    """The year to come has as many people as the last one had."""
    wide = backtest.width(test.errors[method], test.sampling)
    _, v = panel.worked
    sampling = 2 * np.repeat(v[:, -1:], len(test.horizons), axis=1)
    point = panel.back(predicted)
    halves = {level: wide.half(sampling, level) for level in LEVELS}
    ends = {level: (panel.back(predicted - half), panel.back(predicted + half)) for level, half in halves.items()}
    periods = [panel.period(panel.years[-1] + int(h)) for h in test.horizons]
    return [
        tuple(
            Ahead(period, float(point[i, k]), {lv: (float(lo[i, k]), float(hi[i, k])) for lv, (lo, hi) in ends.items()})
            for k, period in enumerate(periods)
        )
        for i in range(len(panel.names))
    ]


def _why_none(panel: Panel, i: int) -> Remark | None:
    name, known = panel.names[i], panel.known[i]
    if not known[-1]:
        return Remark("forecast-last-missing", period=panel.period(panel.years[-1]).title)
    if known.sum() >= backtest.LEAST_YEARS:
        return None
    if name in panel.cut:
        start = Period.parse(panel.cut[name].before).title
        return Remark("forecast-after-break", start=start, count=int(known.sum()), least=backtest.LEAST_YEARS)
    return Remark("forecast-short", count=int(known.sum()), least=backtest.LEAST_YEARS)


def _says_nothing(panel: Panel, ahead: tuple[Ahead, ...]) -> bool:
    """Is the 80 % interval of the next year wider than four fifths of all values there were?"""
    low, high = ahead[0].intervals[LEVELS[0]]
    below, above = np.nanquantile(panel.values, (0.1, 0.9))
    return bool(high - low > above - below)


def _remarks(test: BackTest, measured: Coverage, method: Method) -> list[Remark]:
    found = [Remark("forecast-naive")] if method is Method.NAIVE else []
    if measured.share is None:
        return [*found, Remark("forecast-unmeasured")]
    if measured.share[0.95] < 0.95 - _SHORTFALL or measured.share[0.80] < 0.80 - _SHORTFALL:
        found.append(Remark("forecast-undercovers", share=round(100 * measured.share[0.95])))
    return found
