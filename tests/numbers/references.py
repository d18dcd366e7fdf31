"""Published data sets as arrays, and what R packages computed from them (the folder named in MSOKO_DATA)."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from tests.numbers.real import source

from msoko.psychometrics.responses import Responses


@cache
def reference(name: str) -> Any:
    return json.loads(source(f"reference/{name}.json").read_text("utf-8"))


@cache
def table(path: str) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    with source(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(rows[0]), tuple(rows)


def columns(path: str, names: Sequence[str]) -> np.ndarray:
    """Rows × columns of numbers; NaN where the cell is empty."""
    _, rows = table(path)
    return np.array([[float(row[name]) if row[name] not in ("", "NA") else np.nan for name in names] for row in rows])


def text(path: str, name: str) -> np.ndarray:
    return np.array([row[name] for row in table(path)[1]])


FILES = {
    "data_read": "irt/data_read.csv", "LSAT6": "irt/mirt_LSAT6.csv", "LSAT7": "irt/mirt_LSAT7.csv",
    "fims1964": "irt/fims1964_aus_jpn_scored.csv", "numeracy": "irt/numeracy_scored.csv",
}  # fmt: skip


def responses(case: str, **more: Any) -> tuple[Responses, Any]:
    """A dichotomous case with its reference."""
    given = reference("irt")[case]
    return Responses.of(columns(FILES[case], given["items"]), given["items"], **more), given


def far(found: Any, expected: Sequence[dict[str, Any]], name: str) -> float:
    """The largest absolute difference from a column of the reference."""
    return float(np.abs(np.asarray(found, dtype=float) - np.array([row[name] for row in expected], dtype=float)).max())
