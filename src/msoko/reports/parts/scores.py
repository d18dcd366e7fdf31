"""How many participants have each primary score: bars with the boundaries of marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msoko.charts.distribution import Distribution
from msoko.reports.document import Block, ChartBlock, Paragraph
from msoko.reports.issue import Issue
from msoko.reports.values import Value
from msoko.reports.wording import sample_words


def score_blocks(
    issue: Issue, scores: Mapping[int, int], bounds: Mapping[int, Decimal], maximum: int, source: Value
) -> Iterator[Block]:
    """scores: primary score → participants; bounds: mark → its lowest score. source: a value of the same rows."""
    sentence = sample_words(sum(scores.values()))
    top = max(maximum, *scores)
    chart = Distribution(
        title=issue.label("scores"),
        sentence=sentence,
        note=issue.label("scores-note") if bounds else "",
        counts=tuple(scores.get(score, 0) for score in range(top + 1)),
        boundaries=tuple((int(lowest), f"«{mark}»") for mark, lowest in sorted(bounds.items())),
        below=f"«{min(bounds) - 1}»" if bounds else "",
        heading=issue.label("score"),
        count_title=issue.label("people").lower(),
    )
    yield Paragraph((sentence,))
    yield ChartBlock(chart, (issue.figure(source, unit=False),))
