"""Graded response, fit of items and of models, severity of raters, against mirt 1.45, eRm 1.0 and lme4 1.1."""

from __future__ import annotations

import pytest
from tests.numbers.references import FILES, columns, far, reference, responses, table, text

from msoko.psychometrics import persons
from msoko.psychometrics.andersen import andersen
from msoko.psychometrics.facets import scale_marks
from msoko.psychometrics.graded import scale_graded
from msoko.psychometrics.item_tests import s_x2
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.margins import m2
from msoko.psychometrics.responses import Responses

pytestmark = pytest.mark.real_data


def polytomous(case: str) -> tuple[Responses, dict]:
    expected = reference("irt")[case]
    path, lowest = {"science4": ("ltm_Science", 1), "verbagg": ("psychotools_VerbalAggression", 0)}[case]
    return Responses.of(columns(f"irt/{path}.csv", expected["items"]) - lowest, expected["items"]), expected


@pytest.mark.parametrize("case", ["science4", "verbagg"])
def test_graded_response_is_that_of_mirt(case):
    given, expected = polytomous(case)
    found, mirt = scale_graded(given), expected["graded_mirt"]
    assert far(found.curves.slopes, mirt["irt"], "a") < 0.001
    for k in range(1, given.most.max() + 1):
        assert far(found.curves.thresholds[:, k - 1], mirt["irt"], f"b{k}") < 0.001
    assert found.log_likelihood == pytest.approx(mirt["logLik"], abs=0.001)
    assert found.bic == pytest.approx(mirt["BIC"], abs=0.002)
    errors = mirt["se_slope_intercept"]
    for i, item in enumerate(given.items):
        names = ["a1", *(f"d{k}" for k in range(1, given.most[i] + 1))]
        assert found.errors[i, : len(names)] == pytest.approx([errors[item][name] for name in names], rel=0.001)


@pytest.mark.parametrize("case", ["science4", "verbagg"])
def test_persons_of_the_graded_model_are_those_of_mirt(case):
    given, expected = polytomous(case)
    found, mirt = persons.eap(scale_graded(given)), expected["graded_mirt"]
    assert far(found.theta[:25], mirt["EAP_first25"], "F1") < 0.001
    assert far(found.se[:25], mirt["EAP_first25"], "SE_F1") < 0.001
    assert found.reliability == pytest.approx(mirt["EAP_rel"], abs=0.001)


@pytest.mark.parametrize("case", FILES)
def test_each_item_s_test_is_that_of_mirt(case):
    given, expected = responses(case)
    found, mirt = s_x2(scale(given, free_slopes=True)), expected["2pl_mirt"]["S_X2"]
    assert [test.df for test in found] == [row["df.S_X2"] for row in mirt]
    assert far([test.statistic for test in found], mirt, "S_X2") < 0.001
    assert far([test.p for test in found], mirt, "p.S_X2") < 0.001
    assert far([test.rmsea for test in found], mirt, "RMSEA.S_X2") < 0.001


@pytest.mark.parametrize("case", FILES)
def test_the_test_of_the_model_is_that_of_mirt(case):
    given, expected = responses(case)
    same(m2(scale(given, free_slopes=True)), expected["2pl_mirt"]["M2"], tolerance=1e-5)


def same(found, mirt, tolerance):
    assert found.df == mirt["df"]
    assert found.m2 == pytest.approx(mirt["M2"], rel=tolerance)
    assert found.p == pytest.approx(mirt["p"], abs=1e-5)
    assert found.rmsea == pytest.approx(mirt["RMSEA"], abs=max(1e-5, tolerance / 10))
    assert found.rmsea_low == pytest.approx(mirt["RMSEA_5"], abs=max(0.0003, tolerance / 10))  # mirt seeks the root
    assert found.rmsea_high == pytest.approx(mirt["RMSEA_95"], abs=max(0.0003, tolerance / 10))  # to three digits
    assert found.srmsr == pytest.approx(mirt["SRMSR"], abs=1e-5)


def test_the_test_of_polytomous_models_is_that_of_mirt():
    given, expected = polytomous("verbagg")
    same(m2(scale_graded(given)), expected["graded_mirt"]["M2"], tolerance=1e-5)
    # One per cent below mirt for the generalised partial credit model, with the same residual correlations. Ours is the
    # quadratic form over all patterns: tests/library/psychometrics/test_instruments_fit.py.
    same(m2(scale(given, free_slopes=True)), expected["gpcm_mirt"]["M2"], tolerance=0.011)


