"""The four ways to continue a short series. Each: a panel as known at its last year, horizons → N × H on its scale.

A series whose last year is not known gets nan: nothing is forecast from an older value as if it were the last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np

from msoko.analytics import pooling
from msoko.analytics.panel import Floats, Panel
from msoko.analytics.remarks import Refused


class Method(StrEnum):
    NAIVE = "naive"  # as it was in the last year
    DRIFT = "drift"  # the mean step from the first to the last year goes on
    DAMPED = "damped"  # a smoothed trend that dies away
    POOLED = "pooled"  # own level and trend, drawn towards those of the comparable


def naive(panel: Panel, horizons: Floats) -> Floats:
    x, _ = panel.worked
    return np.repeat(x[:, -1:], len(horizons), axis=1)


def drift(panel: Panel, horizons: Floats) -> Floats:
    """Last value + h·(last − first)/(years between); needs two known years."""
    x, _ = panel.worked
    known = np.isfinite(x)
    first = known.argmax(axis=1)
    between = x.shape[1] - 1 - first
    start = x[np.arange(len(x)), first]
    step = np.where(between > 0, (x[:, -1] - start) / np.maximum(between, 1), np.nan)
    return np.asarray(x[:, -1:] + step[:, None] * horizons[None, :])


# With three to ten points a series cannot tell its own smoothing: one set for all the comparable, from this grid.
_ALPHA, _BETA, _PHI = (0.2, 0.4, 0.6, 0.8, 1.0), (0.1, 0.3, 0.6), (0.8, 0.9, 0.98)
_GRID = np.array([(a, b, p) for a in _ALPHA for b in _BETA for p in _PHI])
_UNTOLD = np.array([[0.8, 0.1, 0.9]])  # two years tell no error one year ahead


def damped(panel: Panel, horizons: Floats) -> Floats:
    """Gardner and McKenzie (1985, Management Science 31:1237-1246) in the component form

    l_t = α·y_t + (1 − α)(l_{t−1} + φ·b_{t−1}), b_t = β(l_t − l_{t−1}) + (1 − β)φ·b_{t−1}, y_{t+h} = l_t + Σφ^i·b_t,
    from l = the first known value, b = the mean step of all series between their first two years known in a row. α, β,
    φ: one set for all series, least mean absolute error one year ahead. A year not known leaves what was expected.
    """
    x, _ = panel.worked
    level, trend, errors = _smooth(x, _GRID)
    if np.isfinite(errors).any():
        best = int(np.nanargmin(errors))
        level, trend, phi = level[best], trend[best], _GRID[best, 2]
    else:
        level, trend, _ = _smooth(x, _UNTOLD)
        level, trend, phi = level[0], trend[0], _UNTOLD[0, 2]
    reach = np.array([(phi ** np.arange(1, int(h) + 1)).sum() for h in horizons])
    found = level[:, None] + trend[:, None] * reach[None, :]
    usable = np.isfinite(x[:, -1]) & (np.isfinite(x).sum(axis=1) >= 2)
    return np.where(usable[:, None], found, np.nan)


def _smooth(x: Floats, grid: Floats) -> tuple[Floats, Floats, Floats]:
    """Level and trend at the end, C × N, and the mean absolute error one year ahead of each setting, C."""
    alpha, beta, phi = (grid[:, k : k + 1] for k in range(3))
    steps = np.diff(x, axis=1)
    has = np.isfinite(steps).any(axis=1)
    first = np.where(has, np.isfinite(steps).argmax(axis=1), 0)
    start = steps[np.arange(len(x)), first]
    common = float(np.nanmean(start)) if has.any() else 0.0
    level = np.full((len(grid), len(x)), np.nan)
    trend = np.full((len(grid), len(x)), common)
    seen = np.zeros(len(x), dtype=int)
    errors, count = np.zeros(len(grid)), 0
    for column in x.T:
        known = np.isfinite(column)
        expected = level + phi * trend
        told = known & (seen >= 2)
        errors += np.abs(column - expected)[:, told].sum(axis=1)
        count += int(told.sum())
        begun = np.where(np.isnan(level), column, expected)
        moved = np.where(known, alpha * column + (1 - alpha) * begun, begun)
        turned = np.where(known, beta * (moved - level) + (1 - beta) * phi * trend, phi * trend)
        trend = np.where(np.isnan(level), trend, turned)
        level = moved
        seen += known
    return level, trend, errors / count if count else np.full(len(grid), np.nan)


def pooled(panel: Panel, horizons: Floats) -> Floats:
    """Best linear prediction of the mixed model (analytics/pooling.py), fitted to what was known by then."""
    try:
        found = pooling.fit(panel).ahead(panel, horizons)
    except Refused:
        return np.full((len(panel.names), len(horizons)), np.nan)
    usable = panel.known[:, -1] & (panel.known.sum(axis=1) >= 2)
    return np.where(usable[:, None], found, np.nan)


METHODS: Mapping[Method, Callable[[Panel, Floats], Floats]] = {
    Method.NAIVE: naive,
    Method.DRIFT: drift,
    Method.DAMPED: damped,
    Method.POOLED: pooled,
}
