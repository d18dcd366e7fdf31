"""The page of one indicator: what was asked, the values of the organisations in reach, and what may be said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from msoko.indicators.reading import ReadingRefused
from msoko.methodology.model import Indicator, Pack
from msoko.methodology.purposes import facts_used
from msoko.methodology.subjects import subject_title
from msoko.reports.issue import Issue
from msoko.reports.russian import grade_words
from msoko.reports.sources import periods_beside
from msoko.reports.values import Slices, Value, Values, slices
from msoko.vocabulary import SLICES, Audience, CellState, Level, Period
from msoko.web.analytics.queries.choices import SLICE_TITLES
from msoko.web.analytics.queries.indicators import path_of
from msoko.web.analytics.queries.pages import issue
from msoko.web.analytics.queries.visible import Visible, visible_values
from msoko.web.organisations.models import Organisation
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

GROUPS = (Level.SETTLEMENT, Level.KIND, Level.CLUSTER, Level.EDUCATION_LEVEL)


class Unknown(LookupError):
    """There is no such indicator, period or breakdown."""


@dataclass(frozen=True)
class Choice:
    """One column of breakdowns: its values with words, the chosen one."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, eq=False)
class Sheet:
    """Values of one indicator in one period and breakdown. refused: why there are none for this reader."""

    indicator: Indicator
    pack: Pack
    place: Organisation
    visible: Visible
    issue: Issue
    period: Period
    periods: tuple[Period, ...]
    slices: Slices
    choices: tuple[Choice, ...]
    values: Values
    refused: ReadingRefused | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def names_others(self) -> bool:
        """Does the reader see the organisations of the municipality by name? Others see their own and groups."""
        return self.visible.audience is Audience.DEPARTMENT

    @property
    def total(self) -> Value | None:
        return self.get(Level.MUNICIPALITY, self.place.code)

    @property
    def region(self) -> Value | None:
        return self.get(Level.REGION, self.region_code)

    @property
    def region_code(self) -> str:
        return self.visible.numbers.registry.value(self.place.code, "region", self.period.last_day) or ""

    def get(self, level: Level, object_id: str) -> Value | None:
        return self.values.get(self.code, level, object_id, self.period.code, self.slices)

    def series(self, level: Level, object_id: str) -> list[Value]:
        return self.values.series(self.code, level, object_id, self.slices)

    @cached_property
    def organisations(self) -> tuple[Value, ...]:
        """Of this municipality, as far as the reader reaches."""
        registry, day = self.visible.numbers.registry, self.period.last_day
        rows = self.values.of(self.code, Level.ORGANISATION, self.period.code, self.slices)
        here = [v for v in rows if registry.value(v.object_id, "municipality", day) == self.place.code]
        return tuple(sorted(here, key=lambda value: self.issue.name(value.object_id, self.period)))

    @cached_property
    def groups(self) -> tuple[Value, ...]:
        """Parts of the municipality and groups of comparable organisations."""
        found = [v for level in GROUPS for v in self.values.of(self.code, level, self.period.code, self.slices)]
        clusters = set(self.visible.numbers.registry.ids("cluster"))
        return tuple(v for v in found if v.object_id.startswith(f"{self.place.code}/") or v.object_id in clusters)


def sheet(user: User | AnonymousUser, code: str, place: Organisation, asked: Mapping[str, str]) -> Sheet:
    """asked: period and slice columns, as in an address. Raises Unknown."""
    visible = visible_values(user, place)
    words, methodology = issue(visible), visible.numbers.methodology
    if code not in methodology.indicators:
        raise Unknown(code)
    indicator = methodology.indicators[code]
    values = visible.values([code])
    period, periods = _period(visible, indicator, values, asked.get("period", ""))
    chosen, choices = _breakdown(words, indicator, values, period, asked)
    return Sheet(
        indicator=indicator,
        pack=next(pack for pack in methodology.packs if indicator in pack.indicators),
        place=place,
        visible=visible,
        issue=words,
        period=period,
        periods=periods,
        slices=chosen,
        choices=choices,
        values=values,
        refused=visible.refused([code]).get(code),
        reasons=_reasons(visible, indicator, period),
    )


def _period(visible: Visible, indicator: Indicator, values: Values, asked: str) -> tuple[Period, tuple[Period, ...]]:
    """The one asked for, of the indicator's kind; without one the latest that has a known value. All that have rows."""
    every = sorted({Period.parse(value.period) for value in values}, reverse=True)
    if asked:
        try:
            wanted = Period.parse(asked)
        except ValueError as error:
            raise Unknown(asked) from error
        if wanted not in visible.numbers.periods():
            raise Unknown(asked)
        return periods_beside(wanted).get(indicator.period, wanted), tuple(every)
    known = sorted({Period.parse(value.period) for value in values if value.is_known})
    latest = known or every[:1] or list(visible.numbers.periods())
    if not latest:
        raise Unknown(indicator.code)
    return latest[-1], tuple(every)


def _breakdown(
    words: Issue, indicator: Indicator, values: Values, period: Period, asked: Mapping[str, str]
) -> tuple[Slices, tuple[Choice, ...]]:
    """What was asked for, else the total, else the first breakdown of the period. Raises Unknown."""
    every = {value.slices for value in values}
    of_period = {value.slices for value in values if value.period == period.code}
    columns = [name for name in SLICES if any(name == column for one in every for column, _value in one)]
    wanted = {name: asked[name] for name in SLICES if asked.get(name)}
    known = {(column, value) for one in every for column, value in one}
    if not set(wanted.items()) <= known:
        raise Unknown(str(wanted))
    chosen = slices(**wanted) if wanted or not of_period else min(of_period, key=_order)
    held = dict(chosen)
    return chosen, tuple(
        Choice(
            name, str(SLICE_TITLES[name]),
            tuple(sorted(((v, _option(words, name, v)) for c, v in known if c == name), key=lambda o: _natural(o[0]))),
            held.get(name, ""),
        )
        for name in columns
    )  # fmt: skip


def _order(one: Slices) -> tuple[Any, ...]:
    """The first: as few columns as there are (none for the total), subjects and grades by number."""
    held = dict(one)
    return len(one), _natural(held.get("subject", "")), _natural(held.get("grade", "")), one


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (10**6, text)


def _option(words: Issue, name: str, value: str) -> str:
    if name == "subject":
        return subject_title(words.methodology, value)
    return grade_words(value) if name == "grade" else value


def _reasons(visible: Visible, indicator: Indicator, period: Period) -> dict[str, str]:
    """Organisation -> why it has not given a number that the formula needs, as it said itself."""
    codes = [fact.code for fact in facts_used(visible.numbers.methodology, indicator.formula)]
    said = _unreported(visible.numbers.version)
    return {
        one: reason
        for code in codes
        for one, reason in said.get((code, period.code), {}).items()
        if one in visible.reach.organisations
    }


@lru_cache(maxsize=2)
def _unreported(_version: int) -> dict[tuple[str, str], dict[str, str]]:
    """(fact, period) -> object -> why it is missing. _version: of the ledger, so that it is read anew."""
    table = workplace().store.table("facts")
    rows = table.filter(pc.equal(table["state"], CellState.MISSING.value))
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows.select(["fact", "period", "object_id", "reason"]).to_pylist():
        if row["reason"]:
            found[row["fact"], row["period"]][row["object_id"]] = row["reason"]
    return found


def criteria(sheet: Sheet) -> tuple[str, ...]:
    return tuple(one.title for one in path_of(sheet.visible.numbers.methodology, sheet.indicator))
