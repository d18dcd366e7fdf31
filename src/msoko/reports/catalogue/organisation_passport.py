"""The passport of an organisation: who it is, its results against norms and the municipality, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msoko.analytics.norms import NormStatus
from msoko.reports import russian
from msoko.reports.document import Block, Column, Document, Heading, Note, Paragraph, Row, Signature, Table
from msoko.reports.issue import Issue
from msoko.reports.parts.dynamics import over_years
from msoko.reports.parts.indicators import (
    BLOCKS,
    CONTEXT,
    INDEPENDENT,
    LINES,
    Compared,
    block_of,
    in_order,
    indicator_table,
    is_headline,
    row_title,
)
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import joined, lower_first
from msoko.reports.values import Value, Values
from msoko.reports.wording import norms_sentence
from msoko.vocabulary import Level, Period, PeriodKind

KINDS: dict[str, tuple[str, str]] = {
    "school": ("общеобразовательная организация", "school"),
    "kindergarten": ("дошкольная образовательная организация", "kindergarten"),
    "additional": ("организация дополнительного образования", "additional education"),
}
SETTLEMENTS: dict[str, tuple[str, str]] = {"urban": ("городская", "urban"), "rural": ("сельская", "rural")}
_ATTRIBUTES = ("full_name", "kind", "settlement", "inn", "ogrn", "address", "grade")
_CHARTS = 3
# Lines of order 1324 that a passport repeats: how many learn, how well, who teaches them.
HIGHLIGHTS = (
    "selfexam.doo.1_1", "selfexam.doo.1_6", "selfexam.doo.1_7", "selfexam.doo.1_7_1", "selfexam.doo.1_8",
    "selfexam.oo.1_1", "selfexam.oo.1_5", "selfexam.oo.1_24", "selfexam.oo.1_25", "selfexam.oo.1_29", "selfexam.oo.2_6",
    "selfexam.dod.1_1", "selfexam.dod.1_8", "selfexam.dod.1_9", "selfexam.dod.1_12", "selfexam.dod.1_13",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OrganisationPassport:
    """values: judged against norms, of the organisation and its municipality, all periods."""

    issue: Issue
    organisation: str
    municipality: str
    period: Period
    periods: Mapping[PeriodKind, Period]
    values: Values
    highlights: tuple[str, ...] = ()  # self-examination indicators worth a line; () = HIGHLIGHTS

    def current(self) -> list[Value]:
        found = [
            value
            for value in self.values
            if value.level == Level.ORGANISATION
            and value.object_id == self.organisation
            and is_headline(self.issue, value, self.periods)
        ]
        return in_order(self.issue, found)

    def compared(self, values: list[Value]) -> list[Compared]:
        return [Compared(value, self._before(value), self._whole(value)) for value in values]

    def _before(self, value: Value) -> Value | None:
        earlier = Period.parse(value.period).shift(-1).code
        return self.values.get(value.indicator, value.level, value.object_id, earlier, value.slices)

    def _whole(self, value: Value) -> Value | None:
        return self.values.get(value.indicator, Level.MUNICIPALITY, self.municipality, value.period, value.slices)


def build(inputs: OrganisationPassport) -> Document:
    issue = inputs.issue
    name = issue.name(inputs.organisation, inputs.period)
    parts = (_attributes, _results, _self_examination, _independent, _context, _dynamics)
    blocks = tuple(block for part in parts for block in part(inputs))
    title = issue.label("passport-title")
    return issue.document(title, f"{name}, {issue.period(inputs.period)}", (*blocks, Signature(issue.post)))


def _attributes(inputs: OrganisationPassport) -> Iterator[Block]:
    issue = inputs.issue
    rows = []
    for attribute in _ATTRIBUTES:
        if words := _attribute_words(inputs, attribute):
            rows.append(Row((issue.label(f"attribute-{attribute}"), words)))
    before = [issue.name(one) for one in issue.registry.predecessors_of(inputs.organisation)]
    if before:
        rows.append(Row((issue.label("attribute-predecessors"), joined(before))))
    yield Heading(issue.label("attributes"))
    columns = (Column(issue.label("attribute"), width=2), Column(issue.label("value"), width=5))
    yield Table("", columns, tuple(rows), sheet=issue.label("attributes"))


def _attribute_words(inputs: OrganisationPassport, attribute: str) -> str:
    day, registry = inputs.period.last_day, inputs.issue.registry
    english = inputs.issue.language == "en"
    held = registry.values(inputs.organisation, attribute, day)
    if attribute == "grade":
        return ", ".join(sorted(held, key=natural))
    words = {"kind": KINDS, "settlement": SETTLEMENTS}.get(attribute, {})
    return joined([words[one][english] if one in words else one for one in held])


def _results(inputs: OrganisationPassport) -> Iterator[Block]:
    issue = inputs.issue
    apart = (INDEPENDENT, LINES, CONTEXT)
    shown = [value for value in inputs.current() if not value.indicator.startswith(apart)]
    shown = [value for value in shown if value.is_known or value.is_hidden]
    yield Heading(issue.label("against-norms"))
    if not shown:
        yield Paragraph((issue.label("nobody"),))
        return
    if sentence := norms_sentence([value.norm_status or "" for value in shown]):
        yield Paragraph((sentence,))
    short = [value for value in shown if value.norm_status == NormStatus.NOT_MET]
    if short:
        names = joined([f"«{lower_first(row_title(issue, value))}»" for value in short], limit=5)
        yield Paragraph((f"За пределами нормы: {names}.",))
    for block, titles in BLOCKS.items():
        values = [value for value in shown if block_of(issue, value.indicator) == block]
        if values:
            title = titles[1 if issue.language == "en" else 0]
            caption = issue.label("block-table", block=title)
            yield indicator_table(issue, caption, inputs.compared(values), with_whole=True, sheet=title)


def _self_examination(inputs: OrganisationPassport) -> Iterator[Block]:
    issue = inputs.issue
    lines = [value for value in inputs.current() if value.indicator.startswith(LINES)]
    if not lines:
        return
    known = sum(1 for value in lines if value.is_known)
    yield Heading(issue.label("self-examination"))
    yield Paragraph(
        (f"Рассчитано {known} из {len(lines)} {russian.form(len(lines), russian.INDICATOR, russian.Case.GENITIVE)}.",)
    )
    wanted = inputs.highlights or HIGHLIGHTS
    chosen = [value for value in lines if value.indicator in wanted and value.is_known]
    if chosen:
        yield indicator_table(issue, issue.label("self-examination"), inputs.compared(chosen), with_whole=True)


def _independent(inputs: OrganisationPassport) -> Iterator[Block]:
    issue = inputs.issue
    values = [v for v in inputs.current() if v.indicator.startswith(INDEPENDENT) and v.is_known and not v.slices]
    if values:
        yield Heading(issue.label("independent"))
        yield indicator_table(issue, issue.label("independent"), inputs.compared(values), with_whole=True)


def _context(inputs: OrganisationPassport) -> Iterator[Block]:
    issue = inputs.issue
    values = [v for v in inputs.current() if v.indicator.startswith(CONTEXT) and v.is_known and not v.slices]
    if values:
        yield Heading(issue.label("context"))
        yield Note((issue.label("context-note"),))
        yield indicator_table(issue, issue.label("context"), inputs.compared(values), with_whole=True)


def _dynamics(inputs: OrganisationPassport) -> Iterator[Block]:
    issue, drawn = inputs.issue, 0
    for value in inputs.current():
        if drawn == _CHARTS or value.indicator.startswith((LINES, CONTEXT)):
            continue
        series = inputs.values.series(value.indicator, value.level, value.object_id, value.slices)
        whole = inputs.values.series(value.indicator, Level.MUNICIPALITY, inputs.municipality, value.slices)
        series, whole = ([one for one in found if one.period <= value.period] for found in (series, whole))
        if len([one for one in series if one.is_known]) > 2:
            if not drawn:
                yield Heading(issue.label("dynamics"))
            drawn += 1
            yield Heading(row_title(issue, value), 2)
            yield from over_years(issue, series, {issue.name(inputs.municipality): whole} if whole else {})
