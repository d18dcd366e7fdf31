"""Results of single participants of one organisation in one sitting: codes, never names, never another organisation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc

from msoko.charts.numbers import format_number
from msoko.vocabulary import ALL, CellState
from msoko.web.analytics.queries.procedures import Key, sitting_of
from msoko.web.organisations.models import Organisation
from msoko.web.workplace import workplace


@dataclass(frozen=True)
class Participant:
    code: str
    school_class: str
    variant: str
    score: str
    test_score: str
    mark: str
    journal_mark: str
    took_part: bool


def participants(place: Organisation, key: Key) -> list[Participant]:
    """By class and code."""
    grade = sitting_of(key, ()).grade
    table = workplace().store.table("outcomes")
    asked = {
        "organisation": place.code, "procedure_type": key.procedure, "period": key.period.code, "subject": key.subject,
        "grade": grade,
    }  # fmt: skip
    for name, value in asked.items():
        table = table.filter(pc.equal(table[name], value))
    columns = ["participant", "class", "variant", "score", "test_score", "mark", "journal_mark", "state"]
    rows = table.select(columns).to_pylist()
    return sorted(map(_participant, rows), key=lambda one: (one.school_class, one.code))


def _participant(row: dict[str, Any]) -> Participant:
    return Participant(
        code=row["participant"] or "",
        school_class=_stated(row["class"]),
        variant=_stated(row["variant"]),
        score=_number(row["score"]),
        test_score=_number(row["test_score"]),
        mark=_number(row["mark"]),
        journal_mark=_number(row["journal_mark"]),
        took_part=row["state"] == CellState.VALUE.value,
    )


def _stated(text: str | None) -> str:
    return "" if text in (None, ALL, "unknown") else str(text)


def _number(value: Decimal | None) -> str:
    if value is None:
        return ""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return format_number(plain, max(0, -exponent) if isinstance(exponent, int) else 0)
