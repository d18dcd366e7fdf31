"""The summary for a municipality: completeness, four blocks against norms, organisations outside norms, dynamics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msoko.analytics.norms import NormStatus
from msoko.charts.numbers import format_number
from msoko.reports import russian
from msoko.reports.document import Block, Column, Document, Heading, Note, Paragraph, Row, Signature, Table
from msoko.reports.issue import Issue, interval_cell
from msoko.reports.parts.dynamics import over_years
from msoko.reports.parts.indicators import (
    BLOCKS,
    CONTEXT,
    LINES,
    Compared,
    block_of,
    in_order,
    indicator_table,
    is_headline,
    is_incomplete,
    row_title,
)
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import counted, out_of, verb
from msoko.reports.values import Value, Values
from msoko.reports.wording import norm_words, norms_sentence
from msoko.vocabulary import Level, Period, PeriodKind

_CHARTS = 4  # the summary draws the first indicators that have a series


@dataclass(frozen=True, kw_only=True)
class MunicipalSummary:
    """values: judged (columns of analytics.norms), all periods. periods: the one to report of each kind."""

    issue: Issue
    municipality: str
    period: Period
    periods: Mapping[PeriodKind, Period]
    values: Values

    def current(self) -> list[Value]:
        """What the summary shows of the municipality, in the order of the tree of criteria."""
        found = [
            value
            for value in self.values
            if value.level == Level.MUNICIPALITY and value.object_id == self.municipality and self._is_shown(value)
        ]
        return in_order(self.issue, found)

    def organisations(self, value: Value) -> list[Value]:
        return self.values.of(value.indicator, Level.ORGANISATION, value.period, value.slices)

    def before(self, value: Value) -> Value | None:
        earlier = Period.parse(value.period).shift(-1).code
        return self.values.get(value.indicator, value.level, value.object_id, earlier, value.slices)

    def _is_shown(self, value: Value) -> bool:
        """The lines of order 1324 have a report of their own; only those with a norm come here."""
        if not is_headline(self.issue, value, self.periods):
            return False
        return not value.indicator.startswith(LINES) or bool(self.issue.indicator(value.indicator).norms)


def build(inputs: MunicipalSummary) -> Document:
    issue = inputs.issue
    subtitle = f"{issue.name(inputs.municipality, inputs.period)}, {issue.period(inputs.period)}"
    parts = (_completeness, _blocks, _outside, _dynamics, _limits)
    blocks = tuple(block for part in parts for block in part(inputs))
    return issue.document(issue.label("summary-title"), subtitle, (*blocks, Signature(issue.post)))


def _completeness(inputs: MunicipalSummary) -> Iterator[Block]:
    issue, shown = inputs.issue, inputs.current()
    known = [value for value in shown if value.is_known]
    partial = [value for value in known if is_incomplete(issue, value)]
    yield Heading(issue.label("completeness"))
    indicators = russian.form(len(shown), russian.INDICATOR, russian.Case.GENITIVE)
    yield Paragraph((
        f"Значения есть по {len(known)} из {len(shown)} {indicators} сводки"
        + (f"; по {len(partial)} из них данные неполные и отмечены звёздочкой." if partial else "; эти данные полные."),
    ))  # fmt: skip
    unknown = [value for value in shown if not value.is_known]
    if partial or unknown:
        columns = (
            Column(issue.label("indicator"), width=4),
            Column(issue.label("given"), align="right", width=1.4),
            Column(issue.label("coverage"), "%", "right", 1),
        )
        rows = tuple(_coverage_row(issue, value) for value in (*unknown, *partial))
        title = issue.label("incomplete")
        yield Table(title, columns, rows, small=True, sheet=title)


def _coverage_row(issue: Issue, value: Value) -> Row:
    given = None if value.expected is None else f"{value.known or 0} из {value.expected}"
    if not value.is_known or value.coverage is None:
        return Row((row_title(issue, value), given, issue.label("no-value")))
    share = issue.derived(format_number(100 * value.coverage, 1), value, 100 * value.coverage, 1)
    return Row((row_title(issue, value), given, share))


def _blocks(inputs: MunicipalSummary) -> Iterator[Block]:
    issue, shown = inputs.issue, [value for value in inputs.current() if value.is_known or value.is_hidden]
    for block, titles in BLOCKS.items():
        title = titles[1 if issue.language == "en" else 0]
        values = [value for value in shown if _block(issue, value) == block]
        yield Heading(title)
        if not values:
            yield Paragraph((issue.label("no-block"),))
            continue
        if sentence := norms_sentence([value.norm_status or "" for value in values]):
            yield Paragraph((sentence,))
        yield _table(inputs, issue.label("block-table", block=title), values, title)
    context = [value for value in shown if value.indicator.startswith(CONTEXT)]
    if context:
        yield Heading(issue.label("context-summary"))
        yield _table(inputs, issue.label("context-table"), context, issue.label("context-summary"))


def _block(issue: Issue, value: Value) -> str:
    return "" if value.indicator.startswith(CONTEXT) else block_of(issue, value.indicator)


def _table(inputs: MunicipalSummary, title: str, values: list[Value], sheet: str) -> Table:
    rows = [Compared(value, inputs.before(value)) for value in values]
    return indicator_table(inputs.issue, title, rows, sheet=sheet)


def _outside(inputs: MunicipalSummary) -> Iterator[Block]:
    """By indicator, organisations in the order of their names: whom to help with what, not who is last."""
    issue = inputs.issue
    yield Heading(issue.label("outside"))
    rows: list[Row] = []
    seen: set[str] = set()
    for whole in inputs.current():
        judged = [v for v in inputs.organisations(whole) if v.norm_status in set(NormStatus) - {NormStatus.NO_NORM}]
        short = [value for value in judged if value.norm_status == NormStatus.NOT_MET]
        if short:
            known = sum(1 for value in judged if value.is_known)
            rows.append(
                Row((f"{row_title(issue, whole)}: {out_of(len(short), known, russian.ORGANISATION)}",), "group")
            )
            names = {value.object_id: issue.name(value.object_id, Period.parse(value.period)) for value in short}
            seen |= set(names)
            rows += [_outside_row(issue, v, names) for v in sorted(short, key=lambda v: natural(names[v.object_id]))]
    if not rows:
        yield Paragraph((issue.label("nobody-outside"),))
        return
    organisations = counted(len(seen), russian.ORGANISATION)
    word = verb(len(seen), "показала", "показали")
    yield Paragraph((
        f"Хотя бы по одному показателю значение за пределами нормы {word} {organisations}. "
        "Случаи, когда интервал включает норму, сюда не входят.",
    ))  # fmt: skip
    columns = (
        Column(issue.label("organisation"), width=3),
        Column(issue.label("value"), align="right", width=1.3),
        Column(issue.label("interval"), align="right", width=1.5),
        Column(issue.label("norm"), align="right", width=1.3),
    )
    yield Table(
        issue.label("outside"),
        columns,
        tuple(rows),
        issue.label("outside-note"),
        small=True,
        sheet=issue.label("outside"),
    )


def _outside_row(issue: Issue, value: Value, names: Mapping[str, str]) -> Row:
    digits = issue.indicator(value.indicator).digits
    norm = norm_words(value.norm_at_least, value.norm_at_most, digits)
    return Row((names[value.object_id], issue.figure(value), interval_cell(value, digits), norm))


def _dynamics(inputs: MunicipalSummary) -> Iterator[Block]:
    issue, drawn = inputs.issue, 0
    for value in sorted(inputs.current(), key=lambda v: _block(issue, v) != "results"):  # results first, order kept
        series = inputs.values.series(value.indicator, value.level, value.object_id, value.slices)
        series = [one for one in series if one.period <= value.period]
        if (
            drawn < _CHARTS
            and not value.indicator.startswith(CONTEXT)
            and len([one for one in series if one.is_known]) > 2
        ):
            if not drawn:
                yield Heading(issue.label("dynamics"))
            drawn += 1
            yield Heading(row_title(issue, value), 2)
            yield from over_years(issue, series, {})


def _limits(inputs: MunicipalSummary) -> Iterator[Block]:
    kinds = inputs.issue.methodology.procedure_types
    shown = {value.indicator.split(".")[-1].split("_")[0] for value in inputs.current()}
    reasons = [kind.ban_reason for code, kind in kinds.items() if code in shown and kind.ban_reason]
    if reasons:
        yield Heading(inputs.issue.label("limits"))
        yield from (Note((reason,), "attention") for reason in reasons)
