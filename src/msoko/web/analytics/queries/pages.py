"""What every page of numbers needs: the chosen year, words of the library, links to proofs and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from msoko.reports.document import Cell, Figure
from msoko.reports.issue import Citation, Issue, interval_cell, unit_words
from msoko.reports.parts.indicators import Compared, change_cell, row_title, value_cell
from msoko.reports.russian import upper_first
from msoko.reports.sources import periods_beside
from msoko.reports.wording import STATUS_WORDS, norm_words
from msoko.vocabulary import Period, PeriodKind, Purpose

if TYPE_CHECKING:
    from msoko.web.analytics.queries.visible import Visible

STATES = {"met": "done", "not_met": "breach", "not_decided": "info"}  # of a norm -> look of its tag
YEARS = 6  # how far back a series goes


@dataclass(frozen=True)
class Years:
    """chosen: the school year of the page; None where there are no values at all."""

    chosen: Period | None
    every: tuple[Period, ...] = ()  # the latest first

    @property
    def back(self) -> tuple[Period, ...]:
        """Up to YEARS school years that end with the chosen one, the earliest first."""
        return tuple(one for one in reversed(self.every) if self.chosen and one <= self.chosen)[-YEARS:]

    def beside(self) -> dict[PeriodKind, Period]:
        return periods_beside(self.chosen) if self.chosen else {}


def years(visible: Visible, asked: str = "", about: str = "") -> Years:
    """What was asked for if it has values, else the latest school year that has; of the place `about`, if any."""
    every = tuple(reversed(visible.numbers.periods(PeriodKind.SCHOOL_YEAR))) if visible.exists else ()
    found = [one for one in every if one.code == asked]
    if not found and about:
        known = visible.numbers.known_periods(about)
        found = [one for one in every if known & {period.code for period in periods_beside(one).values()}]
    return Years(found[0] if found else every[0] if every else None, every)


def issue(visible: Visible) -> Issue:
    """The words of reports for a page: titles, names on a day, figures, breaks."""
    held = visible.numbers
    fixed = visible.calculation.store_id or "" if visible.calculation else ""
    received = held.received or timezone.localdate()
    return Issue(
        organisation="",
        date=timezone.localdate(),
        citation=Citation(ledger_version=held.version, data_as_of=received, packs=(), fixed=fixed),
        methodology=held.methodology,
        registry=held.registry,
        language="en" if (get_language() or "ru").startswith("en") else "ru",
        purpose=visible.purpose,
        audience=visible.audience,
    )


def proof_link(code: str) -> str:
    return _address("analytics:proof", code) if code else ""


def indicator_link(code: str, period: str = "") -> str:
    found = _address("analytics:indicator", code)
    return f"{found}?period={period}" if found and period else found


def _address(name: str, code: str) -> str:
    try:
        return reverse(name, kwargs={"code": code})
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Line:
    """One value as a row of a table. state: the look of the word about the norm."""

    title: str
    address: str
    figure: Figure
    proof: str
    unit: str
    interval: Cell
    whole: Cell
    norm: str
    status: str
    state: str
    change: Cell


def line(issue: Issue, row: Compared) -> Line:
    value, indicator = row.value, issue.indicator(row.value.indicator)
    figure = value_cell(issue, value)
    return Line(
        title=upper_first(row_title(issue, value)),
        address=indicator_link(value.indicator, value.period),
        figure=figure,
        proof=proof_link(value.code) if value.is_known else "",
        unit=unit_words(indicator.unit),
        interval=interval_cell(value, indicator.digits),
        whole=None if row.whole is None else issue.figure(row.whole).text,
        norm=norm_words(value.norm_at_least, value.norm_at_most, indicator.digits),
        status=STATUS_WORDS.get(value.norm_status or "", ""),
        state=STATES.get(value.norm_status or "", ""),
        change=change_cell(issue, row.before, value),
    )


# What a page may be read for. The others (publication, self-examination) are reports.
PURPOSES = {
    Purpose.MANAGEMENT: _("management"),
    Purpose.PUBLICATION: _("publication"),
    Purpose.SUPPORT: _("help to a school"),
    Purpose.INTERNAL_ASSESSMENT: _("internal assessment"),
    Purpose.STAFF_APPRAISAL: _("appraisal of staff"),
    Purpose.HEAD_APPRAISAL: _("appraisal of heads"),
}


def purpose(asked: str) -> Purpose:
    """What the page is read for; management if nothing known was asked."""
    found = [one for one in PURPOSES if one.value == asked]
    return found[0] if found else Purpose.MANAGEMENT
