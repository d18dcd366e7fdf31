"""Smooth shapes of score distributions, many at once: log-linear smoothing (Holland and Thayer 1987, 2000).

log of the expected count = a polynomial of the score (+ a known shape), Poisson counts: the smoothed distribution keeps
as many moments of the observed one as its degree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.responses import Floats

_STEPS, _NEAR, _LARGEST = 60, 1e-9, 40.0


@dataclass(frozen=True)
class Shape:
    """expected: G × S. covariance: of the coefficients, G × (d+1) × (d+1); design: S × (d+1), orthonormal columns."""

    expected: Floats
    covariance: Floats
    design: Floats


def smooth(counts: Floats, degree: int, fitted: np.ndarray | None = None, offset: Floats | None = None) -> Shape:
    """counts: G × S. fitted: S, scores the polynomial is fitted to (to others it is extended). offset: G × S, added.

    Maximum likelihood by Newton's method with halved steps, all G at once. A tiny ridge keeps a shape that touches zero
    finite; groups with fewer distinct scores than the degree get the smoothest shape that fits them.
    """
    size = counts.shape[1]
    design = np.linalg.qr(np.vander(np.linspace(-1, 1, size), degree + 1, increasing=True))[0]
    used = np.ones(size) if fitted is None else fitted.astype(float)
    known = np.zeros_like(counts) if offset is None else offset
    start = (np.log(counts + 0.5) - known) * used
    gram = (design * used[:, None]).T @ design + 1e-9 * np.eye(degree + 1)
    beta = np.linalg.solve(gram, (start @ design).T).T
    ridge = 1e-6 * np.eye(degree + 1)

    def deviance(at: Floats) -> Floats:
        eta = np.clip(at @ design.T + known, -_LARGEST, _LARGEST)
        return np.asarray(((np.exp(eta) - counts * eta) * used).sum(axis=1) + 0.5e-6 * (at**2).sum(axis=1))

    value = deviance(beta)
    for _ in range(_STEPS):
        mu = np.exp(np.clip(beta @ design.T + known, -_LARGEST, _LARGEST)) * used
        gradient = (counts * used - mu) @ design - 1e-6 * beta
        information = np.einsum("sa,gs,sb->gab", design, mu, design, optimize=True) + ridge
        move = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        for _ in range(12):
            ahead = deviance(beta + move)
            worse = ahead > value + 1e-12 * np.abs(value)
            if not worse.any():
                break
            move[worse] *= 0.5
        beta, value = beta + move, np.where(worse, value, ahead)
        if np.abs(move).max() < _NEAR:
            break
    eta = np.clip(beta @ design.T + known, -_LARGEST, _LARGEST)
    mu = np.exp(eta)
    information = np.einsum("sa,gs,sb->gab", design, mu * used, design, optimize=True) + ridge
    return Shape(mu, np.linalg.inv(information), design)
