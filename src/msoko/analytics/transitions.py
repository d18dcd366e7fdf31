"""The same organisations, or persons, in two periods: how they moved, and how much of it is regression to the mean.

Whoever began lowest rises on average, whoever began highest falls, even if nothing was done (Galton 1886). So a
change is read beside the change usual for that start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.remarks import Refused
from msoko.psychometrics.quantiles import quantiles
from msoko.psychometrics.regression import Regression, least_squares

Floats = NDArray[np.float64]
LEAST = 20  # pairs; below it neither a slope nor a fifth means much
PARTS = 5


@dataclass(frozen=True)
class Part:
    """Those who began in one part of the distribution, the lowest first. expected: the change usual for their starts.

    low, high: 95 % of the mean change.
    """

    n: int
    start: float
    change: float
    low: float
    high: float
    expected: float


@dataclass(frozen=True)
class Movement:
    """change: mean later − earlier, with its sd, 95 % interval and t (None: all changed alike). correlation: of
    the two periods. share_up: rose.


    line: later on earlier; a slope below one spread ratio is regression to the mean. change_with_start: correlation of
    change and start, negative from noise alone. table: counts, rows by part at the start, columns at the end.
    """

    n: int
    change: float
    sd: float
    low: float
    high: float
    t: float | None
    correlation: float
    share_up: float
    change_with_start: float
    line: Regression
    parts: tuple[Part, ...]
    table: NDArray[np.int64]


def movement(earlier: Sequence[float] | Floats, later: Sequence[float] | Floats, parts: int = PARTS) -> Movement:
    """Pairs without gaps, in one unit. Parts are cut at the quantiles (type 7) of each period.

    Raises Refused: gaps, fewer than LEAST pairs, all alike in a period.
    """
    from scipy import stats

    first, second = np.asarray(earlier, dtype=float), np.asarray(later, dtype=float)
    unknown = ~(np.isfinite(first) & np.isfinite(second))
    if unknown.any():
        raise Refused("pairs-with-gaps", count=int(unknown.sum()))
    if len(first) < LEAST:
        raise Refused("pairs-few", count=len(first), least=LEAST)
    if not first.std() or not second.std():
        raise Refused("pairs-alike")
    change = second - first
    half, error = _half(change), float(stats.sem(change))
    line = least_squares(second, first[:, None], ("earlier",))
    start, end = grouped(first, parts), grouped(second, parts)
    table = np.zeros((parts, parts), dtype=np.int64)
    np.add.at(table, (start, end), 1)
    return Movement(
        len(first), float(change.mean()), float(change.std(ddof=1)), float(change.mean() - half),
        float(change.mean() + half), float(change.mean()) / error if error else None,
        float(np.corrcoef(first, second)[0, 1]), float((change > 0).mean()),
        float(np.corrcoef(first, change)[0, 1]) if change.std() else 0.0, line,
        tuple(_part(first, change, line.fitted - first, start == p) for p in range(parts) if (start == p).sum() > 1),
        table,
    )  # fmt: skip


def grouped(values: Floats, parts: int = PARTS) -> NDArray[np.int64]:
    """The number of each value's part, 0 the lowest; a value at a boundary belongs below it."""
    inner = quantiles(values, np.arange(1, parts) / parts)
    return np.searchsorted(inner, values, side="left")


def _part(first: Floats, change: Floats, usual: Floats, inside: NDArray[np.bool_]) -> Part:
    own = change[inside]
    half = _half(own)
    return Part(
        int(inside.sum()), float(first[inside].mean()), float(own.mean()), float(own.mean() - half),
        float(own.mean() + half), float(usual[inside].mean()),
    )  # fmt: skip


def _half(values: Floats) -> float:
    """Half of the t interval of a mean."""
    from scipy import stats

    return float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
