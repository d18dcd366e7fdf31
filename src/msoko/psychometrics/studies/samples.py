"""A sample that knows how it was drawn: with replicate weights, or by strata and sampling units.

Both answer the same questions. An estimate is a value and its parts, a row of numbers that the sampling variance is a
square form of: with replicates the deviations of the replicate estimates, without them the linearised scores of the
sampling units. Parts of a difference are the difference of the parts, so that what two groups share is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.responses import Floats, Integers
from msoko.psychometrics.studies.remarks import Refused

Rows = Integers | slice
Terms = Callable[[Rows], Floats]  # row numbers -> k × rows, whose weighted totals a statistic is made of
Formula = Callable[[Floats], Floats]  # totals k × C -> statistics × C; complex numbers must pass through it
BLOCK = 4096  # rows: terms and weights of a block stay in the cache
_TINY = 1e-30


@dataclass(frozen=True)
class Parts:
    """value: S statistics; parts: S × C."""

    value: Floats
    parts: Floats

    def __sub__(self, other: Parts) -> Parts:
        return Parts(self.value - other.value, self.parts - other.parts)


class Sample(Protocol):
    """weight: n, the full-sample weight. first_only: sampling variance of the first plausible value alone."""

    @property
    def weight(self) -> Floats: ...
    @property
    def first_only(self) -> bool: ...
    @property
    def title(self) -> str: ...

    def totals(self, terms: Terms, rows: Integers) -> Floats:
        """k × C: weighted totals of the terms over the rows; C as the sample needs it."""

    def smooth(self, totals: Floats, formula: Formula) -> Parts:
        """A smooth function of totals with its parts."""

    def percentiles(self, values: Floats, rows: Integers, which: Sequence[float]) -> Parts:
        """Values below which at least `which` per cent of the weight lie, with their parts."""

    def variance(self, parts: Parts) -> Floats:
        """S sampling variances."""

    def freedom(self, rows: Integers) -> float:
        """Degrees of freedom of the sampling variance. Refused: none are left."""


@dataclass(frozen=True)
class Replicated:
    """weights: n × (1 + R), the full weight first. Variance: factor·Σ over replicates (estimate_r − estimate)².

    zones: independent contributions to the variance, its degrees of freedom. pairs: n, 2·zone + half, where replicates
    are made of zones: then those zones count whose halves both have persons.
    """

    title: str
    weights: Floats
    factor: float
    zones: int
    first_only: bool = False
    pairs: Integers | None = None

    @classmethod
    def of(
        cls, title: str, weight: ArrayLike, replicates: ArrayLike, factor: float,
        zones: int | None = None, first_only: bool = False, pairs: Integers | None = None,
    ) -> Replicated:  # fmt: skip
        """weight: n; replicates: n × R. Raises Refused: gaps or negative weights, fewer than two replicates."""
        full, others = np.asarray(weight, dtype=float), np.asarray(replicates, dtype=float)
        if others.ndim != 2 or others.shape[1] < 2:
            raise Refused("replicates-few", count=others.shape[1] if others.ndim == 2 else 0, least=2)
        if others.shape[:1] != full.shape:
            raise Refused("weights-wrong", rows=len(full))
        weights = np.empty((len(full), 1 + others.shape[1]))
        weights[:, 0], weights[:, 1:] = full, others
        if not np.isfinite(weights).all() or weights.min(initial=0) < 0 or not full.sum() > 0:
            raise Refused("weights-wrong", rows=len(full))
        return cls(title, weights, factor, zones or others.shape[1], first_only, pairs)

    @property
    def weight(self) -> Floats:
        return self.weights[:, 0]

    def totals(self, terms: Terms, rows: Integers) -> Floats:
        found: Floats = np.zeros(())
        for at in range(0, len(rows), BLOCK):
            some = _run(rows[at : at + BLOCK])
            found = found + terms(some) @ self.weights[some]
        return found

    def smooth(self, totals: Floats, formula: Formula) -> Parts:
        return _deviations(formula(totals))

    def percentiles(self, values: Floats, rows: Integers, which: Sequence[float]) -> Parts:
        order = rows[np.argsort(values[rows], kind="stable")]
        ordered = values[order]
        found = np.empty((len(which), self.weights.shape[1]))
        for r in range(self.weights.shape[1]):
            found[:, r] = _inverse(ordered, np.cumsum(self.weights[order, r]), np.asarray(which) / 100)
        return _deviations(found)

    def variance(self, parts: Parts) -> Floats:
        return np.asarray(self.factor * (parts.parts**2).sum(axis=1))

    def freedom(self, rows: Integers) -> float:
        if self.pairs is None:
            return self.zones
        present = np.unique(self.pairs[rows[self.weight[rows] > 0]])
        zones = int((np.bincount(present // 2) == 2).sum())
        if not zones:
            raise Refused("zones-torn")
        return zones


@dataclass(frozen=True)
class Drawn:
    """Sampling units (persons, classes, schools) drawn within strata; errors by Taylor linearisation.

    unit: n, the unit of each row; stratum, left: U, the stratum of each unit and its finite population correction
    1 − m/M, or 1 (Woodruff 1971; Cochran 1977, ch. 6 and 11; Särndal, Swensson and Wretman 1992, §5.5). Units count
    as drawn with replacement within the first stage, as usual; with a correction only the first stage is corrected.
    """

    title: str
    weight: Floats
    unit: Integers
    stratum: Integers
    left: Floats
    first_only: bool = False

    @classmethod
    def of(
        cls, weight: ArrayLike, strata: ArrayLike | None = None, clusters: ArrayLike | None = None,
        population: ArrayLike | None = None, title: str = "",
    ) -> Drawn:  # fmt: skip
        """weight: n. strata, clusters: n labels; without clusters each row is a unit. population: n, sampling units
        in the row's stratum altogether; without it no finite population correction.

        Raises Refused: bad weights, a population smaller than the sample, a stratum with one unit of several.
        """
        each = np.asarray(weight, dtype=float)
        if not np.isfinite(each).all() or each.min(initial=0) < 0 or not each.sum() > 0:
            raise Refused("weights-wrong", rows=len(each))
        names, layer = np.unique(np.zeros(len(each)) if strata is None else np.asarray(strata), return_inverse=True)
        own = np.arange(len(each)) if clusters is None else np.unique(np.asarray(clusters), return_inverse=True)[1]
        _, firsts, unit = np.unique(layer * (own.max() + 1) + own, return_index=True, return_inverse=True)
        stratum = layer[firsts]
        sizes, left = np.bincount(stratum)[stratum], np.ones(len(stratum))
        if population is not None:
            given = np.asarray(population, dtype=float)[firsts]
            wrong = ~(given >= sizes)
            if wrong.any():
                raise Refused("population-wrong", found=sizes[wrong][0], population=f"{given[wrong][0]:g}")
            left = 1 - sizes / given
        alone = (sizes == 1) & (left > 0)
        if alone.any():
            raise Refused("stratum-one-unit", stratum=names[stratum[alone][0]])
        return cls(title, each, unit.ravel(), stratum, left)

    def totals(self, terms: Terms, rows: Integers) -> Floats:
        weighted = terms(rows) * self.weight[rows]
        return np.stack([np.bincount(self.unit[rows], one, len(self.stratum)) for one in weighted])

    def smooth(self, totals: Floats, formula: Formula) -> Parts:
        """Scores of the units: their totals times the gradient, taken by a complex step, exact to rounding."""
        whole = totals.sum(axis=1)
        step = _TINY * np.maximum(np.abs(whole), 1)
        moved = formula((whole[:, None] + 1j * np.diag(step)).astype(complex))
        return Parts(np.real(moved[:, 0]), np.asarray((np.imag(moved) / step) @ totals))

    def percentiles(self, values: Floats, rows: Integers, which: Sequence[float]) -> Parts:
        """Woodruff (1952): the interval of the share at or below the found value, read back through the distribution
        function; the error is half of it divided by t. Parts are scores of that share scaled to the error.
        """
        from scipy.stats import t

        order = rows[np.argsort(values[rows], kind="stable")]
        ordered, sums = values[order], np.cumsum(self.weight[order])
        shares = np.asarray(which) / 100
        found = _inverse(ordered, sums, shares)
        totals = self.totals(lambda some: np.vstack([values[some] <= found[:, None], np.ones(len(rows))]), rows)
        below = self.smooth(totals, lambda sums: sums[:-1] / sums[-1])
        errors = np.sqrt(self.variance(below))
        away = float(t.ppf(0.975, self.freedom(rows))) * errors
        for p, low, high in zip(which, below.value - away, below.value + away, strict=True):
            if not 0 < low < high < 1:
                raise Refused("percentile-too-far", found=f"{p:g}")
        width = _inverse(ordered, sums, below.value + away) - _inverse(ordered, sums, below.value - away)
        scale = np.divide(width, 2 * away, out=np.zeros(len(which)), where=away > 0)
        return Parts(found, -below.parts * scale[:, None])

    def variance(self, parts: Parts) -> Floats:
        m = np.bincount(self.stratum)
        sums = np.stack([np.bincount(self.stratum, one, len(m)) for one in parts.parts])
        around = parts.parts - (sums / m)[:, self.stratum]
        return np.asarray((around**2) @ (self.left * (m / np.maximum(m - 1, 1))[self.stratum]))

    def freedom(self, rows: Integers) -> float:
        present = np.unique(self.unit[rows[self.weight[rows] > 0]])
        strata = len(np.unique(self.stratum[present]))
        if len(present) <= strata:
            raise Refused("few-units", units=len(present), strata=strata)
        return len(present) - strata


def _run(rows: Integers) -> Rows:
    """Rows without a hole between them as a slice: nothing is copied then."""
    return slice(int(rows[0]), int(rows[-1]) + 1) if rows[-1] - rows[0] == len(rows) - 1 else rows


def _deviations(found: Floats) -> Parts:
    return Parts(found[:, 0], found[:, 1:] - found[:, :1])


def _inverse(ordered: Floats, sums: Floats, shares: Floats) -> Floats:
    """The lowest value with at least that share of the weight at or below it."""
    wanted = shares * sums[-1] * (1 - 1e-12)
    return np.asarray(ordered[np.minimum(np.searchsorted(sums, wanted), len(ordered) - 1)])
