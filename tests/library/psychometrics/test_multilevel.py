"""Pupils in schools: agreement with the definition, degenerate nests, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics import multilevel, three_level
from msoko.psychometrics.regression import least_squares
from msoko.psychometrics.remarks import Refused


def pupils(schools=30, each=20, between=0.5, seed=1):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), rng.integers(2, 2 * each, schools))
    x = rng.normal(size=len(school))
    y = 3 + 0.4 * x + between * rng.normal(size=schools)[school] + rng.normal(size=len(school))
    return y, x[:, None], school


def by_definition(y, x, blocks, variances, residual):
    """Generalised least squares and the best linear prediction with the whole n × n covariance."""
    x = np.column_stack([np.ones(len(y)), x])
    whole = residual * np.eye(len(y)) + sum(v * (g[:, None] == g) for g, v in zip(blocks, variances, strict=True))
    inverse = np.linalg.inv(whole)
    of_beta = np.linalg.inv(x.T @ inverse @ x)
    beta = of_beta @ x.T @ inverse @ y
    effects, errors = [], []
    for group, variance in zip(blocks, variances, strict=True):
        design = (group[:, None] == np.unique(group)).astype(float)
        gain = variance * design.T @ inverse
        effects.append(gain @ (y - x @ beta))
        left = variance * np.eye(design.shape[1]) - gain @ design * variance + gain @ x @ of_beta @ x.T @ gain.T
        errors.append(np.sqrt(np.diag(left)))
    return beta, np.sqrt(np.diag(of_beta)), effects, errors


def test_effects_and_errors_are_those_of_the_whole_covariance():
    y, x, school = pupils()
    found = multilevel.fit(y, x, school)
    beta, se, (effects,), (errors,) = by_definition(y, x, (school,), (found.covariance[0, 0],), found.residual)
    assert found.beta == pytest.approx(beta, rel=1e-9)
    assert found.se == pytest.approx(se, rel=1e-9)
    assert found.effects[:, 0] == pytest.approx(effects, abs=1e-9)
    assert found.effects_error[:, 0] == pytest.approx(errors, rel=1e-9)


def test_three_levels_are_those_of_the_whole_covariance():
    y, x, school = pupils(schools=24, each=10)
    district = school // 4
    found = three_level.fit(y, x, school, district)
    variances = (found.between_top, found.between_middle)
    beta, se, effects, errors = by_definition(y, x, (district, school), variances, found.residual)
    assert (found.beta, found.se) == (pytest.approx(beta, rel=1e-9), pytest.approx(se, rel=1e-9))
    for level, values, error in zip((found.top, found.middle), effects, errors, strict=True):
        assert level.values == pytest.approx(values, abs=1e-9)
        assert level.error == pytest.approx(error, rel=1e-9)
    together = effects[1] + effects[0][found.middle.parent]
    assert found.middle_in_top.values == pytest.approx(together, abs=1e-9)


def test_a_municipality_that_adds_nothing_leaves_two_levels():
    y, x, school = pupils(schools=24)
    y = y - np.array([y[school % 6 == g].mean() for g in range(6)])[school % 6]
    three, two = three_level.fit(y, x, school, school % 6), multilevel.fit(y, x, school)
    assert three.between_top == pytest.approx(0, abs=1e-8)
    assert [remark.code for remark in three.remarks] == ["groups-alike"]
    assert three.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-8)
    assert np.isfinite(three.top.error).all()


def test_small_groups_are_drawn_to_the_mean():
    y, x, school = pupils()
    found = multilevel.fit(y, x, school)
    raw = np.array([(y - x[:, 0] * found.beta[1] - found.beta[0])[school == g].mean() for g in range(30)])
    kept = found.effects[:, 0] / raw
    assert ((kept > 0) & (kept < 1)).all()
    assert found.sizes[kept.argmin()] == found.sizes.min()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("gaps", lambda y, x, g, t: (np.where(np.arange(len(y)) == 3, np.nan, y), x, g, t)),
        ("variables-collinear", lambda y, x, g, t: (y, np.hstack([x, 2 * x + 1]), g, t)),
        ("variables-collinear", lambda y, x, g, t: (y, np.full((len(y), 1), 4.1), g, t)),
        ("too-few-groups", lambda y, x, g, t: (y, x, g, t % 4)),
        ("nested-wrong", lambda y, x, g, t: (y, x, g, np.arange(len(y)) % 6)),
        ("groups-of-one", lambda y, x, g, t: (y, x, np.arange(len(y)), t)),
        ("groups-of-one", lambda y, x, g, t: (y, x, g, g)),
    ],
)
def test_what_three_levels_refuse(code, change):
    y, x, school = pupils(schools=24)
    with pytest.raises(Refused) as refused:
        three_level.fit(*change(y, x, school, school % 6))
    assert refused.value.remark.code == code


@pytest.mark.parametrize(
    "result", [lambda y, x, g: np.full(len(y), 4.0), lambda y, x, g: 2 * x[:, 0], lambda y, x, g: g % 7.0]
)
def test_nothing_left_to_estimate_is_refused(result):
    y, x, school = pupils(schools=24)
    for fit in (multilevel.fit, lambda y, x, school: three_level.fit(y, x, school, school % 6)):
        with pytest.raises(Refused, match="Внутри групп"):
            fit(result(y, x, school), x, school)


def test_least_squares_needs_rows_to_spare():
    with pytest.raises(Refused, match="нужно не меньше 5"):
        least_squares(np.arange(4.0), np.array([1, 2, 4, 3.0])[:, None])


def test_deleted_residuals_are_those_of_fits_without_the_row():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=12)
    found = least_squares(y, x)
    others = np.arange(12) != 5
    again = least_squares(y[others], x[others])
    assert found.deleted_sd[5] == pytest.approx(again.ser)
    assert found.residuals[5] / (1 - found.leverage[5]) == pytest.approx(y[5] - again.beta[0] - x[5] @ again.beta[1:])
