"""Persons' estimates where the raw score does not tell all: from the whole pattern of answers, for any curves."""

from __future__ import annotations

import numpy as np

from msoko.psychometrics.categories import Categories
from msoko.psychometrics.patterns import Patterns
from msoko.psychometrics.responses import ABSENT, Floats, Responses

_GRID = np.linspace(-15.0, 15.0, 301)


def by_pattern(responses: Responses, curves: Categories, weighted: bool) -> tuple[Floats, Floats]:
    """θ and its error for each person: maximum likelihood, or weighted likelihood (Warm 1989) if weighted.

    The root of Σ d log P / dθ (+ J / 2I, J = Σ P'·P'' / P) at which it falls; of several, which guessing may bring,
    the one of the highest likelihood. NaN without a root within ±15.
    """
    data = Patterns.of(responses)
    theta, se = np.empty(len(data.weight)), np.empty(len(data.weight))
    for rows in data.slices():
        theta[rows] = _roots(data.scores[rows], curves, weighted)
        se[rows] = _errors(data.scores[rows], curves, theta[rows])
    return theta[data.person], se[data.person]


def _tables(curves: Categories, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """d log P / dθ, I × (K+1) × Q; information and J of each item, I × Q."""
    p, (first, second) = curves.probabilities(theta), curves.by_theta(theta)
    below = np.where(p > 0, p, 1.0)
    return first / below, (first**2 / below).sum(axis=1), (first * second / below).sum(axis=1)


def _roots(scores: np.ndarray, curves: Categories, weighted: bool) -> Floats:
    slope, information, third = _tables(curves, _GRID)
    indicators = scores[:, :, None] == np.arange(slope.shape[1])
    value = indicators.reshape(len(scores), -1).astype(float) @ slope.reshape(-1, len(_GRID))
    known = (scores != ABSENT).astype(float)
    if weighted:
        value += (known @ third) / (2 * np.maximum(known @ information, 1e-300))
    falls = (value[:, :-1] > 0) & (value[:, 1:] <= 0)
    height = np.concatenate([np.zeros((len(value), 1)), np.cumsum(value[:, :-1] + value[:, 1:], axis=1)], axis=1)
    best = np.where(falls, height[:, :-1], -np.inf).argmax(axis=1)
    low, high = _GRID[best], _GRID[best + 1]
    for _ in range(45):
        middle = (low + high) / 2
        above = _value(scores, curves, middle, weighted) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(falls.any(axis=1), (low + high) / 2, np.nan)


def _value(scores: np.ndarray, curves: Categories, theta: Floats, weighted: bool) -> Floats:
    """The function whose root is sought, each row at its own θ."""
    slope, information, third = _tables(curves, theta)
    known = scores != ABSENT
    items, rows = np.arange(scores.shape[1])[None, :], np.arange(len(scores))[:, None]
    value = np.where(known, slope[items, scores, rows], 0.0).sum(axis=1)
    if weighted:
        value += (third.T * known).sum(axis=1) / (2 * np.maximum((information.T * known).sum(axis=1), 1e-300))
    return np.asarray(value)


def _errors(scores: np.ndarray, curves: Categories, theta: Floats) -> Floats:
    told = np.isfinite(theta)
    information = ((scores != ABSENT) * curves.information(np.where(told, theta, 0.0)).T).sum(axis=1)
    return np.where(told, 1 / np.sqrt(np.maximum(information, 1e-300)), np.nan)
