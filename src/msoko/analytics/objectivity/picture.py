"""A sign's evidence as a picture in numbers and words: charts draw it, a screen reader says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.analytics.objectivity.papers import papers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.peak import expectation
from msoko.analytics.objectivity.sign import Refused, Remark, number
from msoko.analytics.objectivity.works import Group, Work


@dataclass(frozen=True)
class Picture:
    """observed, expected: pupils by score 0, 1, …: in the group, and by the shape of the others tilted to its mean
    and spread. boundaries: (mark, its lowest score). remark: what is to be seen, in words.
    """

    group: Group
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    boundaries: tuple[tuple[int, int], ...]
    remark: Remark


def distribution(works: Sequence[Work], group: Group, parameters: Parameters | None = None) -> Picture:
    """works: of all organisations in the group's procedure (others are passed over). Raises Refused: the group is not
    among them, too few pupils in it, too few organisations.
    """
    sizes = parameters or Parameters()
    pages = papers([work for work in works if work.group.procedure == group.procedure])
    if not pages or group not in pages[0].groups:
        raise Refused("no-such-group")
    page, index = pages[0], pages[0].groups.index(group)
    n = int(page.sizes[index])
    if n < sizes.least:
        raise Refused("small-group", n=n, least=sizes.least)
    if page.organisations < sizes.organisations:
        raise Refused("few-organisations", count=page.organisations, least=sizes.organisations)
    scores = [low for _, low in page.works.bounds]
    seen = expectation(page, scores)
    observed, expected = seen.counts[index], seen.expected[index]
    odd = int(np.argmax((observed - expected) / np.sqrt(np.maximum(expected, 0.5))))
    remark = Remark("picture", n=n, score=odd, at=int(observed[odd]), at_expected=number(float(expected[odd]), 1))
    return Picture(
        group, tuple(int(one) for one in observed), tuple(float(one) for one in expected), page.works.bounds, remark
    )
