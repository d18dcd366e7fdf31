"""Which procedures can be read as one road: the same subject, so many grades on after so many years, with persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from msoko.vocabulary import CellState, Period


@dataclass(frozen=True, order=True)
class Road:
    """From one kind of work in a grade to another, `years` later."""

    subject: str
    earlier: str
    earlier_grade: str
    later: str
    later_grade: str
    years: int


def roads(outcomes: pa.Table) -> Mapping[Road, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Road → (earlier procedures, later procedures), a pair a cohort; the shortest way to each later work only.

    Only procedures whose results carry persons: codes of participants lead nowhere.
    """
    named = outcomes.filter(pc.and_(pc.is_valid(outcomes["person"]), pc.equal(outcomes["state"], CellState.VALUE)))
    columns = ["procedure", "procedure_type", "subject", "grade", "period"]
    held = [row for row in named.select(columns).group_by(columns).aggregate([]).to_pylist() if row["grade"].isdigit()]
    found: dict[Road, list[tuple[str, str]]] = {}
    for later in held:
        for earlier in held:
            years = int(later["grade"]) - int(earlier["grade"])
            start = Period.parse(later["period"]).shift(-years).code
            if years > 0 and earlier["subject"] == later["subject"] and earlier["period"] == start:
                road = Road(
                    later["subject"], earlier["procedure_type"], earlier["grade"], later["procedure_type"],
                    later["grade"], years,
                )  # fmt: skip
                found.setdefault(road, []).append((earlier["procedure"], later["procedure"]))
    shortest: dict[tuple[str, str, str], int] = {}
    for road in found:
        end = (road.subject, road.later, road.later_grade)
        shortest[end] = min(road.years, shortest.get(end, road.years))
    return {
        road: (tuple(a for a, _ in sorted(pairs)), tuple(b for _, b in sorted(pairs)))
        for road, pairs in sorted(found.items())
        if road.years == shortest[road.subject, road.later, road.later_grade]
    }
