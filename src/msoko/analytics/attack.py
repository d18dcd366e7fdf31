"""What a reader of published tables can find out about hidden counts: the tightest whole-number bounds of each.

Knows counts and sums only; which rows are published is decided in disclosure.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from msoko.analytics.moves import Solved, Whole, climb, solve
from msoko.analytics.persons import Persons

Key = tuple[str, ...]
PARTS = ("n", "k", "rest")  # the group, those counted, the others of the group


@dataclass(frozen=True)
class Sum:
    """The rows `parts` add up to the row `total`, in n and, if `shares`, in k."""

    total: Key
    parts: tuple[Key, ...]
    shares: bool


@dataclass(frozen=True)
class Bounds:
    """What can be derived about one quantity of a hidden row; high None = nothing bounds it."""

    row: Key
    part: str
    low: int
    high: int | None

    @property
    def width(self) -> float:
        return float("inf") if self.high is None else self.high - self.low


@dataclass
class Attack:
    """rows: all counts; known: the rows a reader has seen. Solves for the others as whole numbers with 0 ≤ k ≤ n."""

    rows: Mapping[Key, Persons]
    sums: Sequence[Sum]
    known: frozenset[Key]
    _index: dict[tuple[Key, str], int] = field(default_factory=dict, init=False)  # a share is two cells: k and rest

    def __post_init__(self) -> None:
        self._hidden = [key for key in self.rows if key not in self.known]
        for key in self._hidden:
            for cell in self._cells(key, "n"):
                self._index[key, cell] = len(self._index)
        self._matrix, self._right = self._equations()
        self._points: list[Whole] = [self._truth()]
        self._ceiling = 20 * max([10, *(p.n for p in self.rows.values())])

    def is_safe(self, key: Key, part: str, width: int) -> bool:
        """Do the tables that fit what is published leave the quantity open by at least `width` persons?

        The answer is that of `bounds`; the solver is asked only where moves do not come to an end.
        """
        cells = [self._index[key, cell] for cell in self._cells(key, part)]
        if self._seen(cells) >= width:
            return True  # two such tables that were met before already differ by enough
        if self._solved is not None:
            ends = []
            for way in (1, -1):
                ends.append(climb(self._solved, self._points[0], self._weights(cells, way), self._ceiling, width))
                self._points.append(ends[-1].point)
                if self._seen(cells) >= width:
                    return True
            if all(end.highest for end in ends):
                return False
        return self.bounds(key, part).width >= width

    def every(self) -> list[Bounds]:
        return [self.bounds(key, part) for key in self._hidden for part in self._parts(key)]

    def bounds(self, key: Key, part: str) -> Bounds:
        """The least and the greatest value of a quantity in all tables that fit what is published."""
        low, high = self._solve(key, part, 1), self._solve(key, part, -1)
        return Bounds(key, part, low, None if high >= self._ceiling // 2 else high)

    def _parts(self, key: Key) -> tuple[str, ...]:
        return PARTS if self.rows[key].k is not None else ("n",)

    def _cells(self, key: Key, part: str) -> tuple[str, ...]:
        """The unknowns that a quantity is the sum of."""
        return ("k", "rest") if part == "n" and self.rows[key].k is not None else (part,)

    def _value(self, key: Key, part: str) -> int:
        persons = self.rows[key]
        k = persons.k or 0
        return {"n": persons.n, "k": k, "rest": persons.n - k}[part]

    def _truth(self) -> Whole:
        return np.array([self._value(key, cell) for key, cell in self._index], dtype=np.int64)

    def _seen(self, cells: list[int]) -> int:
        found = [int(point[cells].sum()) for point in self._points]
        return max(found) - min(found)

    def _weights(self, cells: list[int], way: int) -> Whole:
        weights = np.zeros(len(self._index), dtype=np.int64)
        weights[cells] = way
        return weights

    @cached_property
    def _solved(self) -> Solved | None:
        return solve(self._matrix, self._points[0])

    def _equations(self) -> tuple[Whole, Whole]:
        lines, right = [], []
        for relation in self.sums:
            for part in ("k", "rest") if relation.shares else ("n",):
                line, constant = np.zeros(len(self._index), dtype=np.int64), 0
                for key, sign in ((relation.total, -1), *((p, 1) for p in relation.parts)):
                    if key in self.known:
                        constant -= sign * self._value(key, part)
                    else:
                        for cell in self._cells(key, part):
                            line[self._index[key, cell]] += sign
                if line.any():
                    lines.append(line)
                    right.append(constant)
        shape = (len(lines), len(self._index))
        return np.array(lines, dtype=np.int64).reshape(shape), np.array(right, dtype=np.int64)

    def _solve(self, key: Key, part: str, direction: int) -> int:
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp

        cells = [self._index[key, cell] for cell in self._cells(key, part)]
        constraints = [LinearConstraint(self._matrix, self._right, self._right)] if len(self._right) else []
        limits = Box(np.zeros(len(self._index)), np.full(len(self._index), float(self._ceiling)))
        found = milp(
            self._weights(cells, direction),
            constraints=constraints,
            integrality=np.ones(len(self._index)),
            bounds=limits,
        )
        if found.x is None:
            raise ArithmeticError(f"the published table contradicts itself: {found.message}")
        point = np.rint(found.x).astype(np.int64)
        self._points.append(point)
        return int(point[cells].sum())
