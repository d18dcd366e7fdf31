"""What a reader of published tables can find out about hidden counts: the tightest whole-number bounds of each.

Knows counts and sums only; which rows are published is decided in disclosure.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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
    _index: dict[tuple[Key, str], int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        hidden = [key for key in self.rows if key not in self.known]
        for key in hidden:
            self._index[key, "n"] = len(self._index)
            if self.rows[key].k is not None:
                self._index[key, "k"] = len(self._index)
        self._hidden = hidden
        self._matrix, self._right = self._equations()
        self._points: list[NDArray[np.int64]] = [self._truth()]
        self._ceiling = 20 * max([10, *(p.n for p in self.rows.values())])

    def is_safe(self, key: Key, part: str, width: int) -> bool:
        """Do the tables that fit what is published leave the quantity open by at least `width` persons?"""
        if self._seen(key, part) >= width:
            return True  # two such tables that were met before already differ by enough
        return self.bounds(key, part).width >= width

    def every(self) -> list[Bounds]:
        return [self.bounds(key, part) for key in self._hidden for part in self._parts(key)]

    def bounds(self, key: Key, part: str) -> Bounds:
        """The least and the greatest value of a quantity in all tables that fit what is published."""
        low, high = self._solve(key, part, 1), self._solve(key, part, -1)
        return Bounds(key, part, low, None if high >= self._ceiling // 2 else high)

    def _parts(self, key: Key) -> tuple[str, ...]:
        return PARTS if self.rows[key].k is not None else ("n",)

    def _value(self, key: Key, part: str) -> int:
        persons = self.rows[key]
        return persons.n if part == "n" else (persons.k or 0)

    def _truth(self) -> NDArray[np.int64]:
        return np.array([self._value(key, part) for key, part in self._index], dtype=np.int64)

    def _seen(self, key: Key, part: str) -> int:
        coefficients = self._coefficients(key, part)
        found = [int(coefficients @ point) for point in self._points]
        return max(found) - min(found)

    def _coefficients(self, key: Key, part: str) -> NDArray[np.int64]:
        row = np.zeros(len(self._index), dtype=np.int64)
        if part in ("n", "rest"):
            row[self._index[key, "n"]] = 1
        if part in ("k", "rest"):
            row[self._index[key, "k"]] = -1 if part == "rest" else 1
        return row

    def _equations(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        lines, right = [], []
        for relation in self.sums:
            for part in ("n", "k") if relation.shares else ("n",):
                line, constant = np.zeros(len(self._index), dtype=np.int64), 0
                for key, sign in ((relation.total, -1), *((p, 1) for p in relation.parts)):
                    if key in self.known:
                        constant -= sign * self._value(key, part)
                    else:
                        line[self._index[key, part]] += sign
                if line.any():
                    lines.append(line)
                    right.append(constant)
        shape = (len(lines), len(self._index))
        return np.array(lines, dtype=np.int64).reshape(shape), np.array(right, dtype=np.int64)

    def _solve(self, key: Key, part: str, direction: int) -> int:
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp

        coefficients = self._coefficients(key, part)
        constraints = [LinearConstraint(self._matrix, self._right, self._right)] if len(self._right) else []
        shares = [self._coefficients(row, "rest") for row in self._hidden if self.rows[row].k is not None]
        constraints += [LinearConstraint(np.array(shares), 0, np.inf)] if shares else []
        box = Box(np.zeros(len(self._index)), np.full(len(self._index), float(self._ceiling)))
        found = milp(
            direction * coefficients, constraints=constraints, integrality=np.ones(len(self._index)), bounds=box
        )
        if found.x is None:
            raise ArithmeticError(f"the published table contradicts itself: {found.message}")
        point = np.rint(found.x).astype(np.int64)
        self._points.append(point)
        return int(coefficients @ point)
