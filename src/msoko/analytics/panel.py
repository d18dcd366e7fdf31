"""Comparable organisations over years: one indicator, a row an organisation, a column a year; the part since a break.

Short series are estimated together here and in what builds on this; drawing and words are elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from msoko.analytics.breaks import Break, History
from msoko.analytics.dynamics import Observed, is_symmetric, is_wilson
from msoko.analytics.remarks import Refused
from msoko.vocabulary import ALL, SLICES, Period, PeriodKind, Uncertainty, Unit

Floats = NDArray[np.float64]
_Z = 1.959963984540054
_UNCOUNTED = 100.0  # a share without a count behind it is taken as one of a hundred: 0 % is then 0.5 of 101
_POSITIVE = (Unit.PERSON, Unit.ROUBLE, Unit.SQUARE_METRE, Unit.HOUR)


class Scale(StrEnum):
    """What values are worked on, so that what comes back can exist: a share inside 0…100, a quantity above 0."""

    PLAIN = "plain"
    LOGIT = "logit"  # of a percent
    LOG = "log"


@dataclass(frozen=True)
class Panel:
    """names: N organisations. years: T whole numbers, one after another. values: N × T in the unit, nan = not known.

    errors: N × T standard errors of the values, 0 = no chance in them. counts: people behind them, nan = not said.
    cut: the last break of a series; what stands before it is not in `values`.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    errors: Floats
    counts: Floats
    scale: Scale = Scale.PLAIN
    kind: PeriodKind = PeriodKind.SCHOOL_YEAR
    cut: Mapping[str, Break] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        values: Sequence[Sequence[float]] | Floats,
        errors: Sequence[Sequence[float]] | Floats | float = 0.0,
        *,
        names: Sequence[str] = (),
        first_year: int = 2001,
        counts: Sequence[Sequence[float]] | Floats | None = None,
        scale: Scale = Scale.PLAIN,
    ) -> Panel:
        """From arrays, a row a series. Raises Refused: not a table, an error below zero, a share outside 0…100."""
        known = np.asarray(values, dtype=float)
        if known.ndim != 2 or not known.size:
            raise Refused("panel-empty")
        spread = np.broadcast_to(np.asarray(errors, dtype=float), known.shape).copy()
        people = np.full(known.shape, np.nan) if counts is None else np.asarray(counts, dtype=float)
        if not (spread[np.isfinite(known)] >= 0).all():
            raise Refused("panel-errors")
        low, high = {Scale.LOGIT: (0.0, 100.0), Scale.LOG: (1e-12, np.inf)}.get(scale, (-np.inf, np.inf))
        outside = known[np.isfinite(known) & ((known < low) | (known > high))]
        if outside.size:
            raise Refused("panel-outside", found=f"{outside[0]:g}", scale=scale)
        titles = tuple(names) or tuple(str(n + 1) for n in range(len(known)))
        return cls(titles, tuple(range(first_year, first_year + known.shape[1])), known, spread, people, scale)

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.values)

    @cached_property
    def worked(self) -> tuple[Floats, Floats]:
        """Values and sampling variances on the working scale, N × T.

        A share is the empirical logit ln((k + ½)/(n − k + ½)) (Anscombe 1956; Cox and Snell 1989, §2.1), so that
        0 % and 100 % of few people are not infinities; its variance and that of a logarithm by the delta method.
        """
        if self.scale is Scale.PLAIN:
            return self.values, self.errors**2
        if self.scale is Scale.LOG:
            return np.log(self.values), (self.errors / self.values) ** 2
        n = self._people
        share = (self.values / 100 * n + 0.5) / (n + 1)
        return np.log(share / (1 - share)), (self.errors / 100 / (share * (1 - share))) ** 2

    def back(self, worked: Floats) -> Floats:
        """From the working scale into the unit, N × anything: `worked` undone for the last year's number of people.

        A logit beyond that of nobody (of everybody) is nobody (everybody): there is no value further out.
        """
        if self.scale is Scale.LOGIT:
            n = self._people[:, -1:]
            return np.asarray(100 * np.clip(((n + 1) / (1 + np.exp(-worked)) - 0.5) / n, 0, 1))
        return np.asarray(np.exp(worked)) if self.scale is Scale.LOG else worked

    @property
    def _people(self) -> Floats:
        return np.where(np.isfinite(self.counts), self.counts, _UNCOUNTED)

    def until(self, year: int) -> Panel:
        """As it was known when `year` was the last one."""
        upto = self.years.index(year) + 1
        parts = (self.values[:, :upto], self.errors[:, :upto], self.counts[:, :upto])
        return Panel(self.names, self.years[:upto], *parts, self.scale, self.kind, self.cut)

    def rows(self, chosen: Sequence[int]) -> Panel:
        """Some of the organisations."""
        names = tuple(self.names[i] for i in chosen)
        parts = (self.values[chosen], self.errors[chosen], self.counts[chosen])
        return Panel(names, self.years, *parts, self.scale, self.kind, self.cut)

    def period(self, year: int) -> Period:
        """The period that begins in the year."""
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return Period.parse(f"{year}-{(year + 1) % 100:02d}")
        return Period.parse(str(year))


