"""Tables of facts: wide and long, what an empty cell and «нет данных» mean, doubts about a digit too many."""

from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from tests.library.results.making_samples import SCHOOLS, write

from msoko.methodology.loading import load
from msoko.methodology.model import Fact, Methodology, Pack
from msoko.organisations.registry import Registry
from msoko.results import importing
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.formats.facts_table import reader
from msoko.results.formats.facts_table.values import looks_ten_times
from msoko.results.periods import mentioned, read_period
from msoko.vocabulary import PeriodKind, Severity, Unit

REGISTRY = Path(str(resources.files("msoko.results.formats"))) / "registry" / "sample.xlsx"
FACTS = (
    Fact(
        code="pupils_all", title="Численность обучающихся", unit=Unit.PERSON, minimum=Decimal(0), whole=True,
        aliases=("Ученики",),
    ),
    Fact(code="pupils_grade", title="Обучающиеся по параллелям", unit=Unit.PERSON, grain=("grade",)),
    Fact(code="share_ready", title="Доля готовых, %", unit=Unit.PERCENT, minimum=Decimal(0), maximum=Decimal(100)),
    Fact(code="has_bus", title="Организован подвоз", unit=Unit.YES_NO),
    Fact(code="budget_year", title="Расходы за год", unit=Unit.ROUBLE, period=PeriodKind.CALENDAR_YEAR),
    Fact(
        code="town_people", title="Население", unit=Unit.PERSON, period=PeriodKind.CALENDAR_YEAR, about="municipality",
    ),
    Fact(code="twin_a", title="Педагоги", unit=Unit.PERSON),
    Fact(code="twin_b", title="Педагоги", unit=Unit.PERSON),
)  # fmt: skip


@pytest.fixture(scope="module")
def context() -> Context:
    tables = importing.read_file(REGISTRY, Context(Registry.from_tables({}), load())).tables
    methodology = Methodology((Pack(code="t", title="проверка", version="1", facts=FACTS),))
    return Context(Registry.from_tables(tables), methodology)


def read(tmp_path, context, *rows, above=(["Период", "2023/24"],)):
    return reader.read(open_book(write(tmp_path / "сведения.xlsx", {"Данные": [*above, *rows]})), context)


def facts(reading):
    return {(row["object_id"], row["fact"], row["grade"]): row for row in reading.tables["facts"].to_pylist()}


def codes(reading):
    return [(one.code, one.cell) for one in reading.problems]


def test_wide_by_code_title_and_alias(tmp_path, context):
    rows = (
        ["Организация", "Ученики", "share_ready", "Организован  подвоз"],
        [SCHOOLS[0], 520, "57,5 %", "да"],
        [SCHOOLS[1], 300, 60, 0],
    )
    reading = read(tmp_path, context, *rows)
    assert reading.problems == ()
    found = facts(reading)
    assert found["s1", "share_ready", "all"]["value"] == Decimal("57.5")
    assert [found[one, "has_bus", "all"]["value"] for one in ("s1", "s2")] == [1, 0]
    row = found["s2", "pupils_all", "all"]
    assert (row["period"], row["sheet"], row["row"], row["col"], row["state"]) == ("2023-24", "Данные", 4, 2, "value")


def test_long_with_slices_period_and_reason(tmp_path, context):
    head = ["Код организации", "Показатель", "Период", "Параллель", "Значение", "Примечание"]
    rows = (
        head, ["s1", "pupils_grade", "2023/24", "5 класс", 26], ["s1", "pupils_grade", "2023/24", "6", 24],
        ["s2", "Численность обучающихся", "2022/2023", "", "нет данных", "школа на ремонте"],
    )  # fmt: skip
    reading = read(tmp_path, context, *rows, above=())
    assert reading.problems == ()
    found = facts(reading)
    assert [int(found["s1", "pupils_grade", grade]["value"]) for grade in ("5", "6")] == [26, 24]
    missing = found["s2", "pupils_all", "all"]
    assert (missing["state"], missing["value"], missing["reason"], missing["period"]) == (
        "missing", None, "школа на ремонте", "2022-23",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "state", "reason"),
    [
        ("", None, None), ("нет данных", "missing", None), ("н/д: болезнь секретаря", "missing", "болезнь секретаря"),
        ("-", "missing", None), ("нет данных (ремонт)", "missing", "ремонт"), ("не применимо", "not_applicable", None),
        (0, "value", None), ("0", "value", None),
    ],
)  # fmt: skip
def test_an_empty_cell_says_nothing_and_a_missing_number_is_no_zero(tmp_path, context, cell, state, reason):
    reading = read(tmp_path, context, ["Организация", "pupils_all", "share_ready"], [SCHOOLS[0], cell, 5])
    row = facts(reading).get(("s1", "pupils_all", "all"))
    assert (row and row["state"], row and row["reason"]) == (state, reason)
    assert row is None or row["value"] == (0 if state == "value" else None)


