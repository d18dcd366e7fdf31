"""What a received file really is, and whether it may be opened: decided before any parser sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msoko.results.reading import Problem

MAX_COLUMNS = 2_000
MAX_ROWS = 300_000
MAX_CELLS = 12_000_000  # of a sheet, from A1 to its last filled cell


@dataclass(frozen=True)
class Verdict:
    kind: str  # xlsx | xls | ods | text
    refusal: Problem | None = None
    remarks: tuple[Problem, ...] = ()


def inspect(path: Path, shown: str) -> Verdict:
    head = path.read_bytes()[:8]
    return Verdict("xlsx" if head.startswith((b"PK", b"\xd0\xcf")) else "text")
