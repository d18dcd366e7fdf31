"""The published markers, by hand; who is excused, what repeats, and the table of the lists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.library.analytics.objectivity.region import honest

from msoko.analytics.objectivity.markers import Marker, listed, markers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.works import marked

SIZES = Parameters()


def flat(works, school, score):
    """Everybody of a school near one total."""
    spread = np.resize([score - 1, score, score + 1], 200)
    return [
        replace(one, scores=spread[: one.n].astype(float), marks=marked(spread[: one.n].astype(float), one.bounds))
        if one.group.organisation == school else one for one in works
    ]  # fmt: skip


def of(found, code, school="s000", period="2024-25") -> Marker | None:
    chosen = [one for one in found if (one.code, one.group.organisation, one.group.period) == (code, school, period)]
    return chosen[0] if chosen else None


def test_a_high_mean_is_marked_and_excused_by_advanced_study_or_the_exam():
    works = flat(honest(schools=12, size=(20, 25)), "s000", 18)
    high = of(markers(works, SIZES), "M1")
    assert high.met and not high.excused and high.counts and high.value > 20
    assert of(markers(works, SIZES, advanced=["s000"]), "M1").excused
    exam = flat(honest(schools=12, size=(20, 25), grade="9", kind="oge"), "s000", 18)
    assert of(markers([*works, *exam], SIZES), "M1").excused
    weak = flat(honest(schools=12, size=(20, 25), grade="9", kind="oge"), "s000", 4)
    assert not of(markers([*works, *weak], SIZES), "M1").excused
    assert not of(markers(works, SIZES), "M1", "s001").met


@pytest.mark.parametrize(("unlike", "met", "code"), [(0, False, "M2"), (8, True, "M2"), (12, True, "M2-risk")])
def test_unlike_journal_marks_are_counted_both_ways(unlike, met, code):
    works = honest(schools=6, size=(20, 21))
    changed = works[0].marks.copy()
    changed[:unlike] += np.resize([1, -1], unlike)
    works[0] = replace(works[0], journal=changed)
    one = of(markers(works, SIZES), "M2")
    assert one.met == met and one.value == pytest.approx(5 * unlike) and one.remark.code == code


def test_a_fall_in_the_next_grade_is_measured_against_the_others():
    now = flat(honest(schools=8, grade="4", period="2023-24", size=(20, 25)), "s000", 17)
    then = flat(honest(schools=8, grade="5", period="2024-25", size=(20, 25)), "s000", 6)
    fall = of(markers([*now, *then], SIZES), "M3", period="2023-24")
    assert fall.met and fall.value > 30
    assert of(markers(now, SIZES), "M3", period="2023-24") is None  # no next year, no answer


def test_a_peak_is_the_published_one_and_needs_twenty():
    works = honest(schools=6, size=(24, 25))
    scores = works[0].scores.copy()
    scores[:9] = 7
    scores[scores == 6] = 9
    works[0] = replace(works[0], scores=scores)
    peak = of(markers(works, SIZES), "M4")
    assert peak.met and "балл 7" in peak.remark.say() and peak.value > 30
    small = honest(schools=6, size=(19, 20))
    assert of(markers(small, SIZES), "M4") is None and of(markers(small, SIZES), "M1") is not None


def test_only_the_grades_and_subjects_of_the_lists():
    assert markers(honest(schools=6, grade="8"), SIZES) == ()
    assert markers(honest(schools=6, grade="8"), SIZES, grades=["8"]) != ()


def test_repeats_of_the_two_years_before_and_the_table_of_the_lists():
    years = [
        flat(honest(schools=10, period=f"{y}-{(y + 1) % 100}", size=(20, 25)), "s000", 18) for y in (2022, 2023, 2024)
    ]
    found = markers([one for year in years for one in year], SIZES)
    assert [of(found, "M1", period=f"{y}-{(y + 1) % 100}").repeats for y in (2022, 2023, 2024)] == [0, 1, 2]
    row = listed(found)["2024-25", "s000"]
    assert row["5 02"] == sum(one.counts for one in found
                              if (one.group.organisation, one.group.period) == ("s000", "2024-25"))  # fmt: skip
    assert ("2024-25", "nobody") not in listed(found)
