"""Equipercentile equating against Kolen and Brennan's published table; drift and dated scales against known truth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from msoko.psychometrics import dated
from msoko.psychometrics.bank import Bank
from msoko.psychometrics.drift import drift
from msoko.psychometrics.equating import chained, equipercentile
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses
from msoko.psychometrics.smoothing import smooth

# ACT mathematics, forms X and Y, persons by score: Kolen and Brennan (2014), Test Equating, Scaling, Linking, t. 2.5.
FORM_X = [0, 1, 1, 3, 9, 18, 59, 67, 91, 144, 149, 192, 192, 192, 201, 204, 217, 181, 184, 170, 201, 147, 163, 147, 140,
          147, 126, 113, 100, 106, 107, 91, 83, 73, 72, 75, 50, 37, 38, 23, 15]  # fmt: skip
FORM_Y = [0, 1, 3, 13, 42, 59, 95, 131, 158, 161, 194, 164, 166, 197, 177, 158, 169, 132, 158, 151, 134, 137, 122, 110,
          116, 132, 104, 104, 114, 97, 107, 88, 80, 79, 70, 61, 48, 47, 29, 32, 12]  # fmt: skip
EQUIVALENTS = [0.0, 0.9796, 1.6462, 2.2856, 2.8932, 3.6205, 4.4997, 5.5148, 6.3124, 7.2242, 8.1607, 9.1827, 10.1859,
               11.2513, 12.3896, 13.3929, 14.5240, 15.7169, 16.8234, 18.0092, 19.1647, 20.3676, 21.4556, 22.6871,
               23.9157, 25.0292, 26.1612, 27.2633, 28.1801, 29.1424, 30.1305, 31.1297, 32.1357, 33.0781, 34.0172,
               35.1016, 36.2426, 37.1248, 38.1321, 39.0807, 39.9006]  # table 2.7  # fmt: skip


def test_unsmoothed_equivalents_are_the_published_ones():
    found = equipercentile(np.array(FORM_X), np.array(FORM_Y), degree=0, draws=10)
    assert found.equivalents == pytest.approx(EQUIVALENTS, abs=6e-5)  # published with four digits


def test_smoothing_keeps_the_moments_and_comes_near():
    counts = np.array([FORM_X, FORM_Y], dtype=float)
    expected, scores = smooth(counts, 6).expected, np.arange(41)
    for power in range(7):
        assert expected @ scores**power == pytest.approx(counts @ scores**power, rel=1e-5)
    smoothed = equipercentile(counts[0], counts[1], degree=6, draws=10).equivalents
    assert np.abs(smoothed - EQUIVALENTS)[5:].max() < 0.3
    assert (np.diff(smoothed) > 0).all()


def test_the_bootstrap_error_is_that_of_the_formula():
    """Lord (1982), J. Educ. Statistics 7:165-174, large samples, random groups, no smoothing."""
    x, y = np.array(FORM_X, dtype=float), np.array(FORM_Y, dtype=float)
    found = equipercentile(x, y, degree=0, draws=1000)
    for score in (10, 20, 30):
        rank = (x[:score].sum() + x[score] / 2) / x.sum()
        place = round(found.equivalents[score])
        density = y[place] / y.sum()
        by_formula = np.sqrt(rank * (1 - rank) * (1 / x.sum() + 1 / y.sum())) / density
        assert found.error[score] == pytest.approx(by_formula, rel=0.25)


def test_a_form_equated_to_itself_stays_and_to_a_shifted_one_moves():
    x = np.array(FORM_X, dtype=float)
    assert equipercentile(x, x, draws=5).equivalents == pytest.approx(np.arange(41), abs=1e-8)
    moved = np.concatenate([np.zeros(3), x])
    assert equipercentile(x, moved, degree=0, draws=5).equivalents[1:] == pytest.approx(np.arange(4, 44), abs=1e-8)


def test_a_chain_through_the_anchor_undoes_a_difference_of_groups():
    """Two groups half a deviation apart; the second form is three points harder for everybody."""
    rng = np.random.default_rng(7)
    able = [rng.normal(0, 1, 6000), rng.normal(0.5, 1, 6000)]

    def test_of(theta, items, shift):
        return rng.binomial(items, 1 / (1 + np.exp(-(theta - shift))))

    x, v1 = test_of(able[0], 40, 0.0), test_of(able[0], 20, 0.0)
    y, v2 = test_of(able[1], 40, 0.4), test_of(able[1], 20, 0.0)
    found = chained(x, v1, y, v2, draws=40)
    theta = np.linspace(-2, 2, 9)
    true_x, true_y = 40 / (1 + np.exp(-theta)), 40 / (1 + np.exp(-(theta - 0.4)))
    assert np.interp(true_x, found.scores, found.equivalents) == pytest.approx(true_y, abs=0.7)
    naive = equipercentile(np.bincount(x, minlength=41), np.bincount(y, minlength=41), draws=5)
    assert np.abs(np.interp(true_x, naive.scores, naive.equivalents) - true_y).max() > 2


ITEMS = 16
TRUE = np.linspace(-1.5, 1.5, ITEMS)


def sat(seed: int, mean: float, difficulties: np.ndarray, names: list[str], n: int = 3000):
    rng = np.random.default_rng(seed)
    theta = rng.normal(mean, 1, n)
    chance = 1 / (1 + np.exp(-(theta[:, None] - difficulties)))
    return scale(Responses.of((rng.random(chance.shape) < chance).astype(float), names))


def names(first: int, count: int) -> list[str]:
    return [f"t{n}" for n in range(first, first + count)]


def test_an_item_that_became_easier_is_found_and_left_out():
    changed = TRUE.copy()
    changed[4] -= 0.8
    one, other = sat(1, 0.0, TRUE, names(0, ITEMS)), sat(2, 0.3, changed, names(0, ITEMS))
    found = drift(Bank.of(one), Bank.of(other))
    assert [item.item for item in found.items if item.has_drifted] == ["t4"]
    assert found.items[0].difference == pytest.approx(0.8, abs=0.2)
    assert found.link.shift == pytest.approx(0.3, abs=0.06)


def test_nothing_drifts_where_nothing_did():
    alarms = 0
    for seed in range(10):
        pair = (sat(100 + seed, 0.0, TRUE, names(0, ITEMS), 1000), sat(200 + seed, 0.2, TRUE, names(0, ITEMS), 1000))
        alarms += len(drift(*map(Bank.of, pair)).remarks)
    assert alarms <= 2  # of 160 items, with false discoveries held at 5 %


def test_points_keep_their_meaning_from_year_to_year():
    """Persons of the second year are 0.4 logits abler; half of the items are common."""
    first = sat(3, 0.0, TRUE, names(0, ITEMS), 6000)
    second = sat(4, 0.4, np.concatenate([TRUE[8:], TRUE[:8] + 0.25]), names(8, ITEMS), 6000)
    begun = dated.begin("Математика, 5 класс", date(2024, 4, 15), "rasch", first)
    after, said = dated.go_on(begun, date(2025, 4, 15), "rasch", second)
    assert said == ()
    assert set(after.steps[0].common) == set(names(8, 8))
    gain = float(after.points(np.array(after.mean)) - begun.points(np.array(begun.mean)))
    assert gain == pytest.approx(40, abs=3 * np.hypot(after.error_since(date(2024, 4, 15)), 2))
    assert after.error_since(date(2025, 4, 15)) == 0
    back = after.bank.curves.locations[after.bank.items.index("t10")]
    assert back == pytest.approx(TRUE[10] - TRUE.mean(), abs=0.15)


def test_the_table_of_scores_is_the_posterior_of_each_score():
    """By brute force over all patterns of four items."""
    scaled = sat(5, 0.0, np.array([-1.0, 0.0, 0.5, 1.0]), names(0, 4), 2000)
    made = dated.begin("Проба", date(2024, 4, 15), "rasch", scaled)
    theta = np.linspace(-6 * made.sd, 6 * made.sd, 161)
    p = 1 / (1 + np.exp(-(theta - scaled.curves.steps)))
    patterns = np.array([[n >> i & 1 for i in range(4)] for n in range(16)])
    for score, points, error in made.table():
        each = [np.prod(np.where(one[:, None] == 1, p, 1 - p), axis=0) for one in patterns if one.sum() == score]
        after = np.sum(each, axis=0) * np.exp(-0.5 * (theta / made.sd) ** 2)
        after /= after.sum()
        assert points == pytest.approx(500 + 100 * (after @ theta) / made.sd, abs=1e-6)
        assert error == pytest.approx(100 * np.sqrt(after @ theta**2 - (after @ theta) ** 2) / made.sd, abs=1e-6)


def test_a_scale_is_kept_as_data_and_read_again():
    begun = dated.begin("Проба", date(2024, 4, 15), "rasch", sat(6, 0.0, TRUE, names(0, ITEMS), 500))
    after, _ = dated.go_on(begun, date(2025, 4, 15), "rasch", sat(7, 0.1, TRUE, names(0, ITEMS), 500))
    again = dated.from_data(dated.as_data(after))
    assert dated.as_data(again) == dated.as_data(after)
    assert again.table() == after.table()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (lambda: equipercentile(np.array(FORM_X[:30]) / 50, np.array(FORM_Y)), "too-few-persons"),
        (lambda: equipercentile(np.array([-1, 200, 3]), np.array(FORM_Y)), "counts-wrong"),
        (lambda: chained(np.arange(200), np.arange(100), np.arange(200), np.arange(200)), "anchor-scores-differ"),
        (lambda: chained(*[np.zeros(0)] * 4), "too-few-persons"),
        (lambda: chained(*[np.full(200, np.nan)] * 4), "scores-wrong"),
        (lambda: chained(*[np.arange(200) / 2] * 4), "scores-wrong"),
        (lambda: chained(*[np.arange(200) - 1] * 4), "scores-wrong"),
        (lambda: dated.from_data({"format": "другое"}), "scale-format"),
        (lambda: dated.from_data({"format": dated.FORMAT, "items": [], "steps": []}), "scale-format"),
        (lambda: dated.from_data(spoilt()), "bank-wrong"),
    ],
)
def test_what_cannot_be_equated_or_read_is_refused(broken, code):
    with pytest.raises(Refused) as refused:
        broken()
    assert refused.value.remark.code == code


def spoilt():
    data = dated.as_data(dated.begin("Проба", date(2024, 4, 15), "rasch", sat(8, 0.0, TRUE, names(0, ITEMS), 300)))
    data["items"][0]["slope"] = "крутой"
    return data


def test_a_scale_goes_on_forward_only_with_its_own_model_and_common_items():
    begun = dated.begin("Проба", date(2024, 4, 15), "rasch", sat(9, 0.0, TRUE, names(0, ITEMS), 300))
    again = sat(10, 0.0, TRUE, names(0, ITEMS), 300)
    strangers = sat(10, 0.0, TRUE, names(14, ITEMS), 300)
    for arguments, code in (
        ((date(2024, 4, 15), "rasch", again), "scale-day-order"),
        ((date(2025, 4, 15), "2pl", again), "scale-model"),
        ((date(2025, 4, 15), "rasch", strangers), "too-few-common"),
    ):
        with pytest.raises(Refused) as refused:
            dated.go_on(begun, *arguments)
        assert refused.value.remark.code == code
    with pytest.raises(Refused, match=r"01\.01\.2020"):
        begun.error_since(date(2020, 1, 1))


def test_drift_in_most_items_leaves_no_common_scale():
    moved = TRUE + np.where(np.arange(ITEMS) % 2, 1.5, -1.5)
    with pytest.raises(Refused) as refused:
        drift(Bank.of(sat(11, 0.0, TRUE, names(0, ITEMS))), Bank.of(sat(12, 0.0, moved, names(0, ITEMS))))
    assert refused.value.remark.code == "drift-everywhere"
