"""What is known of each person on a scaled instrument: estimates with their errors, plausible values, fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from msoko.psychometrics import patterns
from msoko.psychometrics.answers import by_pattern
from msoko.psychometrics.categories import Categories
from msoko.psychometrics.curves import Curves
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.observed import posterior
from msoko.psychometrics.patterns import Calibrated, Patterns
from msoko.psychometrics.reduced import Reduced
from msoko.psychometrics.responses import Floats, Responses

BOUND = 30.0  # an estimate beyond this is no estimate
_ROWS = 20_000


@dataclass(frozen=True)
class Estimates:
    """theta and se for each person of responses (not of rows left out). reliability: of this estimate, may be
    negative.

    se: standard error of ML and WLE, posterior sd of EAP. has_estimate False: ML of a lowest or highest score.
    """

    theta: Floats
    se: Floats
    reliability: float | None
    has_estimate: np.ndarray


def eap(scaled: Scaled | Calibrated[Any]) -> Estimates:
    """Posterior means and sds (Bock and Mislevy 1982). Reliability: var(EAP) / (var(EAP) + mean posterior variance)."""
    theta = scaled.population.nodes()
    mean, sd = np.empty(len(scaled.responses.scores)), np.empty(len(scaled.responses.scores))
    for rows, after in _posteriors(scaled, theta):
        mean[rows] = after @ theta
        sd[rows] = np.sqrt(np.maximum(after @ theta**2 - mean[rows] ** 2, 0.0))
    weights = scaled.responses.weights
    spread, error = _variance(mean, weights), float(np.average(sd**2, weights=weights))
    return Estimates(mean, sd, spread / (spread + error) if spread > 0 else None, np.ones(len(mean), dtype=bool))


def wle(responses: Responses, curves: Curves | Categories) -> Estimates:
    """Weighted likelihood (Warm 1989): Σ a(x − E) + J / 2I = 0; finite for every score. se = 1 / √I.

    Reliability: 1 − mean(se²) / var(WLE), weighted; negative if errors exceed the spread, and shown so.
    """
    theta, se = _points(responses, curves, weighted=True)
    spread = _variance(theta, responses.weights)
    error = float(np.average(se**2, weights=responses.weights))
    return Estimates(theta, se, 1 - error / spread if spread > 0 else None, np.ones(len(theta), dtype=bool))


def ml(responses: Responses, curves: Curves | Categories) -> Estimates:
    """Maximum likelihood; without an estimate for those who got nothing or everything (Lord 1980)."""
    theta, se = _points(responses, curves, weighted=False)
    known = np.isfinite(theta)
    if known.sum() < 2:
        return Estimates(theta, se, None, known)
    spread = _variance(theta[known], responses.weights[known])
    error = float(np.average(se[known] ** 2, weights=responses.weights[known]))
    return Estimates(theta, se, 1 - error / spread if spread > 0 else None, known)


def plausible_values(scaled: Scaled | Calibrated[Any], count: int, seed: int) -> Floats:
    """Persons × count draws from each posterior (Mislevy 1991), by the inverse of its distribution between nodes.

    Item parameters are taken as known. For means and variances of groups, never as a score of a person.
    """
    theta = scaled.population.nodes()
    half = (theta[1] - theta[0]) / 2
    edges = np.append(theta - half, theta[-1] + half)
    rng = np.random.default_rng(seed)
    drawn = np.empty((len(scaled.responses.scores), count))
    for rows, after in _posteriors(scaled, theta):
        below = np.concatenate([np.zeros((len(after), 1)), np.cumsum(after, axis=1)], axis=1)
        below /= below[:, -1:]
        for m in range(count):
            u = rng.random(len(after))
            q = np.clip((below <= u[:, None]).sum(axis=1) - 1, 0, len(theta) - 1)
            one = np.arange(len(after))
            low, size = below[one, q], np.maximum(below[one, q + 1] - below[one, q], 1e-300)
            drawn[rows, m] = edges[q] + (u - low) / size * 2 * half
    return drawn


def _posteriors(scaled: Scaled | Calibrated[Any], theta: Floats) -> Iterator[tuple[np.ndarray, Floats]]:
    """(persons, their posterior weights), some thousands at a time."""
    data, of = _reduced(scaled, theta)
    order = np.argsort(data.person, kind="stable")
    for first in range(0, len(data.weight), _ROWS):
        rows = slice(first, min(first + _ROWS, len(data.weight)))
        after = of(rows)
        low, high = np.searchsorted(data.person[order], [rows.start, rows.stop])
        chosen = order[low:high]
        for part in range(0, len(chosen), _ROWS):
            some = chosen[part : part + _ROWS]
            yield some, after[data.person[some] - rows.start]


def _reduced(scaled: Scaled | Calibrated[Any], theta: Floats) -> tuple[Reduced | Patterns, Callable[[slice], Floats]]:
    """Persons who are alike as one row, and how some rows get their posterior weights."""
    if isinstance(scaled, Calibrated):
        rows = Patterns.of(scaled.responses)
        return rows, lambda some: patterns.posterior(rows, scaled.curves, scaled.population, theta, some)[0]
    equal = len(set(scaled.curves.slopes)) == 1
    data = Reduced.of(scaled.responses, equal, scaled.background)
    return data, lambda some: posterior(data, scaled.curves, scaled.population, theta, some)[0]


def _points(responses: Responses, curves: Curves | Categories, weighted: bool) -> tuple[Floats, Floats]:
    if isinstance(curves, Curves):
        return _by_score(responses, curves, weighted)
    return by_pattern(responses, curves, weighted)


def _by_score(responses: Responses, curves: Curves, weighted: bool) -> tuple[Floats, Floats]:
    """Estimates of persons alike in items answered and weighted score are one computation."""
    sums = np.where(responses.known, responses.scores, 0) @ curves.slopes
    masks, mask = np.unique(responses.known, axis=0, return_inverse=True)
    keys, row = np.unique(np.column_stack([mask.ravel(), np.round(sums, 10)]), axis=0, return_inverse=True)
    where, score = keys[:, 0].astype(int), keys[:, 1]
    answered = masks[where].astype(float)
    theta = _solved(answered, score, curves, weighted)
    if not weighted:
        most = answered @ (curves.slopes * curves.most)
        theta = np.where((score <= 1e-9) | (score >= most - 1e-9), np.nan, theta)
    with np.errstate(invalid="ignore", divide="ignore"):
        se = 1 / np.sqrt(_sums(answered, curves, np.nan_to_num(theta))[1])
    row = row.ravel()
    return theta[row], np.where(np.isfinite(theta), se, np.nan)[row]


def _sums(answered: Floats, curves: Curves, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Σ a·E, Σ a²·Var, Σ a³·third moment over the items answered, each at its own theta."""
    parts = ([], [], [])  # type: tuple[list[Floats], list[Floats], list[Floats]]
    for first in range(0, len(theta), 2000):
        rows = slice(first, first + 2000)
        for power, moment in enumerate(curves.moments(theta[rows]), start=1):
            parts[power - 1].append(np.einsum("ri,ir->r", answered[rows], curves.slopes[:, None] ** power * moment))
    return tuple(np.concatenate(part) for part in parts)  # type: ignore[return-value]


def _solved(answered: Floats, score: Floats, curves: Curves, weighted: bool) -> Floats:
    """Bisection of score − ΣaE (+ J/2I), which falls with theta, then Newton's polish is not needed: 60 halvings."""
    low, high = np.full(len(score), -BOUND), np.full(len(score), BOUND)
    for _ in range(60):
        middle = (low + high) / 2
        mean, variance, third = _sums(answered, curves, middle)
        value = score - mean
        if weighted:
            value = value + third / (2 * np.maximum(variance, 1e-300))
        low, high = np.where(value > 0, middle, low), np.where(value > 0, high, middle)
    return np.asarray((low + high) / 2)


def _variance(values: Floats, weights: Floats) -> float:
    """Weighted, with n − 1."""
    total = weights.sum()
    mean = np.average(values, weights=weights)
    return float((weights * (values - mean) ** 2).sum() / max(total - 1, 1e-12))
