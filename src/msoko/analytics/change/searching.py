"""The changes of a whole municipality: every indicator and slice, and the slices together, with false ones kept few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics import discoveries
from msoko.analytics import panel as panels
from msoko.analytics.breaks import History
from msoko.analytics.change.testing import Changed, of_panel
from msoko.analytics.panel import Panel
from msoko.analytics.remarks import Refused
from msoko.vocabulary import ALL, SLICES, Direction, Period, PeriodKind, Uncertainty

FALSE_SHARE = 0.10
_YEARLY = (PeriodKind.SCHOOL_YEAR, PeriodKind.CALENDAR_YEAR)


@dataclass(frozen=True)
class Found:
    """One change that stands out. slices: none and together — all breakdowns as one; change is then in sds.

    adjusted: the share of false ones among all found that are as sure. better: is it an improvement; None: neither.
    """

    indicator: str
    slices: Mapping[str, str]
    together: bool
    object_id: str
    changed: Changed
    since: Period
    until: Period
    adjusted: float
    better: bool | None


@dataclass(frozen=True)
class Search:
    """found: the surest first. tested: series looked at. left: panels with too few series or nothing but one value."""

    found: tuple[Found, ...]
    tested: int
    left: int


def search(
    values: pa.Table,
    history: History,
    indicators: Collection[str] = (),
    *,
    level: str = "organisation",
    comparable: Collection[str] = (),
    false_share: float = FALSE_SHARE,
) -> Search:
    """Slow and sudden changes among rows of VALUES: Benjamini and Hochberg over everything looked at.

    indicators: if none is named, all yearly ones of people by chance in which more or less is better: a number of
    things that changed has changed. Panels that cannot be tested are counted, not refused.
    """
    tested: list[tuple[str, Mapping[str, str], bool, Panel, Changed]] = []
    left = 0
    for code, slices, together, panel in _panels(values, history, indicators, level, comparable):
        if panel is None:
            left += 1
            continue
        try:
            tested += [(code, slices, together, panel, one) for one in of_panel(panel).values()]
        except Refused:
            left += 1
    adjusted = discoveries.shares([one.chance for *_, one in tested])
    sure = sorted((float(q), i) for i, q in enumerate(adjusted) if q <= false_share)
    return Search(tuple(_found(history, *tested[i], q) for q, i in sure), len(tested), left)


def _found(
    history: History, code: str, slices: Mapping[str, str], together: bool, panel: Panel, one: Changed, adjusted: float
) -> Found:
    wanted = history.methodology.indicators[code].better
    grew = one.change > 0
    better = {Direction.HIGHER: grew, Direction.LOWER: not grew}.get(wanted)
    since, until = panel.period(one.since), panel.period(one.until)
    return Found(code, slices, together, one.name, one, since, until, adjusted, better)


def _panels(
    values: pa.Table, history: History, indicators: Collection[str], level: str, comparable: Collection[str]
) -> Iterator[tuple[str, Mapping[str, str], bool, Panel | None]]:
    """Of each indicator: a panel of every breakdown, then all of one kind of breakdown together."""
    own = values.filter(pc.and_(pc.equal(values["level"], level), pc.is_valid(values["value"])))
    for code in indicators or _directed(history, own):
        rows = own.filter(pc.equal(own["indicator"], code))
        several: dict[tuple[str, ...], list[Panel]] = {}
        for named in sorted({tuple(row.values()) for row in rows.select(SLICES).to_pylist()}):
            slices = {name: value for name, value in zip(SLICES, named, strict=True) if value != ALL}
            try:
                found = panels.of_values(rows, history, code, level=level, slices=slices, comparable=comparable)
            except Refused:
                yield code, slices, False, None
                continue
            several.setdefault(tuple(slices), []).append(found)
            yield code, slices, False, found
        for kind, group in several.items():
            if len(group) > 1:
                yield code, dict.fromkeys(kind, ALL), True, panels.together(group)


def _directed(history: History, values: pa.Table) -> list[str]:
    known = history.methodology.indicators
    codes = sorted(set(values["indicator"].to_pylist()))
    return [
        code
        for code in codes
        if known[code].better in (Direction.HIGHER, Direction.LOWER)
        and known[code].period in _YEARLY
        and known[code].uncertainty is not Uncertainty.NONE
    ]