def of_values(
    values: pa.Table,
    history: History,
    indicator: str,
    *,
    level: str = "organisation",
    slices: Mapping[str, str] | None = None,
    comparable: Collection[str] = (),
) -> Panel:
    """Rows of VALUES of one indicator and one set of slices as a Panel. comparable: object ids; all if none is named.

    Raises Refused: no values, or periods shorter than a year.
    """
    wanted = {name: (slices or {}).get(name, ALL) for name in SLICES}
    fixed = {"indicator": indicator, "level": level, **wanted}
    mask = pc.is_valid(values["value"])
    for name, value in fixed.items():
        mask = pc.and_(mask, pc.equal(values[name], value))
    rows = [r for r in values.filter(mask).to_pylist() if not comparable or r["object_id"] in comparable]
    if not rows:
        raise Refused("panel-no-values", indicator=indicator)
    periods = {row["period"]: Period.parse(row["period"]) for row in rows}
    kinds = {period.kind for period in periods.values()}
    if len(kinds) > 1 or kinds & {PeriodKind.QUARTER, PeriodKind.DATE}:
        raise Refused("panel-not-yearly", indicator=indicator)
    by_object: dict[str, dict[Period, dict[str, Any]]] = {}
    for row in rows:
        by_object.setdefault(row["object_id"], {})[periods[row["period"]]] = row
    cut = {name: found for name, own in by_object.items() if (found := _cut(history, indicator, name, wanted, own))}
    unit, chance = history.methodology.indicators[indicator].unit, history.methodology.indicators[indicator].uncertainty
    filled = _filled(by_object, exact=chance is Uncertainty.NONE)
    if not filled.known.any():
        raise Refused("panel-no-values", indicator=indicator)
    scale = _scale(unit, filled.values)
    return Panel(filled.names, filled.years, filled.values, filled.errors, filled.counts, scale, kinds.pop(), cut)


