"""How each method would have done: forecasts from every past year, their errors, the choice, the width of intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.forecast.methods import METHODS, Method
from msoko.analytics.panel import Floats, Panel

LEAST_YEARS = 3  # of a series that is forecast
LEAST_TRAINED = 2  # known years of a series before an origin
LEAST_ERRORS = 19  # the 95 % interval is the largest of nineteen errors or more
LEAST_AT_HORIZON = 10
LEVELS = (0.80, 0.95)


@dataclass(frozen=True)
class Coverage:
    """Share of past values inside the interval that was made without their year, and of how many; None: one origin."""

    share: Mapping[float, float] | None
    count: int


@dataclass(frozen=True)
class BackTest:
    """errors: method → N × O × H, what came less what was forecast, on the working scale; nan where one is not known.

    sampling: N × O × H, variance of chance in the last known value and in the one that came.
    """

    origins: tuple[int, ...]  # years forecast from
    horizons: Floats
    errors: Mapping[Method, Floats]
    sampling: Floats

    def compared(self, method: Method) -> Floats:
        """Errors where every method has one, so that they are compared on the same values."""
        able = [np.isfinite(found) for found in self.errors.values() if np.isfinite(found).any()]
        every = np.all(able, axis=0) if able else np.isfinite(self.errors[method])
        return np.where(every, self.errors[method], np.nan)

    def accuracy(self) -> dict[Method, float]:
        """Mean absolute error on the working scale, horizons counting alike."""
        found = {method: _by_horizon(np.abs(self.compared(method))) for method in self.errors}
        return {method: error for method, error in found.items() if np.isfinite(error)}

    def within(self, horizons: int) -> BackTest:
        """The first so many horizons."""
        errors = {method: found[:, :, :horizons] for method, found in self.errors.items()}
        return BackTest(self.origins, self.horizons[:horizons], errors, self.sampling[:, :, :horizons])

    def count(self, method: Method) -> NDArray[np.int64]:
        """Errors at each horizon."""
        return np.asarray(np.isfinite(self.errors[method]).sum(axis=(0, 1)))


@dataclass(frozen=True)
class Width:
    """√(own² + sampling) × factor is the half-width; own: H, how far the best forecast misses beside sampling."""

    own: Floats
    factor: Mapping[float, float]

    def half(self, sampling: Floats, level: float) -> Floats:
        return np.asarray(self.factor[level] * np.sqrt(self.own**2 + sampling))


def run(panel: Panel, longest: int) -> BackTest:
    """Rolling origin (Tashman 2000): every year with two before it or more, at horizons 1…longest."""
    x, v = panel.worked
    known = np.isfinite(x)
    last = x.shape[1] - 1
    origins = range(LEAST_TRAINED - 1, last)
    horizons = np.arange(1, longest + 1)
    shape = (len(x), len(origins), longest)
    came, sampling = np.full(shape, np.nan), np.full(shape, np.nan)
    errors = {method: np.full(shape, np.nan) for method in METHODS}
    for o, at in enumerate(origins):
        reach = min(longest, last - at)
        ready = (known[:, : at + 1].sum(axis=1) >= LEAST_TRAINED) & known[:, at]
        came[ready, o, :reach] = x[ready, at + 1 : at + 1 + reach]
        sampling[:, o, :reach] = v[:, at, None] + v[:, at + 1 : at + 1 + reach]
        then = panel.until(panel.years[at])
        for method, forecast in METHODS.items():
            errors[method][:, o, :reach] = came[:, o, :reach] - forecast(then, horizons[:reach].astype(float))
    return BackTest(tuple(panel.years[at] for at in origins), horizons.astype(float), errors, sampling)


def choose(test: BackTest) -> Method:
    """The least mean absolute error among those that beat naive by more than one standard error; else naive.

    The error of the gain is that of organisations' means: their errors are the independent ones (the rule of one
    standard error: Breiman, Friedman, Olshen and Stone 1984, §3.4.3).
    """
    base = np.abs(test.compared(Method.NAIVE))
    best, least = Method.NAIVE, _by_horizon(base)
    for method in test.errors:
        found = np.abs(test.compared(method))
        gains = _means(base - found)
        if len(gains) < 2 or gains.mean() <= gains.std(ddof=1) / np.sqrt(len(gains)):
            continue
        if (error := _by_horizon(found)) < least:
            best, least = method, error
    return best


def width(errors: Floats, sampling: Floats) -> Width:
    """From errors N × O × H: own variance by moments (never falling with the horizon), then the factor that covers.

    The factor is the quantile of |error| / scale with the correction for few, ⌈(m + 1)·level⌉ of m (split conformal
    prediction with scaled errors: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, §5.2).
    """
    whole = np.array([_mean(errors[:, :, h] ** 2) for h in range(errors.shape[2])])
    chance = np.array([_mean(np.where(np.isfinite(errors), sampling, np.nan)[:, :, h]) for h in range(errors.shape[2])])
    own = np.maximum.accumulate(np.nan_to_num(np.maximum(whole - chance, 0.05 * whole)))
    scaled = np.abs(errors) / np.sqrt(own + sampling)
    sizes = np.sort(scaled[np.isfinite(scaled)])
    return Width(np.sqrt(own), {level: _conformal(sizes, level) for level in LEVELS})


def coverage(test: BackTest) -> Coverage:
    """Every origin in turn left out of the choice and of the width, then asked: how much of it is inside?"""
    inside: dict[float, list[bool]] = {level: [] for level in LEVELS}
    for o in range(len(test.origins)):
        rest = [k for k in range(len(test.origins)) if k != o]
        part = BackTest(
            tuple(test.origins[k] for k in rest), test.horizons,
            {method: found[:, rest] for method, found in test.errors.items()}, test.sampling[:, rest],
        )  # fmt: skip
        method = choose(part) if rest else Method.NAIVE
        if not rest or np.isfinite(part.errors[method]).sum() < LEAST_ERRORS:
            continue
        wide = width(part.errors[method], part.sampling)
        missed, sampling = np.abs(test.errors[method][:, o]), test.sampling[:, o]
        told = np.isfinite(missed) & (wide.own > 0)
        for level in LEVELS:
            inside[level] += (missed <= wide.half(sampling, level))[told].tolist()
    count = len(inside[LEVELS[0]])
    return Coverage({level: float(np.mean(found)) for level, found in inside.items()} if count else None, count)


def _conformal(sizes: Floats, level: float) -> float:
    rank = int(np.ceil((len(sizes) + 1) * level - 1e-9))
    return float(sizes[min(rank, len(sizes)) - 1])


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _by_horizon(values: Floats) -> float:
    found = [_mean(values[:, :, h]) for h in range(values.shape[2])]
    return float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")


def _means(values: Floats) -> Floats:
    """Of each organisation that has any."""
    found = np.array([_mean(own) for own in values])
    return np.asarray(found[np.isfinite(found)])
