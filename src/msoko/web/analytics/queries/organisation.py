"""The page of one organisation or municipality: who it is, its values against norms and comparable ones, the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msoko.charts.dot_plot import DotPlot
from msoko.charts.multiples import SmallMultiples
from msoko.reports import russian
from msoko.reports.catalogue.organisation_passport import HIGHLIGHTS, KINDS, SETTLEMENTS
from msoko.reports.issue import Issue
from msoko.reports.parts.indicators import (
    BLOCKS,
    BY_SUBJECT,
    CONTEXT,
    INDEPENDENT,
    LINES,
    Compared,
    block_of,
    in_order,
    is_headline,
)
from msoko.reports.russian import counted, out_of
from msoko.reports.sources import periods_beside
from msoko.reports.values import Value, Values
from msoko.reports.wording import Standing, norms_sentence, standing
from msoko.vocabulary import Level, Period
from msoko.web.analytics.queries import pictures
from msoko.web.analytics.queries.pages import Line, Years, issue, line, years
from msoko.web.organisations.models import Organisation

if TYPE_CHECKING:
    from msoko.web.analytics.queries.visible import Visible

LEVELS = {
    Organisation.Type.ORGANISATION: Level.ORGANISATION, Organisation.Type.MUNICIPALITY: Level.MUNICIPALITY,
    Organisation.Type.REGION: Level.REGION, Organisation.Type.COUNTRY: Level.COUNTRY,
}  # fmt: skip
_APART = (INDEPENDENT, LINES, CONTEXT)
_PROCEDURES = {"vpr": "ВПР", "oge": "ОГЭ", "ege": "ЕГЭ"}


@dataclass(frozen=True)
class Table:
    """Values of one block of criteria, or of one pack that stands apart."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Sat:
    """What of one procedure there is: how many works, in which grades or subjects."""

    title: str
    works: int
    words: str


