"""Raters: what was simulated, what is one rater's and what the item's, who can be compared, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.psychometrics.facets import scale_marks
from msoko.psychometrics.marginal import scale
from msoko.psychometrics.marks import Marks, connected
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Responses

SEVERITIES = np.array([-0.8, -0.3, 0.0, 0.0, 0.3, 0.8])
STEPS = np.array([[-1.2, 0.2], [-0.6, 0.8], [0.0, 1.2], [-1.0, 1.0]])


def marked(n=500, seed=1, severities=SEVERITIES, pairs=None):
    """Entries (person, item, rater, mark): each work marked on every item by two raters."""
    rng = np.random.default_rng(seed)
    entries = []
    for person, theta in enumerate(rng.normal(0, 1.2, n)):
        of = rng.choice(len(severities), 2, replace=False) if pairs is None else pairs[person % len(pairs)]
        for rater in of:
            for item, steps in enumerate(STEPS):
                weights = np.exp(np.concatenate([[0], np.cumsum(theta - steps - severities[rater])]))
                mark = int(rng.choice(len(weights), p=weights / weights.sum()))
                entries.append((f"работа {person}", f"З{item + 1}", f"эксперт {rater + 1}", mark))
    return entries


def scaled(entries):
    return scale_marks(*zip(*entries, strict=True))


def test_what_was_simulated_is_found_within_its_errors():
    away, spreads = [], []
    for seed in range(6):
        found = scaled(marked(seed=seed))
        away.append([(r.severity - s) / r.se for r, s in zip(found.raters, SEVERITIES, strict=True)])
        spreads.append(found.sd)
    assert 0.7 < np.sqrt(np.mean(np.square(away))) < 1.3 and np.abs(away).max() < 4
    assert np.mean(spreads) == pytest.approx(1.2, abs=0.06)
    assert found.curves.deltas == pytest.approx(STEPS, abs=0.4)
    assert found.p < 1e-6 and found.reliability > 0.9 and sum(r.severity for r in found.raters) == pytest.approx(0)
    assert found.parameters == 8 + 5 + 1 and found.bic > found.aic


def test_points_say_what_a_severe_rater_takes():
    found = scaled(marked(n=800))
    assert found.raters[0].points > 0.15 and found.raters[-1].points < -0.15
    assert all(abs(rater.points) < 0.1 for rater in found.raters[2:4])


def test_raters_alike_are_said_to_be_alike():
    p = [scaled(marked(n=200, seed=seed, severities=np.zeros(4))).p for seed in range(12)]
    assert 0.2 < np.mean(p) < 0.8 and min(p) > 0.001


def test_a_rater_who_marks_at_random_does_not_fit():
    rng = np.random.default_rng(5)
    entries = [
        (person, item, rater, int(rng.integers(3)) if rater == "эксперт 3" else mark)
        for person, item, rater, mark in marked(n=400)
    ]
    found = scaled(entries)
    infit = [rater.infit for rater in found.raters]
    assert int(np.argmax(infit)) == 2 and infit[2] > 1.4 * np.median(infit)


def test_two_raters_who_mark_everything_are_items_of_one_scale():
    """Partial credit on each item under each rater has 7 parameters more and is hardly likelier."""
    entries = marked(n=600, pairs=[(0, 5)])
    found = scaled(entries)
    matrix = np.array([mark for *_, mark in entries], dtype=float).reshape(600, 8)
    free = scale(Responses.of(matrix))
    assert found.log_likelihood < free.log_likelihood
    assert 2 * (free.log_likelihood - found.log_likelihood) < 25  # χ² with 7 degrees of freedom
    assert found.raters[1].severity == pytest.approx(0.8, abs=0.15)


def test_connection_is_by_works_and_not_by_items():
    apart = marked(n=60, pairs=[(0, 1), (2, 3), (4, 5)])
    with pytest.raises(Refused, match="эксперт 1, эксперт 2; эксперт 3, эксперт 4; эксперт 5, эксперт 6"):
        scaled(apart)
    bridge = [*apart, *((f"мост {n}", f"З{n % 4 + 1}", f"эксперт {n % 6 + 1}", 1) for n in range(6))]
    with pytest.raises(Refused):  # one mark a work connects nothing
        scaled(bridge)
    joined = [*apart, *((f"работа {n}", "З1", "эксперт 5", 1) for n in range(2))]
    assert scaled(joined).df == 5


def test_an_item_that_one_rater_alone_marks_and_nothing_else_hides_the_rater():
    entries = np.array([[p, i, r, 0] for p in range(9) for i, r in ((0, 0), (0, 1), (1, 2))])
    assert connected(entries, 2, 3) == [[0, 1], [2]]
    assert connected(np.vstack([entries, [[0, 0, 2, 0]]]), 2, 3) == [[0, 1, 2]]


def test_gaps_and_items_without_difference_are_left_out():
    entries = [*marked(n=100), *((f"работа {n}", "З9", "эксперт 1", 2) for n in range(100))]
    entries.append(("работа 0", "З1", "эксперт 9", float("nan")))
    found = scaled(entries)
    assert found.marks.items == ("З1", "З2", "З3", "З4") and len(found.raters) == 6
    assert any("«З9»" in remark.say() for remark in found.remarks)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (("работа 0", "З1", "эксперт 1", 0.5), "не балл"),
        (("работа 0", "З1", "эксперт 1", -1), "не балл"),
        (("работа 0", "З1", None, 0), "дважды"),
        (("работа 0", "З1", "эксперт 9", 0), "«эксперт 9» поставил за всё одни крайние баллы"),
        (("работа 0", "З2", "эксперт 9", 4), "Объедините"),
    ],
)
def test_what_is_no_mark_is_refused_with_its_place(entry, says):
    entries = marked(n=60)
    person, item, rater, mark = entry
    with pytest.raises(Refused, match=says):
        scaled([*entries, (person, item, rater or entries[0][2], mark)])


def test_one_rater_and_few_marks():
    with pytest.raises(Refused, match="Эксперт один"):
        Marks.of(["а", "б"], ["1", "1"], ["э", "э"], [0, 1])
    with pytest.raises(Refused, match="Нет ни одного ответа"):
        Marks.of(["а"], ["1"], ["э"], [float("nan")])
    entries = [*marked(n=100), *((f"работа {n}", "З1", "эксперт 9", n % 2) for n in range(10))]
    assert any(r.code == "rater-few" and "эксперт 9" in r.say() for r in scaled(entries).remarks)