def test_polytomous_items_join_cells_otherwise_than_mirt_but_judge_alike():
    """mirt also joins scores and shifts joined categories to the left; ours joins neighbours within a score."""
    given, expected = polytomous("verbagg")
    found, mirt = s_x2(scale_graded(given)), expected["graded_mirt"]["S_X2"]
    apart = [test.p - row["p.S_X2"] for test, row in zip(found, mirt, strict=True)]
    assert abs(sum(apart)) / len(apart) < 0.1
    assert [test.p < 0.02 for test in found] == [row["p.S_X2"] < 0.02 for row in mirt]


@pytest.mark.parametrize("case", FILES)
def test_andersen_s_test_by_raw_score_is_that_of_erm(case):
    given, expected = responses(case)
    found, erm = andersen(given), expected["rasch_cml_eRm"]["andersen_LR_mean_split"]
    assert (found.statistic, found.df) == (pytest.approx(erm["LR"], abs=1e-5), erm["df"])
    assert found.p == pytest.approx(erm["p"], abs=1e-6)
    assert [remark.code for remark in found.remarks] == ["andersen-left-out"] * (len(given.items) - found.df - 1)


def test_andersen_s_test_of_partial_credit_is_that_of_erm():
    """Debian's r-cran-erm 1.0-2: LRtest(PCM(X), splitcr = …); it leaves out the same items."""
    science = andersen(polytomous("science4")[0])
    assert (science.statistic, science.df) == (pytest.approx(2.6588477, abs=1e-5), 5)
    assert science.items == ("Work", "Benefit")
    given = polytomous("verbagg")[0].only(range(12))
    sexes = text("irt/psychotools_VerbalAggression.csv", "gender")
    for split, statistic, df in ((sexes, 70.23749, 23), ("median", 28.4984334, 21)):
        found = andersen(given, split)
        assert (found.statistic, found.df) == (pytest.approx(statistic, abs=1e-5), df)
    right = andersen(Responses.of(given.scores > 0), sexes)
    assert (right.statistic, right.df) == (pytest.approx(45.25322, abs=1e-5), 11)


# r-cran-lme4 1.1-31: glmer(y ~ 0 + item + rater + (1 | work), binomial, nAGQ = 25), raters by contr.sum, where y is
# whether an expert gave any point (first and second marks of the case R2, "X" left out).
EASINESS = [0.19880815, -1.63850885, 0.60178208, 0.71818050, -1.47189739, -0.26706250]
EASINESS_SE = [0.08307981, 0.08423141, 0.08296873, 0.08501032, 0.09617040, 0.08490767]
LENIENCE = [
    -0.36585355, 0.12885778, -0.10678502, -0.24284669, -0.02217265, -0.26862176, 0.13547016, 0.23829044,
    -0.28655527, 0.29643397, 0.15204876, 0.34139044, -0.12933426, 0.13814261, -0.27848313,
]  # fmt: skip
LENIENCE_SE = [
    0.13099225, 0.12742703, 0.15383854, 0.13028708, 0.12255368, 0.13290766, 0.12545366, 0.13044057, 0.11832085,
    0.31822484, 0.12655189, 0.12273058, 0.11244160, 0.12426631, 0.15692816,
]  # fmt: skip


def expert_marks() -> list[tuple[str, str, str, int]]:
    """Work, item, expert, points; without third checks and tasks not attempted."""
    return [
        (row["Код работы"], item, row["expert"], int(row[item]))
        for row in table("ru/ege_chemistry_expert_marks_2020_anon.csv")[1]
        if row["Третья проверка"] == "0"
        for item in ("C1", "C2", "C3", "C4", "C5", "C6")
        if row[item] != "X"
    ]


def test_severities_of_experts_are_those_of_a_crossed_logistic_regression():
    found = scale_marks(*zip(*((work, item, who, mark > 0) for work, item, who, mark in expert_marks()), strict=True))
    assert found.sd == pytest.approx(2.599986, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-8612.49504, abs=1e-4)
    assert -found.curves.locations == pytest.approx(EASINESS, abs=1e-4)
    assert found.se_steps[:, 0] == pytest.approx(EASINESS_SE, rel=1e-3)
    assert [-rater.severity for rater in found.raters[:-1]] == pytest.approx(LENIENCE, abs=1e-4)
    assert [rater.se for rater in found.raters[:-1]] == pytest.approx(LENIENCE_SE, rel=1e-3)


def test_experts_of_chemistry_differ_little_in_points():
    found = scale_marks(*zip(*expert_marks(), strict=True))
    assert len(found.raters) == 16 and found.p < 0.01 and not found.remarks
    assert max(abs(rater.points) for rater in found.raters) < 0.15