def together(panels: Sequence[Panel]) -> Panel:
    """Several panels as one: of each organisation the mean of its standardised series, those known in all its years.

    A series is standardised by the mean and the sd of its whole panel on the working scale, so 1 is one sd of what the
    comparable had over the years. People who stand in several panels are taken for different ones.
    """
    names = tuple(sorted({name for one in panels for name in one.names}))
    years = tuple(range(min(one.years[0] for one in panels), max(one.years[-1] for one in panels) + 1))
    x, v = (np.full((len(panels), len(names), len(years)), np.nan) for _ in range(2))
    for k, one in enumerate(panels):
        worked, sampling = one.worked
        sd = float(np.nanstd(worked)) or np.nan
        rows, first = [names.index(name) for name in one.names], one.years[0] - years[0]
        x[k, rows, first : first + len(one.years)] = (worked - np.nanmean(worked)) / sd
        v[k, rows, first : first + len(one.years)] = sampling / sd**2
    known = np.isfinite(x)
    whole = (known == known.any(axis=0)).all(axis=2) & known.any(axis=2)  # panels × organisations
    count = whole.sum(axis=0)
    has = known.any(axis=0) & (count > 0)[:, None]
    used = whole[:, :, None]
    number = np.maximum(count, 1)[:, None]
    values = np.where(has, np.where(used & known, x, 0.0).sum(axis=0) / number, np.nan)
    errors = np.where(has, np.sqrt(np.where(used & known, v, 0.0).sum(axis=0)) / number, np.nan)
    cut = {name: found for one in panels for name, found in one.cut.items()}
    return Panel(names, years, values, errors, np.full(values.shape, np.nan), Scale.PLAIN, panels[0].kind, cut)


def _cut(
    history: History, indicator: str, name: str, slices: Mapping[str, str], own: dict[Period, dict[str, Any]]
) -> Break | None:
    """Takes what stands before the last break out of the rows."""
    for earlier, later in reversed(list(pairwise(sorted(own)))):
        if found := history.breaks(indicator, name, slices, earlier, later):
            for period in [period for period in own if period < later]:
                del own[period]
            return found[0]
    return None


def _filled(by_object: Mapping[str, Mapping[Period, dict[str, Any]]], exact: bool) -> Panel:
    """A value that rests on chance without saying how much is not known, except a mean of one person."""
    names = tuple(sorted(by_object))
    years = [period.first_day.year for own in by_object.values() for period in own]
    shape = len(names), max(years) - min(years) + 1
    values, errors, counts = (np.full(shape, np.nan) for _ in range(3))
    means = np.zeros(shape, dtype=bool)
    for i, name in enumerate(names):
        for period, row in by_object[name].items():
            at = i, period.first_day.year - min(years)
            values[at], counts[at] = row["value"], np.nan if row["n"] is None else row["n"]
            errors[at], means[at] = (0.0, False) if exact else standard_error(row)
    errors = _alike_inside(errors, counts, means)
    values = np.where(np.isfinite(errors), values, np.nan)
    return Panel(names, tuple(range(min(years), max(years) + 1)), values, errors, counts)


def _alike_inside(errors: Floats, counts: Floats, means: NDArray[np.bool_]) -> Floats:
    """Means with the sd of people inside organisations taken as one for all: of three people it cannot be told."""
    told = means & (counts > 1)
    if not told.any():
        return errors
    squares = errors[told] ** 2 * counts[told] * (counts[told] - 1)
    sd = np.sqrt(squares.sum() / (counts[told] - 1).sum())
    return np.where(means, sd / np.sqrt(counts), errors)


def _scale(unit: Unit, values: Floats) -> Scale:
    known = values[np.isfinite(values)]
    if unit is Unit.PERCENT and known.min() >= 0 and known.max() <= 100:
        return Scale.LOGIT
    return Scale.LOG if unit in _POSITIVE and known.min() > 0 else Scale.PLAIN


def standard_error(row: Mapping[str, Any]) -> tuple[float, bool]:
    """Of a row of VALUES, from its 95 % interval, and whether it is that of a mean (t with n − 1); others are normal.

    nan: there is no interval; a value of one person is then taken for a mean.
    """
    if row["low"] is None or row["high"] is None:
        return float("nan"), row["n"] == 1
    from scipy import stats

    seen, half = Observed(row["value"], row["n"], row["low"], row["high"]), (row["high"] - row["low"]) / 2
    if is_symmetric(seen) and not is_wilson(seen):
        return float(half / stats.t.ppf(0.975, row["n"] - 1)), True
    return float(half / _Z), False
