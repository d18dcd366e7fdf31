"""The kind of rules about data that was not handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from msoko.analytics.conditions import holds
from msoko.analytics.dynamics import Observed
from msoko.analytics.evidence import Cell, Evidence, Slices
from msoko.analytics.findings.comparison import Comparison, Number
from msoko.methodology.finding_checks import chosen
from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import Indicator
from msoko.vocabulary import CellState, Period

_MOST = 0.5  # share of the expected that must have given a value: else it was not collected, not withheld


def missing(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Organisations without a value that most of those expected to have it have. Size 1: missing, 0: given."""
    for indicator in chosen(rule, evidence.methodology):
        held: dict[tuple[Period, Slices], dict[str, Cell]] = defaultdict(dict)
        for cell in evidence.cells(indicator.code, rule.level):
            held[cell.period, cell.slices][cell.object_id] = cell
        for (period, slices), cells in held.items():
            known = evidence.attributes(period)
            expected = [one for one in _expected(indicator, slices, cells, known) if _stays(evidence, one, period)]
            given = sum(_is_given(cells.get(one)) for one in expected)
            if given <= _MOST * len(expected):
                continue
            others = Number(Observed(None, given), period, "gave")
            for one in expected:
                own = cells.get(one)
                now = Number(own.observed if own else Observed(None), period, "now", own.code if own else "")
                place = (indicator.code, rule.level.value, one, slices, period)
                yield Comparison(*place, float(not _is_given(own)), now, others)


def _stays(evidence: Evidence, organisation: str, period: Period) -> bool:
    """Whoever was closed or merged within the period owes nothing for it."""
    last = evidence.registry.last_day(organisation) if organisation in evidence.registry else None
    return last is None or last >= period.last_day


def _is_given(cell: Cell | None) -> bool:
    return cell is not None and cell.state is CellState.VALUE


def _expected(
    indicator: Indicator, slices: Slices, cells: Mapping[str, Cell], known: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Who has a row that applies; of a breakdown, which has no row where nothing came, also who teaches the grade."""
    rows = {one for one, cell in cells.items() if cell.state is not CellState.NOT_APPLICABLE}
    grade = dict(slices).get("grade")
    if grade is None:
        return sorted(rows)
    taught = {one for one, own in known.items() if grade in (own["grades"] or ()) and _applies(indicator, own)}
    return sorted(rows | taught)


def _applies(indicator: Indicator, own: Mapping[str, Any]) -> bool:
    """False where the condition asks for more than the registry: then only rows count."""
    try:
        return not indicator.applies_when or holds(indicator.applies_when, own)
    except ValueError:
        return False
