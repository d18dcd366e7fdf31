"""The two charts of an organisation's page: values against comparable ones and norms, and the same over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msoko.charts.chart import Point
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import Break
from msoko.charts.multiples import SmallLine, SmallMultiples
from msoko.reports.issue import Issue
from msoko.reports.parts.dynamics import breaks_of
from msoko.reports.parts.indicators import BLOCKS, Compared, block_of, change_cell, row_title
from msoko.reports.russian import upper_first
from msoko.reports.sources import periods_beside
from msoko.reports.values import Value
from msoko.reports.wording import break_words, norm_words
from msoko.vocabulary import Period, Unit
from msoko.web.analytics.queries.pages import indicator_link, proof_link

_SCALED = (Unit.PERCENT, Unit.POINT)  # share one axis from 0 to 100
_ROWS = 12  # of a block in the picture; all are in the table below it
_LINES, _OF_ONE = 6, 2  # small charts, and of them breakdowns of one indicator
_LEAST = 3  # periods that make a line
SMALL = 10  # people below which a dot is hollow and a comparable one is not drawn
ORDER = ("results", "conditions", "activity", "systems")  # of blocks: what pupils achieve comes first
Peers = Mapping[Value, Sequence[float]]


def suits(issue: Issue, value: Value) -> bool:
    """Can it stand on the common axis?"""
    inside = value.value is not None and 0 <= value.value <= 100
    return value.is_known and inside and issue.indicator(value.indicator).unit in _SCALED


def against(
    issue: Issue, rows: Sequence[Compared], peers: Peers, sentence: str, whole: str, others: str
) -> DotPlot | None:
    """Own values with intervals, comparable ones as unnamed dots, norms. whole: the heading of their
    common value, where there is one. others: who the unnamed dots are.
    """
    drawn = [row for row in rows if suits(issue, row.value)]
    groups = []
    with_whole = any(row.whole is not None for row in drawn)
    for block in ORDER:
        held = [row for row in drawn if block_of(issue, row.value.indicator) == block][:_ROWS]
        if held:
            title = BLOCKS[block][1 if issue.language == "en" else 0]
            groups.append(Group(title, tuple(_dot(issue, row, peers.get(row.value, ()), with_whole) for row in held)))
    if not groups:
        return None
    heads = [whole] if with_whole else []
    small = f"полая точка — меньше {SMALL} человек"
    return DotPlot(
        title=issue.label("against-norms"),
        sentence=sentence,
        note=f"Цветная точка с чертой — значение и 95-процентный интервал; серые точки — {others}, "
        f"без названий; тонкая тёмная черта — норма; {small}. За год — изменение; в скобках — такое, которое может "
        f"быть случайным.",
        groups=tuple(groups),
        unit=Unit.NUMBER,
        limits=(0.0, 100.0),
        small=SMALL,
        heading=issue.label("indicator"),
        value_title=issue.label("value").lower(),
        extra_titles=(*heads, issue.label("year-change").lower()),
        sort=False,
        of_one=True,
    )


def _dot(issue: Issue, row: Compared, peers: Sequence[float], with_whole: bool) -> DotRow:
    value, indicator = row.value, issue.indicator(row.value.indicator)
    whole = "" if row.whole is None else issue.figure(row.whole, unit=False).text
    title = row_title(issue, value)
    return DotRow(
        name=upper_first(f"{title},\u00a0%" if indicator.unit is Unit.PERCENT else title),
        value=value.value,
        low=value.low,
        high=value.high,
        peers=tuple(sorted(one for one in peers if 0 <= one <= 100)),
        norm=value.norm_at_least if value.norm_at_least is not None else value.norm_at_most,
        extra=(*([whole] if with_whole else []), str(change_cell(issue, row.before, value) or "")),
        link=proof_link(value.code),
        name_link=indicator_link(value.indicator, value.period),
        digits=indicator.digits,
    )


def over_years(issue: Issue, years: Sequence[Period], series: Sequence[Sequence[Value]]) -> SmallMultiples | None:
    """Small lines with break marks. series: all periods of one indicator and object each; the short are left out."""
    lines: list[SmallLine] = []
    taken: dict[str, int] = {}
    for values in series:
        code = values[-1].indicator
        if len(lines) < _LINES and taken.get(code, 0) < _OF_ONE and (drawn := _line(issue, years, values)):
            lines.append(drawn)
            taken[code] = taken.get(code, 0) + 1
    if not lines:
        return None
    return SmallMultiples(
        title=issue.label("dynamics"),
        note=f"{years[0].title}–{years[-1].title}. Пунктир — порядок или границы изменились: значения слева и справа "
        f"от него прямо не сравниваются.",
        periods=tuple(one.title for one in years),
        lines=tuple(lines),
        heading=issue.label("indicator"),
    )


def _line(issue: Issue, years: Sequence[Period], values: Sequence[Value]) -> SmallLine | None:
    indicator = issue.indicator(values[-1].indicator)
    codes = [periods_beside(year)[indicator.period].code for year in years if indicator.period in periods_beside(year)]
    held = {value.period: value for value in values if value.is_known}
    points = tuple(_point(held.get(code)) for code in codes)
    known = [held[code] for code in codes if code in held]
    flat = len({value.value for value in known}) < 2
    if flat or len(known) < _LEAST or len(points) != len(years):
        return None
    found = [one for one in breaks_of(issue, known) if one.before in codes]
    cuts = tuple(Break(codes.index(one.before), break_words(one)) for one in found)
    last = known[-1]
    norm = last.norm_at_least if last.norm_at_least is not None else last.norm_at_most
    said = norm_words(last.norm_at_least, last.norm_at_most, indicator.digits)
    return SmallLine(
        upper_first(row_title(issue, last)), points, f"норма: {said}" if said else "", norm, (0.0, 100.0),
        indicator.digits, True, cuts,
    )  # fmt: skip


def _point(value: Value | None) -> Point:
    return Point() if value is None else Point(value=value.value, low=value.low, high=value.high, n=value.n)
