"""The open data set of Moscow → a registry of the first year's schools and one file a year, as the city writes them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from examples.registry_workbook import Entry, write_registry

from msoko.organisations.matching import Matcher
from msoko.organisations.registry import Registry
from msoko.store.schemas import TABLES

NAME = "ru/moscow_ege_2016_2018_by_school.csv"
YEARS = ("2016-2017", "2017-2018")
CITY = "moscow"
COLUMNS = {"EDU_NAME": "object", "YEAR": "period"}  # what `msoko import --map` is told once
Row = Mapping[str, str]


def rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def prepare(source: Path, out: Path) -> tuple[Path, ...]:
    """Writes two registries and a file a year; returns them in the order of importing.

    registry-2017.xlsx is what a person enters after the second year has been refused: the schools nobody knows.
    """
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
    added = out / "registry-2017.xlsx"
    write_registry(added, [*places(published), *schools(newcomers(published), "n")])
    return registry, files[0], added, files[1]


def newcomers(published: Sequence[Row]) -> list[Row]:
    """Rows of the second year whose names belong to no school of the first one, as the product matches names."""
    first = schools([row for row in published if row["YEAR"] == YEARS[0]], "m")
    objects = [{"object_id": one.code, "object_type": "organisation"} for one in first]
    names = [{"object_id": one.code, "attribute": "name", "value": one.name} for one in first]
    tables = {
        "objects": pa.Table.from_pylist(objects, TABLES["objects"]),
        "attributes": pa.Table.from_pylist(names, TABLES["attributes"]),
    }
    matcher = Matcher(Registry.from_tables(tables))
    second = [row for row in published if row["YEAR"] == YEARS[1]]
    return [row for row in second if not matcher.find(row["EDU_NAME"]).object_id]


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
