"""How many participants have each primary score, with the boundaries of marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msoko.charts.numbers import format_number
from msoko.reports.document import Block, Column, Row, Table
from msoko.reports.issue import Issue
from msoko.reports.values import Value


def score_blocks(
    issue: Issue, scores: Mapping[int, int], bounds: Mapping[int, Decimal], source: Value
) -> Iterator[Block]:
    """scores: primary score → participants; bounds: mark → its lowest score. source: a value of the same rows."""
    columns = (
        Column(issue.label("score")),
        Column(issue.label("mark")),
        Column(issue.label("people"), align="right"),
        Column(issue.label("share"), "%", "right"),
    )
    total = sum(scores.values())
    rows = []
    for score in range(min(scores), max(scores) + 1):
        count = scores.get(score, 0)
        people = issue.derived(format_number(count, 0), source, count)
        rows.append(Row((str(score), mark_of(score, bounds), people, format_number(100 * count / total, 1))))
    yield Table(issue.label("scores"), columns, tuple(rows), sheet=issue.label("scores"))


def mark_of(score: int, bounds: Mapping[int, Decimal]) -> str:
    """The mark a score is worth; "" where the boundaries are not known."""
    if not bounds:
        return ""
    reached = [mark for mark, lowest in bounds.items() if score >= lowest]
    return f"«{max(reached, default=min(bounds) - 1)}»"
