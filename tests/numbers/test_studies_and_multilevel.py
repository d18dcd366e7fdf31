"""PISA 2003, the California samples, the London schools: against BIFIEsurvey, survey and lme4."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numbers.references import columns, reference, text

from msoko.psychometrics import multilevel, studies

PISA = "lsa/pisa2003_nld.csv"
CUTS = (357.77, 420.07, 482.38, 544.68, 606.99, 669.30)  # mathematics, OECD 2003
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def netherlands():
    replicates = columns(PISA, [f"W_FSTR{n}" for n in range(1, 81)])
    sample = studies.Sample.of(columns(PISA, ["W_FSTUWT"])[:, 0], replicates, studies.fay(80))
    return sample, columns(PISA, [f"PV{n}MATH" for n in range(1, 6)])


def _equal(estimate: studies.Estimate, row: dict, scale: float = 1) -> None:
    assert estimate.value * scale == pytest.approx(row["est"], rel=1e-6)
    assert estimate.se * scale == pytest.approx(row["se_allpv"], rel=1e-5)
    assert estimate.imputation * scale**2 == pytest.approx(1.2 * row["imp_var"], rel=1e-5)


def test_mathematics_of_pisa_2003(netherlands):
    sample, values = netherlands
    expected = {row["stat"]: row for row in reference("lsa")["pisa2003_nld/math"]}
    sex = text(PISA, "ST03Q01")
    girls, boys = sex == "1", sex == "2"
    _equal(studies.mean(sample, values), expected["mean"])
    _equal(studies.sd(sample, values), expected["sd"])
    _equal(studies.mean(sample.where(boys), values[boys]), expected["mean_male"])
    _equal(studies.mean(sample.where(girls), values[girls]), expected["mean_female"])
    _equal(studies.difference(sample, values, boys, girls), expected["diff_m_f"])
    for one in studies.percentiles(sample, values, (5, 10, 25, 50, 75, 90, 95)):
        _equal(one, expected[one.name])


def test_levels_of_pisa_2003(netherlands):
    for one, row in zip(
        studies.shares(*netherlands, CUTS), reference("lsa")["pisa2003_nld/math_levels_pct"], strict=True
    ):
        _equal(one, row, 100)


def test_a_regression_on_one_variable_is_its_correlation(netherlands):
    sample, values = netherlands
    one = columns(PISA, ["ESCS"])
    known = np.isfinite(one[:, 0])
    r2 = studies.regression(sample.where(known), values[known, 0], one[known], ("escs",))[-1]
    r = studies.correlation(sample.where(known), one[known, 0], values[known, 0])
    assert r2.value == pytest.approx(r.value**2, rel=1e-9)


@pytest.mark.parametrize("name", ["api00", "api99", "enroll"])
def test_schools_drawn_by_district(name):
    path = "school/api_clus1.csv"
    data = columns(path, [name, "pw", "fpc"])
    found = studies.linearised_mean(data[:, 0], data[:, 1], clusters=text(path, "dnum"), population=data[:, 2])
    expected = next(row for row in reference("lsa")["api/clus1_linearized_mean"] if row["stat"] == name)
    assert (found.value, found.se) == pytest.approx((expected["est"], expected["se"]), rel=1e-5)


@pytest.mark.parametrize("name", ["api00", "api99", "meals"])
def test_schools_drawn_by_stratum(name):
    path = "school/api_strat.csv"
    data = columns(path, [name, "pw", "fpc"])
    found = studies.linearised_mean(data[:, 0], data[:, 1], strata=text(path, "stype"), population=data[:, 2])
    expected = next(row for row in reference("lsa")["api/strat_mean"] if row["stat"] == name)
    assert (found.value, found.se) == pytest.approx((expected["est"], expected["se"]), rel=1e-5)


@pytest.mark.parametrize(("name", "reml", "with_intake"), [("null_REML", True, False), ("va_ML", False, True)])
def test_pupils_in_london_schools(name, reml, with_intake):
    path, expected = "school/mlmRev_Exam.csv", reference("school")["Exam"][name]
    data = columns(path, ["normexam", "standLRT"])
    variables = data[:, 1:] if with_intake else data[:, :0]
    found = multilevel.fit(data[:, 0], variables, text(path, "school"), ("standLRT",) * with_intake, reml=reml)
    assert found.beta == pytest.approx([row["est"] for row in expected["fixed"]], abs=1e-5)
    assert found.se == pytest.approx([row["se"] for row in expected["fixed"]], abs=1e-5)
    between, within = (row["vcov"] for row in expected["varcomp"])
    assert (found.covariance[0, 0], found.residual) == pytest.approx((between, within), rel=1e-4)
    assert found.log_likelihood == pytest.approx(expected["logLik"], abs=1e-4)
    if "icc" in expected:
        assert found.icc == pytest.approx(expected["icc"], rel=1e-4)
