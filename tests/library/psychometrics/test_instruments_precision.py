"""Where a work measures well, and who left items out or did not get to them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.library.psychometrics.test_instruments_graded import SLOPES, THRESHOLDS, answered

from msoko.psychometrics import persons
from msoko.psychometrics.categories import Graded, Guessing
from msoko.psychometrics.classical import describe
from msoko.psychometrics.graded import scale_graded
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.precision import precision
from msoko.psychometrics.responses import Responses

TRUTH = Graded(np.column_stack([SLOPES, SLOPES[:, None] * THRESHOLDS]))


@pytest.fixture(scope="module")
def scores():
    return answered(TRUTH, np.random.default_rng(2).normal(size=1500))


@pytest.mark.parametrize("scaled", [scale, scale_graded], ids=["partial credit", "graded"])
def test_the_error_at_a_person_is_the_person_s_error(scores, scaled):
    found = scaled(Responses.of(scores))
    weighted = persons.wle(found.responses, found.curves)
    there = precision(found, weighted.theta[:50])
    assert there.se == pytest.approx(weighted.se[:50])
    assert there.whole == pytest.approx(there.items.sum(axis=0)) and there.items.shape == (6, 50)


def test_information_of_one_item_by_hand():
    """a²·P·(1 − P) for two categories (Birnbaum 1968); with guessing a²·(Q / P)·((P − g) / (1 − g))²."""
    theta = np.array([-1.0, 0.0, 2.0])
    p = 1 / (1 + np.exp(-(1.5 * theta - 0.6)))
    assert Graded(np.array([[1.5, 0.6]])).information(theta)[0] == pytest.approx(1.5**2 * p * (1 - p))
    g = 0.2
    lifted = g + (1 - g) * p
    expected = 1.5**2 * (1 - lifted) / lifted * ((lifted - g) / (1 - g)) ** 2
    one = Guessing(np.array([[1.5, 0.6, np.log(g / (1 - g))]]), (5.0, 17.0))
    assert one.information(theta)[0] == pytest.approx(expected)


def test_an_easy_work_measures_the_weak(scores):
    easy = scale(Responses.of(scores[:, :4] > 0))
    found = precision(easy)
    assert found.best < -0.3 and found.theta[found.se.argmin()] == found.best
    assert (found.reliability > 0).all() and (found.reliability < 1).all()


def test_omitted_is_not_the_same_as_not_reached():
    scores = np.array([[1, 0, 1, 1], [1, np.nan, 1, np.nan], [0, 1, np.nan, np.nan], [1, 1, 0, 0], [0, 0, 1, 1]])
    items = describe(Responses.of(scores)).items
    assert [item.omitted for item in items] == [0, 1, 0, 0]
    assert [item.not_reached for item in items] == [0, 0, 1, 2]
    assert [item.n for item in items] == [5, 4, 4, 3]
