"""Moves: changes of hidden counts that keep everything published true, so that a reader cannot tell the states apart.

Exact whole-number pivoting from the true counts. Where it does not come to an end, attack.py asks a solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_PATIENCE = 60  # moves of one climb; a handful are enough but where many do not gain


@dataclass(frozen=True)
class Solved:
    """Equations solved for one cell each: its line and the cell. Moving another cell by 1 moves these by −line."""

    lines: Whole
    cells: NDArray[np.intp]


@dataclass(frozen=True)
class Climb:
    """Where one came to. highest: nothing that keeps the equations lies higher."""

    point: Whole
    highest: bool


def solve(matrix: Whole, truth: Whole) -> Solved | None:
    """For the largest cells: they have room to give to small ones. None if it cannot be done with ±1 alone."""
    lines, waiting = matrix.copy(), np.ones(len(matrix), dtype=bool)
    taken: list[int] = []
    cells: list[int] = []
    for cell in np.argsort(-truth, kind="stable"):
        ones = np.flatnonzero(waiting & (np.abs(lines[:, cell]) == 1))
        if len(ones):
            _pivot(lines, ones[0], cell)
            waiting[ones[0]] = False
            taken.append(int(ones[0]))
            cells.append(int(cell))
    if lines[waiting].any():
        return None
    return Solved(lines[taken], np.array(cells, dtype=np.intp))


def climb(solved: Solved, start: Whole, weights: Whole, ceiling: int, enough: int) -> Climb:
    """From the start, with cells of 0 to the ceiling, make weights · point larger, by `enough` or as far as it goes."""
    lines, cells, point, risen = solved.lines.copy(), solved.cells.copy(), start.copy(), 0
    for _ in range(_PATIENCE):
        gains = weights - weights[cells] @ lines
        own = np.where(gains > 0, ceiling - point, point)
        moving = np.flatnonzero((gains != 0) & (own > 0))
        if not len(moving):
            return Climb(point, highest=True)
        room = _room(-lines[:, moving] * np.sign(gains[moving]), point[cells], ceiling)
        times = np.minimum(room.min(axis=0, initial=ceiling), own[moving])
        best = int(np.argmax(times * np.abs(gains[moving])))
        cell, way = moving[best], int(np.sign(gains[moving[best]]))
        point[cells] -= lines[:, cell] * way * times[best]
        point[cell] += way * times[best]
        risen += int(times[best] * abs(gains[cell]))
        if risen >= enough:
            break
        if times[best] < own[cell]:  # another cell has no more room: it moves by its own will from now on
            blocking = int(np.argmin(room[:, best]))
            if abs(lines[blocking, cell]) != 1:
                break
            _pivot(lines, blocking, cell)
            cells[blocking] = cell
    return Climb(point, highest=False)


def _room(changes: Whole, held: Whole, ceiling: int) -> Whole:
    """How often each change (a column) can be made before each cell held (a line) is at 0 or the ceiling."""
    left = np.where(changes < 0, held[:, None], ceiling - held[:, None])
    return np.where(changes != 0, left // np.maximum(np.abs(changes), 1), ceiling)


def _pivot(lines: Whole, line: int, cell: int) -> None:
    """Solve a line for a cell and take it out of all others."""
    lines[line] *= lines[line, cell]
    factors = lines[:, cell].copy()
    factors[line] = 0
    touched = np.flatnonzero(factors)
    lines[touched] -= np.outer(factors[touched], lines[line])
