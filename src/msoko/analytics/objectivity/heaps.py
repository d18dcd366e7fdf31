"""The municipality as a whole: is there a heap at a boundary in all works together? If everybody lifts marks, no school
differs from the others, and only the shape of the whole distribution tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msoko.analytics import discoveries
from msoko.analytics.objectivity.papers import papers
from msoko.analytics.objectivity.shapes import Bunching, bunching
from msoko.analytics.objectivity.sign import Remark, number
from msoko.analytics.objectivity.works import Group, Work

LEAST = 200  # pupils from which a polynomial of the scores says something of one score
WINDOW = 3


@dataclass(frozen=True)
class Heap:
    """group: organisation and class "": everybody in the procedure. q: share of false discoveries among all boundaries
    examined. stands_out: q ≤ rate. remark: in words.
    """

    group: Group
    mark: int
    n: int
    bunching: Bunching
    q: float
    stands_out: bool
    remark: Remark


def heaps(works: Sequence[Work], rate: float = 0.05, draws: int = 399, seed: int = 0) -> tuple[Heap, ...]:
    """Every boundary of every work with enough pupils and a known scale, the least likely first."""
    found: list[tuple[Group, int, int, Bunching]] = []
    for page in papers(works):
        counts = page.counts()[: page.organisations].sum(axis=0)
        if counts.sum() >= LEAST:
            group = replace(page.groups[0], organisation="", class_name="")
            found.extend(
                (group, mark, int(counts.sum()), bunching(counts, low, WINDOW, draws=draws, seed=seed))
                for mark, low in page.works.bounds
                if WINDOW <= low < len(counts) - WINDOW
            )
    named = zip(found, discoveries.shares([one.p for *_, one in found]).tolist(), strict=True)
    rows = (Heap(group, mark, n, one, q, q <= rate, _remark(mark, n, one)) for (group, mark, n, one), q in named)
    return tuple(sorted(rows, key=lambda row: (row.q, row.bunching.p, str(row.group), row.mark)))


def _remark(mark: int, n: int, one: Bunching) -> Remark:
    return Remark(
        "heap", mark=mark, score=one.score, n=n, excess=number(one.excess), low=number(one.low), high=number(one.high),
        share=number(100 * one.share, 1),
    )  # fmt: skip
