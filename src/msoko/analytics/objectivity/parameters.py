"""From how many the signs speak, and the published markers: thresholds of the packs, which a methodologist edits."""

from __future__ import annotations

from dataclasses import dataclass

from msoko.analytics.objectivity.sign import Refused
from msoko.methodology.model import Methodology


@dataclass(frozen=True)
class Parameters:
    """least: pupils in a group for any sign; distribution: for the published marker of a peak (M4).

    rate: share of false discoveries. organisations: with fewer the municipality gives no expectation. The rest are the
    published markers M1–M4: confidence and pupils of M1; shares of marks unlike the journal, %; fall in points of per
    cent; the peak's ratio and points.
    """

    least: int = 10
    distribution: int = 20
    rate: float = 0.05
    organisations: int = 5
    mean_confidence: float = 95.0
    journal_attention: float = 30.0
    journal_risk: float = 50.0
    fall_points: float = 15.0
    peak_ratio: float = 2.0
    peak_points: float = 5.0

    @classmethod
    def of(cls, methodology: Methodology) -> Parameters:
        """As the packs have it. Raises Refused if a threshold is missing."""
        sizes = {threshold.name: float(threshold.value) for threshold in methodology.thresholds}

        def size(name: str) -> float:
            if name not in sizes:
                raise Refused("threshold-missing", name=name)
            return sizes[name]

        return cls(
            int(size("objectivity_least_group")),
            int(size("fioko_distribution_approximate")),
            size("objectivity_false_discoveries") / 100,
            int(size("objectivity_least_organisations")),
            size("fioko_mean_confidence"),
            size("fioko_journal_attention"),
            size("fioko_journal_risk"),
            size("fioko_fall_points"),
            size("fioko_peak_ratio"),
            size("fioko_peak_points"),
        )
