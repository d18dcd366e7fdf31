"""Sign: marks for the work unlike the marks in the journal, more often than for such pupils elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.objectivity.papers import Paper, too_few
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.analytics.objectivity.tails import mid_p
from msoko.psychometrics.responses import Floats

WAYS = ("raised", "lowered")
_TRIMMED = 0.95  # quantile of the squared deviates that enter the dispersion
_LEFT = 0.758  # mean of the least 95 % of squared standard normal deviates


@dataclass(frozen=True, eq=False)
class Seen:
    """sizes: G, pupils with both marks. counts, expected: way × G, pupils whose mark is above / below the journal's."""

    sizes: np.ndarray
    counts: Floats
    expected: Floats


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """Pupils are compared with pupils of other organisations who have the same journal mark, so a class with many fives
    in the journal is no anomaly. Schools keep their journals more or less strictly: counts are beta-binomial, with the
    dispersion among all organisations in all works of a type (by moments). Mid-p; both ways are looked at, hence twice.
    """
    seen = [_seen(paper) for paper in papers]
    types = [paper.groups[0].procedure_type for paper in papers]
    alike = {kind: _alike([(s, p.organisations) for s, p, t in zip(seen, papers, types, strict=True) if t == kind])
             for kind in set(types)}  # fmt: skip
    for paper, one, kind in zip(papers, seen, types, strict=True):
        chances = np.stack([_chances(one, way, float(alike[kind][way])) for way in range(len(WAYS))])
        for index, group in enumerate(paper.groups):
            n = int(one.sizes[index])
            small = too_few("journal", paper, index, parameters, n)
            if not n:
                yield silent("journal", group, n, "no-journal")
            elif small:
                yield small
            else:
                yield _sign(paper, one, index, chances[:, index])


def _seen(paper: Paper) -> Seen:
    known = np.isfinite(paper.works.marks) & np.isfinite(paper.works.journal)
    journal = np.where(known, paper.works.journal, 0.0)
    away = np.where(known, paper.works.marks, 0.0) - journal
    events = [known & (away > 0), known & (away < 0)]
    return Seen(
        paper.sums(known.astype(float)).astype(int),
        np.stack([paper.sums(event.astype(float)) for event in events]),
        np.stack([_expected(paper, journal, known, event) for event in events]),
    )


def _expected(paper: Paper, journal: Floats, known: np.ndarray, event: np.ndarray) -> Floats:
    """Expected events in each group: Σ over its pupils of the share elsewhere among pupils with their journal mark.

    Half a pupil is added to both sides of each share, so a mark that nobody else has promises nothing for certain.
    """
    total = np.zeros(len(paper.groups))
    for mark in np.unique(journal[known]):
        same = known & (journal == mark)
        pupils, events = paper.sums(same.astype(float)), paper.sums((same & event).astype(float))
        top = slice(0, paper.organisations)
        elsewhere = pupils[top].sum() - pupils[top]
        share = (events[top].sum() - events[top] + 0.5) / (elsewhere + 1.0)
        total += pupils * share[paper.parent]
    return total


def _alike(seen: Sequence[tuple[Seen, int]]) -> Floats:
    """ρ of each way: correlation of pupils of one organisation, so that Σ(count − expected)² is as large as seen.

    The variance is nπ(1 − π)(1 + (n − 1)ρ). The largest twentieth of deviates is left out of both sides, so that a few
    odd schools do not excuse themselves.
    """
    found = np.zeros(len(WAYS))
    for way in range(len(WAYS)):
        sizes = np.concatenate([one.sizes[:top] for one, top in seen]).astype(float)
        counts = np.concatenate([one.counts[way, :top] for one, top in seen])
        expected = np.concatenate([one.expected[way, :top] for one, top in seen])
        some = (sizes > 1) & (expected > 0) & (expected < sizes)
        if not some.any():
            continue
        n, share = sizes[some], expected[some] / sizes[some]
        square = (counts[some] - expected[some]) ** 2 / (n * share * (1 - share))
        kept = square <= np.quantile(square, _TRIMMED)
        found[way] = np.clip((square[kept].mean() - _LEFT) / (_LEFT * (n[kept] - 1).mean()), 0.0, 0.5)
    return found


def _chances(seen: Seen, way: int, alike: float) -> Floats:
    """Mid-p of each group; 1 where nobody has both marks."""
    share = seen.expected[way] / np.maximum(seen.sizes, 1)
    return mid_p(seen.counts[way], seen.sizes, share, 1 / alike - 1 if alike > 1e-6 else np.inf)


def _sign(paper: Paper, seen: Seen, index: int, chances: Floats) -> Sign:
    way = int(np.argmin(chances))
    n, count, expected = int(seen.sizes[index]), float(seen.counts[way, index]), float(seen.expected[way, index])
    remark = Remark(f"journal-{WAYS[way]}", n=n, count=number(count), expected=number(expected))
    direction = Direction.BELOW if way else Direction.ABOVE
    numbers = (("count", count), ("expected", expected))
    return Sign("journal", paper.groups[index], n, min(1.0, 2 * float(chances[way])), direction, numbers, (), remark)
