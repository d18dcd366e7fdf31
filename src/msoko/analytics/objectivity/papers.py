"""All works of one procedure side by side: pupils stacked, groups as runs of rows. Sums over groups cost one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Sign, silent
from msoko.analytics.objectivity.works import Group, Work, whole
from msoko.psychometrics.responses import Floats, Integers


@dataclass(frozen=True, eq=False)
class Paper:
    """works: those of all classes as one. groups: organisations first, then classes of organisations that have several.

    rows: pupils, group after group (a pupil of a class stands twice); starts: where each group's rows begin. parent:
    the organisation of each group. sizes: pupils of each. classes: a number of the class for each pupil.
    """

    works: Work
    groups: tuple[Group, ...]
    rows: Integers
    starts: Integers
    parent: Integers
    sizes: Integers
    classes: Integers

    @classmethod
    def of(cls, works: Sequence[Work]) -> Paper:
        """Works of one procedure, each of some pupils."""
        sizes = [work.n for work in works]
        first = np.cumsum([0, *sizes[:-1]])
        own: dict[str, list[int]] = defaultdict(list)
        for index, work in enumerate(works):
            own[work.group.organisation].append(index)
        groups: list[Group] = []
        members: list[list[int]] = []
        for indices in own.values():
            groups.append(replace(works[indices[0]].group, class_name=""))
            members.append(indices)
        parents = list(range(len(groups)))
        for place, indices in enumerate(own.values()):
            named = [index for index in indices if works[index].group.class_name]
            if len(indices) > 1:
                groups.extend(works[index].group for index in named)
                members.extend([index] for index in named)
                parents.extend([place] * len(named))
        rows = [np.concatenate([np.arange(first[i], first[i] + sizes[i]) for i in some]) for some in members]
        counts = np.array([len(one) for one in rows])
        return cls(
            whole(works), tuple(groups), np.concatenate(rows), np.cumsum([0, *counts[:-1]]), np.array(parents), counts,
            np.repeat(np.arange(len(works)), sizes),
        )  # fmt: skip

    def sums(self, values: Floats) -> Floats:
        """Over the pupils of each group: n … -> G …"""
        return np.asarray(np.add.reduceat(values[self.rows], self.starts, axis=0))

    def pupils(self, group: int) -> Integers:
        """Their row numbers."""
        return np.asarray(self.rows[self.starts[group] : self.starts[group] + self.sizes[group]])

    def counts(self) -> Floats:
        """G × (S + 1): pupils by whole primary score."""
        width = max(self.works.most, int(self.works.scores.max())) + 1
        label = np.repeat(np.arange(len(self.groups)), self.sizes)
        cell = label * width + self.works.scores[self.rows].astype(np.int64)
        return np.bincount(cell, minlength=len(self.groups) * width).reshape(-1, width).astype(float)

    @property
    def organisations(self) -> int:
        return int(self.parent.max()) + 1


def papers(works: Sequence[Work]) -> tuple[Paper, ...]:
    """One a procedure, in the order of the works; works without pupils are passed over."""
    own: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        if work.n:
            own[work.group.procedure].append(work)
    return tuple(Paper.of(some) for some in own.values())


def too_few(code: str, paper: Paper, index: int, parameters: Parameters, n: int | None = None) -> Sign | None:
    """The silent sign of a group with too few pupils, or with too few organisations to compare it with; None if enough.

    n: pupils that the sign can use, if not all of the group.
    """
    group, pupils = paper.groups[index], int(paper.sizes[index]) if n is None else n
    if paper.organisations < parameters.organisations:
        few = {"count": paper.organisations, "least": parameters.organisations}
        return silent(code, group, pupils, "few-organisations", **few)
    if pupils < parameters.least:
        return silent(code, group, pupils, "small-group", least=parameters.least)
    return None
