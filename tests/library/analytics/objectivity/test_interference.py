"""The made-up region that signs are measured on is what it says, and each interference does what it is named after."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.honest_region import examination, papers, region, works
from benchmarks.interference import KINDS, interfered

SCHOOLS = 60


@pytest.fixture(scope="module")
def honest():
    return region(seed=4, count=SCHOOLS)


def rows(held, school):
    return held.school == school


def test_the_same_seed_is_the_same_region(honest):
    again = region(seed=4, count=SCHOOLS)
    assert all((a.scores == b.scores).all() for a, b in zip(honest.held, again.held, strict=True))
    assert (honest.schools.context != region(5, SCHOOLS).schools.context).any()


def test_scores_stay_within_the_tasks_and_marks_follow_the_scale(honest):
    for held in honest.held:
        assert held.scores.min() >= -1 and (held.scores <= held.paper.most).all()
        lowest = sorted(held.paper.bounds.values())
        assert (held.mark == 2 + sum((held.total >= one).astype(int) for one in lowest)).all()


def test_few_fail_and_most_journals_agree(honest):
    failed = np.concatenate([held.mark == 2 for held in honest.held]).mean()
    agreed = np.concatenate([held.mark == held.journal for held in honest.held]).mean()
    assert 0.07 < failed < 0.17 and 0.55 < agreed < 0.75


def test_the_same_persons_write_the_next_work_and_keep_their_place(honest):
    before, after = honest.held[0], honest.later[0]
    _, mine, theirs = np.intersect1d(before.person, after.person, return_indices=True)
    assert len(mine) == len(after.person) < len(before.person)
    assert 0.6 < np.corrcoef(before.total[mine], after.total[theirs])[0, 1] < 0.9
    assert sorted(honest.later) == [0, 1, 2, 3, 6, 7]  # grade 6 has no work in the next year


def test_the_year_before_has_other_pupils_of_the_same_schools(honest):
    before, now = honest.earlier[0], honest.held[0]
    assert before.year == now.year - 1 and not np.intersect1d(before.person, now.person).size

    def means(held):
        return np.bincount(held.school, held.ability) / np.bincount(held.school)

    assert np.corrcoef(means(before), means(now))[0, 1] > 0.4


def test_the_examination_has_the_tasks_of_the_last_work_in_another_order():
    last = papers()[-1]
    assert examination(last).most.sum() == last.most.sum() and examination(last).grade == "9"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_only_the_planned_schools_change(honest, kind, share):
    held = honest.held[1]
    changed = interfered(held, {3: (kind, share)}, seed=1)
    other = ~rows(held, 3)
    assert (changed.scores[other] == held.scores[other]).all()
    assert (changed.scores[~other] != held.scores[~other]).any()
    assert changed.kind[3] == kind and changed.share[3] == share and (changed.kind != "").sum() == 1
    assert (changed.scores <= held.paper.most).all()


@pytest.mark.parametrize("kind", ["helped", "leaked", "lifted"])
def test_what_is_prompted_or_given_never_lowers_a_score(honest, kind):
    held = honest.held[0]
    changed = interfered(held, dict.fromkeys(range(SCHOOLS), (kind, 0.6)), seed=2)
    assert (changed.scores.clip(0) >= held.scores.clip(0)).all()


def test_lifting_ends_exactly_at_a_boundary_and_reaches_three_points_only(honest):
    held = honest.held[0]
    changed = interfered(held, dict.fromkeys(range(SCHOOLS), ("lifted", 1.0)), seed=2)
    moved = changed.total != held.total
    assert np.isin(changed.total[moved], list(held.paper.bounds.values())).all()
    assert (changed.total - held.total).max() == 3 and (changed.mark[moved] == held.mark[moved] + 1).all()


def test_leaked_tasks_are_few_and_solved_by_nearly_all_who_knew(honest):
    held = honest.held[0]
    changed = interfered(held, {0: ("leaked", 1.0)}, seed=2)
    mine = changed.scores[rows(held, 0)] == held.paper.most
    touched = (changed.scores != held.scores)[rows(held, 0)].any(axis=0)
    assert touched.sum() == round(len(touched) / 4) and mine[:, touched].mean() > 0.9


def test_a_helping_teacher_helps_a_class_before_the_next(honest):
    held = honest.held[0]
    parts = [len(np.unique(held.classes[rows(held, n)])) for n in range(SCHOOLS)]
    school = int(np.flatnonzero(np.array(parts) >= 3)[0])
    changed = interfered(held, {school: ("helped", 1 / parts[school])}, seed=2)
    touched = (changed.scores != held.scores).any(axis=1)[rows(held, school)]
    assert len(np.unique(held.classes[rows(held, school)][touched])) <= 2


def test_copiers_agree_with_a_neighbour_far_more_than_honest_pupils_do(honest):
    held = honest.held[0]
    changed = interfered(held, {0: ("copied", 1.0)}, seed=2)

    def nearest(scores):
        return np.mean([np.sort((scores == one).mean(axis=1))[-2] for one in scores])

    school = rows(held, 0)
    assert nearest(changed.scores[school]) > nearest(held.scores[school]) + 0.15


def test_works_hold_the_same_pupils_class_by_class(honest):
    held = honest.held[2]
    made = works(held)
    assert sum(work.n for work in made) == len(held.school)
    assert len({(work.group.organisation, work.group.class_name) for work in made}) == len(made)
    assert all(0 < work.n <= 27 and (work.scores == work.items.sum(axis=1)).all() for work in made)
    exam = works(honest.later[6])
    assert all(work.items is None and work.group.procedure_type == "oge" for work in exam)
