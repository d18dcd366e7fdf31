"""Answers of persons to items as a checked array, and what is worth a remark before anything is estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from msoko.psychometrics.remarks import Refused, Remark

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
FEW_PERSONS = 50  # below it errors of items are so large that their order is a matter of chance
ABSENT = -1  # not administered, or not counted: ignored by every estimator


@dataclass(frozen=True)
class Responses:
    """scores: persons × items, int16, 0…most, ABSENT where there is no answer. weights: one a person, positive.

    groups: codes 0…G−1, one a person. Persons without answers have been left out; `kept` are their row numbers.
    """

    scores: NDArray[np.int16]
    items: tuple[str, ...]
    weights: Floats
    groups: Integers
    group_names: tuple[str, ...]
    kept: Integers
    remarks: tuple[Remark, ...] = ()

    @classmethod
    def of(
        cls,
        scores: ArrayLike,
        items: Sequence[str] = (),
        weights: ArrayLike | None = None,
        groups: Sequence[Any] | None = None,
    ) -> Responses:
        """From a matrix with NaN for no answer. Raises Refused: not whole, negative, nothing there, bad weights."""
        given = np.asarray(scores, dtype=float)
        if given.ndim != 2 or not given.shape[1] or not given.shape[0]:
            raise Refused("responses-empty")
        names = tuple(items) or tuple(f"{n + 1}" for n in range(given.shape[1]))
        known = np.isfinite(given)
        wrong = known & ((given < 0) | (given != np.floor(given)) | (given > np.iinfo(np.int16).max))
        if wrong.any():
            row, column = map(int, np.argwhere(wrong)[0])
            raise Refused("score-not-whole", item=names[column], person=row + 1, found=f"{given[row, column]:g}")
        each = np.ones(len(given)) if weights is None else np.asarray(weights, dtype=float)
        if each.shape != (len(given),) or not np.isfinite(each).all() or (each < 0).any() or not each.sum() > 0:
            raise Refused("weights-wrong", persons=len(given))
        titles, codes = np.unique(np.zeros(len(given)) if groups is None else np.asarray(groups), return_inverse=True)
        kept = np.flatnonzero(known.any(axis=1) & (each > 0))
        if not len(kept):
            raise Refused("nobody-answered")
        answers = np.where(known, given, ABSENT).astype(np.int16)[kept]
        remarks = () if len(kept) == len(given) else (Remark("persons-left-out", count=len(given) - len(kept)),)
        return cls(answers, names, each[kept], codes[kept], tuple(map(str, titles)), kept, remarks)

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.asarray(self.scores != ABSENT)

    @property
    def most(self) -> Integers:
        """The highest score seen on each item; 0 if nobody answered it or everybody got 0."""
        return np.asarray(np.maximum(self.scores, 0).max(axis=0).astype(np.int64))

    def only(self, items: Sequence[int] | NDArray[Any]) -> Responses:
        """The same persons on some items."""
        chosen = np.asarray(items)
        return replace(
            self,
            scores=self.scores[:, chosen],
            items=tuple(self.items[int(i)] for i in np.arange(len(self.items))[chosen]),
        )

    def persons(self, chosen: NDArray[Any]) -> Responses:
        """Some persons on the same items."""
        return replace(
            self,
            scores=self.scores[chosen],
            weights=self.weights[chosen],
            groups=self.groups[chosen],
            kept=self.kept[chosen],
        )


def fit_to_be_scaled(responses: Responses, least: int = 2) -> tuple[Responses, tuple[Remark, ...]]:
    """Leaves out items that tell nothing and refuses those whose categories have a hole.

    An item is left out, with a remark, if nobody answered it or all who did have one score. Refused: a category
    between 0 and the highest that nobody reached (join it with its neighbour), and fewer than `least` items left.
    """
    remarks, useful = [], []
    for n, name in enumerate(responses.items):
        seen = np.unique(responses.scores[responses.known[:, n], n])
        if not len(seen):
            remarks.append(Remark("item-nobody-answered", item=name))
        elif len(seen) == 1:
            remarks.append(Remark("item-one-score", item=name, found=int(seen[0])))
        else:
            holes = sorted(set(range(int(seen.max()))) - set(map(int, seen)))
            if holes:
                raise Refused("category-empty", item=name, found=", ".join(map(str, holes)))
            useful.append(n)
    if len(useful) < least:
        raise Refused("too-few-items", count=len(useful), least=least)
    left = responses if len(useful) == len(responses.items) else responses.only(useful)
    answered = left.known.any(axis=1)
    if not answered.all():
        remarks.append(Remark("persons-left-out", count=int((~answered).sum())))
        left = left.persons(np.flatnonzero(answered))
    if len(left.scores) < FEW_PERSONS:
        remarks.append(Remark("persons-few", count=len(left.scores)))
    return left, (*responses.remarks, *remarks)
