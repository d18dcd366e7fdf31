"""The demonstration: the planted peak is found from its sheets, and the clean organisations are left in peace."""

from __future__ import annotations

import numpy as np
import pytest

from msoko.analytics.objectivity.combining import Level, judged
from msoko.analytics.objectivity.markers import markers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.signs import signs
from msoko.analytics.objectivity.works import Group, Work, marked
from msoko.demo import planting
from msoko.demo.generating import _bounds, _withheld
from msoko.demo.municipality import build, parameters
from msoko.demo.pupils import answers
from msoko.methodology.loading import load

YEARS = range(planting.PEAK_YEAR - 2, planting.PEAK_YEAR + 1)


@pytest.fixture(scope="module")
def works():
    """Works of the ВПР of three school years as the files of the demonstration hold them."""
    town, packs, seed = build(), load(), parameters()["municipality"]["seed"]
    found = []
    for year in YEARS:
        for work in town.works:
            bounds = _bounds(packs, work)
            for school in town.of("school", year):
                if work["grade"] in school.grades and not _withheld(school, year):
                    sheet = answers(town, school, year, work, bounds, seed)
                    found.extend(_by_class(sheet, year, work, tuple(sorted(bounds.items()))))
    return found


def _by_class(sheet, year, work, bounds):
    come = ~np.array(sheet.absent)
    for name in sorted(set(sheet.classes)):
        rows = come & (np.array(sheet.classes) == name)
        if rows.any():
            items = sheet.scores[rows].clip(0).astype(np.int16)
            scores = items.sum(axis=1).astype(float)
            period = f"{year}-{(year + 1) % 100:02d}"
            key = f"vpr-{period}-{work['subject']}-{work['grade']}"
            yield Work(
                Group(sheet.organisation.id, name, key, "vpr", period, work["subject"], str(work["grade"])),
                np.array(sheet.codes)[rows], scores, marked(scores, bounds), np.array(sheet.journal, dtype=float)[rows],
                bounds, sum(work["tasks"].values()), items, tuple(work["tasks"]),
                np.array(list(work["tasks"].values())), np.full(int(rows.sum()), ""),
            )  # fmt: skip


def _key(subject, grade, year):
    return f"vpr-{year}-{(year + 1) % 100:02d}-{subject}-{grade}"


def test_the_planted_schools_stand_out_and_nobody_else(works):
    rows = judged(signs(works), Parameters().rate)
    named = {
        (one.group.organisation, one.group.procedure): [sign.code for sign in one.signs[:3]]
        for one in rows if one.stands_out and one.level is Level.PROCEDURE
    }  # fmt: skip
    lifted = planting.PEAK_SCHOOL, _key("MA", 5, planting.PEAK_YEAR)
    copied = planting.COPYING_SCHOOL, _key(*planting.COPYING_WORK)
    helped = planting.HELPED_SCHOOL, _key(*planting.HELPED_WORK)
    assert set(named) == {lifted, copied, helped}
    assert named[lifted][0] == "peak" and named[copied][0] == "copies" and {"easy", "tasks"} <= set(named[helped])
    assert len([one for one in rows if one.level is Level.PROCEDURE]) > 250


def test_the_classes_are_named_too_and_no_other_class(works):
    rows = judged(signs(works), Parameters().rate)
    named = {(one.group.organisation, one.group.class_name) for one in rows
             if one.stands_out and one.level is Level.CLASS}  # fmt: skip
    planted = {(planting.COPYING_SCHOOL, planting.COPYING_CLASS), (planting.HELPED_SCHOOL, planting.HELPED_CLASS)}
    assert planted <= named and {one for one, _ in named} <= {"s02", "s03", "s04"}


def test_the_published_markers_name_far_more(works):
    found = markers(works, Parameters(), subjects=["MA", "RU"])
    marked_ = {one.group for one in found if one.met and one.code == "M4"}
    assert len({group.organisation for group in marked_}) > 5
