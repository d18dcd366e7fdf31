"""Rows for the tests of packs: one municipality, its organisations and what they sent. Demonstration numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from msoko.indicators.request import Data
from msoko.organisations.placing import ATTRIBUTES, PLACEMENTS
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES, Period

TOWN = "town"
Row = Mapping[str, Any]


def data(period: Period, kinds: Mapping[str, str], tables: Mapping[str, Sequence[Row]]) -> Data:
    """kinds: organisation id -> kind. tables: store table -> rows with only the columns that matter."""
    return Data(
        {name: _table(name, period, tables.get(name, ())) for name in TABLES},
        pa.Table.from_pylist([row for one, kind in kinds.items() for row in _places(one, kind, period)], PLACEMENTS),
        pa.Table.from_pylist([_attributes(one, kind, period) for one, kind in kinds.items()], ATTRIBUTES),
    )


def facts(organisation: str, values: Mapping[str, float | None]) -> list[Row]:
    """One row a fact; None = left empty."""
    return [
        {
            "object_type": "organisation",
            "object_id": organisation,
            "fact": code,
            "value": None if value is None else Decimal(str(value)),
            "state": "missing" if value is None else "value",
        }
        for code, value in values.items()
    ]


def answers(organisation: str, replies: Mapping[str, Mapping[str, str]], questionnaire: str) -> list[Row]:
    """replies: respondent -> {question: answer}."""
    return [
        {
            "organisation": organisation,
            "questionnaire": questionnaire,
            "respondent": respondent,
            "question": question,
            "answer": answer,
            "state": "value",
        }
        for respondent, given in replies.items()
        for question, answer in given.items()
    ]


def observations(organisation: str, seen: Mapping[str, int], visit: str = "v1") -> list[Row]:
    return [
        {
            "organisation": organisation,
            "visit": visit,
            "requirement": requirement,
            "score": Decimal(score),
            "state": "value",
        }
        for requirement, score in seen.items()
    ]


def by_code(values: pa.Table, level: str = "organisation", group: str | None = None) -> dict[str, Any]:
    """indicator -> value (None where there is none) of one group, totals only."""
    rows: Iterable[Row] = values.to_pylist()
    return {
        row["indicator"]: row["value"]
        for row in rows
        if row["level"] == level and row["object_id"] == (group or TOWN) and all(row[name] == ALL for name in SLICES)
    }


def _table(name: str, period: Period, rows: Sequence[Row]) -> pa.Table:
    days = {"period": period.code, "first_day": period.first_day, "last_day": period.last_day}
    filled = [
        {**days, **dict.fromkeys(SLICES, ALL), "batch": "b1", "sheet": "", "row": number, "col": 0, **row}
        for number, row in enumerate(rows, 1)
    ]
    schema = TABLES[name]
    return pa.Table.from_pylist([{key: row.get(key) for key in schema.names} for row in filled], schema)


def _places(organisation: str, kind: str, period: Period) -> list[Row]:
    groups = {
        "organisation": organisation,
        "kind": f"{TOWN}/{kind}",
        "settlement": f"{TOWN}/urban",
        "municipality": TOWN,
    }
    return [
        {"object_id": organisation, "period": period.code, "level": level, "group_id": group, "covered": True}
        for level, group in groups.items()
    ]


def _attributes(organisation: str, kind: str, period: Period) -> Row:
    return {
        "object_id": organisation,
        "period": period.code,
        "object_type": "organisation",
        "kind": kind,
        "settlement": "urban",
        "municipality": TOWN,
        "region": "region",
        "education_levels": ["primary", "basic", "secondary"] if kind == "school" else [],
        "grades": [str(grade) for grade in range(1, 12)] if kind == "school" else [],
    }
