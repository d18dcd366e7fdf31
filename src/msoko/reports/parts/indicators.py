"""Indicators of one object against norms, the municipality and the year before: a table for passports and summaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msoko.analytics.dynamics import Change
from msoko.charts.numbers import format_change
from msoko.methodology.model import Criterion
from msoko.reports.document import Cell, Column, Figure, Row, Table
from msoko.reports.issue import Issue, interval_cell
from msoko.reports.parts.dynamics import difference
from msoko.reports.russian import upper_first
from msoko.reports.values import Value
from msoko.reports.wording import STATUS_WORDS, norm_words
from msoko.vocabulary import CellState, Period, PeriodKind

BLOCKS: dict[str, tuple[str, str]] = {
    "conditions": ("Условия", "Conditions"),
    "activity": ("Образовательная деятельность", "Educational activity"),
    "results": ("Результаты", "Results"),
    "systems": ("Образовательные системы", "Educational systems"),
}
# Shown by subject and grade; other indicators only where they mean something in total.
BY_SUBJECT = ("results.vpr_quality", "results.oge_quality", "results.ege_mean_score", "results.ege_below_minimum")
CONTEXT, LINES, INDEPENDENT = "context.", "selfexam.", "nok."  # codes of packs that reports show apart


@dataclass(frozen=True)
class Compared:
    """A value with the same of the period before and of the whole municipality; None where there is none."""

    value: Value
    before: Value | None = None
    whole: Value | None = None


def block_of(issue: Issue, indicator: str) -> str:
    """The block of the tree of criteria an indicator hangs in; "" where its criterion is unknown."""
    criterion: Criterion | None = issue.methodology.criteria.get(issue.indicator(indicator).criterion)
    while criterion is not None and not criterion.block:
        criterion = issue.methodology.criteria.get(criterion.parent)
    return criterion.block if criterion is not None else ""


def is_headline(issue: Issue, value: Value, periods: Mapping[PeriodKind, Period]) -> bool:
    """Is the value of the reported period and one that a summary shows: a total, or a breakdown worth a line?"""
    indicator = issue.methodology.indicators.get(value.indicator)
    wanted = periods.get(indicator.period) if indicator is not None else None
    if wanted is None or wanted.code != value.period or value.state == CellState.NOT_APPLICABLE:
        return False
    return not value.slices or value.indicator in BY_SUBJECT


def in_order(issue: Issue, values: Iterable[Value]) -> list[Value]:
    """By the tree of criteria as written, then by code and breakdown."""
    places = {code: i for i, code in enumerate(issue.methodology.criteria)}
    return sorted(
        values, key=lambda v: (places.get(issue.indicator(v.indicator).criterion, 999), v.indicator, v.slices)
    )


def row_title(issue: Issue, value: Value) -> str:
    """«Качество обученности по результатам ВПР: математика, 5 класс»."""
    parts = issue.slice_words(value.slices)
    return f"{issue.title(value.indicator)}: {parts}" if parts else issue.title(value.indicator)


def indicator_table(
    issue: Issue, title: str, rows: list[Compared], *, with_whole: bool = False, sheet: str = ""
) -> Table:
    """One line an indicator; columns that nobody needs are left out. The unit stands with the value."""
    columns = [
        Column(issue.label("indicator"), width=4),
        Column(issue.label("value"), align="right", width=1.3),
        Column(issue.label("interval"), align="right", width=1.4),
        Column(issue.label("norm"), align="right", width=1.2),
        Column(issue.label("status"), width=1.5),
        Column(issue.label("year-change"), align="right", width=1.4),
    ]
    if with_whole:
        columns.insert(3, Column(issue.label("whole"), align="right", width=1.4))
    cells = [_cells(issue, row, with_whole) for row in rows]
    used = [i for i in range(len(columns)) if i < 2 or any(line[i] is not None for line in cells)]
    made = tuple(Row(tuple(line[i] for i in used)) for line in cells)
    kept = tuple(columns[i] for i in used)
    return Table(title, kept, made, issue.label("indicators-note"), small=True, sheet=sheet or title)


def _cells(issue: Issue, row: Compared, with_whole: bool) -> tuple[Cell, ...]:
    value, digits = row.value, issue.indicator(row.value.indicator).digits
    cells: list[Cell] = [
        upper_first(row_title(issue, value)),
        value_cell(issue, value),
        interval_cell(value, digits),
        norm_words(value.norm_at_least, value.norm_at_most, digits) or None,
        STATUS_WORDS.get(value.norm_status or "") or None,
        change_cell(issue, row.before, value),
    ]
    if with_whole:
        cells.insert(3, None if row.whole is None else issue.figure(row.whole))
    return tuple(cells)


def value_cell(issue: Issue, value: Value) -> Figure:
    """The value; with an asterisk where fewer organisations gave data than the indicator asks for."""
    figure = issue.figure(value)
    if not is_incomplete(issue, value):
        return figure
    return Figure(f"{figure.text}*", figure.code, figure.what, figure.whom, figure.value, figure.digits)


def is_incomplete(issue: Issue, value: Value) -> bool:
    """Below the coverage that the indicator itself asks for."""
    least = issue.indicator(value.indicator).minimum_coverage
    return value.is_known and value.coverage is not None and value.coverage < least


def change_cell(issue: Issue, before: Value | None, after: Value) -> Cell:
    """«+1,8 п. п.»; in brackets what chance explains; in words where the series is broken; nothing without data."""
    if before is None or not before.is_known or not after.is_known:
        return None
    indicator = issue.indicator(after.indicator)
    found = difference(issue, before, after)
    if found.change is Change.NOT_COMPARABLE:
        return issue.label("broken")
    if found.difference is None:
        return None
    text = format_change(found.difference, indicator.digits, indicator.unit)
    return f"({text})" if found.change in (Change.INDISTINGUISHABLE, Change.NOT_JUDGED) else text
