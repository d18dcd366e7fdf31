"""Logistic regression that stays finite: Firth's penalised likelihood, probabilities corrected to the observed rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.multilevel import standardised, unstandardised
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats

STEPS = 200
CLOSE = 1e-9


@dataclass(frozen=True)
class Logistic:
    """beta, se, covariance: of Firth's estimate, the intercept first. intercept: the one to predict with (see fit)."""

    names: tuple[str, ...]
    beta: Floats
    se: Floats
    covariance: Floats
    intercept: float
    penalised: float  # log-likelihood with its penalty
    n: int
    events: int

    def predict(self, variables: Floats, z: float = 0.0) -> Floats:
        """Probabilities; with z, those z standard errors of the log odds away."""
        x = np.column_stack([np.ones(len(variables)), variables])
        error = np.sqrt(np.einsum("ia,ab,ib->i", x, self.covariance, x))
        return _chance(self.intercept + x[:, 1:] @ self.beta[1:] + z * error)


def fit(happened: Floats, variables: Floats, names: Sequence[str] = ()) -> Logistic:
    """P(happened) = 1/(1 + exp(−Xβ)), by the likelihood times Jeffreys' prior |XᵀWX|^½ (Firth 1993, Biometrika 80:27).

    Finite under perfect separation (Heinze and Schemper 2002), nearly unbiased with few events. Its probabilities lean
    to one half, so `intercept` is estimated again by plain likelihood with the slopes fixed: the mean prediction is the
    observed rate (FLIC; Puhr et al. 2017, Statistics in Medicine 36:2302–2317). variables: n × p without the intercept.

    Raises Refused: gaps, collinear variables, everybody alike.
    """
    y = np.asarray(happened, dtype=float)
    if not 0 < y.sum() < len(y):
        raise Refused("events-alike")
    x, middle, spread = standardised(y, variables, names)
    beta, inverse, value = _firth(y, x)
    back = unstandardised(middle, spread)
    covariance = back @ inverse @ back.T
    given = back @ beta
    intercept = _intercept(y, np.asarray(variables, dtype=float).reshape(len(y), -1) @ given[1:])
    value += float(np.log(spread).sum())  # |XᵀWX| of the variables as given
    return Logistic(
        ("intercept", *names), given, np.sqrt(np.diag(covariance)), covariance, intercept, value, len(y), int(y.sum())
    )  # fmt: skip


def _firth(y: Floats, x: Floats) -> tuple[Floats, Floats, float]:
    """Newton steps on the modified score Xᵀ(y − p + h(½ − p)), halved until the penalised likelihood grows."""
    beta = np.zeros(x.shape[1])
    value, information = _penalised(y, x, beta)
    for _ in range(STEPS):
        p = _chance(x @ beta)
        inverse = np.linalg.inv(information)
        leverage = p * (1 - p) * np.einsum("ia,ab,ib->i", x, inverse, x)
        step = inverse @ (x.T @ (y - p + leverage * (0.5 - p)))
        size = 1.0
        while size > 1e-6:
            ahead, its = _penalised(y, x, beta + size * step)
            if ahead >= value - 1e-12:
                break
            size /= 2
        beta, value, information = beta + size * step, ahead, its
        if np.abs(size * step).max() < CLOSE:
            break
    return beta, np.asarray(np.linalg.inv(information), dtype=float), value


def _penalised(y: Floats, x: Floats, beta: Floats) -> tuple[float, Floats]:
    odds = x @ beta
    p = _chance(odds)
    information = (x * (p * (1 - p))[:, None]).T @ x
    likelihood = float(y @ odds - np.logaddexp(0, odds).sum())
    return likelihood + 0.5 * float(np.linalg.slogdet(information)[1]), information


def _intercept(y: Floats, offset: Floats) -> float:
    """The constant at which the mean probability is the observed rate."""
    from scipy.optimize import brentq

    def excess(constant: float) -> float:
        return float((_chance(constant + offset) - y).sum())

    reach = float(np.abs(offset).max()) + 40
    return float(brentq(excess, -reach, reach, xtol=1e-12))


def _chance(log_odds: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(log_odds), dtype=float)
