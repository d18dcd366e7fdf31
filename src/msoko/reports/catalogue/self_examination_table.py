"""The table of order 1324 for one organisation: every line of its appendix, in its order, missing ones said aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from msoko.charts.numbers import format_number
from msoko.methodology.model import Fact, Indicator
from msoko.reports import russian
from msoko.reports.document import Block, Cell, Column, Document, Figure, Note, Paragraph, Row, Signature, Table
from msoko.reports.issue import Issue
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import counted, joined, period_words
from msoko.reports.values import Value, Values
from msoko.vocabulary import Checked, Level, Period, Unit

# kind in the registry → (part of the codes, appendix of the order, genitive of the kind)
APPENDICES: dict[str, tuple[str, str, str]] = {
    "kindergarten": ("doo", "1", "дошкольной образовательной организации"),
    "school": ("oo", "2", "общеобразовательной организации"),
    "additional": ("dod", "5", "организации дополнительного образования"),
}
_SECTIONS = {"1": "1. Образовательная деятельность", "2": "2. Инфраструктура"}
_UNITS: dict[tuple[Unit | None, Unit], str] = {
    (Unit.PERSON, Unit.PERCENT): "человек/%",
    (Unit.PERSON, Unit.PERSON): "человек",
    (Unit.YES_NO, Unit.PERCENT): "да/нет",
    (Unit.POINT, Unit.POINT): "балл",
    (Unit.DAY, Unit.DAY): "день",
    (Unit.SQUARE_METRE, Unit.SQUARE_METRE): "кв. м",
    (Unit.ITEM, Unit.NUMBER): "единиц",
    (Unit.ITEM, Unit.ITEM): "единиц",
    (None, Unit.NUMBER): "человек/человек",
    (None, Unit.PERCENT): "человек/%",
}
_COUNTED = (Unit.PERSON, Unit.ITEM, Unit.YES_NO)  # reported as they stand; the rest is derived per head


@dataclass(frozen=True)
class Reported:
    """What an organisation handed in for a fact. value None = it did not; reason: why, in its words."""

    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SelfExamination:
    """reported: fact code → what was handed in. values: indicators of the organisation in the period."""

    issue: Issue
    organisation: str
    kind: str  # school | kindergarten | additional
    period: Period
    values: Values
    reported: Mapping[str, Reported] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    number: str
    indicator: Indicator
    fact: Fact | None
    value: Value | None
    reported: Reported | None

    @property
    def unit(self) -> str:
        return _UNITS.get((self.fact.unit if self.fact else None, self.indicator.unit), "")

    @property
    def is_missing(self) -> bool:
        if self.fact is not None and self.fact.unit in _COUNTED:
            return self.reported is None or self.reported.value is None
        return self.value is None or not self.value.is_known


def build(inputs: SelfExamination) -> Document:
    """Raises KeyError for a kind of organisation that has no appendix."""
    issue = inputs.issue
    _, appendix, kind = APPENDICES[inputs.kind]
    title = issue.label("self-examination-title", kind=kind)
    subtitle = f"{issue.name(inputs.organisation, inputs.period)}, {issue.period(inputs.period)}"
    lines = _lines(inputs)
    blocks = (
        *_opening(inputs, lines, appendix),
        _table(inputs, lines),
        *_remarks(lines),
        Signature(issue.label("head")),
    )
    return issue.document(title, subtitle, blocks)


def _lines(inputs: SelfExamination) -> list[_Line]:
    part = APPENDICES[inputs.kind][0]
    methodology, prefix = inputs.issue.methodology, f"selfexam.{part}."
    lines = []
    for code, indicator in methodology.indicators.items():
        if code.startswith(prefix):
            fact = f"selfexam_{part}_{code.removeprefix(prefix)}"
            value = inputs.values.get(code, Level.ORGANISATION, inputs.organisation, inputs.period.code)
            number = code.removeprefix(prefix).replace("_", ".")
            lines.append(_Line(number, indicator, methodology.facts.get(fact), value, inputs.reported.get(fact)))
    return sorted(lines, key=lambda line: natural(line.number))


def _opening(inputs: SelfExamination, lines: list[_Line], appendix: str) -> Iterator[Block]:
    year = period_words(inputs.period, russian.Case.GENITIVE)
    yield Paragraph((
        f"Показатели приведены по приложению № {appendix} к приказу Минобрнауки России от 10.12.2013 № 1324 "
        f"по состоянию на 31 декабря {year}. Численности внесены организацией, доли выведены из них.",
    ))  # fmt: skip
    missing = [line for line in lines if line.is_missing]
    if missing:
        which = joined([line.number for line in missing], limit=12)
        filled = counted(len(lines) - len(missing), russian.LINE)
        yield Note((f"Заполнено {filled} из {len(lines)}. Нет данных по строкам: {which}.",), "attention")


def _table(inputs: SelfExamination, lines: list[_Line]) -> Table:
    issue = inputs.issue
    columns = (
        Column(issue.label("line-number"), width=0.8),
        Column(issue.label("indicator"), width=5),
        Column(issue.label("unit"), width=1.3),
        Column(issue.label("value"), align="right", width=1.2),
        Column(issue.label("share"), "%", "right", 1),
    )
    rows: list[Row] = []
    section = ""
    for line in lines:
        if line.number.split(".")[0] != section:
            section = line.number.split(".")[0]
            rows.append(Row((_SECTIONS.get(section, section),), "group"))
        rows.append(Row((line.number, line.indicator.title, line.unit, _value(issue, line), _share(issue, line))))
    return Table(issue.label("self-examination"), columns, tuple(rows), sheet=issue.label("self-examination"))


def _value(issue: Issue, line: _Line) -> Cell:
    """The count as handed in; a value per head as derived; nothing handed in is said in words."""
    if line.fact is None:
        return issue.figure(line.value, unit=False) if line.indicator.unit is not Unit.PERCENT else None
    if line.fact.unit not in _COUNTED or line.indicator.unit is Unit.NUMBER:
        return issue.figure(line.value, unit=False)
    number = line.reported.value if line.reported else None
    if number is None:
        return Figure(issue.label("no-data"))
    if line.fact.unit is Unit.YES_NO:
        return _cited(issue, line, "да" if number else "нет", None)
    return _cited(issue, line, format_number(number, 0), number)


def _cited(issue: Issue, line: _Line, text: str, number: Decimal | None) -> Figure:
    if line.value is None:
        return Figure(text, value=number)
    return issue.derived(text, line.value, number if number is None else int(number))


def _share(issue: Issue, line: _Line) -> Cell:
    if line.indicator.unit is not Unit.PERCENT or (line.fact and line.fact.unit is Unit.YES_NO):
        return None
    return issue.figure(line.value, unit=False)


def _remarks(lines: list[_Line]) -> Iterator[Block]:
    """Reasons given for what is missing, and lines whose wording awaits comparison with the act."""
    for line in lines:
        if line.is_missing and line.reported is not None and line.reported.reason:
            yield Note((f"Строка {line.number}: {line.reported.reason}",))
    unchecked = [line.number for line in lines if line.indicator.checked is Checked.NOT_YET]
    if unchecked:
        count = counted(len(unchecked), russian.LINE, russian.Case.GENITIVE)
        yield Note((f"Формулировка {count} требует сверки с актом.",))
