"""Smooth shapes, heaps of a whole municipality, the picture of one group, and chances by enumeration."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import betabinom, binom, nbinom
from tests.library.analytics.objectivity.region import changed, honest, lifted

from msoko.analytics.objectivity import copies
from msoko.analytics.objectivity.answers import unlike
from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.heaps import heaps
from msoko.analytics.objectivity.papers import papers
from msoko.analytics.objectivity.picture import distribution
from msoko.analytics.objectivity.shapes import bunching, smooth
from msoko.analytics.objectivity.sign import Refused
from msoko.analytics.objectivity.tails import mid_p
from msoko.psychometrics import remarks

SMOOTH = 3000 * binom.pmf(np.arange(21), 20, 0.45)


def test_a_smooth_shape_keeps_the_moments_of_its_degree():
    counts = np.random.default_rng(3).poisson(SMOOTH).astype(float)
    fitted = smooth(counts[None], 3).expected[0]
    scores = np.arange(21)
    for power in range(4):
        assert fitted @ scores**power == pytest.approx(counts @ scores**power, rel=1e-6)


def test_empty_and_single_scores_stay_finite():
    counts = np.zeros((2, 12))
    counts[0, 5] = 9
    assert np.isfinite(smooth(counts, 4).expected).all()


def test_a_heap_is_measured_and_a_smooth_distribution_has_none():
    rng = np.random.default_rng(4)
    counts = rng.poisson(SMOOTH).astype(float)
    moved = counts.copy()
    moved[8] += 0.5 * moved[5:8].sum()
    moved[5:8] *= 0.5
    plain, heap = bunching(counts, 8, window=3), bunching(np.round(moved), 8, window=3)
    assert plain.p > 0.05 and plain.low < 0 < plain.high
    assert heap.p <= 0.005 and heap.low > 0 and heap.excess == pytest.approx(0.5 * counts[5:8].sum(), rel=0.35)
    assert heap.ratio == pytest.approx(np.round(moved)[8:11].sum() / np.round(moved)[5:8].sum())
    assert heap.first == 5 and len(heap.observed) == len(heap.expected) == 6
    assert bunching(np.round(moved), 8, window=3) == heap  # the same seed, the same numbers


def test_rough_distributions_are_given_rough_draws():
    rng = np.random.default_rng(5)
    p = [bunching(rng.negative_binomial(SMOOTH / 4 + 1e-6, 1 / 5).astype(float), 9, 3, draws=99).p for _ in range(60)]
    assert np.mean(np.array(p) <= 0.05) <= 0.15


def test_when_all_schools_lift_marks_only_the_whole_tells():
    works = honest(schools=40)
    everybody = [work.answered(lifted(work.items.copy(), np.random.default_rng(i))) for i, work in enumerate(works)]
    (first, *_), quiet = heaps(everybody, draws=199), heaps(works, draws=199)
    assert first.stands_out and "Во всём муниципалитете" in first.remark.say() and first.group.organisation == ""
    assert not any(one.stands_out for one in quiet) and len(quiet) == 3
    assert heaps(works[:5]) == ()  # too few pupils for a polynomial


def test_the_picture_shows_the_heap_against_what_was_expected():
    works = changed(honest(), lifted)
    group = replace(works[0].group, class_name="")
    seen = distribution(works, group)
    assert sum(seen.observed) == works[0].n == pytest.approx(sum(seen.expected), abs=0.6)
    assert seen.boundaries == works[0].bounds
    odd = int(dict(seen.remark.parameters)["score"])
    assert odd in {low for _, low in seen.boundaries} and seen.observed[odd] > seen.expected[odd] + 2
    with pytest.raises(Refused, match="нет среди"):
        distribution(works, replace(group, organisation="nobody"))
    with pytest.raises(Refused, match="сравнить не с чем"):
        distribution(works[:3], group)


def test_the_tail_of_copying_is_that_of_enumeration():
    rng = np.random.default_rng(6)
    shares = rng.uniform(0.15, 0.9, (6, 10))
    weight = np.log(1 - copies.COPIED + copies.COPIED / shares) - np.log(1 - copies.COPIED)
    patterns = np.array(list(product([False, True], repeat=10)))
    for row in range(6):
        chance = np.where(patterns, shares[row], 1 - shares[row]).prod(axis=1)
        worth = patterns @ weight[row]
        for seen in (patterns[700], patterns[1000], patterns[1020]):
            exact = chance[worth >= seen @ weight[row] - 1e-9].sum()
            above = chance[worth > seen @ weight[row] + 1e-9].sum()
            found = copies._tail(shares[row : row + 1], seen[None])[0]
            if exact < 0.2:
                assert 0.5 * above < found < 1.5 * exact


def test_tails_of_counts_are_those_of_scipy():
    count, n = np.array([3.0, 0, 12, 7]), np.array([10, 5, 12, 40])
    share, strength = np.array([0.2, 0.5, 0.3, 0.1]), np.array([50.0, 3, 20, 400])
    usual = betabinom(n, share * strength, (1 - share) * strength)
    assert mid_p(count, n, share, strength) == pytest.approx(usual.sf(count) + usual.pmf(count) / 2)
    exact = binom.sf(count, n, share) + binom.pmf(count, n, share) / 2
    assert mid_p(count, n, share, np.inf) == pytest.approx(exact, rel=1e-3)
    assert mid_p(np.array([0.0]), np.array([0]), np.array([0.3]), 5.0).tolist() == [1.0]


def test_rare_pairs_are_counted_as_negative_binomial():
    chances = np.concatenate([np.full(6, 0.004), np.full(94, 0.5)])
    many = nbinom.sf(5, 1.0 / (copies.LOOSE - 1), 1 / copies.LOOSE)
    assert copies._together(chances) == pytest.approx(2 * min(0.4 / 6, many))


def test_expected_points_add_up_to_the_total_and_know_the_difficulty():
    (page,) = papers(honest())
    expected = Expected.of(page)
    assert expected.shares.sum(axis=2) == pytest.approx(1)
    inner = slice(4, 17)
    assert expected.mean.sum(axis=1)[inner] == pytest.approx(np.arange(21)[inner], abs=0.1)
    assert (np.diff(expected.difficulty) > -0.1).all() and expected.difficulty[0] < 0.3 < 0.7 < expected.difficulty[-1]
    assert Expected.of(papers([replace(work, items=None) for work in honest()])[0]) is None


def test_unlike_teaching_is_measured():
    (page,) = papers(honest(schools=80))
    assert unlike(page, Expected.of(page)) < 0.1
    rng = np.random.default_rng(7)

    def taught(work):
        items = work.items.copy()
        for task in rng.choice(16, 5, replace=False):
            items[:, task] = np.maximum(items[:, task], rng.random(len(items)) < 0.6)
        return work.answered(items)

    (page,) = papers([taught(work) for work in honest(schools=80)])
    assert unlike(page, Expected.of(page)) > 0.2


@pytest.mark.parametrize(
    ("counts", "score", "code"),
    [
        (np.zeros(101), 65, "too-few-persons"),
        (np.full(101, np.nan), 65, "counts-wrong"),
        (-np.ones(101), 65, "counts-wrong"),
        (np.ones(20), 65, "score-outside"),
    ],
)
def test_no_heap_is_looked_for_where_there_is_no_distribution(counts, score, code):
    with pytest.raises(remarks.Refused) as refused:
        bunching(counts, score)
    assert refused.value.remark.code == code
    assert refused.value.say("en") != refused.value.say()
