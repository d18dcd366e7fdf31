"""The catalogue of indicators: what is measured, by whose act, how sure its text is, and the latest municipal value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from msoko.methodology.model import Criterion, Indicator, Methodology
from msoko.reports.document import Figure
from msoko.reports.issue import Issue, unit_words
from msoko.reports.russian import upper_first
from msoko.reports.values import Value
from msoko.reports.wording import STATUS_WORDS
from msoko.vocabulary import Audience, Checked, Level, Period, Purpose
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.pages import STATES, indicator_link, issue, proof_link
from msoko.web.analytics.queries.visible import Visible, visible_values
from msoko.web.analytics.searching import LEAST, likeness
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import duties, places_where

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

EVERY = "all"  # blocks; the first to be shown is the one people ask for most
FIRST = "results"

CHECKED: dict[Checked, tuple[Any, str]] = {  # words and the look of the tag
    Checked.AGAINST_THE_ACT: (_("checked against the act"), "done"),
    Checked.IN_PART: (_("checked in part"), "info"),
    Checked.NOT_YET: (_("not checked yet"), "attention"),
}


@dataclass(frozen=True)
class Line:
    """One indicator. figure: the latest municipal value; None where there is none or only breakdowns exist."""

    code: str
    title: str
    unit: str
    address: str
    figure: Figure | None
    proof: str
    n: int | None
    period: str
    breakdowns: int
    status: str
    state: str
    checked: Any
    checked_state: str
    is_public: bool
    elsewhere: bool  # the value is on the page of the indicator
    pack: str


@dataclass(frozen=True)
class Criteria:
    """Indicators of one criterion. path: titles from the block down."""

    block: str
    path: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Asked:
    """What the catalogue is narrowed to; empty: everything. values: "all" also lists those without values."""

    words: str = ""
    block: str = ""
    checked: str = ""
    values: str = ""


@dataclass(frozen=True)
class Catalogue:
    groups: tuple[Criteria, ...]
    blocks: tuple[tuple[str, str], ...]
    found: int
    every: int
    visible: Visible
    place: Organisation


def municipality_for(user: User | AnonymousUser, code: str = "") -> Organisation | None:
    """The municipality whose values a page shows: the one asked for, else that of the first duty that reads."""
    every = municipalities_of(user)
    if code:
        return next((one for one in every if one.code == code), None)
    return every[0] if every else None


def municipalities_of(user: User | AnonymousUser) -> list[Organisation]:
    """Those the person reads and those of which the person's organisation is a part, in the order of the duties."""
    paths = [d.place.path for d in duties(user) if Right.SEE_RESULTS in d.role.rights]
    reads = places_where(user, Right.SEE_RESULTS).filter(type=Organisation.Type.MUNICIPALITY)
    above = {"/" + "/".join(path.strip("/").split("/")[:n]) + "/" for path in paths for n in range(1, path.count("/"))}
    parts = Organisation.objects.filter(type=Organisation.Type.MUNICIPALITY, path__in=above)
    return sorted({*reads, *parts}, key=lambda one: (_rank(paths, one.path), one.path))


def _rank(paths: list[str], path: str) -> int:
    return next((i for i, one in enumerate(paths) if one.startswith(path) or path.startswith(one)), len(paths))


def catalogue(user: User | AnonymousUser, place: Organisation, asked: Asked) -> Catalogue:
    visible = visible_values(user, place)
    words, held = issue(visible), _latest(visible, place)
    methodology = visible.numbers.methodology
    packs = {one.code: pack.title for pack in methodology.packs for one in pack.indicators}
    public = set(methodology.indicators) - set(_not_public(visible))
    open_ = public & set(visible.numbers.indicators) if visible.audience is Audience.PUBLIC else set[str]()
    lines: dict[str, list[Line]] = defaultdict(list)
    for code, indicator in methodology.indicators.items():
        found = held.get(code, [])
        if (found or asked.values == "all" or code in open_) and _wanted(methodology, indicator, asked):
            lines[indicator.criterion].append(
                _line(words, indicator, found, packs[code], code in public, code in open_)
            )
    groups = tuple(
        Criteria(path[0].code, tuple(one.title for one in path), tuple(lines[code]))
        for code, path in ((code, _path(methodology, code)) for code in methodology.criteria)
        if lines.get(code) and path
    )
    blocks = tuple((one.code, one.title) for one in methodology.criteria.values() if not one.parent)
    return Catalogue(
        groups, blocks, sum(len(one.lines) for one in groups), len(methodology.indicators), visible, place
    )  # fmt: skip


