"""What the comparison page offers to choose from: indicators by block, places by group, years, breakdowns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from msoko.reports.issue import Issue
from msoko.reports.parts.indicators import BLOCKS, CONTEXT, INDEPENDENT, LINES, block_of
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import upper_first
from msoko.reports.sources import periods_beside
from msoko.vocabulary import PeriodKind
from msoko.web.analytics.queries.comparison import Asked
from msoko.web.analytics.queries.naming import comparable_group, object_title
from msoko.web.analytics.queries.pages import issue, years

if TYPE_CHECKING:
    from msoko.web.analytics.queries.visible import Visible

SLICE_TITLES = {
    "subject": gettext_lazy("Subject"), "grade": gettext_lazy("Grade"),
    "education_level": gettext_lazy("Level of education"), "class": gettext_lazy("Class"),
    "variant": gettext_lazy("Variant"), "programme": gettext_lazy("Programme"), "sex": gettext_lazy("Sex"),
    "group": gettext_lazy("Group of pupils"),
}  # fmt: skip
_APART = (INDEPENDENT, LINES, CONTEXT)


@dataclass(frozen=True)
class Option:
    code: str
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class Options:
    """Options under one heading. name: of the parameter in the address."""

    title: Any
    options: tuple[Option, ...]
    name: str = ""

    @property
    def chosen(self) -> int:
        return sum(one.is_chosen for one in self.options)


@dataclass(frozen=True)
class Choices:
    indicators: tuple[Options, ...]
    places: tuple[Options, ...]
    years: tuple[Option, ...]
    slices: tuple[Options, ...]


def choices(visible: Visible, asked: Asked) -> Choices:
    said = issue(visible)
    return Choices(
        indicators=tuple(_indicators(visible, said, asked)),
        places=tuple(_places(visible, said, asked)),
        years=tuple(Option(one.code, one.title, one.code in asked.periods) for one in years(visible).every),
        slices=tuple(_slices(visible, said, asked)),
    )


def _options(found: Iterable[tuple[str, str]], chosen: Sequence[str]) -> tuple[Option, ...]:
    options = [Option(code, title, code in chosen) for code, title in found]
    return tuple(sorted(options, key=lambda one: natural(one.title)))


def _indicators(visible: Visible, issue: Issue, asked: Asked) -> Iterable[Options]:
    """By block of quality; packs that stand apart come after. What the purpose does not allow is not offered."""
    refused = visible.refused() if visible.exists else {}
    readable = [code for code in visible.numbers.indicators if code not in refused] if visible.exists else []
    column = 1 if issue.language == "en" else 0
    for block, titles in BLOCKS.items():
        held = [code for code in readable if not code.startswith(_APART) and block_of(issue, code) == block]
        if held:
            yield Options(
                titles[column], _options(((code, upper_first(issue.title(code))) for code in held), asked.indicators)
            )
    apart = {INDEPENDENT: "independent", LINES: "self-examination", CONTEXT: "context"}
    for prefix, label in apart.items():
        held = [code for code in readable if code.startswith(prefix)]
        if held:
            yield Options(
                issue.label(label),
                _options(((code, upper_first(issue.title(code))) for code in held), asked.indicators),
            )


def _places(visible: Visible, issue: Issue, asked: Asked) -> Iterable[Options]:
    every = years(visible).every
    if not every:
        return
    last = every[0]
    registry = visible.numbers.registry
    known = set(visible.numbers.objects)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in sorted(visible.reach.organisations & known):
        name = object_title(issue, code, last)
        groups.setdefault(comparable_group(registry, code, last), []).append((code, name))
    for title in sorted(groups, key=natural):
        yield Options(title, _options(groups[title], asked.objects))
    wholes = [(code, object_title(issue, code, last)) for code in sorted(visible.reach.groups & known)]
    if wholes:
        yield Options(_("Municipality and groups"), _options(wholes, asked.objects))


def _slices(visible: Visible, issue: Issue, asked: Asked) -> Iterable[Options]:
    """Breakdowns in which the chosen indicators are known."""
    readable = [code for code in asked.indicators if code in visible.numbers.indicators]
    chosen = [one for one in years(visible).every if one.code in asked.periods] or list(years(visible).every[:1])
    if not readable or not chosen:
        return
    beside = {one for year in chosen for kind, one in periods_beside(year).items() if kind in PeriodKind}
    table = visible.table(readable, periods=sorted(beside))
    for name, title in SLICE_TITLES.items():
        found = set(table[name].unique().to_pylist()) - {"all"}
        if found:
            words = ((code, upper_first(issue.slice_words(((name, code),)))) for code in sorted(found))
            yield Options(title, _options(words, asked.slices.get(name, ())), name)
