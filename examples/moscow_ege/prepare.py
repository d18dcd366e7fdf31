"""The open data set of Moscow → a registry of the first year's schools and one file a year, as the city writes them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from examples.registry_workbook import Entry, write_registry

NAME = "ru/moscow_ege_2016_2018_by_school.csv"
YEARS = ("2016-2017", "2017-2018")
CITY = "moscow"
COLUMNS = {"EDU_NAME": "object", "YEAR": "period"}  # what `msoko import --map` is told once
Row = Mapping[str, str]


def rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def prepare(source: Path, out: Path) -> tuple[Path, ...]:
    """Writes registry-2016.xlsx, ege-2016-2017.csv, ege-2017-2018.csv; returns them in the order of importing."""
    out.mkdir(parents=True, exist_ok=True)
    published = rows(source)
    first = [row for row in published if row["YEAR"] == YEARS[0]]
    registry = out / "registry-2016.xlsx"
    write_registry(registry, [*places(published), *schools(first, "m")])
    files = []
    for year in YEARS:
        files.append(out / f"ege-{year}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(published[0]))
            writer.writeheader()
            writer.writerows(row for row in published if row["YEAR"] == year)
    return registry, *files


def places(published: Iterable[Row]) -> list[Entry]:
    """The city and its administrative areas, which stand where municipalities stand elsewhere."""
    areas = sorted({row["AdmArea"] for row in published})
    city = Entry(CITY, "Город Москва", "регион", covered=True)
    return [city, *(Entry(area, area, "муниципалитет", {"region": CITY}) for area in areas)]


def schools(published: Iterable[Row], prefix: str) -> list[Entry]:
    """One organisation a row."""
    return [
        Entry(f"{prefix}{number:04d}", row["EDU_NAME"], places={"kind": "школа", "municipality": row["AdmArea"]})
        for number, row in enumerate(published, 1)
    ]


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) / NAME, Path(sys.argv[2]))
