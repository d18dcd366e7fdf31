"""Graded response, fit of items and of models, against mirt 1.45 and eRm 1.0."""

from __future__ import annotations

import pytest
from tests.numbers.references import columns, far, reference

from msoko.psychometrics import persons
from msoko.psychometrics.graded import scale_graded
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
