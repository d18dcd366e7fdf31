"""The regional form needs a registry of its schools before it is read; the form itself is imported as it is."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from examples.registry_workbook import Entry, write_registry

FORM = "ru/synthetic_region_ege_form.xlsx"
TRUTH = "ru/synthetic_region_ege_form_tidy_truth.csv"
REGION = "region"


def prepare(truth: Path, out: Path) -> Path:
    """Writes registry.xlsx. Codes are made of names, so that rows are easy to compare with the truth."""
    out.mkdir(parents=True, exist_ok=True)
    with truth.open(encoding="utf-8-sig", newline="") as file:
        schools = sorted({(row["municipality"], row["school"]) for row in csv.DictReader(file)})
    towns = sorted({town for town, _ in schools})
    region = Entry(REGION, "Синтетическая область", "регион", covered=True)
    registry = out / "registry.xlsx"
    write_registry(registry, [region, *(_town(town) for town in towns), *(_school(*one) for one in schools)])
    return registry


def _town(name: str) -> Entry:
    return Entry(name, name, "муниципалитет", {"region": REGION})


def _school(town: str, name: str) -> Entry:
    return Entry(f"{town}: {name}", name, places={"kind": "школа", "municipality": town}, grades="1-11")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) / TRUTH, Path(sys.argv[2]))
