"""Andersen's test and its graphical check: what it accuses, what it leaves out, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics.andersen import andersen
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses


def rasch(n=1200, seed=1, moved=0.0):
    """Eight items; for every other person the fourth is harder by moved."""
    rng = np.random.default_rng(seed)
    b = np.tile(np.linspace(-1.5, 1.5, 8), (n, 1))
    b[::2, 3] += moved
    return (rng.random((n, 8)) < 1 / (1 + np.exp(b - rng.normal(size=(n, 1))))).astype(float)


def test_it_is_twice_the_difference_of_conditional_likelihoods():
    given = Responses.of(rasch())
    groups = np.arange(1200) % 2
    found = andersen(given, groups)
    parts = [scale_conditionally(given.persons(np.flatnonzero(groups == g))).log_likelihood for g in (0, 1)]
    assert found.statistic == pytest.approx(2 * (sum(parts) - scale_conditionally(given).log_likelihood))
    assert (found.df, [group.n for group in found.groups]) == (7, [600, 600])
    assert all(group.locations.sum() == pytest.approx(0, abs=1e-9) for group in found.groups)


def test_it_keeps_its_level_and_finds_the_item_that_moved():
    quiet = [andersen(Responses.of(rasch(400, seed)), np.arange(400) % 2).p for seed in range(40)]
    assert 0.3 < np.mean(quiet) < 0.7 and np.mean(np.array(quiet) < 0.05) <= 0.15
    found = andersen(Responses.of(rasch(moved=1.0)), np.arange(1200) % 2)
    assert found.p < 1e-6 and int(np.abs(found.z).argmax()) == 3 and found.z[3] > 5


def test_slopes_that_differ_show_between_weak_and_strong():
    rng = np.random.default_rng(3)
    theta, slopes = rng.normal(size=(3000, 1)), np.array([0.3, 1, 1, 1, 1, 1, 1, 2.5])
    right = (rng.random((3000, 8)) < 1 / (1 + np.exp(-slopes * (theta - np.linspace(-1, 1, 8))))).astype(float)
    found = andersen(Responses.of(right), "median")
    assert found.p < 1e-6 and [group.name[0] for group in found.groups] == ["≤", ">"]


def test_several_groups_have_no_z():
    found = andersen(Responses.of(rasch()), np.arange(1200) % 3)
    assert found.df == 14 and found.z is None


def test_persons_without_answers_take_their_group_with_them():
    scores, groups = rasch(), np.arange(1200) % 2
    holes = scores.copy()
    holes[5] = np.nan
    found, without = andersen(Responses.of(holes), groups[np.arange(1200) != 5]), np.delete(scores, 5, axis=0)
    assert found.statistic == pytest.approx(andersen(Responses.of(without), np.delete(groups, 5)).statistic)


def test_an_item_that_a_group_never_fails_is_left_out_and_named():
    scores = rasch()
    scores[::2, 0] = 1
    found = andersen(Responses.of(scores, list("абвгдежз")), np.arange(1200) % 2)
    assert "а" not in found.items and "«а»" in found.remarks[0].say()


def test_what_cannot_be_compared_is_refused():
    scores = rasch()
    with pytest.raises(Refused, match="никого нет"):
        andersen(Responses.of(scores), ["все"] * 1200)
    few = scores.copy()
    few[::2, :7] = 1
    with pytest.raises(Refused, match="нужно не меньше 2"):
        andersen(Responses.of(few), np.arange(1200) % 2)
    holes = scores.copy()
    holes[:1160, 0] = np.nan
    with pytest.raises(Refused, match=r"ответивших на все задания 40.*Назовите группы"):
        andersen(Responses.of(holes))
    assert andersen(Responses.of(holes), np.arange(1200) % 2).df == 7


def test_persons_with_gaps_are_neither_weak_nor_strong():
    scores = rasch()
    holes = scores.copy()
    holes[:600, 0] = np.nan
    found = andersen(Responses.of(holes))
    assert found.statistic == pytest.approx(andersen(Responses.of(scores[600:])).statistic)
    assert [remark.code for remark in found.remarks] == ["andersen-whole"]
