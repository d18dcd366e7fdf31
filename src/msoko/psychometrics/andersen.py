"""Andersen's test: are the difficulties the same for weak and strong, for girls and boys? (Andersen 1973)

Under the Rasch and partial credit models conditional estimates do not depend on who sat the test, so estimates within
groups of persons may differ by chance only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import chi2

from msoko.psychometrics.conditional import Conditional, scale_conditionally
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses, fit_to_be_scaled

LEAST_PERSONS = 50


@dataclass(frozen=True)
class WithinGroup:
    """Difficulties (the mean of an item's steps; their sum over all steps is 0) and their errors in one group: I."""

    name: str
    n: int
    locations: Floats
    se: Floats


@dataclass(frozen=True)
class Andersen:
    """statistic ~ χ²(df), df: (groups − 1) × parameters. items: those that took part.

    groups: for the graphical check, one group's difficulties against another's, which should lie on the diagonal.
    z: of each item between two groups (Fischer and Scheiblechner 1970), None with more than two.
    """

    statistic: float
    df: int
    p: float
    items: tuple[str, ...]
    groups: tuple[WithinGroup, ...]
    z: Floats | None
    remarks: tuple[Remark, ...]


def andersen(responses: Responses, split: str | Sequence[Any] = "mean") -> Andersen:
    """split: "mean" or "median" of raw scores (up to it and above), or a group for each person of responses.

    A raw score takes all answers: persons with gaps are left out of a split by it, with a remark. So is an item on
    which a group lacks a category that others have, as in eRm. Raises Refused: fewer than 50 persons for a split by
    raw score, one group, fewer than two items left, what conditional estimation refuses.
    """
    given, remarks = fit_to_be_scaled(_whole(responses) if isinstance(split, str) else responses)
    codes, names = _groups(responses, given, split)
    whole = [n for n in range(len(given.items)) if _everywhere(given, n, codes)]
    if len(whole) < 2:
        raise Refused("andersen-items", count=len(whole))
    said = [Remark("andersen-left-out", item=name) for n, name in enumerate(given.items) if n not in whole]
    left = given.only(whole)
    together = scale_conditionally(left)
    parts = [scale_conditionally(left.persons(np.flatnonzero(codes == code))) for code in range(len(names))]
    statistic = 2 * (sum(part.log_likelihood for part in parts) - together.log_likelihood)
    df = (len(parts) - 1) * together.parameters
    groups = tuple(
        WithinGroup(name, int((codes == code).sum()), part.curves.locations, _errors(part))
        for code, (name, part) in enumerate(zip(names, parts, strict=True))
    )
    return Andersen(
        statistic, df, float(chi2.sf(statistic, df)), left.items, groups, _z(groups), (*remarks, *said)
    )  # fmt: skip


def _whole(responses: Responses) -> Responses:
    """Persons with all answers to the items that anybody answered."""
    left = responses.only(np.flatnonzero(responses.known.any(axis=0)))
    whole = np.flatnonzero(left.known.all(axis=1))
    if len(whole) < LEAST_PERSONS:
        raise Refused("andersen-gaps", count=len(whole), least=LEAST_PERSONS)
    gaps = len(left.scores) - len(whole)
    said = (Remark("andersen-whole", count=gaps),) if gaps else ()
    return replace(left.persons(whole), remarks=(*responses.remarks, *said))


def _groups(before: Responses, given: Responses, split: str | Sequence[Any]) -> tuple[np.ndarray, list[str]]:
    """A code for each person left, and the groups' names."""
    if isinstance(split, str):
        scores = given.scores.sum(axis=1)
        border = float(np.median(scores) if split == "median" else scores.mean())
        shown = f"{border:.1f}".replace(".", ",")
        codes, names = (scores > border).astype(int), [f"≤ {shown}", f"> {shown}"]
    else:
        chosen = np.asarray(split)[np.isin(before.kept, given.kept)]
        labels, found = np.unique(chosen, return_inverse=True)
        codes, names = found.ravel(), [str(label) for label in labels]
    if len(np.unique(codes)) < 2:
        raise Refused("group-empty")
    return codes, names


def _everywhere(given: Responses, item: int, codes: np.ndarray) -> bool:
    """Has every group every category of the item?"""
    wanted = int(given.most[item]) + 1
    known = given.known[:, item]
    pairs = np.unique(np.column_stack([codes[known], given.scores[known, item]]), axis=0)
    return len(pairs) == wanted * (int(codes.max()) + 1)


def _errors(part: Conditional) -> Floats:
    """Of the mean of steps, c_K / K."""
    most = part.curves.most
    last = np.take_along_axis(part.se, (most - 1)[:, None], axis=1)[:, 0]
    return np.asarray(last / most)


def _z(groups: tuple[WithinGroup, ...]) -> Floats | None:
    if len(groups) != 2:
        return None
    one, other = groups
    return np.asarray((one.locations - other.locations) / np.sqrt(one.se**2 + other.se**2))