@dataclass(frozen=True, eq=False)
class Portrait:
    """Everything the page shows. comparable: in words, which group the grey dots and the column are."""

    years: Years
    reference: str
    passport: tuple[str, ...] = ()
    comparable: str = ""
    plot: DotPlot | None = None
    lines: SmallMultiples | None = None
    tables: tuple[Table, ...] = ()
    procedures: tuple[Sat, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # reason, titles of the indicators

    @property
    def is_empty(self) -> bool:
        return not self.tables


@dataclass(frozen=True)
class _Group:
    """Those the object is compared with. level and code: of their common value; members: organisations but itself."""

    level: Level
    code: str
    title: str
    members: tuple[str, ...]
    others: str = "сопоставимые организации"


def portrait(visible: Visible, place: Organisation, asked: str = "") -> Portrait:
    """asked: a school year; the latest with values if there are none in it."""
    said, chosen = issue(visible), years(visible, asked, place.code)
    reference = said.reference()
    if chosen.chosen is None:
        return Portrait(chosen, reference)
    level = LEVELS[Organisation.Type(place.type)]
    own = visible.values(objects=[place.code], levels=[level], periods=_periods(chosen))
    current = in_order(said, (one for one in own if is_headline(said, one, chosen.beside())))
    group = _comparable(visible, place, chosen.chosen)
    wholes = visible.values(objects=[group.code], levels=[group.level], periods=chosen.beside().values())
    rows = [_compared(one, own, wholes, group) for one in current]
    main = [row for row in rows if not row.value.indicator.startswith(_APART)]
    known = [row for row in main if row.value.is_known]
    peers, sentence = _peers(visible, known, group, chosen), _sentence(said, known, group)
    drawn = _most_telling(said, [row.value for row in known if pictures.suits(said, row.value)])
    return Portrait(
        years=chosen,
        reference=reference,
        passport=_passport(said, place, chosen.chosen),
        comparable=group.title,
        plot=pictures.against(said, known, peers, sentence, group.title, group.others),
        lines=pictures.over_years(
            said, chosen.back, [own.series(one.indicator, level, place.code, one.slices) for one in drawn]
        ),
        tables=tuple(_tables(said, rows)),
        procedures=tuple(_sat(current)),
        refused=_refused(visible, said),
    )


def _most_telling(issue: Issue, values: list[Value]) -> list[Value]:
    """Those with a norm, then by block."""
    return sorted(
        values, key=lambda one: (one.norm_at_least is None, pictures.ORDER.index(block_of(issue, one.indicator)))
    )


def _periods(chosen: Years) -> list[Period]:
    return [one for year in chosen.back for one in periods_beside(year).values()]


def _compared(value: Value, own: Values, wholes: Values, group: _Group) -> Compared:
    before = own.get(
        value.indicator, value.level, value.object_id, Period.parse(value.period).shift(-1).code, value.slices
    )
    return Compared(value, before, wholes.get(value.indicator, group.level, group.code, value.period, value.slices))


def _comparable(visible: Visible, place: Organisation, period: Period) -> _Group:
    """The approved cluster, else organisations of the kind in the same sort of settlement; for a whole, its parts."""
    registry, day = visible.numbers.registry, period.last_day
    if place.type != Organisation.Type.ORGANISATION:
        members = [one for one in registry.existing(period) if registry.value(one, "municipality", day) == place.code]
        above = place.parent.code if place.parent else place.code
        level = Level.REGION if place.type == Organisation.Type.MUNICIPALITY else Level.COUNTRY
        return _Group(level, above, "регион", tuple(members), "организации по отдельности")
    every = [one for one in registry.existing(period) if one != place.code]
    municipality = registry.value(place.code, "municipality", day) or registry.value(place.code, "municipality") or ""
    if cluster := registry.value(place.code, "cluster", day):
        members = [one for one in every if cluster in registry.values(one, "cluster", day)]
        return _Group(Level.CLUSTER, cluster, "сопоставимые", tuple(members))
    wanted = {"municipality": municipality, "kind": place.kind, "settlement": place.settlement}
    members = [one for one in every if all(registry.value(one, a, day) == v for a, v in wanted.items())]
    if place.settlement and len(members) > 1:
        return _Group(Level.SETTLEMENT, f"{municipality}/{place.settlement}", "сопоставимые", tuple(members))
    members = [one for one in every if registry.value(one, "municipality", day) == municipality]
    members = [one for one in members if registry.value(one, "kind", day) == place.kind]
    return _Group(Level.MUNICIPALITY, municipality, "муниципалитет", tuple(members))


def _peers(visible: Visible, rows: list[Compared], group: _Group, chosen: Years) -> dict[Value, list[float]]:
    """Values of comparable organisations without their names; those that rest on few people are left out."""
    codes = {row.value.indicator for row in rows}
    if not codes:
        return {}
    found = visible.peers(codes, group.members, periods=chosen.beside().values(), levels=[Level.ORGANISATION])
    dots: dict[Value, list[float]] = {}
    for row in rows:
        same = found.of(row.value.indicator, Level.ORGANISATION, row.value.period, row.value.slices)
        dots[row.value] = [
            one.value for one in same if one.is_known and one.value is not None and (one.n or 0) >= pictures.SMALL
        ]
    return dots


def _sentence(issue: Issue, rows: list[Compared], group: _Group) -> str:
    """How many norms are met, and where the organisation certainly stands apart; the rest may be chance."""
    norms = norms_sentence([row.value.norm_status or "" for row in rows])
    stands = Counter(
        standing(row.value, row.whole.value, issue.indicator(row.value.indicator).digits)
        for row in rows
        if row.whole is not None and row.whole.is_known and row.whole.value is not None and row.value.interval
    )
    total = sum(stands.values())
    if not total:
        return norms
    below, above = stands[Standing.BELOW], stands[Standing.ABOVE]
    than = {"сопоставимые": "у сопоставимых", "муниципалитет": "по муниципалитету", "регион": "по региону"}[group.title]
    counts = (("ниже", below), ("выше", above))
    parts = [f"{where}, чем {than}, — {counted(count, russian.INDICATOR)}" for where, count in counts if count]
    said = "; ".join(parts)
    unsure = out_of(stands[Standing.UNSURE], total, russian.INDICATOR)
    rest = f"По {unsure} отличие может быть случайным." if stands[Standing.UNSURE] else ""
    apart = f"{russian.upper_first(said)}." if said else ""
    return " ".join(part for part in (norms, apart, rest) if part)


def _passport(issue: Issue, place: Organisation, period: Period) -> tuple[str, ...]:
    """«Школа, город, классы 1–11»: what the registry says on the last day of the period."""
    english, registry, day = issue.language == "en", issue.registry, period.last_day
    if place.type != Organisation.Type.ORGANISATION:
        return ()
    kind = KINDS.get(registry.value(place.code, "kind", day) or "")
    settlement = SETTLEMENTS.get(registry.value(place.code, "settlement", day) or "")
    found = [words[english] for words in (kind, settlement) if words]
    grades = sorted(int(one) for one in registry.values(place.code, "grade", day) if one.isdigit())
    if grades:
        found.append(f"{issue.label('attribute-grade').lower()} {grades[0]}–{grades[-1]}")
    return tuple(found)


def _tables(issue: Issue, rows: list[Compared]) -> Iterable[Table]:
    column = 1 if issue.language == "en" else 0
    shown = [row for row in rows if row.value.is_known or row.value.is_hidden]
    for block in pictures.ORDER:
        held = [row for row in shown if not row.value.indicator.startswith(_APART)]
        yield from _table(
            issue, BLOCKS[block][column], [row for row in held if block_of(issue, row.value.indicator) == block]
        )
    independent = [row for row in shown if row.value.indicator.startswith(INDEPENDENT)]
    yield from _table(issue, issue.label("independent"), independent)
    lines = [row for row in shown if row.value.indicator.startswith(LINES)]
    yield from _table(issue, issue.label("self-examination"), [r for r in lines if r.value.indicator in HIGHLIGHTS])
    context = [row for row in shown if row.value.indicator.startswith(CONTEXT)]
    yield from _table(issue, issue.label("context"), context, issue.label("context-note"))


def _table(issue: Issue, title: str, rows: list[Compared], note: str = "") -> Iterable[Table]:
    if rows:
        yield Table(title, tuple(line(issue, row) for row in rows), note)


def _sat(values: list[Value]) -> Iterable[Sat]:
    for code, title in _PROCEDURES.items():
        works = [one for one in values if one.indicator in BY_SUBJECT and one.is_known and one.slices]
        works = [one for one in works if one.indicator in (f"results.{code}_quality", f"results.{code}_mean_score")]
        grades = sorted({int(v) for one in works for name, v in one.slices if name == "grade" and v.isdigit()})
        subjects = {v for one in works for name, v in one.slices if name == "subject"}
        if works:
            words = f"классы {', '.join(map(str, grades))}" if grades else counted(len(subjects), russian.SUBJECT)
            yield Sat(title, len(works), words)


def _refused(visible: Visible, issue: Issue) -> tuple[tuple[str, str], ...]:
    """Why indicators do not appear for this purpose and reader: each reason once, with the packs it is about."""
    reasons: dict[str, list[str]] = {}
    for code, refusal in visible.refused().items():
        reason = refusal.parameters.get("reason") or _GENERAL.get(refusal.code, str(refusal))
        reasons.setdefault(reason, []).append(issue.title(code))
    return tuple((reason, russian.joined([f"«{one}»" for one in titles], 3)) for reason, titles in reasons.items())


_GENERAL = {
    "purpose-not-listed": "Для этой цели показатель не предназначен.",
    "not-checked": "Показатель ещё не сверен с текстом акта, поэтому не публикуется.",
    "not-for-the-public": "Показатель не предназначен для публикации.",
}
