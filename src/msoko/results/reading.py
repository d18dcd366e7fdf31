"""What a reader of a received file gives back: rows for the store, or problems with their cells. Never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from msoko.vocabulary import Severity


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file. `code` is stable; worded only when shown, from `parameters` (results/wording.py)."""

    code: str  # e.g. "mark-out-of-range"
    severity: Severity
    file: str
    sheet: str = ""
    cell: str = ""  # A1 form; "" = the whole sheet or file
    parameters: Mapping[str, Any] = field(default_factory=dict)  # found=…, expected=…


@dataclass(frozen=True)
class Reading:
    """Everything one file says.

    tables: store table name -> rows in the schema of store.schemas.TABLES, without the column `batch`.
    layout: {sheet: {field: column letter}} for rows whose `col` is 0.
    unmatched: received organisation names and codes that the registry does not know yet (matching asks a person).
    """

    format: str
    file: str
    tables: Mapping[str, pa.Table]
    problems: tuple[Problem, ...] = ()
    layout: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unmatched: tuple[Unmatched, ...] = ()
    personal_columns: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # sheet -> columns removed before keeping

    source: Path | None = None  # where the received file lies; set by importing.read_file
    said: str = ""  # what besides the content decides the rows: JSON of the period, the mapping, … the person gave

    @property
    def blocked(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True)
class Unmatched:
    """A received name with the nearest candidates: (object id, shown name, likeness 0…1), best first."""

    name: str
    login: str = ""
    sheet: str = ""
    cell: str = ""
    candidates: tuple[tuple[str, str, float], ...] = ()
