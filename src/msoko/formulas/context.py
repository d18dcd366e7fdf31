"""What a formula may name: the shapes that a methodology tells the checks. Built by methodology/formula_context.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msoko.vocabulary import Level, PeriodKind, Unit

ATTRIBUTES = ("kind", "settlement", "municipality", "region")  # of an organisation, from the registry


@dataclass(frozen=True)
class FactShape:
    unit: Unit
    period: PeriodKind
    grain: tuple[str, ...] = ()
    about: str = "organisation"
    over_objects: str = "sum"


@dataclass(frozen=True)
class ColumnShape:
    kind: str  # number | text
    unit: Unit = Unit.NUMBER


@dataclass(frozen=True)
class SourceShape:
    """columns: of the table. keys: of a keyed source; None = any key may be named."""

    table: str
    columns: Mapping[str, ColumnShape]
    keyed_by: str = ""
    keys: Mapping[str, ColumnShape] | None = None


@dataclass(frozen=True)
class IndicatorShape:
    unit: Unit
    period: PeriodKind


@dataclass(frozen=True)
class Context:
    """Everything that formulas of a methodology may name."""

    facts: Mapping[str, FactShape] = field(default_factory=dict)
    sources: Mapping[str, SourceShape] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → choices
    weights: frozenset[str] = frozenset()
    indicators: Mapping[str, IndicatorShape] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """The indicator whose formula is checked."""

    unit: Unit
    period: PeriodKind
    levels: tuple[Level, ...]
    breakdown: tuple[str, ...] = ()  # all columns of all its breakdowns
