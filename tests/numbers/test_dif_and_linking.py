"""Differential functioning and linking against difR, sirt and TAM; agreement of experts against R."""

from __future__ import annotations

import numpy as np
import pytest
from tests.numbers.references import FILES, columns, reference, responses, text

from msoko.psychometrics import dif
from msoko.psychometrics.linking import link
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.responses import Responses

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def two_countries():
    return responses("fims1964", groups=text(FILES["fims1964"], "country"))


def _equal(found, expected, names, rel=1e-4):
    for ours, theirs in names.items():
        got, want = [getattr(one, ours) for one in found], [row[theirs] for row in expected]
        assert got == pytest.approx(want, rel=rel), ours


def test_mantel_haenszel(two_countries):
    given, expected = two_countries
    names = {"chi2": "MH_chisq_cc", "alpha": "MH_alpha", "delta": "ETS_delta"}
    _equal(dif.mantel_haenszel(given), expected["dif_MH_LR"], names)


def test_logistic(two_countries):
    given, expected = two_countries
    names = {"uniform": "LR_uniform_chisq", "nonuniform": "LR_nonuniform_chisq", "total": "LR_total_chisq",
             "r2_change": "dR2_Nagelkerke", "group": "b_group"}  # fmt: skip
    _equal(dif.logistic(given), expected["dif_MH_LR"], names)


def test_separate_calibrations(two_countries):
    given, expected = two_countries
    found = dif.by_calibration(given)
    for ours, theirs in {"first": "b1", "second": "b2", "difference": "dif_2minus1", "se": "se"}.items():
        assert [getattr(one, ours) for one in found] == pytest.approx(
            [row[theirs] for row in expected["dif_rasch_separate"]], abs=0.005
        )


def _two_years() -> tuple[Responses, Responses]:
    path = "irt/data_long_anchor.csv"
    first, second = [f"I{n}T1" for n in range(1, 7)], [f"I{n}T2" for n in range(3, 9)]
    return tuple(Responses.of(columns(path, names), [name[:2] for name in names]) for names in (first, second))


def test_linking_constants():
    first, second = (scale(year) for year in _two_years())
    common = ["I3", "I4", "I5", "I6"]
    pair = [one.curves.only([one.responses.items.index(item) for item in common]) for one in (first, second)]
    expected = reference("irt")["linking_data_long"]
    for ours, theirs in (("mean-mean", "Mean.Mean"), ("haebara", "Haebara"), ("stocking-lord", "Stocking.Lord")):
        assert link(*pair, ours).shift == pytest.approx(-expected["methods"][theirs], abs=0.002)
    assert link(*pair, "mean-mean").error == pytest.approx(expected["descriptives"][0]["linkerror"], abs=0.005)


def test_both_years_at_once():
    """TAM's nodes end at ±6, 2.5 standard deviations above the second year's mean: our likelihood is higher, items
    near.
    """
    first, second = _two_years()
    n, m = len(first.scores), len(second.scores)
    scores = np.full((n + m, 8), np.nan)
    scores[:n, :6] = np.where(first.known, first.scores, np.nan)
    scores[n:, 2:] = np.where(second.known, second.scores, np.nan)
    found = scale(Responses.of(scores, [f"I{k}" for k in range(1, 9)], groups=[0] * n + [1] * m))
    expected = reference("irt")["linking_data_long"]["concurrent"]
    assert found.deviance < expected["deviance"]
    assert found.curves.locations == pytest.approx([row["xsi"] for row in expected["xsi"]], abs=0.05)
