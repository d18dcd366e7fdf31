"""One indicator over the years: a line with its breaks, and what may be said about the last change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msoko.analytics.breaks import Break
from msoko.analytics.dynamics import Difference, Observed, compare
from msoko.charts import line
from msoko.charts.chart import Point
from msoko.reports.document import Block, ChartBlock
from msoko.reports.issue import Issue
from msoko.reports.values import Value
from msoko.reports.wording import break_words, change_sentence
from msoko.vocabulary import Period, Uncertainty


def over_years(issue: Issue, series: list[Value], others: Mapping[str, list[Value]]) -> Iterator[Block]:
    """A sentence on the last change, then the line of `series` with the `others` (name → values) behind it."""
    known = [value for value in series if value.is_known]
    breaks = breaks_of(issue, known)
    sentence = last_change(issue, known)
    indicator = issue.indicator(series[-1].indicator)
    codes = sorted({value.period for value in series} | {v.period for values in others.values() for v in values})
    lines = [_series(issue.name(series[-1].object_id), series, codes, True)]
    lines += [_series(name, values, codes, False) for name, values in others.items()]
    marks = tuple(line.Break(codes.index(b.before), break_words(b)) for b in breaks if b.before in codes[1:])
    chart = line.LineChart(
        title=issue.title(indicator.code),
        sentence=sentence,
        periods=tuple(Period.parse(code).title for code in codes),
        series=tuple(lines),
        breaks=marks,
        unit=indicator.unit,
        digits=indicator.digits,
        heading=issue.label("period"),
    )
    yield ChartBlock(chart, tuple(issue.figure(value) for value in known))


def breaks_of(issue: Issue, known: list[Value]) -> list[Break]:
    """The first reason at each place where neighbouring known values may not be compared."""
    found: dict[str, Break] = {}
    for before, after in pairwise(known):
        for one in _between(issue, before, after):
            found.setdefault(one.before, one)
    return list(found.values())


def _between(issue: Issue, before: Value, after: Value) -> tuple[Break, ...]:
    periods = Period.parse(before.period), Period.parse(after.period)
    return issue.history.breaks(after.indicator, after.object_id, dict(after.slices), *periods)


def difference(issue: Issue, before: Value, after: Value) -> Difference:
    """The change of one object between two periods, as analytics judges it."""
    chance = issue.indicator(after.indicator).uncertainty is not Uncertainty.NONE
    return compare(_observed(before), _observed(after), chance=chance, breaks=_between(issue, before, after))


def last_change(issue: Issue, known: list[Value]) -> str:
    """What may be said of the last two known values: nothing over a break, no direction that chance explains."""
    if len(known) < 2:
        return "Сравнить не с чем: значение есть только за один период."
    before, after = known[-2:]
    indicator = issue.indicator(after.indicator)
    titles = Period.parse(before.period).title, Period.parse(after.period).title
    return change_sentence(difference(issue, before, after), *titles, indicator.digits, indicator.unit)


def _observed(value: Value) -> Observed:
    return Observed(value.value if value.is_known else None, value.n, value.low, value.high)


def _series(name: str, values: list[Value], codes: list[str], this: bool) -> line.Series:
    held = {value.period: value for value in values}
    return line.Series(name, tuple(_point(held.get(code)) for code in codes), this)


def _point(value: Value | None) -> Point:
    if value is None or not value.is_known:
        return Point(hidden=value is not None and value.is_hidden)
    return Point(value=value.value, low=value.low, high=value.high, n=value.n)
