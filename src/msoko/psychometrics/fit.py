"""Do the items and persons behave as the model says? Residuals at an estimate of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from msoko.psychometrics.categories import Categories
from msoko.psychometrics.curves import Curves
from msoko.psychometrics.responses import Floats, Responses


@dataclass(frozen=True)
class MeanSquares:
    """outfit: mean squared standardised residual; infit: weighted by information. 1 is as the model says.

    The t values are cube-root transformations (Wilson and Hilferty 1931; Wright and Masters 1982), roughly normal.
    """

    n: np.ndarray
    outfit: Floats
    infit: Floats
    outfit_t: Floats
    infit_t: Floats


@dataclass(frozen=True)
class _Residuals:
    residual: Floats
    variance: Floats
    fourth: Floats
    known: np.ndarray


def item_fit(responses: Responses, curves: Curves | Categories, theta: Floats) -> MeanSquares:
    """One value an item, over persons with an estimate (persons' theta, NaN left out)."""
    return _mean_squares(_residuals(responses, curves, theta), axis=0)


def person_fit(responses: Responses, curves: Curves | Categories, theta: Floats) -> MeanSquares:
    """One value a person, over the items answered."""
    return _mean_squares(_residuals(responses, curves, theta), axis=1)


def fit_of_sets(
    responses: Responses, curves: Curves | Categories, theta: Floats, sets: Sequence[np.ndarray]
) -> MeanSquares:
    """One value a set of columns, over all its answers: of a rater, of a part of the work."""
    given = astuple(_residuals(responses, curves, theta))
    parts = [
        _mean_squares(_Residuals(*(each[:, columns].reshape(-1, 1) for each in given)), axis=0) for columns in sets
    ]
    return MeanSquares(*map(np.concatenate, zip(*map(astuple, parts), strict=True)))


def _residuals(responses: Responses, curves: Curves | Categories, theta: Floats) -> _Residuals:
    """residual x − E, its variance and fourth moment under the model: persons × items."""
    told = np.isfinite(theta)
    points, where = np.unique(np.where(told, theta, 0.0), return_inverse=True)
    p = curves.probabilities(points)
    k = np.arange(p.shape[1], dtype=float)
    mean = np.einsum("ikq,k->iq", p, k)
    away = k[None, :, None] - mean[:, None, :]
    variance, fourth = (p * away**2).sum(axis=1), (p * away**4).sum(axis=1)
    where = where.ravel()
    known = responses.known & told[:, None]
    return _Residuals(np.where(known, responses.scores - mean.T[where], 0.0), variance.T[where], fourth.T[where], known)


def _mean_squares(given: _Residuals, axis: int) -> MeanSquares:
    with np.errstate(invalid="ignore", divide="ignore"):
        known = given.known.astype(float)
        n = known.sum(axis=axis)
        information = (known * given.variance).sum(axis=axis)
        outfit = (given.residual**2 / given.variance * known).sum(axis=axis) / n
        infit = (given.residual**2).sum(axis=axis) / information
        q_out = np.sqrt(np.maximum((known * given.fourth / given.variance**2).sum(axis=axis) / n**2 - 1 / n, 0.0))
        q_in = np.sqrt(np.maximum((known * (given.fourth - given.variance**2)).sum(axis=axis), 0.0)) / information
        return MeanSquares(n.astype(int), outfit, infit, _cube(outfit, q_out), _cube(infit, q_in))


def _cube(square: Floats, q: Floats) -> Floats:
    return np.asarray((np.cbrt(square) - 1) * 3 / q + q / 3)


def q3(responses: Responses, curves: Curves | Categories, theta: Floats) -> Floats:
    """Correlations of residuals of pairs of items (Yen 1984): items × items, NaN on the diagonal and where undefined.

    Compare with their mean (about −1/(k−1)), not with zero; 0,2 above it is worth a look.
    """
    given = _residuals(responses, curves, theta)
    r, known = given.residual, given.known.astype(float)
    n = known.T @ known
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_i, mean_j = (r.T @ known) / n, (known.T @ r) / n
        covariance = (r.T @ r) / n - mean_i * mean_j
        square = r**2
        var_i, var_j = (square.T @ known) / n - mean_i**2, (known.T @ square) / n - mean_j**2
        found = covariance / np.sqrt(var_i * var_j)
    found[~np.isfinite(found)] = np.nan
    np.fill_diagonal(found, np.nan)
    return np.asarray(found)
