"""Peaks of primary scores at the boundaries of marks: the published marker, a sign to be looked into and never a proof.

Source: ФИОКО, recommendations on the analysis of ВПР results (2026), pp. 13, 15; the sizes are data of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from msoko.methodology.model import Methodology


@dataclass(frozen=True)
class Marker:
    """When a score is a peak. ratio: to the mean of its neighbours; points: over the score below, per cent points."""

    ratio: float
    points: float
    informative: int  # participants from which the distribution says something
    approximate: int  # below it nothing is said

    @classmethod
    def of(cls, methodology: Methodology) -> Marker:
        """As the packs have it. Raises KeyError if a threshold is missing."""
        sizes = {threshold.name: float(threshold.value) for threshold in methodology.thresholds}
        return cls(
            sizes["fioko_peak_ratio"],
            sizes["fioko_peak_points"],
            int(sizes["fioko_distribution_informative"]),
            int(sizes["fioko_distribution_approximate"]),
        )


@dataclass(frozen=True)
class Peak:
    """mark: the one that begins at `score`. share, below: per cent of the n at the score and just below it."""

    mark: int
    score: int
    share: float
    below: float
    ratio: float | None  # to the mean of the neighbours; None where both are empty
    n: int
    approximate: bool  # fewer participants than make a distribution informative


def peaks(counts: Mapping[int, int], bounds: Mapping[int, Decimal], marker: Marker) -> tuple[Peak, ...]:
    """Peaks at the lowest scores of the marks. counts: primary score → participants; bounds: mark → its lowest score.

    Fewer participants than `marker.approximate` give no answer, not an acquittal: an empty tuple either way.
    """
    n = sum(counts.values())
    if n < marker.approximate:
        return ()
    found = [_at(counts, mark, int(bound), n, marker) for mark, bound in sorted(bounds.items())]
    return tuple(
        peak
        for peak in found
        if (peak.ratio is None or peak.ratio >= marker.ratio) and peak.share - peak.below >= marker.points
    )


def _at(counts: Mapping[int, int], mark: int, score: int, n: int, marker: Marker) -> Peak:
    here, below, above = (100 * counts.get(one, 0) / n for one in (score, score - 1, score + 1))
    around = (below + above) / 2
    return Peak(mark, score, here, below, here / around if around else None, n, n < marker.informative)
