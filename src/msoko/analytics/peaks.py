"""Peaks of primary scores at the boundaries of marks: the published marker, a sign to be looked into and never a proof.

Source: ФИОКО, recommendations on the analysis of ВПР results (2026), pp. 13, 15; the sizes are data of the pack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import comb

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics import discoveries
from msoko.methodology.model import Methodology
from msoko.vocabulary import ALL, Period


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
    chance: float  # of so many at the score by luck, if it were as frequent as the mean of its neighbours


def peaks(counts: Mapping[int, int], bounds: Mapping[int, Decimal], marker: Marker) -> tuple[Peak, ...]:
    """Peaks at the lowest scores of the marks. counts: primary score → participants; bounds: mark → its lowest score.

    Fewer participants than `marker.approximate` give no answer, not an acquittal: an empty tuple either way.
    """
    n = sum(counts.values())
    if n < marker.approximate:
        return ()
    found = [_at(counts, mark, int(bound), n, marker) for mark, bound in sorted(bounds.items())]
    return tuple(peak for peak in found if _is_marked(peak, marker))


def _is_marked(peak: Peak, marker: Marker) -> bool:
    return (peak.ratio is None or peak.ratio >= marker.ratio) and peak.share - peak.below >= marker.points


def _at(counts: Mapping[int, int], mark: int, score: int, n: int, marker: Marker) -> Peak:
    at, before, after = (counts.get(one, 0) for one in (score, score - 1, score + 1))
    around = (before + after) / 2
    chance = _binomial_tail(at, at + before + after)
    return Peak(
        mark, score, 100 * at / n, 100 * before / n, at / around if around else None, n, n < marker.informative, chance
    )


def _binomial_tail(k: int, n: int) -> float:
    """P(X ≥ k) of n participants at three neighbouring scores, a third of them expected at each."""
    return float(sum(comb(n, i) * 2 ** (n - i) for i in range(k, n + 1)) / 3**n)


@dataclass(frozen=True)
class SchoolPeak:
    """A peak in one organisation's work of one subject, grade and period."""

    organisation: str
    period: str
    subject: str
    grade: str
    peak: Peak
    stands_out: bool  # also among all works examined, with false discoveries held down


def search(
    outcomes: pa.Table, methodology: Methodology, procedure_type: str = "vpr", rate: float = 0.05
) -> tuple[SchoolPeak, ...]:
    """Every marked peak in rows of `outcomes`, by the scale in force for the work; the least likely first.

    The published marker alone fires by luck in small schools; `stands_out` says which peaks remain when the share of
    false discoveries among all boundaries examined is held below `rate`. Works without one scale are passed over.
    """
    marker = Marker.of(methodology)
    counted = outcomes.filter(
        pc.and_(pc.equal(outcomes["procedure_type"], procedure_type), pc.is_valid(outcomes["score"]))
    )
    grouped = counted.group_by(["organisation", "period", "subject", "grade", "score"]).aggregate([([], "count_all")])
    works: dict[tuple[str, str, str, str], dict[int, int]] = defaultdict(dict)
    for row in grouped.to_pylist():
        key = (row["organisation"], row["period"], row["subject"], row["grade"])
        works[key][int(row["score"])] = row["count_all"]
    examined = [
        (key, _at(counts, mark, int(bound), n, marker))
        for key, counts in works.items()
        if (n := sum(counts.values())) >= marker.approximate
        for mark, bound in sorted((_bounds(methodology, procedure_type, *key[1:]) or {}).items())
    ]
    limit = discoveries.limit([peak.chance for _, peak in examined], rate)
    found = [SchoolPeak(*key, peak, peak.chance <= limit) for key, peak in examined if _is_marked(peak, marker)]
    return tuple(sorted(found, key=lambda one: (one.peak.chance, one.organisation, one.period)))


def _bounds(methodology: Methodology, kind: str, period: str, subject: str, grade: str) -> Mapping[int, Decimal] | None:
    last_day = Period.parse(period).last_day
    fitting = [
        scale
        for scale in methodology.scales
        if (scale.procedure_type, scale.subject) == (kind, subject)
        and scale.grade in (ALL, grade)
        and Period.parse(scale.valid_from).first_day <= last_day
        and (not scale.valid_to or last_day <= Period.parse(scale.valid_to).last_day)
    ]
    return fitting[0].bounds if len(fitting) == 1 else None
