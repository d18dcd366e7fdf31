"""How many participants have each primary score: bars with the boundaries of marks, and peaks that ask for a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msoko.analytics.peaks import Marker, Peak, peaks
from msoko.charts.distribution import Distribution
from msoko.methodology.model import Methodology
from msoko.reports.document import Block, Bullets, ChartBlock, Paragraph
from msoko.reports.issue import Issue
from msoko.reports.parts.ordering import natural
from msoko.reports.russian import upper_first
from msoko.reports.values import Value
from msoko.reports.wording import peak_words, sample_words
from msoko.vocabulary import Period

_RISK = 0.05  # of naming one lucky peak or more among all boundaries looked at (Bonferroni)
Bounds = Mapping[int, Decimal]  # mark → its lowest score


def score_blocks(
    issue: Issue, scores: Mapping[int, int], bounds: Bounds, maximum: int, source: Value
) -> Iterator[Block]:
    """scores: primary score → participants. source: a value of the same rows."""
    marker = _marker(issue.methodology)
    found = peaks(scores, bounds, marker) if marker else ()
    said = [sample_words(sum(scores.values()), marker.informative, marker.approximate)] if marker else []
    sentence = " ".join(said + [f"{upper_first(peak_words(peak))}." for peak in found])
    top = max(maximum, *scores)
    chart = Distribution(
        title=issue.label("scores"),
        sentence=sentence,
        note=issue.label("scores-note") if bounds else "",
        counts=tuple(scores.get(score, 0) for score in range(top + 1)),
        boundaries=tuple((int(lowest), f"«{mark}»") for mark, lowest in sorted(bounds.items())),
        below=f"«{min(bounds) - 1}»" if bounds else "",
        marked=tuple(peak.score for peak in found),
        heading=issue.label("score"),
        count_title=issue.label("people").lower(),
    )
    yield ChartBlock(chart, (issue.figure(source, unit=False),))


def peaks_by_organisation(
    issue: Issue, scores: Mapping[str, Mapping[int, int]], bounds: Bounds, period: Period
) -> Iterator[Block]:
    """Organisations with a peak at a boundary of marks: what is seen, and that it proves nothing."""
    marker = _marker(issue.methodology)
    if marker is None:
        return
    found: dict[str, tuple[Peak, ...]] = {
        issue.name(one, period): peaks(counts, bounds, marker) for one, counts in scores.items()
    }
    examined = len(bounds) * sum(1 for counts in scores.values() if sum(counts.values()) >= marker.approximate)
    items = [
        (f"{name}: {peak_words(peak, lucky=peak.chance * examined > _RISK)}.",)
        for name in sorted(found, key=natural)
        for peak in found[name]
    ]
    if items:
        yield Paragraph((issue.label("peaks-note"),))
        yield Bullets(tuple(items))


def _marker(methodology: Methodology) -> Marker | None:
    """The sizes of the pack; None if the packs read do not have them: then nothing is called a peak."""
    try:
        return Marker.of(methodology)
    except KeyError:
        return None
