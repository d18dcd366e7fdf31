"""Organisations side by side: a dot plot with intervals, and who can be told from the whole. Not a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from msoko.charts.chart import Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.numbers import format_number
from msoko.reports import russian
from msoko.reports.document import Block, ChartBlock
from msoko.reports.issue import Issue, unit_words
from msoko.reports.russian import Noun
from msoko.reports.values import Value
from msoko.reports.wording import Standing, compared, standing, unsure_words
from msoko.vocabulary import Period

SMALL = 10  # people below which a result is shown hollow and not commented on
_ROWS = 30  # a chart of more rows would not fit a page


def organisations_apart(
    issue: Issue,
    values: list[Value],
    whole: Value,
    region: Value | None = None,
    groups: Mapping[str, str] | None = None,
    noun: Noun = russian.SCHOOL,
) -> Iterator[Block]:
    """Sentences, then the plot. values: known, one an organisation, in the order of names. groups: id → title."""
    indicator = issue.indicator(whole.indicator)
    sentences = " ".join(_against(issue, values, whole, noun))
    references: tuple[Reference, ...] = ()
    if region is not None and region.value is not None:
        shown = format_number(region.value, indicator.digits)
        references = (Reference(region.value, f"{issue.label('region').lower()} {shown}"),)
    unit, value_title = unit_words(indicator.unit), issue.label("value").lower()
    chart = DotPlot(
        title=issue.title(indicator.code),
        sentence=sentences,
        note=issue.label("dots-note", small=SMALL),
        groups=tuple(_groups(issue, values, groups or {})),
        total=_dot(issue, whole),
        references=references,
        unit=indicator.unit,
        digits=indicator.digits,
        heading=issue.label("organisation"),
        value_title=f"{value_title}, {unit}" if unit else value_title,
        n_title=issue.label("people").lower(),
        small=SMALL,
    )
    parts = chart.split(_ROWS)
    for i, part in enumerate(parts):
        sources = (*values, whole) if i == len(parts) - 1 else ()
        yield ChartBlock(replace(part, sentence="") if i else part, tuple(issue.figure(value) for value in sources))


def _against(issue: Issue, values: list[Value], whole: Value, noun: Noun) -> Iterator[str]:
    """Who stands apart from the whole and how many do not; organisations below SMALL people are not commented on."""
    digits = issue.indicator(whole.indicator).digits
    told = [(v, standing(v, whole.value or 0.0, digits)) for v in values if v.n is None or v.n >= SMALL]
    for where in (Standing.BELOW, Standing.ABOVE):
        names = [issue.name(v.object_id, Period.parse(v.period)) for v, stands in told if stands is where]
        if sentence := compared(names, where, "по муниципалитету в\u00a0целом"):
            yield sentence
    unsure = sum(1 for _, stands in told if stands is Standing.UNSURE)
    if unsure:
        yield unsure_words(unsure, len(told), noun, "от муниципалитета в\u00a0целом")


def _groups(issue: Issue, values: list[Value], groups: Mapping[str, str]) -> Iterator[Group]:
    for title in sorted({groups.get(value.object_id, "") for value in values}):
        yield Group(title, tuple(_dot(issue, v) for v in values if groups.get(v.object_id, "") == title))


def _dot(issue: Issue, value: Value) -> DotRow:
    name = issue.name(value.object_id, Period.parse(value.period))
    return DotRow(name=name, value=value.value, low=value.low, high=value.high, n=value.n)
