"""Marks of experts in one exam → a registry of one commission and rows of `ratings`: no format carries them yet."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from examples.registry_workbook import Entry, write_registry

from msoko.store.schemas import TABLES
from msoko.store.store import Batch, batch_id
from msoko.vocabulary import ALL, SLICES, Absence, CellState, Period

NAME = "ru/ege_chemistry_expert_marks_2020_anon.csv"
COMMISSION, AREA = "commission", "region"
PERIOD = Period.parse("2019-20")
FIRST, THIRD = "chemistry-2020", "chemistry-2020-third"
TASKS = ("C1", "C2", "C3", "C4", "C5", "C6")
NOT_ATTEMPTED = "X"


def prepare(out: Path) -> Path:
    """Writes registry.xlsx with the commission."""
    out.mkdir(parents=True, exist_ok=True)
    region = Entry(AREA, "Регион", "муниципалитет")
    commission = Entry(COMMISSION, "Предметная комиссия по химии", places={"kind": "школа", "municipality": AREA})
    write_registry(out / "registry.xlsx", [region, commission])
    return out / "registry.xlsx"


def ratings(source: Path) -> tuple[Batch, pa.Table]:
    """A batch and its rows: an expert's mark on every task, and the total as received."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        read = csv.DictReader(file)
        columns = {name: number for number, name in enumerate(read.fieldnames or (), 1)}
        made = [one for line, row in enumerate(read, 2) for one in _marks(row, line, columns)]
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    schema = pa.schema([entry for entry in TABLES["ratings"] if entry.name != "batch"])
    batch = Batch(batch_id("expert_marks", sha256), "expert_marks", file_sha256=sha256, file_name=source.name)
    return batch, pa.Table.from_pylist(made, schema)


def _marks(row: dict[str, str], line: int, columns: dict[str, int]) -> Iterator[dict[str, Any]]:
    shared = {
        "panel": THIRD if row["Третья проверка"] == "1" else FIRST, "work": row["Код работы"], "expert": row["expert"],
        "organisation": COMMISSION, "period": PERIOD.code, "first_day": PERIOD.first_day, "last_day": PERIOD.last_day,
        **dict.fromkeys(SLICES, ALL), "variant": row["Вариант"], "sheet": "", "row": line,
    }  # fmt: skip
    for column, criterion in (*((task, task) for task in TASKS), ("Балл эксперта", "total")):
        mark = row[column]
        known = mark != NOT_ATTEMPTED
        yield {
            **shared, "criterion": criterion, "score": Decimal(mark) if known else None,
            "state": CellState.VALUE if known else Absence.NOT_ATTEMPTED, "col": columns[column],
        }  # fmt: skip


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
