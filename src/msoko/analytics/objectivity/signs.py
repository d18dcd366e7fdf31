"""All signs of all groups: the table of signs, and their chances as usual here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from msoko.analytics.objectivity import answers, copies, journal, peak, rechecks, spread, standing
from msoko.analytics.objectivity.combining import calibrated
from msoko.analytics.objectivity.papers import Paper, papers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Sign
from msoko.analytics.objectivity.works import Work

SIGNS: dict[str, Callable[[Sequence[Paper], Parameters], Iterator[Sign]]] = {
    "peak": peak.find,
    "level": standing.find,
    "journal": journal.find,
    "exam": standing.find,
    "fall": standing.find,
    "easy": answers.find,
    "tasks": answers.find,
    "fit": answers.find,
    "spread": spread.find,
    "copies": copies.find,
}
RECHECK = "recheck"  # the one sign that needs a second look at the works
SMALLEST = 20  # groups from which one can say what is usual


def signs(
    works: Sequence[Work],
    *,
    parameters: Parameters | None = None,
    rechecked: Sequence[Work] = (),
    codes: Collection[str] = tuple(SIGNS),
) -> tuple[Sign, ...]:
    """Every sign of every class and organisation in every procedure; p None where it has no answer.

    works: of one municipality or region, which is the yardstick; procedures of several periods may come together, and
    `level`, `fall` and `exam` need that. Classes of an organisation with one class are the organisation. Chances are
    calibrated by sign, type of procedure and level of the group (combining.calibrated); `recheck` is exact as it is.
    """
    chosen = parameters or Parameters()
    pages = papers(works)
    found: list[Sign] = []
    for finder in dict.fromkeys(SIGNS[code] for code in SIGNS if code in codes):
        found.extend(sign for sign in finder(pages, chosen) if sign.code in codes)
    return (*_usual(found), *rechecks.find(works, rechecked, chosen))


def _usual(found: Sequence[Sign]) -> Iterator[Sign]:
    own: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    for place, sign in enumerate(found):
        if sign.p is not None:
            own[sign.code, sign.group.procedure_type, bool(sign.group.class_name)].append(place)
    chances: dict[int, float] = {}
    for places in own.values():
        raw = np.array([found[place].p for place in places], dtype=float)
        usual = calibrated(raw)[0] if len(places) >= SMALLEST else raw
        chances.update(zip(places, usual.tolist(), strict=True))
    for place, sign in enumerate(found):
        yield replace(sign, p=chances[place]) if place in chances else sign
