"""api_pop.csv of the R package survey → a registry of schools and one table of facts a year."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

from examples.registry_workbook import Entry, write_registry

NAME = "school/api_pop.csv"
STATE = "california"
TYPES = {"E": "Начальные школы", "M": "Средние школы", "H": "Старшие школы"}
# The index of two years; the number of students tested and the context are published for the second one only.
FIRST = {"ca_api": "api99", "ca_students": "api.stu"}
SECOND = {
    "ca_api": "api00",
    "ca_students": "api.stu",
    "ca_enrolment": "enroll",
    "ca_meals": "meals",
    "ca_ell": "ell",
}
Row = Mapping[str, str]


def rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def prepare(source: Path, out: Path) -> tuple[Path, ...]:
    """Writes registry.xlsx, facts-1998-99.csv, facts-1999-00.csv; returns them in the order of importing."""
    out.mkdir(parents=True, exist_ok=True)
    published = rows(source)
    registry = out / "registry.xlsx"
    types = [Entry(f"type-{code}", title, "кластер") for code, title in TYPES.items()]
    state = Entry(STATE, "Калифорния", "муниципалитет")
    write_registry(registry, [state, *types, *(_school(row) for row in published)])
    years = {"1998-99": FIRST, "1999-00": SECOND}
    return registry, *(_facts(out, year, columns, published) for year, columns in years.items())


def _school(row: Row) -> Entry:
    places = {"kind": "школа", "municipality": STATE, "cluster": f"type-{row['stype']}"}
    return Entry(f"ca-{row['cds']}", f"{row['sname']} ({row['cds']})", places=places)


def _facts(out: Path, year: str, columns: Mapping[str, str], published: list[dict[str, str]]) -> Path:
    path = out / f"facts-{year}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Код организации", "Период", *columns))
        for row in published:
            writer.writerow((f"ca-{row['cds']}", year, *(row[name] for name in columns.values())))
    return path


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) / NAME, Path(sys.argv[2]))
