"""The regional form of the ЕГЭ, two years: what is read equals the tidy truth exactly, and so do the indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.numbers.real import rows, source

from msoko.methodology.loading import load
from msoko.methodology.subjects import subject_code
from msoko.organisations.registry import Registry
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats import recognise
from msoko.results.reading import Reading
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, CellState

pytestmark = pytest.mark.real_data
FORM, TRUTH = "ru/synthetic_region_ege_form.xlsx", "ru/synthetic_region_ege_form_tidy_truth.csv"
FACTS = {
    "region_form_participants": "participants",
    "region_form_below_minimum": "below_min",
    "region_form_high_80_99": "high_80_99",
    "region_form_score_100": "score_100",
    "region_form_mean_score": "avg_score",
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Every school of the truth under its municipality; ids are made of the names, so that rows can be compared."""
    schools = sorted({(row["municipality"], row["school"]) for row in rows(TRUTH)})
    towns = sorted({town for town, _ in schools})
    objects = [(town, "municipality") for town in towns] + [(f"{t}/{s}", "organisation") for t, s in schools]
    held = [(town, "name", town) for town in towns]
    for town, school in schools:
        one = f"{town}/{school}"
        held += [(one, "name", school), (one, "municipality", town), (one, "kind", "school")]
    return Registry(
        pa.Table.from_pylist(
            [{"object_id": i, "object_type": t, "first_day": date(2000, 9, 1)} for i, t in objects], TABLES["objects"]
        ),
        pa.Table.from_pylist([{"object_id": i, "attribute": a, "value": v} for i, a, v in held], TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )


@pytest.fixture(scope="module")
def reading(registry: Registry) -> Reading:
    book = open_book(source(FORM))
    best, likeness = recognise(book)[0]
    assert (best.code, likeness) == ("region_ege_form", 1.0)
    return best.read(book, Context(registry, load()))


def test_nothing_is_wrong_and_nobody_is_lost(reading: Reading) -> None:
    assert reading.unmatched == ()
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == []


def test_facts_equal_the_tidy_truth_exactly(reading: Reading) -> None:
    methodology = load()
    expected: dict[tuple[str, str, str, str], Decimal] = {}
    for row in rows(TRUTH):
        period = f"{int(row['year']) - 1}-{row['year'][2:]}"
        school = f"{row['municipality']}/{row['school']}"
        subject = subject_code(methodology, "ege", row["subject"])
        assert subject is not None, row["subject"]
        expected[period, school, "region_form_graduates", ALL] = Decimal(row["graduates"])
        for fact, column in FACTS.items():
            expected[period, school, fact, subject] = Decimal(row[column])
    facts = reading.tables["facts"].to_pylist()
    read = {
        (row["period"], row["object_id"], row["fact"], row["subject"]): row["value"]
        for row in facts
        if row["state"] == CellState.VALUE
    }
    assert len(read) == len([row for row in facts if row["state"] == CellState.VALUE])  # no cell is read twice
    assert read == expected
