"""What needs attention of one place: norms certainly not met, certain falls, data not handed in, peaks of scores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from msoko.analytics.dynamics import Change, changes
from msoko.analytics.norms import NormStatus
from msoko.analytics.peaks import SchoolPeak, search
from msoko.reports.issue import Issue
from msoko.reports.parts.indicators import BY_SUBJECT
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import joined
from msoko.reports.values import Values
from msoko.reports.wording import norm_words
from msoko.vocabulary import ALL, SLICES, Audience, CellState, Direction, Level, Period, Uncertainty
from msoko.web.analytics.queries.pages import Years, indicator_link
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.web.analytics.numbers import Numbers
    from msoko.web.analytics.queries.visible import Visible

_NAMES = 4
_KEYS = ("indicator", "object_id")


@dataclass(frozen=True)
class Finding:
    """One line of «Needs attention». state: the look of its tag; word: what kind; weight: organisations concerned."""

    state: str
    word: str
    title: str
    more: str
    address: str
    weight: int = 0


def findings(visible: Visible, issue: Issue, years: Years, level: Level, objects: Collection[str]) -> list[Finding]:
    """The gravest first. objects: those of the level to look at: organisations of a municipality, or one of them."""
    if years.chosen is None or not objects:
        return []
    periods = list(years.beside().values())
    now = visible.table(periods=periods, levels=[level], objects=objects)
    found = [*_norms(issue, now, objects), *_peaks(visible, issue, years.chosen, objects), *_missing(issue, now)]
    asked = (visible.audience, visible.purpose, visible.reach, frozenset(objects), level, years.chosen, issue.language)
    made = visible.numbers.once(("falls", *asked), lambda: list(_falls(visible, issue, periods, level, objects)))
    found += made
    return _mixed(found)


def _mixed(found: list[Finding]) -> list[Finding]:
    """The gravest first; of equal ones each kind has its turn, so that one kind does not push out the others."""
    order, turns = {"breach": 0, "attention": 1, "info": 2}, Counter[str]()
    placed = []
    for one in sorted(found, key=lambda one: -one.weight):
        turns[one.word] += 1
        placed.append((order[one.state], turns[one.word], -one.weight, one))
    return [one for *_place, one in sorted(placed, key=lambda row: row[:3])]


def _norms(issue: Issue, now: pa.Table, objects: Collection[str]) -> Iterator[Finding]:
    """Indicators whose norm somebody certainly does not meet: the whole interval lies beyond it."""
    short = now.filter(pc.equal(now["norm_status"], NormStatus.NOT_MET.value))
    unsure = now.filter(pc.equal(now["norm_status"], NormStatus.NOT_DECIDED.value))
    open_ = _by_indicator(unsure)
    for code, names in _by_indicator(short).items():
        period = short.filter(pc.equal(short["indicator"], code))["period"][0].as_py()
        waiting = len(set(open_.get(code, ())) - set(names))
        rows = short.filter(pc.equal(short["indicator"], code))
        more = _names(issue, names, period) if len(objects) > 1 else _works(issue, Values.from_table(rows))
        if waiting:
            more += " " + ngettext(
                "In %(n)s more the interval takes the norm in: too early to conclude.",
                "In %(n)s more the interval takes the norm in: too early to conclude.", waiting,
            ) % {"n": waiting}  # fmt: skip
        yield Finding(
            "breach", pgettext("finding", "Norm"), _("Not met: %(title)s") % {"title": issue.title(code)}, more,
            indicator_link(code, period), len(names),
        )  # fmt: skip


def _falls(
    visible: Visible, issue: Issue, periods: list[Period], level: Level, objects: Collection[str]
) -> Iterator[Finding]:
    """Changes for the worse whose interval does not reach zero, of indicators that rest on people."""
    chosen = [
        code
        for code in visible.numbers.indicators
        if (one := issue.indicator(code)).uncertainty is not Uncertainty.NONE
        and one.better in (Direction.HIGHER, Direction.LOWER)
        and (one.total or code in BY_SUBJECT)
    ]
    for period in periods:
        codes = [code for code in chosen if issue.indicator(code).period is period.kind]
        values = visible.table(codes, periods=[period.shift(-1), period], levels=[level], objects=objects)
        values = values.filter(pc.and_(pc.equal(values["state"], "value"), pc.is_valid(values["low"])))
        headline = pc.or_(_are_totals(values), pc.is_in(values["indicator"], pa.array(BY_SUBJECT)))
        values = values.filter(headline)
        found = changes(values, issue.history, period.shift(-1), period)
        worse = defaultdict(list)
        for row in found.select([*_KEYS, "change"]).to_pylist():
            bad = Change.FELL if issue.indicator(row["indicator"]).better is Direction.HIGHER else Change.GREW
            if row["change"] == bad.value:
                worse[row["indicator"]].append(row["object_id"])
        looked = _counts(found)
        for code, names in worse.items():
            said = _("Of %(n)s comparisons of works with the year before; some changes may be chance.")
            yield Finding(
                "attention", pgettext("finding", "Change"),
                _("Worse than a year ago: %(title)s") % {"title": issue.title(code)},
                f"{_names(issue, list(dict.fromkeys(names)), period.code)} {said % {'n': looked[code]}}",
                indicator_link(code, period.code), len(set(names)),
            )  # fmt: skip


def _missing(issue: Issue, now: pa.Table) -> Iterator[Finding]:
    """Organisations without a value that others have: it was collected, but not from all. By pack."""
    known = now.filter(pc.equal(now["state"], CellState.VALUE.value))
    collected = set(pc.unique(known["indicator"]).to_pylist())
    absent = now.filter(pc.and_(_are_totals(now), pc.equal(now["state"], CellState.MISSING.value)))
    packs = {one.code: pack.title for pack in issue.methodology.packs for one in pack.indicators}
    by_pack: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, names in _by_indicator(absent).items():
        if code in collected:
            by_pack[packs.get(code, "")][code] = names
    for title, indicators in by_pack.items():
        names = list(dict.fromkeys(name for held in indicators.values() for name in held))
        first = next(iter(indicators))
        period = absent.filter(pc.equal(absent["indicator"], first))["period"][0].as_py()
        said = ngettext(
            "%(n)s indicator has no value.", "%(n)s indicators have no value.", len(indicators)
        ) % {"n": len(indicators)}  # fmt: skip
        yield Finding(
            "attention", pgettext("finding", "Data"), _("Not received from all: %(title)s") % {"title": title},
            f"{_names(issue, names, period)} {said}", indicator_link(first, period), len(names),
        )  # fmt: skip


def _peaks(visible: Visible, issue: Issue, period: Period, objects: Collection[str]) -> Iterator[Finding]:
    """A sign to be looked into and never a proof; only those that stand out among all works examined."""
    if visible.audience is Audience.PUBLIC or visible.calculation is not None:
        return
    own = [one for one in peaks_of(visible.numbers, period.code) if one.stands_out and one.organisation in objects]
    if own:
        names = list(dict.fromkeys(one.organisation for one in own))
        works = ngettext("%(n)s work", "%(n)s works", len(own)) % {"n": len(own)}
        said = _("A reason to look at the works, not a conclusion.")
        yield Finding(
            "attention", pgettext("finding", "Sign"),
            _("Peaks of scores at the boundaries of marks: %(works)s") % {"works": works},
            f"{_names(issue, names, period.code)} {said}", _work_link(own),
            len(names),
        )  # fmt: skip


def _work_link(found: list[SchoolPeak]) -> str:
    """The page of the work, or the list where there are several works."""
    works = {("vpr", one.period, one.subject, one.grade) for one in found}
    if len(works) > 1:
        return f"{reverse('analytics:procedures')}?period={found[0].period}"
    return reverse("analytics:procedure", args=works.pop())


def peaks_of(numbers: Numbers, period: str) -> tuple[SchoolPeak, ...]:
    """Among all works of the year. Read once for the same files."""
    batches = [one.id for one in numbers.batches if "outcomes" in one.counts]
    named = [one.id for one in numbers.batches if one.touches and period in one.touches.periods]
    return _search(str(workplace().root), period, tuple(one for one in batches if one in set(named)))


@lru_cache(maxsize=32)
def _search(root: str, period: str, batches: tuple[str, ...]) -> tuple[SchoolPeak, ...]:
    if not batches:
        return ()
    rows = workplace().store.table("outcomes", batches=batches)
    return search(rows.filter(pc.equal(rows["period"], period)), workplace().methodology)


def _are_totals(table: pa.Table) -> pa.ChunkedArray:
    return reduce(pc.and_, (pc.equal(table[name], ALL) for name in SLICES))


def _by_indicator(table: pa.Table) -> dict[str, list[str]]:
    """Indicator -> objects that have a row of it."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, one in zip(*(table[name].to_pylist() for name in _KEYS), strict=True):
        found[code][one] = None
    return {code: list(names) for code, names in found.items()}


def _counts(table: pa.Table) -> dict[str, int]:
    counted = table.group_by("indicator").aggregate([([], "count_all")])
    return dict(zip(counted["indicator"].to_pylist(), counted["count_all"].to_pylist(), strict=True))


def _works(issue: Issue, values: Values) -> str:
    """Of one organisation: which of its values, as they are, and the norm."""
    said = []
    for value in values:
        digits = issue.indicator(value.indicator).digits
        norm = norm_words(value.norm_at_least, value.norm_at_most, digits)
        words = issue.slice_words(value.slices)
        said.append(f"{words} — {issue.figure(value).text}" if words else issue.figure(value).text)
    return f"{joined(said, _NAMES)} ({norm})." if said else ""


def _names(issue: Issue, objects: list[str], period: str) -> str:
    """In the order of their names: whom to look at, not who is last."""
    names = sorted((issue.name(one, Period.parse(period)) for one in objects), key=natural)
    return f"{joined(names, _NAMES)}."