def _not_public(visible: Visible) -> dict[str, Any]:
    return visible.numbers.refused(
        visible.numbers.methodology.indicators, audience=Audience.PUBLIC, purpose=Purpose.PUBLICATION
    )


def _latest(visible: Visible, place: Organisation) -> dict[str, list[Value]]:
    """Of each indicator the municipal values of the latest period that has a known one.

    None for the public: hiding small groups in every period of every indicator is too much for one page.
    """
    if visible.audience is Audience.PUBLIC:
        return {}
    found: dict[str, list[Value]] = defaultdict(list)
    for value in visible.values(objects=[place.code], levels=[Level.MUNICIPALITY]):
        found[value.indicator].append(value)
    for code, values in found.items():
        known = [value for value in values if value.is_known] or values
        last = max(Period.parse(value.period) for value in known).code
        found[code] = [value for value in values if value.period == last]
    return found


def _wanted(methodology: Methodology, indicator: Indicator, asked: Asked) -> bool:
    if asked.checked and indicator.checked.value != asked.checked:
        return False
    path = _path(methodology, indicator.criterion)
    if asked.block not in ("", EVERY) and (not path or path[0].code != asked.block):
        return False
    if not asked.words:
        return True
    texts = (indicator.title, indicator.title_en, indicator.code, *(one.title for one in path))
    return any(asked.words.lower() in text.lower() for text in texts) or likeness(asked.words, texts[0]) >= LEAST


def _path(methodology: Methodology, code: str) -> tuple[Criterion, ...]:
    """From the block down to the criterion."""
    found: list[Criterion] = []
    while code in methodology.criteria and methodology.criteria[code] not in found:
        found.append(methodology.criteria[code])
        code = found[-1].parent
    return tuple(reversed(found))


def path_of(methodology: Methodology, indicator: Indicator) -> tuple[Criterion, ...]:
    return _path(methodology, indicator.criterion)


def _line(words: Issue, indicator: Indicator, found: list[Value], pack: str, is_public: bool, elsewhere: bool) -> Line:
    total = next((value for value in found if not value.slices), None)
    checked, state = CHECKED[indicator.checked]
    return Line(
        code=indicator.code,
        title=upper_first(words.title(indicator.code)),
        unit=unit_words(indicator.unit),
        address=indicator_link(indicator.code),
        figure=None if total is None else words.figure(total, unit=False),
        proof=proof_link(total.code) if total is not None and total.is_known else "",
        n=total.n if total is not None and total.is_known else None,
        period=Period.parse(found[0].period).title if found else "",
        breakdowns=sum(1 for value in found if value.slices and value.is_known),
        status=STATUS_WORDS.get(total.norm_status or "", "") if total is not None else "",
        state=STATES.get(total.norm_status or "", "") if total is not None else "",
        checked=checked,
        checked_state=state,
        is_public=is_public,
        elsewhere=elsewhere,
        pack=pack,
    )


def rows(found: Catalogue) -> Iterator[tuple[Any, ...]]:
    """The catalogue as a table to take away."""
    for group in found.groups:
        for line in group.lines:
            yield (
                " / ".join(group.path), line.title, line.code, line.figure, line.unit, line.n, line.period,
                line.breakdowns or None, line.status.replace("\u00a0", " "), str(line.checked), line.is_public,
                line.pack,
            )  # fmt: skip
