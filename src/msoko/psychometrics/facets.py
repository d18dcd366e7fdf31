"""Persons, items and raters on one scale: who marks severely, and what a mark is worth without it (Linacre 1989).

log P(k) / P(k − 1) = θ − δ_ik − λ_r for a mark of rater r on item i, Σ λ = 0, θ ~ N(0, σ²), slopes 1. Marginal
likelihood: an item under a rater is an item of its own whose steps are c_ik + k·λ_r, and the estimator of the partial
credit family climbs along that design. Assumed: given θ, marks are independent. Two marks of one answer are not
quite (Patz, Junker, Johnson and Mariano 2002), so errors of persons are somewhat too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.fit import fit_of_sets
from msoko.psychometrics.likelihood import LARGEST_MOVE, Chord, Criteria, climb, inverse
from msoko.psychometrics.marginal import Free
from msoko.psychometrics.marks import Marks
from msoko.psychometrics.observed import Expected, complete_information, expect, information
from msoko.psychometrics.persons import Estimates, wle
from msoko.psychometrics.population import Population
from msoko.psychometrics.reduced import Reduced
from msoko.psychometrics.remarks import Remark
from msoko.psychometrics.responses import Floats

FEW_MARKS = 30


@dataclass(frozen=True)
class Rater:
    """severity: in logits, 0 is the average rater, above it severe. points: what the rater adds to a mark on the
    average of the works marked, against the average rater. infit, outfit: of the rater's marks, 1 is as the model says;
    well above 1 erratic, well below too even.
    """

    name: str
    n: int
    severity: float
    se: float
    points: float
    infit: float
    outfit: float


@dataclass(frozen=True)
class Facets(Criteria):
    """curves: of items under the average rater; se_steps: I × K, of cumulative steps. sd: of persons.

    differences, df, p: χ² of all severities being equal. reliability: of severities, the share of their spread that
    is no error, may be negative. estimates: of persons, weighted likelihood free of who marked them.
    """

    marks: Marks
    curves: Curves
    se_steps: Floats
    raters: tuple[Rater, ...]
    differences: float
    df: int
    p: float
    reliability: float | None
    sd: float
    estimates: Estimates
    log_likelihood: float
    parameters: int
    remarks: tuple[Remark, ...]

    @property
    def persons(self) -> float:
        return float(len(self.marks.persons))


@dataclass(frozen=True)
class _Design:
    """matrix: steps of items under raters × (item steps, free severities); free: steps of items under raters."""

    matrix: Floats
    known: np.ndarray
    free: Free

    @classmethod
    def of(cls, marks: Marks) -> _Design:
        item, rater = marks.columns.T
        width = int(marks.most.max())
        known = np.arange(width)[None, :] < marks.most[:, None]
        place = np.cumsum(known.ravel()).reshape(known.shape) - 1
        raters = len(marks.raters)
        contrast = np.vstack([np.eye(raters - 1), -np.ones(raters - 1)])
        column, k = np.nonzero(known[item])
        matrix = np.zeros((len(column), int(known.sum()) + raters - 1))
        matrix[np.arange(len(column)), place[item[column], k]] = 1.0
        matrix[:, int(known.sum()) :] = contrast[rater[column]] * (k + 1)[:, None]
        return cls(matrix, known, Free(np.zeros(len(item), dtype=bool), known[item]))

    def curves(self, values: Floats) -> Curves:
        steps = np.full(self.free.steps.shape, np.nan)
        steps[self.free.steps] = self.matrix @ values
        return Curves(np.ones(len(steps)), steps)

    def project(self, what: Floats) -> Floats:
        """A gradient or an information of the steps of items under raters, as one of the design's parameters; the
        population's parameters stay as they are.
        """
        extra = what.shape[0] - len(self.matrix)
        whole = np.zeros((len(what), self.matrix.shape[1] + extra))
        whole[: len(self.matrix), : self.matrix.shape[1]] = self.matrix
        whole[len(self.matrix) :, self.matrix.shape[1] :] = np.eye(extra)
        return np.asarray(whole.T @ what @ whole if what.ndim == 2 else whole.T @ what)


@dataclass(frozen=True)
class _At:
    """Where the climb is: values of the design's parameters and the E-step there."""

    values: Floats
    expected: Expected

    @property
    def log_likelihood(self) -> float:
        return self.expected.log_likelihood


