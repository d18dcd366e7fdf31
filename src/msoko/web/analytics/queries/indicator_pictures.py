"""The charts of an indicator's page: organisations with intervals and norm, the years, a small line for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from msoko.analytics.norms import NormStatus
from msoko.charts.chart import Point, Reference
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.line import Break, DatedNorm, LineChart
from msoko.charts.multiples import SmallLine, SmallMultiples
from msoko.charts.numbers import format_interval, format_number
from msoko.reports.document import ChartBlock
from msoko.reports.issue import unit_words
from msoko.reports.parts.dynamics import breaks_of, over_years
from msoko.reports.parts.organisations import organisations_apart
from msoko.reports.russian import upper_first
from msoko.reports.values import Value
from msoko.reports.wording import break_words, norm_words
from msoko.vocabulary import CellState, Level, Period
from msoko.web.analytics.queries.indicator import Sheet
from msoko.web.analytics.queries.naming import comparable_group, object_title
from msoko.web.analytics.queries.pages import proof_link

SMALL = 10  # people below which a dot is hollow and nothing is said of it
_LEAST = 2  # periods that make a small line


def title(sheet: Sheet) -> str:
    """The indicator with its breakdown."""
    parts = (upper_first(sheet.issue.title(sheet.code)), sheet.issue.slice_words(sheet.slices))
    return ", ".join(part for part in parts if part)


def plot(sheet: Sheet) -> DotPlot | None:
    """All organisations in reach, in groups of comparable ones; for readers of one organisation the groups as rows."""
    total, indicator = sheet.total, sheet.indicator
    applies, other = _grouped(sheet)
    groups = [Group(name, tuple(_row(sheet, one) for one in rows)) for name, rows in sorted(applies.items())]
    if not sheet.names_others and sheet.groups:
        rows = tuple(_row(sheet, one) for one in sheet.groups if one.is_known or one.is_hidden)
        groups += [Group(_("For comparison"), rows)] if rows else []
    if not groups and total is None:
        return None
    unit = unit_words(indicator.unit)
    return DotPlot(
        title=title(sheet),
        sentence=" ".join(_sentences(sheet)),
        note=_note(sheet, other),
        groups=tuple(groups),
        total=None if total is None else _row(sheet, total),
        norm=_norm(sheet, total),
        references=tuple(_references(sheet)),
        unit=indicator.unit,
        digits=indicator.digits,
        small=SMALL,
        heading=sheet.issue.label("organisation"),
        value_title=f"{sheet.issue.label('value').lower()}, {unit}" if unit else sheet.issue.label("value").lower(),
        n_title=sheet.issue.label("people").lower(),
    )


def _grouped(sheet: Sheet) -> tuple[dict[str, list[Value]], Counter[str]]:
    """Organisations by group; groups in which the indicator applies to nobody only as counts."""
    held: dict[str, list[Value]] = defaultdict(list)
    for value in sheet.organisations:
        held[comparable_group(sheet.visible.numbers.registry, value.object_id, sheet.period)].append(value)
    none = {name for name, rows in held.items() if all(one.state == CellState.NOT_APPLICABLE for one in rows)}
    other = Counter({name: len(held[name]) for name in none})
    return {name: rows for name, rows in held.items() if name not in none}, other


def _row(sheet: Sheet, value: Value) -> DotRow:
    single = value.level == Level.ORGANISATION
    own = single and not sheet.names_others
    if single:
        name = sheet.issue.name(value.object_id, sheet.period)
        link = reverse("analytics:organisation", args=[value.object_id])
    else:
        name, link = object_title(sheet.issue, value.object_id, sheet.period), ""
        name = upper_first(name.partition(": ")[2] or name)
    if value.is_hidden:
        return DotRow(name=name, hidden=True, reason=_("few organisations or people"), this=own, name_link=link)
    if not value.is_known:
        return DotRow(name=name, reason=_absence(sheet, value), this=own, name_link=link)
    return DotRow(
        name=name, value=value.value, low=value.low, high=value.high, n=value.n, this=own, name_link=link,
        link=proof_link(value.code),
    )  # fmt: skip


def _absence(sheet: Sheet, value: Value) -> str:
    if value.state == CellState.NOT_APPLICABLE:
        return "не применяется"  # the charts' own language
    return sheet.reasons.get(value.object_id, "")


def _norm(sheet: Sheet, value: Value | None) -> Reference | None:
    if value is None or (value.norm_at_least is None and value.norm_at_most is None):
        value = next((one for one in sheet.organisations if one.norm_at_least or one.norm_at_most), None)
    if value is None:
        return None
    bound = value.norm_at_least if value.norm_at_least is not None else value.norm_at_most
    words = norm_words(value.norm_at_least, value.norm_at_most, sheet.indicator.digits)
    return None if bound is None else Reference(bound, f"норма {words}")


def _references(sheet: Sheet) -> Iterator[Reference]:
    region = sheet.region
    if region is not None and region.is_known and region.value is not None:
        shown = format_number(region.value, sheet.indicator.digits)
        yield Reference(region.value, f"{sheet.issue.label('region').lower()} {shown}")


def _sentences(sheet: Sheet) -> Iterator[str]:
    """What is seen, no more than the intervals allow."""
    total, digits, unit = sheet.total, sheet.indicator.digits, sheet.indicator.unit
    if total is not None and total.is_known and total.value is not None:
        name = sheet.issue.name(sheet.place.code, sheet.period)
        said = {"place": name, "value": format_number(total.value, digits, unit)}
        if total.interval:
            said["interval"] = format_interval(*total.interval, digits, unit)
            yield _("%(place)s: %(value)s, interval %(interval)s.") % said
        else:
            yield _("%(place)s: %(value)s.") % said
    elif total is not None and total.is_hidden:
        yield _("The number of the municipality is hidden: too few stand behind it.")
    else:
        yield _("There is no number for the whole municipality.")
    known = [one for one in sheet.organisations if one.is_known]
    if sheet.names_others and total is not None and total.is_known and len(known) > 1:
        blocks = list(organisations_apart(sheet.issue, known, total))
        yield next((one.chart.sentence for one in blocks if isinstance(one, ChartBlock)), "")
    yield _norm_sentence(known)


def _norm_sentence(known: list[Value]) -> str:
    counts = Counter(one.norm_status for one in known if one.norm_status in (
        NormStatus.MET, NormStatus.NOT_MET, NormStatus.NOT_DECIDED,
    ))  # fmt: skip
    total = sum(counts.values())
    if not total:
        return ""
    met, short, open_ = (counts[one] for one in (NormStatus.MET, NormStatus.NOT_MET, NormStatus.NOT_DECIDED))
    said = ngettext(
        "The norm is met by %(met)s of %(total)s organisation, not met by %(short)s",
        "The norm is met by %(met)s of %(total)s organisations, not met by %(short)s", total,
    ) % {"met": met, "total": total, "short": short}  # fmt: skip
    tail = _("; for %(open)s it cannot be told: the interval takes the norm in") % {"open": open_} if open_ else ""
    return f"{said}{tail}."


def _note(sheet: Sheet, other: Counter[str]) -> str:
    said = []
    if sheet.names_others:
        said.append(_("Inside a group of comparable organisations the rows stand by value; this is not a ranking."))
    if any(one.interval for one in sheet.organisations):
        said.append(_("Fewer people make a wider interval: where intervals overlap, a difference may be chance."))
    if any(one.n is not None and one.n < SMALL for one in sheet.organisations):
        said.append(_("A hollow dot: fewer than %(small)s people.") % {"small": SMALL})
    if other:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(other.items()))
        said.append(_("Does not apply to: %(names)s.") % {"names": names})
    return " ".join(said)


def years(sheet: Sheet) -> LineChart | None:
    """The municipality over the years with the region behind; for readers of one organisation theirs before both."""
    lines = {_("Municipality"): sheet.series(Level.MUNICIPALITY, sheet.place.code)}
    if sheet.region_code:
        lines[sheet.issue.label("region")] = sheet.series(Level.REGION, sheet.region_code)
    own = [] if sheet.names_others else [one.object_id for one in sheet.organisations if one.is_known][:1]
    main = sheet.series(Level.ORGANISATION, own[0]) if own else lines.pop(_("Municipality"))
    if len([one for one in main if one.is_known]) < _LEAST:
        return None
    others = {name: series for name, series in lines.items() if any(one.is_known for one in series)}
    blocks = list(over_years(sheet.issue, main, others))
    drawn = next((one.chart for one in blocks if isinstance(one, ChartBlock)), None)
    if not isinstance(drawn, LineChart):
        return None
    held = {one.period: one for one in main}
    codes = sorted({one.period for one in main} | {one.period for series in others.values() for one in series})
    norms = tuple(_bound(held.get(code)) for code in codes)
    if any(one is not None for one in norms):
        drawn = replace(drawn, norm=DatedNorm(norms, sheet.issue.label("norm").lower().capitalize()))
    if not own:
        first = replace(drawn.series[0], name=_("Municipality"))
        drawn = replace(drawn, series=(first, *drawn.series[1:]))
    return drawn


def _bound(value: Value | None) -> float | None:
    if value is None:
        return None
    return value.norm_at_least if value.norm_at_least is not None else value.norm_at_most


def multiples(sheet: Sheet) -> SmallMultiples | None:
    """A small line for each organisation of a department's municipality, all on one scale."""
    if not sheet.names_others:
        return None
    codes = sorted({value.period for value in sheet.values if value.slices == sheet.slices})
    lines, small = [], 0
    for value in sheet.organisations:
        series = {one.period: one for one in sheet.series(Level.ORGANISATION, value.object_id) if one.is_known}
        if len(series) < _LEAST:
            continue
        if value.n is not None and value.n < SMALL:
            small += 1
            continue
        lines.append(_small_line(sheet, value, series, codes))
    if not lines:
        return None
    said = [_("%(first)s–%(last)s, all on one scale.") % {
        "first": Period.parse(codes[0]).title, "last": Period.parse(codes[-1]).title,
    }]  # fmt: skip
    if any(line.breaks for line in lines):
        said.append(_("A dashed line: the method or the boundaries changed; both sides are not compared directly."))
    if small:
        said.append(ngettext(
            "One organisation with fewer than %(small)s people is not shown.",
            "%(count)s organisations with fewer than %(small)s people are not shown.", small,
        ) % {"count": small, "small": SMALL})  # fmt: skip
    return SmallMultiples(
        title=_("Each organisation"), note=" ".join(said), periods=tuple(Period.parse(one).title for one in codes),
        lines=tuple(lines), norm=_bound(sheet.total), digits=sheet.indicator.digits,
        heading=sheet.issue.label("organisation"),
    )  # fmt: skip


def _small_line(sheet: Sheet, value: Value, series: dict[str, Value], codes: list[str]) -> SmallLine:
    cuts = tuple(
        Break(codes.index(one.before), break_words(one))
        for one in breaks_of(sheet.issue, list(series.values()))
        if one.before in codes[1:]
    )
    points = tuple(Point(value=series[code].value, n=series[code].n) if code in series else Point() for code in codes)
    return SmallLine(sheet.issue.name(value.object_id, sheet.period), points, breaks=cuts)
