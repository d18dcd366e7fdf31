"""Rows of the store as works: who is there, which tasks, which scale."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from msoko.analytics.objectivity.examining import examine
from msoko.analytics.objectivity.papers import Paper, papers
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Refused
from msoko.analytics.objectivity.works import marked, read, whole
from msoko.methodology.loading import load
from msoko.psychometrics.responses import ABSENT
from msoko.store.schemas import TABLES

PROCEDURE = "vpr-2022-23-02-5"


@pytest.fixture(scope="module")
def packs():
    return load()


def table(name, rows):
    schema = TABLES[name]
    return pa.Table.from_pylist([{**dict.fromkeys(schema.names), **row} for row in rows], schema)


def pupil(code, school="s1", form="5А", score=8, mark=3, journal=3, state="value"):
    given = {"score": score, "mark": mark, "journal_mark": journal}
    return {
        "procedure": PROCEDURE, "procedure_type": "vpr", "participant": code, "organisation": school,
        "period": "2022-23", "grade": "5", "class": form, "subject": "02", "state": state,
        **{name: None if value is None else Decimal(value) for name, value in given.items()},
    }  # fmt: skip


def item(code, task, score, most=2, school="s1", state="value"):
    return {
        "procedure": PROCEDURE, "procedure_type": "vpr", "participant": code, "organisation": school,
        "period": "2022-23", "grade": "5", "class": "5А", "subject": "02", "task": task, "state": state,
        "score": None if score is None else Decimal(score), "max_score": Decimal(most),
    }  # fmt: skip


def task(name, position):
    return {"procedure": PROCEDURE, "task": name, "position": position, "max_score": Decimal(2)}


def test_works_are_by_class_with_the_scale_in_force(packs):
    away = pupil("9", score=None, mark=None, state="absent")
    four = [pupil("2"), pupil("1", score=12, mark=4, journal=None), pupil("3", form="5Б"), pupil("4", "s2", "all")]
    outcomes = table("outcomes", [away, *four])
    first, second, third = read({"outcomes": outcomes}, packs)
    assert (first.group.organisation, first.group.class_name, first.group.procedure) == ("s1", "5А", PROCEDURE)
    assert first.participants.tolist() == ["1", "2"] and first.scores.tolist() == [12, 8]
    assert first.marks.tolist() == [4, 3] and np.isnan(first.journal[0]) and first.journal[1] == 3
    assert first.bounds == ((3, 7), (4, 11), (5, 15)) and first.most == 20 and first.items is None
    assert (second.group.class_name, third.group.class_name) == ("5Б", "")
    assert third.group.organisation == "s2" and third.n == 1


def test_answers_stand_in_the_order_of_the_work(packs):
    begun = item("1", "10", None, state="not_attempted")
    rows = [item("2", "10", 1), item("1", "2", 2, most=3), begun, item("7", "2", 1), item("2", "2", 0, most=3)]
    tables = {
        "outcomes": table("outcomes", [pupil("1"), pupil("2")]),
        "items": table("items", rows),
        "tasks": table("tasks", [task("2", 1), task("10", 2)]),
    }  # fmt: skip
    (work,) = read(tables, packs)
    assert work.tasks == ("2", "10") and work.task_most.tolist() == [3, 2] and work.most == 5
    assert work.items.tolist() == [[2, 0], [0, 1]]


def test_a_task_not_in_the_variant_is_absent_and_a_pupil_without_any_spoils_the_tasks(packs):
    outcomes = table("outcomes", [pupil("1"), pupil("2")])
    some = table("items", [item("1", "1", 1), item("2", "2", 2)])
    (work,) = read({"outcomes": outcomes, "items": some}, packs)
    assert work.items.tolist() == [[1, ABSENT], [ABSENT, 2]]
    (bare,) = read({"outcomes": outcomes, "items": table("items", [item("1", "1", 1)])}, packs)
    assert bare.items is None and bare.task_most is None


def test_types_and_periods_are_chosen(packs):
    outcomes = table("outcomes", [pupil("1")])
    assert read({"outcomes": outcomes}, packs, types=["oge"]) == ()
    assert read({"outcomes": outcomes}, packs, periods=["2021-22"]) == ()


def test_marks_follow_the_scale_and_nan_without_one():
    scores = np.array([0.0, 6, 7, 14, 15, 20])
    assert marked(scores, ((3, 7), (4, 11), (5, 15))).tolist() == [2, 2, 3, 4, 5, 5]
    assert np.isnan(marked(scores, ())).all()


def test_classes_of_an_organisation_stand_below_it(packs):
    rows = [
        pupil(f"{school}{form}{i}", school, form) for school in ("s1", "s2") for form in ("5А", "5Б") for i in (1, 2)
    ]
    works = read({"outcomes": table("outcomes", [*rows, pupil("x", "s3", "5А")])}, packs)
    (page,) = papers(works)
    assert [(g.organisation, g.class_name) for g in page.groups] == [
        ("s1", ""), ("s2", ""), ("s3", ""), ("s1", "5А"), ("s1", "5Б"), ("s2", "5А"), ("s2", "5Б"),
    ]  # fmt: skip
    assert page.sizes.tolist() == [4, 4, 1, 2, 2, 2, 2] and page.parent.tolist() == [0, 1, 2, 0, 0, 1, 1]
    assert page.sums(page.works.scores).tolist() == [32, 32, 8, 16, 16, 16, 16]
    assert page.counts()[:, 8].tolist() == page.sizes.tolist()
    assert whole(works).n == 9 and isinstance(page, Paper)


def test_nothing_to_examine_is_refused(packs):
    with pytest.raises(Refused, match="Загрузите"):
        examine({"outcomes": table("outcomes", [])}, packs)
    with pytest.raises(Refused, match="выбранные периоды"):
        examine({"outcomes": table("outcomes", [pupil("1")])}, packs, periods=["2019-20"])


def test_a_missing_threshold_is_named():
    with pytest.raises(Refused, match="objectivity_least_group"):
        Parameters.of(SimpleNamespace(thresholds=()))
