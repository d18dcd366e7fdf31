"""Three parameters with a prior on guessing: what was simulated, an optimiser that knows nothing of EM, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import beta as beta_distribution
from tests.library.psychometrics.test_instruments_graded import answered

from msoko.psychometrics import persons
from msoko.psychometrics.categories import Guessing
from msoko.psychometrics.graded import difficulty_errors, scale_guessing
from msoko.psychometrics.item_tests import s_x2
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.margins import m2
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses

ITEMS = 16


@pytest.fixture(scope="module")
def truth():
    slopes = np.linspace(0.8, 1.8, ITEMS)[np.random.default_rng(9).permutation(ITEMS)]
    return Guessing(
        np.column_stack([slopes, slopes * np.linspace(-1.8, 1.8, ITEMS), np.full(ITEMS, -1.2)]), (6.0, 16.0)
    )


@pytest.fixture(scope="module")
def right(truth):
    return answered(truth, np.random.default_rng(2).normal(size=4000), seed=3)


@pytest.fixture(scope="module")
def found(right):
    return scale_guessing(Responses.of(right))


def test_what_was_simulated_is_found_within_its_errors(truth, found):
    away = (found.curves.parameters - truth.parameters) / found.errors
    assert (np.abs(away) < 4).all() and 0.6 < np.sqrt((away**2).mean()) < 1.4
    assert (np.abs(found.curves.locations - truth.locations) < 4 * difficulty_errors(found)[:, 0]).all()
    assert found.curves.guessing.mean() == pytest.approx(truth.guessing[0], abs=0.03)


def test_it_is_the_mode_that_a_general_optimiser_finds():
    """Penalised likelihood on Gauss–Hermite nodes, climbed by BFGS with differences; g has density Beta(6, 16)."""
    slopes = np.array([1.0, 1.4, 0.8, 1.2])
    small = Guessing(np.column_stack([slopes, slopes * [-1, 0, 0.5, 1], np.full(4, -1.4)]), (6.0, 16.0))
    scores = answered(small, np.random.default_rng(5).normal(size=800), seed=6)
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    patterns, counts = np.unique(scores, axis=0, return_counts=True)

    def loss(values):
        a, c, logit = values.reshape(3, 4)[:, :, None]
        g = 1 / (1 + np.exp(-logit))
        p = g + (1 - g) / (1 + np.exp(c - a * nodes))
        chance = np.prod(np.where(patterns[:, :, None] == 1, p, 1 - p), axis=1) @ (weights / weights.sum())
        return -(counts @ np.log(chance)) - beta_distribution.logpdf(g, 6, 16).sum()

    best = minimize(loss, np.concatenate([np.ones(4), np.zeros(4), np.full(4, -1.2)]), method="BFGS")
    estimated = scale_guessing(Responses.of(scores), beta=(6.0, 16.0))
    assert estimated.curves.parameters.T.ravel() == pytest.approx(best.x, abs=2e-3)
    size, unit = 1e-3, np.eye(12)
    bend = [
        [sum(i * j * loss(best.x + size * (i * one + j * other)) for i in (1, -1) for j in (1, -1)) for one in unit]
        for other in unit
    ]
    assert estimated.errors.T.ravel() == pytest.approx(
        np.sqrt(np.diag(np.linalg.inv(np.array(bend) / (4 * size**2)))), rel=0.01
    )


def test_where_nobody_guesses_the_prior_alone_keeps_it_up():
    honest = Guessing(np.column_stack([np.full(10, 1.5), np.linspace(-1, 1, 10), np.full(10, -9.0)]), (2.0, 2.0))
    scores = answered(honest, np.random.default_rng(7).normal(size=3000), seed=8)
    guessed = scale_guessing(Responses.of(scores), options=4)
    two = scale(Responses.of(scores), free_slopes=True)
    assert guessed.curves.guessing.max() < 0.25
    assert guessed.log_likelihood < two.log_likelihood  # a prior away from the truth costs
    assert guessed.aic > two.aic


def test_persons_fit_and_model_fit_go_on_from_there(right, found):
    given = found.responses
    weighted, posterior = persons.wle(given, found.curves), persons.eap(found)
    assert np.isfinite(posterior.theta).all() and posterior.reliability == pytest.approx(0.7, abs=0.1)
    both = weighted.has_estimate & np.isfinite(weighted.theta)
    assert both.mean() > 0.99 and np.corrcoef(weighted.theta[both], posterior.theta[both])[0, 1] > 0.95
    assert np.mean([test.p < 0.01 for test in s_x2(found)]) < 0.2
    assert m2(found).rmsea < 0.02


def test_few_persons_and_too_simple_data_are_said_or_refused(right):
    few = scale_guessing(Responses.of(right[:300]))
    assert any(remark.code == "guessing-few" and "300" in remark.say() for remark in few.remarks)
    with pytest.raises(Refused, match="«16» растёт без предела"):
        scale_guessing(Responses.of(right[:200]))
    points = right.copy()
    points[:, 2] += right[:, 3]
    with pytest.raises(Refused, match="«3»"):
        scale_guessing(Responses.of(points))
    with pytest.raises(Refused, match="не меньше 2"):
        scale_guessing(Responses.of(right), options=1)
    with pytest.raises(Refused, match="больше 1"):
        scale_guessing(Responses.of(right), beta=(1.0, 1.0))
