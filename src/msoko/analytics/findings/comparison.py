"""What a rule looks at: one value against one other thing, with the size of the difference and its chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msoko.analytics.dynamics import Observed
from msoko.analytics.evidence import Cell, Evidence, Slices
from msoko.analytics.findings.chance import Judged
from msoko.methodology.finding_checks import chosen
from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import Indicator
from msoko.vocabulary import CellState, Direction, Period, Uncertainty

ENOUGH = 5  # degrees of freedom from which the usual spread of organisations is taken as known


@dataclass(frozen=True)
class Number:
    """A number that a finding rests on. name: what it is (wording.NAMES); code opens its proof, "" = it has none."""

    observed: Observed
    period: Period
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Comparison:
    """size: how far in the rule's direction, in the unit of the indicator; low, high: its 95 % interval.

    together: of how many works it is the mean change; 0 = of one, which has values.
    chance: of at least this size where there is nothing; None = the numbers are exact, nothing is left to chance.
    """

    indicator: str
    level: str
    object_id: str
    slices: Slices
    period: Period
    size: float
    now: Number
    other: Number | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    details: tuple[str, str] = ("", "")  # what else was seen, in Russian and English
    together: int = 0

    @property
    def nearest(self) -> float:
        """The least size that the data still allow."""
        return self.size if self.low is None else self.low


def of_cell(cell: Cell, size: float, other: Number | None, found: Judged | None, name: str = "") -> Comparison:
    now = Number(cell.observed, cell.period, name, cell.code)
    place = (cell.indicator, cell.level, cell.object_id, cell.slices, cell.period)
    if found is None:
        return Comparison(*place, size, now, other)
    return Comparison(*place, size, now, other, found.low, found.high, found.chance)


def readable(rule: FindingRule, evidence: Evidence) -> Iterator[tuple[Indicator, list[Cell]]]:
    """The indicators of a rule with the values that enough people stand behind to be judged."""
    for indicator in chosen(rule, evidence.methodology):
        cells = [c for c in evidence.cells(indicator.code, rule.level) if _may_be_judged(rule, indicator, c)]
        yield indicator, cells


def _may_be_judged(rule: FindingRule, indicator: Indicator, cell: Cell) -> bool:
    if cell.state is not CellState.VALUE or cell.observed.value is None:
        return False
    if indicator.uncertainty is Uncertainty.NONE:
        return True
    return cell.observed.n is not None and cell.observed.n >= rule.least_n and cell.observed.low is not None


def sign(rule: FindingRule, indicator: Indicator) -> int:
    """+1: more is what the rule looks for; −1: less is; 0: either."""
    if rule.toward == "either":
        return 0
    return -1 if (indicator.better is Direction.HIGHER) == (rule.toward == "worse") else 1
