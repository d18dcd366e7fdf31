"""What a note on a procedure needs besides indicators: counts of scores, marks and tasks over a municipality.

Counts only leave this module: no participant's row does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msoko.methodology.model import Methodology, Scale
from msoko.reports.parts.ordering import natural
from msoko.reports.parts.tasks import TaskResult
from msoko.vocabulary import ALL, Absence, CellState, Period

if TYPE_CHECKING:
    from msoko.store.store import Store


@dataclass(frozen=True)
class Sitting:
    """One procedure type, subject and grade in a period, sat in these organisations.

    at: the version of the ledger whose rows are counted: that of a fixed calculation; None: as they are now.
    """

    procedure_type: str
    subject: str
    grade: str
    period: Period
    organisations: tuple[str, ...]
    at: int | None = None


def score_counts(store: Store, sitting: Sitting) -> dict[str, dict[int, int]]:
    """Organisation → primary score → participants who have it."""
    found: dict[str, dict[int, int]] = {}
    for organisation, score, count in _query(store, sitting, ("outcomes",), _SCORES_SQL):
        found.setdefault(organisation, {})[int(score)] = count
    return found


def mark_counts(store: Store, sitting: Sitting) -> dict[int, int]:
    """Mark → participants who have it."""
    return {int(mark): count for mark, count in _query(store, sitting, ("outcomes",), _MARKS_SQL)}


def task_results(store: Store, sitting: Sitting, *, not_attempted_as_zero: bool) -> tuple[TaskResult, ...]:
    """Each task over all participants: sum of points of the possible sum, in the order of the paper.

    not_attempted_as_zero: the option of the pack `results`; otherwise tasks not begun are left out.
    """
    also = Absence.NOT_ATTEMPTED.value if not_attempted_as_zero else CellState.VALUE.value
    rows = _query(store, sitting, ("items", "tasks"), _TASKS_SQL, also=also)
    found = [
        TaskResult(
            task=task,
            maximum=Decimal(maximum).normalize(),
            n=n,
            fulfilment=float(100 * points / possible),
            difficulty=difficulty or "",
            ability=ability or "",
        )
        for task, maximum, n, points, possible, difficulty, ability in rows
        if possible
    ]
    return tuple(sorted(found, key=lambda task: natural(task.task)))


def task_shares(store: Store, sitting: Sitting, *, not_attempted_as_zero: bool) -> dict[str, dict[str, float]]:
    """Organisation → task → share of the possible points in per cent."""
    also = Absence.NOT_ATTEMPTED.value if not_attempted_as_zero else CellState.VALUE.value
    found: dict[str, dict[str, float]] = {}
    for organisation, task, points, possible in _query(store, sitting, ("items",), _SHARES_SQL, also=also):
        if possible:
            found.setdefault(organisation, {})[task] = float(100 * points / possible)
    return found


def scale_of(methodology: Methodology, sitting: Sitting) -> Scale | None:
    """The scale in force, if one variant alone was sat and the pack has it."""
    found = [
        scale
        for scale in methodology.scales
        if scale.procedure_type == sitting.procedure_type
        and scale.subject == sitting.subject
        and scale.grade in (ALL, sitting.grade)
        and _in_force(scale, sitting.period)
    ]
    return found[0] if len(found) == 1 else None


def _in_force(scale: Scale, period: Period) -> bool:
    first = Period.parse(scale.valid_from).first_day
    last = Period.parse(scale.valid_to).last_day if scale.valid_to else date.max
    return first <= period.last_day <= last


def _query(store: Store, sitting: Sitting, tables: Sequence[str], sql: str, **more: str) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect() as connection:
        for name in tables:
            connection.execute(f"CREATE TEMP VIEW {name} AS {store.sql(name, sitting.at)}")
        asked = {
            "type": sitting.procedure_type,
            "subject": sitting.subject,
            "grade": sitting.grade,
            "period": sitting.period.code,
            "organisations": list(sitting.organisations),
            "known": CellState.VALUE.value,
        } | more
        return connection.execute(sql, asked).fetchall()


_ASKED = """procedure_type = $type AND subject = $subject AND grade = $grade AND period = $period
    AND list_contains($organisations, organisation)"""

_SCORES_SQL = f"""SELECT organisation, score, count(*) FROM outcomes
WHERE {_ASKED} AND state = $known AND score IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""

_MARKS_SQL = f"""SELECT mark, count(*) FROM outcomes
WHERE {_ASKED} AND state = $known AND mark IS NOT NULL GROUP BY 1 ORDER BY 1"""

_TASKS_SQL = f"""
WITH scored AS (
    SELECT procedure, task, coalesce(score, 0) AS score, max_score FROM items
    WHERE {_ASKED} AND ((state = $known AND score IS NOT NULL) OR (state = $also AND state <> $known))
)
SELECT s.task, max(s.max_score), count(*), sum(s.score), sum(s.max_score), min(t.difficulty), min(t.ability)
FROM scored s LEFT JOIN tasks t USING (procedure, task) GROUP BY 1
"""

_SHARES_SQL = f"""SELECT organisation, task, sum(coalesce(score, 0)), sum(max_score) FROM items
WHERE {_ASKED} AND ((state = $known AND score IS NOT NULL) OR (state = $also AND state <> $known)) GROUP BY 1, 2
"""
