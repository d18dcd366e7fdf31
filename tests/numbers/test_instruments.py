"""Graded response, fit of items and of models, against mirt 1.45 and eRm 1.0."""

from __future__ import annotations

import pytest
from tests.numbers.references import FILES, columns, far, reference, responses, text

from msoko.psychometrics import persons
from msoko.psychometrics.andersen import andersen
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
    # One per cent below mirt for the generalised partial credit model; our derivatives are checked by differences
    # in tests/library/psychometrics/test_instruments_fit.py.
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
