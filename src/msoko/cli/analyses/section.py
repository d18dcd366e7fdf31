"""What an analysis is asked and what it gives back: one sentence, one table, the same as data. Nothing is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from msoko.cli.wording import TEXTS
from msoko.psychometrics import remarks

if TYPE_CHECKING:
    from msoko.analytics.evidence import Evidence
    from msoko.vocabulary import Period, PeriodKind


class Remark(remarks.Remark):
    """A code of cli/wording with its parameters."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS


class Refused(remarks.Refused):
    """The command was not told what this analysis needs, or there is nothing to look at."""

    words: ClassVar[type[remarks.Remark]] = Remark


@dataclass(frozen=True)
class Asked:
    """period: None = the latest; organisation: "" = all of the municipality; since: when an intervention began."""

    evidence: Evidence
    period: Period | None = None
    organisation: str = ""
    since: Period | None = None
    language: str = "ru"

    def word(self, code: str, **parameters: Any) -> str:
        return TEXTS[code][0 if self.language == "ru" else 1].format(**parameters)

    def latest(self, kind: PeriodKind) -> Period | None:
        """The period asked for if it is of the kind, else the last one with values; None: there is none."""
        if self.period is not None:
            return self.period if self.period.kind is kind else None
        held = self.evidence.periods_of(kind)
        return held[-1] if held else None

    def procedure(self, code: str) -> str:
        """The short name of a type of procedure: what its title says in brackets, else the title."""
        title = self.evidence.methodology.procedure_types[code].title
        return title[title.rindex("(") + 1 : -1] if title.endswith(")") else title

    @cached_property
    def values(self) -> pa.Table:
        """As they were known in the period asked for: those of later ones are left out."""
        known = self.evidence.values
        if self.period is None:
            return known
        return known.filter(pc.less_equal(known["last_day"], pa.scalar(self.period.last_day)))

    @cached_property
    def names(self) -> dict[str, str]:
        registry = self.evidence.registry
        return {one: registry.name(one) for one in registry.ids()}


@dataclass(frozen=True)
class Section:
    """header and rows: as printed; right: columns of numbers. after: lines below the table. data: for programs."""

    sentence: str
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    right: Sequence[int] = ()
    after: Sequence[str] = ()
    data: Any = field(default_factory=list)
