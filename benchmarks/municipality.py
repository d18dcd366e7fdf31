"""A municipality of 60 organisations and 12 school years in a data folder, through the ordinary import: what pages are measured on."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from msoko.demo import generating, local_pack, municipality
from msoko.indicators.computing import compute, fix
from msoko.indicators.line_checks import with_line_checks
from msoko.methodology.loading import load
from msoko.results.importing import commit, open_context, read_file
from msoko.vocabulary import Period
from msoko.workplace import Workplace

SCHOOLS, KINDERGARTENS, YEARS, FIRST_YEAR = 30, 26, 12, 2013
_CHANGES_REGISTRY = ("registry", "facts_table")


def grown() -> dict[str, Any]:
    """The demonstration's parameters with schools enough: the same kinds again under further numbers."""
    given = municipality.parameters()
    lines = list(given["school"])
    further = [line | {"number": number} for number, line in enumerate(lines * 2, start=1) if number > len(lines)]
    given["school"] = (lines + further)[:SCHOOLS]
    given["municipality"] |= {"first_year": FIRST_YEAR, "years": YEARS}
    return given


def make(folder: Path) -> Path:
    """Files, batches, values, one fixed calculation; the data folder."""
    parameters = grown()
    places = municipality._PLACES * 2
    with (
        patch.object(municipality, "parameters", lambda: parameters),
        patch.object(generating, "parameters", lambda: parameters),
        patch.object(municipality, "KINDERGARTENS", KINDERGARTENS),
        patch.object(municipality, "_PLACES", places),
    ):
        built_in = load()
        manifest = generating.generate(folder / "files", built_in)
    place = Workplace(folder / "data")
    local_pack.write(place.root / "packs", manifest.municipality, built_in)
    place.begin()
    receive(place, manifest.files)
    summary = compute(place.store, place.methodology)
    fix(place.store, place.methodology, by="benchmark", title="Итоги года", reason="", options={})
    print(f"{len(manifest.files)} files, {summary.values:,} values")
    return place.root


def receive(place: Workplace, files: tuple[Path, ...]) -> None:
    person = place.keys.hasher()
    known = open_context(place.store, place.methodology, person=person)
    for path in files:
        reading = read_file(path, replace(known, period=_period(path)))
        commit(place.store, place.files, with_line_checks(reading, place.methodology), "benchmark", reason="benchmark")
        if reading.format in _CHANGES_REGISTRY:
            known = open_context(place.store, place.methodology, person=person)


def _period(path: Path) -> Period | None:
    """Tables of exams do not name their year."""
    if not path.name.startswith(("егэ_", "огэ_")):
        return None
    year = int(path.stem[-4:])
    return Period.parse(f"{year - 1}-{year % 100:02d}")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
