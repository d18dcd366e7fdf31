"""Counts of scores, marks and tasks from a store: hand-made rows, absent people and other procedures left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from msoko.reports.procedures import Sitting, mark_counts, scale_of, score_counts, task_results
from msoko.store.batches import Batch
from msoko.store.schemas import TABLES
from msoko.store.store import Store
from msoko.vocabulary import SLICES, Period

SITTING = Sitting("vpr", "02", "5", Period.parse("2024-25"), ("s1", "s2"))


def outcome(organisation: str, score: int | None, mark: int | None, **more: object) -> dict[str, object]:
    return _row("outcomes", organisation=organisation, score=score, mark=mark, **more)


def _row(table: str, **given: object) -> dict[str, object]:
    blank: dict[str, object] = {field.name: None for field in TABLES[table]}
    common = {
        "procedure": "p1", "procedure_type": "vpr", "subject": "02", "grade": "5", "period": "2024-25",
        "state": "value", "participant": "1", "row": 1, "col": 0,
        "first_day": date(2024, 9, 1), "last_day": date(2025, 8, 31),
    }  # fmt: skip
    filled = {name: "all" for name in SLICES if name in blank} | {k: v for k, v in common.items() if k in blank}
    return blank | filled | given


def arrow(table: str, rows: list[dict[str, object]]) -> pa.Table:
    schema = pa.schema([field for field in TABLES[table] if field.name != "batch"])
    decimals = {f.name for f in schema if pa.types.is_decimal(f.type)}
    typed = [{k: Decimal(str(v)) if k in decimals and v is not None else v for k, v in row.items()} for row in rows]
    return pa.Table.from_pylist(typed, schema=schema)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    outcomes = [
        outcome("s1", 7, 3, participant="1"),
        outcome("s1", 7, 3, participant="2"),
        outcome("s1", None, None, participant="3", state="absent"),
        outcome("s2", 12, 4, participant="4"),
        outcome("s3", 12, 4, participant="5"),  # of another municipality
        outcome("s2", 9, 3, participant="6", subject="01", procedure="p2"),
    ]
    items = [
        _row("items", organisation="s1", participant="1", task="1", score=1, max_score=1),
        _row("items", organisation="s1", participant="2", task="1", score=0, max_score=1),
        _row("items", organisation="s1", participant="2", task="10", score=1, max_score=2),
        _row("items", organisation="s2", participant="4", task="2", score=2, max_score=2),
        _row("items", organisation="s2", participant="4", task="10", score=None, max_score=2, state="not_attempted"),
        _row("items", organisation="s2", participant="7", task="10", score=None, max_score=2, state="absent"),
    ]
    tasks = [
        _row("tasks", task=task, position=i, max_score=1, difficulty=difficulty, ability=f"умение {task}")
        for i, (task, difficulty) in enumerate((("1", "Б"), ("2", "Б"), ("10", "П")), start=1)
    ]
    rows = {"outcomes": arrow("outcomes", outcomes), "items": arrow("items", items), "tasks": arrow("tasks", tasks)}
    made.append(Batch(id="b1", kind="test"), rows)
    return made


def test_scores_are_counted_by_organisation(store: Store):
    assert score_counts(store, SITTING) == {"s1": {7: 2}, "s2": {12: 1}}


def test_marks_are_counted_over_the_municipality(store: Store):
    assert mark_counts(store, SITTING) == {3: 2, 4: 1}


def test_tasks_are_the_sum_of_points_of_the_possible_sum_in_the_order_of_the_paper(store: Store):
    found = task_results(store, SITTING, not_attempted_as_zero=False)
    assert [(t.task, t.n, t.fulfilment, t.difficulty, t.ability) for t in found] == [
        ("1", 2, 50.0, "Б", "умение 1"),
        ("2", 1, 100.0, "Б", "умение 2"),
        ("10", 1, 50.0, "П", "умение 10"),
    ]


def test_a_task_not_begun_is_a_zero_if_the_pack_says_so(store: Store):
    """Task 10: one of two points, and two more possible points of the participant who did not begin it."""
    found = {task.task: task for task in task_results(store, SITTING, not_attempted_as_zero=True)}
    assert (found["10"].n, found["10"].fulfilment) == (2, 25.0)
    assert found["1"].fulfilment == 50.0


def test_a_scale_is_taken_only_where_one_is_in_force(issue):
    def at(period: str, subject: str = "02") -> Sitting:
        return Sitting("vpr", subject, "8", Period.parse(period), ())

    scale = scale_of(issue.methodology, at("2022-23"))
    assert scale is not None
    assert dict(scale.bounds) == {3: 8, 4: 15, 5: 21}
    assert scale_of(issue.methodology, at("2024-25")) is None  # the pack's scale ended with 2023/24
    assert scale_of(issue.methodology, at("2022-23", "99")) is None
