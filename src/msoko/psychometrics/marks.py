"""Marks in long form, one entry a mark, as answers to items under raters; and whether raters can be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Integers, Responses


@dataclass(frozen=True)
class Marks:
    """responses: persons × columns, a column for each item under each rater who marked it; columns: C × 2, item and
    rater. most: the highest mark of each item.
    """

    responses: Responses
    persons: tuple[str, ...]
    items: tuple[str, ...]
    raters: tuple[str, ...]
    columns: Integers
    most: Integers

    @classmethod
    def of(
        cls, persons: Sequence[str], items: Sequence[str], raters: Sequence[str], marks: Sequence[float]
    ) -> tuple[Marks, tuple[Remark, ...]]:
        """Entries without a mark (NaN) and items on which all marks are equal are left out. Raises Refused as
        facets.scale_marks says.
        """
        given = np.asarray(marks, dtype=float)
        told = np.isfinite(given)
        labels = [np.asarray(one, dtype=str)[told] for one in (persons, items, raters)]
        points = given[told]
        remarks: list[Remark] = []
        for name in np.unique(labels[1]):
            mine = labels[1] == name
            if len(np.unique(points[mine])) == 1:
                remarks.append(Remark("item-one-score", item=name, found=f"{points[mine][0]:g}"))
                labels, points = [one[~mine] for one in labels], points[~mine]
        names, codes = zip(*(np.unique(one, return_inverse=True) for one in labels), strict=True)
        entries = np.column_stack([*(code.ravel() for code in codes), points])
        _check(entries, [tuple(map(str, name)) for name in names])
        return cls._of(entries.astype(np.int64), [tuple(map(str, name)) for name in names]), tuple(remarks)

    @classmethod
    def _of(cls, entries: Integers, names: list[tuple[str, ...]]) -> Marks:
        persons, items, raters = names
        columns, at = np.unique(entries[:, 1:3], axis=0, return_inverse=True)
        scores = np.full((len(persons), len(columns)), np.nan)
        scores[entries[:, 0], at.ravel()] = entries[:, 3]
        most = np.zeros(len(items), dtype=np.int64)
        np.maximum.at(most, entries[:, 1], entries[:, 3])
        titles = [f"{items[item]} · {raters[rater]}" for item, rater in columns]
        return cls(Responses.of(scores, titles), persons, items, raters, columns, most)

    def of_rater(self, rater: int) -> np.ndarray:
        """The columns of one rater."""
        return np.flatnonzero(self.columns[:, 1] == rater)


def _check(entries: Floats, names: list[tuple[str, ...]]) -> None:
    persons, items, raters = names
    if not len(entries):
        raise Refused("responses-empty")
    if len(raters) < 2:
        raise Refused("raters-few")
    wrong = np.flatnonzero((entries[:, 3] < 0) | (entries[:, 3] != np.floor(entries[:, 3])))
    if len(wrong):
        person, item, _, mark = entries[wrong[0]]
        raise Refused("mark-not-whole", item=items[int(item)], person=persons[int(person)], found=f"{mark:g}")
    keys, counts = np.unique(entries[:, :3].astype(np.int64), axis=0, return_counts=True)
    if (counts > 1).any():
        person, item, rater = keys[int(counts.argmax())]
        raise Refused("mark-twice", person=persons[person], item=items[item], rater=raters[rater])
    _check_categories(entries.astype(np.int64), items, raters)
    sets = connected(entries.astype(np.int64), len(items), len(raters))
    if len(sets) > 1:
        found = "; ".join(", ".join(raters[r] for r in one[:5]) + (", …" if len(one) > 5 else "") for one in sets)
        raise Refused("raters-not-connected", found=found)


def _check_categories(entries: Integers, items: tuple[str, ...], raters: tuple[str, ...]) -> None:
    highest = np.zeros(len(items), dtype=np.int64)
    np.maximum.at(highest, entries[:, 1], entries[:, 3])
    for item, name in enumerate(items):
        holes = sorted(set(range(highest[item])) - set(map(int, entries[entries[:, 1] == item, 3])))
        if holes:
            raise Refused("category-empty", item=name, found=", ".join(map(str, holes)))
    for rater, name in enumerate(raters):
        mine = entries[entries[:, 2] == rater]
        if (mine[:, 3] == 0).all() or (mine[:, 3] == highest[mine[:, 1]]).all():
            raise Refused("rater-extreme", rater=name, count=len(mine))


def connected(entries: Integers, items: int, raters: int) -> list[list[int]]:
    """Sets of raters whose severities can be compared by common works, whatever the persons are like.

    With persons taken out, two raters are comparable if their difference is in no direction in which the sums of
    squares are flat: exact also where items are tied to raters, unlike a walk along common works.
    """
    size = items + raters
    persons, person = np.unique(entries[:, 0], return_inverse=True)
    sums = np.zeros((len(persons), size))
    inner = np.zeros((size, size))
    both = np.column_stack([entries[:, 1], items + entries[:, 2]])
    for column in both.T:
        np.add.at(sums, (person.ravel(), column), 1.0)
        for other in both.T:
            np.add.at(inner, (column, other), 1.0)
    inner -= sums.T @ (sums / (sums.sum(axis=1, keepdims=True) / 2))
    values, vectors = np.linalg.eigh(inner)
    flat = vectors[:, values < 1e-8 * max(values.max(), 1.0)][items:]
    sets: list[list[int]] = []
    for rater in range(raters):
        mine = next((one for one in sets if np.allclose(flat[one[0]], flat[rater], atol=1e-6)), None)
        if mine is None:
            sets.append([rater])
        else:
            mine.append(rater)
    return sets
