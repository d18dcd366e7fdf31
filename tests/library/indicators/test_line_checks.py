"""Checks between lines of a form, run over what one file says."""

from decimal import Decimal

import pyarrow as pa
import pytest

from msoko.indicators.line_checks import check_lines
from msoko.methodology.loading import load
from msoko.results.reading import Reading
from msoko.results.wording import say
from msoko.store.schemas import TABLES
from msoko.vocabulary import ALL, SLICES

PARTS = ("selfexam_oo_1_2", "selfexam_oo_1_3", "selfexam_oo_1_4")


@pytest.fixture(scope="module")
def methodology():
    return load()


def reading(**lines):
    rows = [
        {
            "object_type": "organisation", "object_id": "s1", "fact": fact, "period": "2024",
            **dict.fromkeys(SLICES, ALL),
            "value": None if number is None else Decimal(number), "state": "missing" if number is None else "value",
            "sheet": "Данные", "row": 5, "col": col,
        }
        for col, (fact, number) in enumerate(lines.items(), start=3)
    ]  # fmt: skip
    schema = pa.schema([field for field in TABLES["facts"] if field.name != "batch"])
    return Reading("facts_table", "форма.xlsx", {"facts": pa.Table.from_pylist(rows, schema=schema)})


def form(total, *parts):
    return reading(selfexam_oo_1_1=total, **dict(zip(PARTS, parts, strict=True)))


def test_a_total_that_is_not_the_sum_of_its_parts_is_said_at_its_cell(methodology):
    (found,) = check_lines(form(600, 250, 300, 60), methodology)
    assert (found.code, found.severity, found.sheet, found.cell) == ("line-check", "warning", "Данные", "C5")
    assert "1.1" in say(found) and "1.2" in say(found)


def test_right_lines_and_unknown_lines_are_left_in_peace(methodology):
    assert check_lines(form(610, 250, 300, 60), methodology) == ()
    assert check_lines(form(600, 250, None, 60), methodology) == ()
    assert check_lines(reading(selfexam_oo_1_1=600, selfexam_oo_1_2=250), methodology) == ()


def test_a_part_larger_than_its_base_is_said_and_its_equal_is_not(methodology):
    assert [p.cell for p in check_lines(reading(selfexam_oo_1_1=100, selfexam_oo_1_5=101), methodology)] == ["D5"]
    assert check_lines(reading(selfexam_oo_1_1=100, selfexam_oo_1_5=100), methodology) == ()


def test_a_file_without_facts_has_no_lines(methodology):
    assert check_lines(Reading("registry", "реестр.xlsx", {}), methodology) == ()
