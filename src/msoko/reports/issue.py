"""What every report needs besides its own numbers: who issues it, when, on which calculation, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msoko.analytics.breaks import History
from msoko.charts.numbers import format_number
from msoko.methodology.model import Indicator, Methodology
from msoko.methodology.subjects import subject_title
from msoko.organisations.registry import Registry
from msoko.reports.citing import with_sources
from msoko.reports.document import Block, Bullets, Cell, Document, Figure, Heading, Paragraph
from msoko.reports.labels import label
from msoko.reports.russian import grade_words, lower_first, period_words
from msoko.reports.values import Slices, Value
from msoko.vocabulary import Audience, Checked, Period, Purpose, Unit


@dataclass(frozen=True, kw_only=True)
class Citation:
    """The calculation a report stands on. fixed: its number; "" = the working calculation."""

    ledger_version: int
    data_as_of: date
    packs: tuple[tuple[str, str], ...]  # title and version
    fixed: str = ""
    options: tuple[str, ...] = ()  # choices that acts leave open, in words


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Who gives the report out, on what, to whom. `organisation` is the line at the top, `post` signs."""

    organisation: str
    date: date
    citation: Citation
    methodology: Methodology
    registry: Registry
    language: str = "ru"
    demonstration: bool = False
    purpose: Purpose = Purpose.MANAGEMENT
    audience: Audience = Audience.DEPARTMENT
    post: str = "Начальник отдела образования"

    @cached_property
    def history(self) -> History:
        """Where series may not be joined: packs and the registry know it."""
        return History(self.methodology, self.registry.predecessors)

    def label(self, code: str, **parameters: object) -> str:
        return label(code, self.language, **parameters)

    def document(self, title: str, subtitle: str, blocks: tuple[Block, ...]) -> Document:
        """The document with its head and, at its end, where the figures come from."""
        return with_sources(
            Document(
                title=title,
                subtitle=subtitle,
                organisation=self.organisation,
                reference=self.reference(),
                date=self.date,
                language=self.language,
                demonstration=self.demonstration,
                blocks=(*blocks, *self.basis()),
            )
        )

    def reference(self) -> str:
        """The calculation in words: «Рабочий расчёт, данные на 03.06.2025. Версия журнала поступлений 12»."""
        cited = self.citation
        kind = "fixed-calculation" if cited.fixed else "working-calculation"
        first = self.label(kind, number=cited.fixed, day=cited.data_as_of.strftime("%d.%m.%Y"))
        return f"{first}. {self.label('ledger', version=cited.ledger_version)}"

    def basis(self) -> tuple[Block, ...]:
        """The packs and their versions, and what was chosen where acts leave a choice."""
        cited = self.citation
        packs = [(f"«{title}», {self.label('version', version=version)}",) for title, version in cited.packs]
        blocks: list[Block] = [Heading(self.label("basis")), Bullets(tuple(packs))] if packs else []
        if cited.options:
            blocks += [Paragraph((self.label("options"),)), Bullets(tuple((option,) for option in cited.options))]
        return tuple(blocks)

    def name(self, object_id: str, period: Period | None = None) -> str:
        """What the object was called at the end of the period."""
        return self.registry.name(object_id, period.last_day if period else None).replace("№ ", "№\u00a0")

    def period(self, period: Period) -> str:
        """«2024/25 учебный год»; in English the code as people write it."""
        return period.title if self.language == "en" else period_words(period)

    def indicator(self, code: str) -> Indicator:
        return self.methodology.indicators[code]

    def title(self, code: str) -> str:
        indicator = self.indicator(code)
        return indicator.title_en if self.language == "en" and indicator.title_en else indicator.title

    def what(self, value: Value) -> str:
        """Of what a number is the number: indicator, breakdown, period."""
        parts = (self.title(value.indicator), self.slice_words(value.slices), Period.parse(value.period).title)
        return ", ".join(part for part in parts if part)

    def slice_words(self, slices: Slices) -> str:
        """«математика, 5 класс»: the subject first."""
        words = []
        for name, value in sorted(slices, key=lambda part: part[0] != "subject"):
            if name == "subject":
                words.append(lower_first(subject_title(self.methodology, value)))
            else:
                words.append(grade_words(value) if name == "grade" else value)
        return ", ".join(words)

    def figure(self, value: Value | None, unit: bool = True) -> Figure:
        """A value as printed. unit: with its sign, for running text; cells of a table say the unit in the head."""
        if value is None:
            return Figure(self.label("no-data"))
        if value.is_hidden:
            return Figure(self.label("hidden"), value.code, self.what(value), self._whom(value))
        if not value.is_known or value.value is None:
            return Figure(self.label("not-applicable" if value.state == "not_applicable" else "no-data"))
        indicator = self.indicator(value.indicator)
        text = format_number(value.value, indicator.digits, indicator.unit if unit else None)
        return Figure(text, value.code, self.what(value), self._whom(value), value.value, indicator.digits)

    def derived(self, text: str, source: Value, number: float | int | None = None, digits: int = 0) -> Figure:
        """A number that the same proof opens: n, a bound of the interval, the coverage of a value."""
        return Figure(text, source.code, self.what(source), self._whom(source), number, digits)

    def _whom(self, value: Value) -> str:
        return self.name(value.object_id, Period.parse(value.period))

    def unchecked(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the indicators that nobody has compared with the text of their act yet."""
        known = self.methodology.indicators
        return tuple(code for code in codes if code in known and known[code].checked is Checked.NOT_YET)


def unit_words(unit: Unit) -> str:
    """The unit as it stands in the head of a column; empty where the title says it."""
    from msoko.charts.numbers import SIGNS

    return {Unit.POINT: "балл", Unit.MARK: "балл"}.get(unit, SIGNS.get(unit, ""))


def interval_cell(value: Value | None, digits: int) -> Cell:
    """«52,3–60,3», or nothing where no interval is defined."""
    from msoko.charts.numbers import format_interval

    if value is None or value.interval is None or not value.is_known:
        return None
    return format_interval(*value.interval, digits)
