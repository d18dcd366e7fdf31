"""Rasch, 2PL, partial credit and generalised partial credit against TAM 4.3, mirt 1.45 and eRm 1.0."""

from __future__ import annotations

import pytest
from tests.numbers.references import FILES, columns, far, reference, responses

from msoko.psychometrics import persons
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.fit import item_fit, q3
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.responses import Responses

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("case", FILES)
def test_rasch_by_marginal_likelihood_is_that_of_tam(case):
    given, expected = responses(case)
    found, tam = scale(given), expected["rasch_mml_TAM"]
    assert far(found.curves.locations, tam["xsi"], "xsi") < 0.001
    assert found.population.sds[0] ** 2 == pytest.approx(tam["variance"], rel=0.0025)
    assert found.deviance == pytest.approx(tam["deviance"], abs=0.15 if case == "numeracy" else 0.001)  # next test
    assert (
        far(found.se_alone[:, 0] / [row["se"] for row in tam["xsi"]], [{"one": 1.0}] * len(given.items), "one") < 0.001
    )


def test_where_we_differ_from_tam_our_likelihood_is_the_higher():
    """Its nodes end at ±6; for numeracy, with a sd of 1.54 and gaps, its optimum lies 0.13 of the deviance above
    ours.
    """
    given, expected = responses("numeracy")
    assert -0.15 < scale(given).deviance - expected["rasch_mml_TAM"]["deviance"] < 0


@pytest.mark.parametrize("case", FILES)
def test_two_parameters_are_those_of_mirt(case):
    given, expected = responses(case)
    found, mirt = scale(given, free_slopes=True), expected["2pl_mirt"]
    assert far(found.curves.slopes, mirt["irt"], "a") < 0.001
    assert far(found.curves.locations, mirt["irt"], "b") < 0.001
    assert found.log_likelihood == pytest.approx(mirt["logLik"], abs=0.001)
    errors = mirt["se_slope_intercept"]
    assert found.se_slopes == pytest.approx([errors[item]["a1"] for item in given.items], rel=0.001)
    assert found.se_steps[:, 0] == pytest.approx([errors[item]["d"] for item in given.items], rel=0.001)


@pytest.mark.parametrize("case", FILES)
def test_rasch_by_conditional_likelihood_is_that_of_erm(case):
    given, expected = responses(case)
    found, erm = scale_conditionally(given), expected["rasch_cml_eRm"]
    assert far(found.curves.locations, erm["difficulty_sum0"], "b") < 0.0001
    assert found.log_likelihood == pytest.approx(erm["cond_loglik"], abs=1e-4)
    assert found.se[:, 0] == pytest.approx([row["se"] for row in erm["difficulty_sum0"]], rel=0.001)


@pytest.mark.parametrize("case", FILES)
def test_persons_are_those_of_tam(case):
    given, expected = responses(case)
    scaled, tam = scale(given), expected["rasch_mml_TAM"]
    first = tam["persons_first25"]
    expected_a_posteriori, weighted = persons.eap(scaled), persons.wle(scaled.responses, scaled.curves)
    assert far(expected_a_posteriori.theta[:25], first, "EAP") < 0.002
    assert far(expected_a_posteriori.se[:25], first, "SD_EAP") < 0.002
    assert far(weighted.theta[:25], first, "WLE") < 0.002
    assert far(weighted.se[:25], first, "WLE_se") < 0.002
    assert expected_a_posteriori.reliability == pytest.approx(tam["EAP_reliability"], abs=0.002)
    assert weighted.reliability == pytest.approx(tam["WLE_reliability"], abs=0.002)  # LSAT6: −0.31, shown as it is


@pytest.mark.parametrize("case", FILES)
def test_fit_of_items_is_that_of_the_published_formulas(case):
    given, expected = responses(case)
    scaled, fit = scale(given), expected["rasch_mml_TAM"]["fit_pcm_wle"]
    found = item_fit(scaled.responses, scaled.curves, persons.wle(scaled.responses, scaled.curves).theta)
    for name, column in (("outfit", found.outfit), ("infit", found.infit)):
        assert far(column, fit, name) < 0.005
    assert far(found.infit_t, fit, "infit.t") < 0.01


def test_items_that_hang_together_are_found():
    given, expected = responses("data_read")
    scaled = scale(given)
    found = q3(scaled.responses, scaled.curves, persons.eap(scaled).theta)
    pair = expected["q3"]["top15"][0]
    assert found[given.items.index(pair["i1"]), given.items.index(pair["i2"])] == pytest.approx(pair["Q3"], abs=0.001)


def _science() -> tuple[Responses, dict]:
    expected = reference("irt")["science4"]
    return Responses.of(columns("irt/ltm_Science.csv", expected["items"]) - 1, expected["items"]), expected


def test_partial_credit_is_that_of_tam_and_of_erm():
    given, expected = _science()
    found, tam = scale(given), expected["pcm2_mml_TAM"]
    assert far(found.curves.locations, tam["xsi"][:4], "xsi") < 0.001
    assert found.deviance == pytest.approx(tam["deviance"], abs=0.01)
    for k in (1, 2, 3):
        assert far(-found.curves.steps[:, k - 1], expected["pcm_AXsi"], f"X{k + 1}") < 0.001
        assert far(found.curves.thresholds()[:, k - 1], expected["pcm_thurstonian_thresholds"], f"Cat{k}") < 0.001
    conditional = scale_conditionally(given)
    easiness = [row["easiness"] for row in expected["pcm_cml_eRm"]["beta"]]
    assert -conditional.curves.steps.ravel() == pytest.approx(easiness, abs=0.001)
    assert conditional.se.ravel() == pytest.approx([row["se"] for row in expected["pcm_cml_eRm"]["beta"]], rel=0.01)


def test_generalised_partial_credit_is_that_of_mirt():
    given, expected = _science()
    found, mirt = scale(given, free_slopes=True), expected["gpcm_mirt"]
    assert far(found.curves.slopes, mirt["irt"], "a") < 0.01
    for k in (1, 2, 3):
        assert far(found.curves.deltas[:, k - 1], mirt["irt"], f"b{k}") < 0.02
    assert found.log_likelihood == pytest.approx(mirt["logLik"], abs=0.001)


def test_sampling_weights_count_persons():
    expected = reference("irt")["pisa2000_read"]
    path = "irt/pisa2000_read_items_brr.csv"
    weights = columns(path, ["W_FSTUWT"])[:, 0]
    found = scale(
        Responses.of(columns(path, expected["items"]), expected["items"], weights * len(weights) / weights.sum())
    )
    tam = expected["pcm2_mml_TAM"]
    assert far(found.curves.locations, tam["xsi"][:26], "xsi") < 0.001
    assert found.population.sds[0] ** 2 == pytest.approx(tam["variance"], rel=0.001)
    assert found.deviance == pytest.approx(tam["deviance"], abs=0.01)


def test_plausible_values_give_back_the_population():
    given, _ = responses("fims1964")
    scaled = scale(given)
    drawn = persons.plausible_values(scaled, count=10, seed=20240901)
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.var() == pytest.approx(scaled.population.sds[0] ** 2, rel=0.03)
    assert persons.eap(scaled).theta.var() < 0.8 * drawn.var()  # what means of posteriors would have lost
