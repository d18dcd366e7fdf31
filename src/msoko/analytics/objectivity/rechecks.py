"""Sign: the same works marked again by others get fewer points more often than more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import binom

from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.analytics.objectivity.works import Work


def find(works: Sequence[Work], rechecked: Sequence[Work], parameters: Parameters) -> Iterator[Sign]:
    """rechecked: some of the works with the second scores; pupils are matched by their code, others are left out.

    Exact sign test: honest slips go both ways, so of the scores that changed half are lowered.
    It says nothing of why: a strict second marker lowers everywhere, which the other organisations' re-checks show.
    """
    first = {work.group: work for work in works}
    for again in rechecked:
        work = first.get(again.group)
        if work is None:
            continue
        _, mine, theirs = np.intersect1d(work.participants, again.participants, return_indices=True)
        n = len(mine)
        if n < parameters.least:
            yield silent("recheck", work.group, n, "few-matched", least=parameters.least)
            continue
        change = again.scores[theirs] - work.scores[mine]
        down, up = int((change < 0).sum()), int((change > 0).sum())
        p = float(binom.sf(down - 1, down + up, 0.5)) if down + up else 1.0
        numbers = {"down": float(down), "up": float(up), "mean": float(change.mean())}
        remark = Remark("recheck", n=n, down=down, up=up, mean=number(numbers["mean"], 1, True))
        yield Sign("recheck", work.group, n, p, Direction.BELOW, tuple(numbers.items()), (), remark)