@dataclass(frozen=True)
class _Climber:
    data: Reduced
    design: _Design

    def at(self, values: Floats, population: Population) -> _At:
        return _At(values, expect(self.data, self.design.curves(values), population))

    def moved(self, at: _At, step: Floats) -> _At:
        items = len(at.values)
        return self.at(at.values + step[:items], at.expected.population.moved(step[items:]))

    def gradient(self, at: _At) -> Floats:
        return self.design.project(at.expected.gradient(self.data, self.design.free))

    def information(self, at: _At) -> Floats:
        return self.design.project(information(self.data, at.expected, self.design.free))

    def em(self, at: _At) -> _At:
        """A step by the expected complete information: never too long, since it is the larger."""
        complete = self.design.project(complete_information(self.data, at.expected, self.design.free))
        return self.moved(at, np.clip(np.linalg.solve(complete, self.gradient(at)), -LARGEST_MOVE, LARGEST_MOVE))

    def distance(self, a: _At, b: _At) -> float:
        population = np.abs(a.expected.population.parameters - b.expected.population.parameters).max()
        return max(float(np.abs(a.values - b.values).max()), float(population))


def scale_marks(
    persons: Sequence[str], items: Sequence[str], raters: Sequence[str], marks: Sequence[float], tolerance: float = 1e-7
) -> Facets:
    """One entry a mark: whose work, which item, who marked, how many points (whole, from 0; NaN is no mark).

    Raises Refused: fewer than two raters, marks that are no points or given twice, raters whom no chain of common
    works connects, a rater whose marks are all lowest or all highest, a category nobody used.
    """
    given, remarks = Marks.of(persons, items, raters, marks)
    climber = _Climber(Reduced.of(given.responses, equal_slopes=True), _Design.of(given))
    start = climber.at(_start(given, climber.design), Population.start(1, 0, fix_sd=False))
    at, steps, converged = climb(
        start, climber.em, Chord(climber.information, climber.gradient, climber.moved), climber.distance, tolerance
    )
    covariance = inverse(climber.information(at))
    if not converged:
        remarks = (*remarks, Remark("not-converged", steps=steps))
    return _described(given, climber.design, at, covariance, remarks)


def _start(marks: Marks, design: _Design) -> Floats:
    """Steps from the log odds of neighbouring categories, severities 0."""
    steps = np.full(design.known.shape, np.nan)
    for item, most in enumerate(marks.most):
        own = marks.responses.scores[:, marks.columns[:, 0] == item]
        counts = np.array([(own == k).sum() for k in range(most + 1)], dtype=float)
        steps[item, :most] = np.cumsum(np.log(counts[:-1] / counts[1:]))
    return np.concatenate([steps[design.known], np.zeros(len(marks.raters) - 1)])


def _described(marks: Marks, design: _Design, at: _At, covariance: Floats, remarks: tuple[Remark, ...]) -> Facets:
    count, raters = int(design.known.sum()), len(marks.raters)
    contrast = np.vstack([np.eye(raters - 1), -np.ones(raters - 1)])
    severities = contrast @ at.values[count:]
    free = covariance[count : count + raters - 1, count : count + raters - 1]
    errors = np.sqrt(np.diag(contrast @ free @ contrast.T))
    steps, se_steps = np.full(design.known.shape, np.nan), np.full(design.known.shape, np.nan)
    steps[design.known], se_steps[design.known] = at.values[:count], np.sqrt(np.diag(covariance)[:count])
    estimates = wle(marks.responses, at.expected.curves)
    curves = Curves(np.ones(len(steps)), steps)
    sets = [marks.of_rater(rater) for rater in range(raters)]
    fit = fit_of_sets(marks.responses, at.expected.curves, estimates.theta, sets)
    points = _points(marks, at.expected.curves, curves, estimates.theta)
    differences = float(at.values[count:] @ np.linalg.solve(free, at.values[count:]))
    spread = float(severities.var(ddof=1))
    few = [
        Remark("rater-few", rater=n, count=int(k)) for n, k in zip(marks.raters, fit.n, strict=True) if k < FEW_MARKS
    ]
    return Facets(
        marks, curves, se_steps,
        tuple(
            Rater(name, int(n), float(severity), float(se), float(point), float(infit), float(outfit))
            for name, n, severity, se, point, infit, outfit in zip(
                marks.raters, fit.n, severities, errors, points, fit.infit, fit.outfit, strict=True
            )
        ),
        differences, raters - 1, float(chi2.sf(differences, raters - 1)),
        1 - float((errors**2).mean()) / spread if spread > 0 else None,
        float(at.expected.population.sds[0]), estimates, at.log_likelihood, len(covariance), (*remarks, *few),
    )  # fmt: skip


def _points(marks: Marks, under: Curves, average: Curves, theta: Floats) -> Floats:
    """What each rater adds to a mark: expected under the rater less expected under the average one, over the works."""
    known = marks.responses.known
    with_rater, without = under.moments(theta)[0].T, average.moments(theta)[0].T[:, marks.columns[:, 0]]
    added = np.where(known, with_rater - without, 0.0)
    return np.array([
        added[:, columns].sum() / known[:, columns].sum()
        for columns in (marks.of_rater(rater) for rater in range(len(marks.raters)))
    ])  # fmt: skip
