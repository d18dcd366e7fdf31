"""Cohorts for the forecast of difficulties: who wrote the target work, with what earlier results, linked by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from msoko.analytics.remarks import Refused
from msoko.vocabulary import CellState, Period

LOWEST_MARK = 2


@dataclass(frozen=True)
class Work:
    """A kind of work in a subject and grade. years_before: the target; 0 for the target itself."""

    procedure_type: str
    subject: str
    grade: str
    title: str
    years_before: int = 0


@dataclass(frozen=True)
class Cohort:
    """Pupils of one year of the target work. places: pupils × works, deviations from the mean of the work in its year.

    low: had difficulties in the target, None while it is not written. warned: mark 2 in the first of the earlier works.
    """

    period: str
    persons: tuple[tuple[str, str, str], ...] = field(
        repr=False
    )  # person, organisation, class of the last earlier work
    places: NDArray[np.float64] = field(repr=False)
    low: NDArray[np.bool_] | None = field(repr=False)
    warned: NDArray[np.bool_] = field(repr=False)
    unknown: int  # pupils of the target year without one of the earlier results


@dataclass(frozen=True)
class History:
    """past: cohorts whose target is known, the oldest first. current: the one to be forecast, or None."""

    works: tuple[Work, ...]
    past: tuple[Cohort, ...]
    current: Cohort | None


def history(
    outcomes: pa.Table, target: Work, earlier: Sequence[Work], minimum: float | None = None, upcoming: str = ""
) -> History:
    """Rows of OUTCOMES as cohorts. Difficulties: mark 2 in the target, or, with `minimum`, a test score below it.

    upcoming: the period of the target not yet written; its cohort are those with the earlier results. Raises Refused
    where persons are not known or the target was never written.
    """
    rows = outcomes.filter(pc.equal(outcomes["state"], CellState.VALUE)).to_pylist()
    told = "mark" if minimum is None else "test_score"
    targets = _persons([row for row in rows if row[told] is not None], target)
    if not targets:
        raise Refused(f"risk-no-{told.replace('_', '-')}", work=target.title)
    if not any(targets.values()):
        raise Refused("growth-no-person", procedures=target.title)
    results = [_persons(rows, work) for work in earlier]
    past = [
        _cohort(period, earlier, results, own, np.array([_low(row, minimum) for row in own.values()]))
        for period, own in sorted(targets.items())
    ]
    current = None
    if upcoming:
        first = results[0].get(_before(upcoming, earlier[0]), {})
        current = _cohort(upcoming, earlier, results, first, None)
    return History(tuple(earlier), tuple(one for one in past if len(one.persons)), current)


def _persons(rows: Sequence[Mapping[str, Any]], work: Work) -> dict[str, dict[str, Mapping[str, Any]]]:
    """period → person → row."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        if (row["procedure_type"], row["subject"], row["grade"]) == (work.procedure_type, work.subject, work.grade):
            own = found.setdefault(row["period"], {})
            if row["person"]:
                own[row["person"]] = row
    return found


def _low(row: Mapping[str, Any], minimum: float | None) -> bool:
    if minimum is None:
        return row["mark"] is not None and bool(row["mark"] <= LOWEST_MARK)
    return row["test_score"] is not None and float(row["test_score"]) < minimum


def _before(period: str, work: Work) -> str:
    return Period.parse(period).shift(-work.years_before).code


def _cohort(
    period: str, works: Sequence[Work], results: Sequence[Mapping[str, Mapping[str, Mapping[str, Any]]]],
    own: Mapping[str, Mapping[str, Any]], low: NDArray[np.bool_] | None,
) -> Cohort:  # fmt: skip
    """Those of `own` with every earlier result; deviations are from all who wrote that work that year."""
    years = [result.get(_before(period, work), {}) for result, work in zip(results, works, strict=True)]
    known = [all(person in year for year in years) for person in own]
    persons = [person for person, is_known in zip(own, known, strict=True) if is_known]
    places = np.array([[_score(year[person]) for year in years] for person in persons]).reshape(-1, len(works))
    for column, year in enumerate(years):
        everybody = np.array([_score(row) for row in year.values()])
        spread = everybody.std() if len(everybody) else 0.0
        places[:, column] = (places[:, column] - everybody.mean()) / spread if spread else 0.0
    return Cohort(
        period, tuple((person, own[person]["organisation"], own[person]["class"]) for person in persons), places,
        None if low is None else low[np.array(known, dtype=bool)],
        np.array([_low(years[0][person], None) for person in persons], dtype=bool), len(own) - len(persons),
    )  # fmt: skip


def _score(row: Mapping[str, Any]) -> float:
    """The test score where there is one, else the primary one: only the place among those of the same work counts."""
    value = row["test_score"] if row["test_score"] is not None else row["score"]
    return float(value)