@pytest.mark.parametrize(
    ("fact", "cell", "code"),
    [
        ("pupils_all", -1, "out-of-range"), ("pupils_all", 2.5, "not-whole"), ("pupils_all", "много", "not-a-number"),
        ("share_ready", 101, "out-of-range"), ("has_bus", 2, "out-of-range"), ("has_bus", "автобус", "not-a-number"),
        ("budget_year", 5, "period-of-other-kind"), ("town_people", 5, "object-of-other-type"),
    ],
)  # fmt: skip
def test_faults_at_their_cells(tmp_path, context, fact, cell, code):
    reading = read(tmp_path, context, ["Организация", fact, "pupils_grade"], [SCHOOLS[0], cell, 1])
    assert codes(reading) == [(code, "B3")]
    assert ("s1", fact, "all") not in facts(reading)


def test_headings_that_mean_nothing_or_too_much(tmp_path, context):
    rows = (["Организация", "Педагоги", "Учиники", "Директор", "pupils_all"], [SCHOOLS[0], 5, 7, "вакансия", 100])
    reading = read(tmp_path, context, *rows)
    assert codes(reading) == [("fact-ambiguous", "B2"), ("fact-unheard-of", "C2"), ("column-ignored", "D2")]
    severities = [one.severity for one in reading.problems]
    assert severities == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_a_fact_told_twice(tmp_path, context):
    reading = read(tmp_path, context, ["Организация", "pupils_all"], [SCHOOLS[0], 5], [SCHOOLS[0], 6])
    assert codes(reading) == [("fact-twice", "B4")]


def test_a_municipality_by_its_name(tmp_path, context):
    reading = read(
        tmp_path, context, ["Муниципалитет", "Население"], ["Заречный район", 20500], above=(["за 2023 год"],)
    )
    row = facts(reading)["m1", "town_people", "all"]
    assert (row["object_type"], row["period"], int(row["value"])) == ("municipality", "2023", 20500)
    assert reading.problems == ()


def test_a_number_ten_times_the_earlier_one_is_doubted(tmp_path, context):
    head = ["Организация", "pupils_all"]
    earlier = read(tmp_path, context, head, [SCHOOLS[0], 52], [SCHOOLS[1], 6], above=(["Период", "2022/23"],))
    later = replace(context, earlier=earlier.tables)
    reading = read(tmp_path, later, head, [SCHOOLS[0], 520], [SCHOOLS[1], 60])
    assert [(one.code, one.cell, one.severity) for one in reading.problems] == [
        ("ten-times", "B3", Severity.WARNING), ("ten-times", "B4", Severity.WARNING)
    ]  # fmt: skip
    assert read(tmp_path, later, head, [SCHOOLS[0], 61], [SCHOOLS[1], 7]).problems == ()
    assert reading.tables["facts"].num_rows == 2


@pytest.mark.parametrize(
    ("before", "now", "doubted"),
    [
        (52, 520, True),
        (520, 52, True),
        (52, 5300, True),
        (52, 61, False),
        (1, 10, False),
        (4, 41, False),
        (0, 300, False),
        (5, 50, True),
    ],
)
def test_what_looks_like_ten_times(before, now, doubted):
    assert looks_ten_times(Decimal(before), Decimal(now)) is doubted


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2023/24", "2023-24"), ("2023/2024", "2023-24"), ("2023-2024 учебный год", "2023-24"), (2024, "2024"),
        ("2024 год", "2024"), ("III квартал 2024", "2024-Q3"), ("2 кв. 2024", "2024-Q2"), ("20.09.2024", "2024-09-20"),
        ("2024-09-20", "2024-09-20"), ("2023/25", "2023"), ("нет", None), (5, None), (None, None),
    ],
)  # fmt: skip
def test_periods_as_people_write_them(cell, code):
    found = read_period(cell)
    assert (found and found.code) == code


def test_a_period_in_a_title():
    assert mentioned("Сведения об аттестатах, 2023/2024 учебный год. Демонстрационные данные").code == "2023-24"
    assert mentioned("без года") is None


def test_without_a_period_it_is_asked_for(tmp_path, context):
    reading = read(tmp_path, context, ["Организация", "pupils_all"], [SCHOOLS[0], 5], above=())
    assert [one.code for one in reading.problems] == ["period-unknown"]
