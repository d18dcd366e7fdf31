"""Indicators of several places and years beside one another, as the address asks: the table. Choices: choices.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from msoko.reports.document import Figure
from msoko.reports.issue import Issue, interval_cell, unit_words
from msoko.reports.parts.indicators import value_cell
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import upper_first
from msoko.reports.sources import periods_beside
from msoko.reports.values import Slices, Value
from msoko.reports.wording import STATUS_WORDS
from msoko.vocabulary import SLICES, CellState, Level, Period, PeriodKind
from msoko.web.analytics.queries.naming import comparable_group, object_title
from msoko.web.analytics.queries.pages import STATES, indicator_link, issue, proof_link

if TYPE_CHECKING:
    from msoko.web.analytics.queries.visible import Visible

MOST_INDICATORS, MOST_OBJECTS, MOST_PERIODS, MOST_COLUMNS = 12, 120, 6, 12
_LEVELS = tuple(level for level in Level if level is not Level.SUCCESSOR)


@dataclass(frozen=True)
class Asked:
    """What the address says. Empty objects: every organisation that may be seen; empty periods: the latest year."""

    indicators: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    slices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_years: bool = False  # rows are years of each object, otherwise objects
    by_value: bool = False


@dataclass(frozen=True)
class Column:
    """An indicator with a breakdown, in one period or (where rows are years) in each."""

    indicator: str
    slices: Slices
    period: Period | None
    title: str
    unit: str
    address: str


@dataclass(frozen=True)
class Cell:
    """One value. heading: of its column; state: the look of the word about the norm."""

    heading: str
    figure: Figure
    value: Value | None = None
    proof: str = ""
    n: int | None = None
    interval: str = ""
    status: str = ""
    state: str = ""

    @property
    def is_about(self) -> bool:
        """Does the indicator apply to the object at all? A value that was not handed in is worth a line."""
        return self.value is not None and self.value.state != CellState.NOT_APPLICABLE


@dataclass(frozen=True)
class Row:
    object_id: str
    title: str
    period: Period
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """Rows that may be compared with one another: comparable organisations, or the years of one object."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """notes: what of the question was left out, in words. refused: why indicators are not shown."""

    reference: str
    periods: tuple[Period, ...] = ()
    columns: tuple[Column, ...] = ()
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.columns and self.groups)


def comparison(visible: Visible, asked: Asked) -> Comparison:
    said = issue(visible)
    refused = visible.refused(one for one in asked.indicators if one in visible.numbers.methodology.indicators)
    readable = [code for code in asked.indicators if code in visible.numbers.indicators and code not in refused]
    periods = _periods(visible, asked)
    objects = _objects(visible, asked, periods)
    notes = list(_left_out(asked, readable, [str(code) for code in refused], objects, periods))
    readable = readable[:MOST_INDICATORS]
    table = _Found(visible, readable, objects, periods)
    columns, unclear = _columns(said, table, readable, asked, periods)
    groups = _groups(said, table, objects, columns[:MOST_COLUMNS], asked, periods) if columns else []
    if columns and not asked.objects:
        groups, empty = _without_empty(groups)
        notes += [_("Left out, as these indicators are not about them: %(count)s.") % {"count": empty}] if empty else []
    return Comparison(
        reference=said.reference(),
        periods=tuple(periods),
        columns=tuple(columns[:MOST_COLUMNS]),
        groups=tuple(groups),
        notes=(*notes, *unclear, *_too_many(columns)),
        refused=tuple(one.say(said.language) for one in refused.values()),
    )


def _without_empty(groups: list[Group]) -> tuple[list[Group], int]:
    """Groups without rows that have nothing in any column, and how many organisations those are."""
    kept = [
        Group(one.title, tuple(row for row in one.rows if any(cell.is_about for cell in row.cells))) for one in groups
    ]
    named = [{row.object_id for one in some for row in one.rows} for some in (groups, kept)]
    return [one for one in kept if one.rows], len(named[0] - named[1])


class _Found:
    """Values by what they are about."""

    def __init__(self, visible: Visible, codes: list[str], objects: list[str], periods: list[Period]) -> None:
        beside = {one for period in periods for one in periods_beside(period).values()}
        self._values: dict[tuple[str, str, str, Slices], Value] = {}
        if codes and objects and periods:
            for one in visible.values(codes, periods=sorted(beside), objects=objects, levels=_LEVELS):
                self._values[one.indicator, one.object_id, one.period, one.slices] = one

    def get(self, indicator: str, object_id: str, period: Period, slices: Slices) -> Value | None:
        return self._values.get((indicator, object_id, period.code, slices))

    def breakdowns(self, indicator: str) -> set[Slices]:
        return {key[3] for key in self._values if key[0] == indicator}


def _periods(visible: Visible, asked: Asked) -> list[Period]:
    """School years of the question, the earliest first; the latest with values if it names none."""
    every = visible.numbers.periods(PeriodKind.SCHOOL_YEAR) if visible.exists else ()
    chosen = [one for one in every if one.code in asked.periods]
    return chosen[-MOST_PERIODS:] if chosen else list(every[-MOST_PERIODS:] if asked.by_years else every[-1:])


def _objects(visible: Visible, asked: Asked, periods: list[Period]) -> list[str]:
    """Those of the question that may be seen, else every organisation of the years."""
    reach = visible.reach
    if asked.objects:
        allowed = reach.among(asked.objects)
        return [one for one in dict.fromkeys(asked.objects) if one in allowed][:MOST_OBJECTS]
    living = {one for period in periods for one in visible.numbers.registry.existing(period)}
    return sorted(living & reach.organisations)[:MOST_OBJECTS]


def _left_out(
    asked: Asked, readable: list[str], refused: list[str], objects: list[str], periods: list[Period]
) -> list[str]:
    """What of the question cannot be shown, and what to do."""
    said = []
    if len(set(asked.indicators) - set(refused)) > len(readable):
        said.append(_("Some indicators of the address have no values here or are not in the packs: they are left out."))
    if len(readable) > MOST_INDICATORS:
        said.append(_("Up to %(most)s indicators are shown at once: take away some.") % {"most": MOST_INDICATORS})
    if len(set(asked.objects)) > len(objects):
        said.append(
            _("Some of the chosen places are not open to you, or are more than %(most)s: they are left out.")
            % {"most": MOST_OBJECTS}
        )
    if len(set(asked.periods)) > len(periods):
        said.append(
            _("Some of the chosen years have no values, or are more than %(most)s: they are left out.")
            % {"most": MOST_PERIODS}
        )
    return said


def _too_many(columns: list[Column]) -> list[str]:
    if len(columns) <= MOST_COLUMNS:
        return []
    said = _("%(found)s columns would be needed, and %(most)s fit. Choose fewer indicators, years or breakdowns.")
    return [said % {"found": len(columns), "most": MOST_COLUMNS}]


def _columns(
    issue: Issue, table: _Found, codes: list[str], asked: Asked, periods: list[Period]
) -> tuple[list[Column], list[str]]:
    columns: list[Column] = []
    unclear: list[str] = []
    for code in codes:
        chosen = _breakdowns(table.breakdowns(code), asked.slices)
        if not chosen:
            said = _("“%(title)s” is known by subject, grade or other breakdowns only: choose which below.")
            unclear.append(said % {"title": issue.title(code)})
        for slices in chosen:
            for period in [None] if asked.by_years or len(periods) == 1 else periods:
                columns.append(_column(issue, code, slices, period))
    return columns, unclear


def _breakdowns(known: set[Slices], asked: Mapping[str, tuple[str, ...]]) -> list[Slices]:
    """The total if the question names no breakdown of it; else those in which everything asked is answered."""
    dimensions = {name for one in known for name, _value in one} & {name for name, values in asked.items() if values}
    fit = [one for one in known if {name for name, _value in one} == dimensions]
    fit = [one for one in fit if all(value in asked[name] for name, value in one)]
    return sorted(fit, key=lambda one: [(SLICES.index(name), natural(value)) for name, value in one])


def _column(issue: Issue, code: str, slices: Slices, period: Period | None) -> Column:
    words = issue.slice_words(slices)
    title = upper_first(f"{issue.title(code)}: {words}" if words else issue.title(code))
    unit = unit_words(issue.indicator(code).unit)
    return Column(code, slices, period, title, unit, indicator_link(code, period.code if period else ""))


def _groups(
    issue: Issue, table: _Found, objects: list[str], columns: list[Column], asked: Asked, periods: list[Period]
) -> list[Group]:
    last = periods[-1]
    if asked.by_years:
        return [
            Group(object_title(issue, one, last), tuple(_row(issue, table, one, period, columns) for period in periods))
            for one in sorted(objects, key=lambda one: natural(object_title(issue, one, last)))
        ]
    rows: dict[str, list[Row]] = {}
    for one in objects:
        is_whole = "/" in one or issue.registry.object_type(one) != "organisation"
        title = _("Municipality and groups") if is_whole else comparable_group(issue.registry, one, last)
        rows.setdefault(title, []).append(_row(issue, table, one, last, columns))
    order = (lambda row: (*_first(row), natural(row.title))) if asked.by_value else (lambda row: natural(row.title))
    return [Group(title, tuple(sorted(rows[title], key=order))) for title in sorted(rows, key=natural)]


def _first(row: Row) -> tuple[bool, float]:
    """The highest first, those without a value last."""
    value = row.cells[0].value
    number = value.value if value is not None and value.is_known else None
    return (number is None, -(number or 0.0))


def _row(issue: Issue, table: _Found, object_id: str, period: Period, columns: list[Column]) -> Row:
    cells = []
    for column in columns:
        wanted = periods_beside(column.period or period).get(issue.indicator(column.indicator).period)
        value = table.get(column.indicator, object_id, wanted, column.slices) if wanted else None
        cells.append(_cell(issue, column.title, value))
    return Row(object_id, object_title(issue, object_id, period), period, tuple(cells))


def _cell(issue: Issue, heading: str, value: Value | None) -> Cell:
    if value is None or not value.is_known:
        return Cell(heading, issue.figure(value), value)
    status = value.norm_status or ""
    return Cell(
        heading=heading,
        figure=value_cell(issue, value),
        value=value,
        proof=proof_link(value.code),
        n=value.n,
        interval=str(interval_cell(value, issue.indicator(value.indicator).digits) or ""),
        status=STATUS_WORDS.get(status, ""),
        state=STATES.get(status, ""),
    )
