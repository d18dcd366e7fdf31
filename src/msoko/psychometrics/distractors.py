"""Which wrong answers are chosen, and by whom: options of closed items against the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.classical import correlation
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats


@dataclass(frozen=True)
class Option:
    """One option of one item. p: share of persons; mean_total: their mean score; r: point-biserial with the total and
    the rest.
    """

    item: str
    option: str
    is_key: bool
    n: int
    p: float
    mean_total: float
    r_total: float | None
    r_rest: float | None


def options(answers: Sequence[Sequence[str]], items: Sequence[str], key: Sequence[str]) -> tuple[Option, ...]:
    """Persons × items of chosen options ("" = no answer), with the key. A distractor that the able choose wants a
    look.

    Raises Refused: nobody answered, a key or a column of answers too few or too many.
    """
    if not len(answers):
        raise Refused("responses-empty")
    widths = {len(row) for row in answers}
    if widths != {len(items)} or len(key) != len(items):
        raise Refused("key-incomplete", items=len(items), keys=len(key), columns=max(widths))
    given = np.array(answers, dtype=str)
    right = given == np.array(key, dtype=str)
    total: Floats = right.sum(axis=1).astype(float)
    found = []
    for i, item in enumerate(items):
        rest = total - right[:, i]
        for option in np.unique(given[:, i]):
            chosen = (given[:, i] == option).astype(float)
            inside = chosen == 1
            found.append(Option(
                item, str(option), option == key[i], int(inside.sum()), float(chosen.mean()),
                float(total[inside].mean()),
                correlation(chosen, total), correlation(chosen, rest),
            ))  # fmt: skip
    return tuple(found)
