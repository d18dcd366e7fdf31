"""What only this engine promises: plans are kept, order and threads change nothing, whole tables may be SELECTs."""

from __future__ import annotations

import json

import pyarrow.parquet as parquet
import pytest
from tests.generative.world import indicator, methodology, request, world

from msoko.indicators.addresses import short_code
from msoko.indicators.engines.duckdb import DuckDBEngine, compiling
from msoko.indicators.engines.duckdb.connection import connect
from msoko.indicators.intervals import student_quantile
from msoko.indicators.request import Data
from msoko.store.schemas import VALUES
from msoko.vocabulary import SLICES

TEXTS = (
    "100 * sum(a) / sum(b)",
    "mean(vpr.score)",
    "median(a)",
    "mean_over(organisation, a)",
    "sum(g where grade == 5)",
)


@pytest.fixture(scope="module")
def made():
    return [indicator(f"f{n}", text) for n, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def asked(made):
    return methodology(made), world(5, 6, 0.2, covered=True), request(made, {})


@pytest.fixture(scope="module")
def values(asked):
    return DuckDBEngine().compute(*asked)


def test_rows_are_in_the_schema_and_sorted(values):
    assert values.schema == VALUES
    keys = [
        tuple(row[name] for name in ("indicator", "period", "level", "object_id", *SLICES))
        for row in values.to_pylist()
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) > 0


def test_codes_are_those_of_addresses(values):
    for row in values.to_pylist()[::7]:
        slices = {name: row[name] for name in SLICES}
        assert row["code"] == short_code(row["indicator"], row["level"], row["object_id"], row["period"], slices)


def test_one_thread_or_two_give_the_same_bytes(asked, values):
    assert DuckDBEngine(threads=1).compute(*asked).equals(values)


def test_a_table_may_be_a_select(asked, values, tmp_path):
    methodology_, data, request_ = asked
    tables = {}
    for name, table in data.tables.items():
        parquet.write_table(table, tmp_path / f"{name}.parquet")
        tables[name] = f"select * from read_parquet('{tmp_path}/{name}.parquet')"
    again = DuckDBEngine().compute(methodology_, Data(tables, data.placements, data.attributes), request_)
    assert again.equals(values)


def test_compiled_statements_outlive_the_process(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("MSOKO_CACHE", str(tmp_path))
    compiling.forget()
    DuckDBEngine().compute(*asked)
    kept = json.loads((tmp_path / "plans.json").read_text(encoding="utf-8"))
    assert len(kept["statements"]) > 5
    monkeypatch.setattr(compiling, "_KNOWN", {})
    monkeypatch.setattr(compiling, "_state", {"read": False, "new": 0})
    monkeypatch.setattr("ibis.to_sql", lambda *_, **__: pytest.fail("a statement was compiled again"))
    DuckDBEngine().compute(*asked)


@pytest.mark.parametrize("text", ["", "not json", '{"code": "other", "statements": {"x": "y"}}'])
def test_a_spoiled_cache_is_passed_over(asked, values, tmp_path, monkeypatch, text):
    (tmp_path / "plans.json").write_text(text, encoding="utf-8")
    monkeypatch.setenv("MSOKO_CACHE", str(tmp_path))
    known = dict(compiling._KNOWN)
    monkeypatch.setattr(compiling, "_KNOWN", known)
    monkeypatch.setattr(compiling, "_state", {"read": False, "new": 0})
    assert DuckDBEngine().compute(*asked).equals(values)
    assert "x" not in known


def test_student_quantiles_are_those_of_the_tables():
    # Fisher and Yates, Statistical Tables (1963), table III, P = 0.05
    for freedom, t in ((1, 12.706), (2, 4.303), (10, 2.228), (30, 2.042), (120, 1.980)):
        assert round(student_quantile(freedom), 3) == t


def test_a_long_query_draws_nothing_into_the_output(capfd):
    """The database draws a bar for queries of two seconds and more; programs read what --json prints."""
    with connect() as connection:
        connection.execute("set progress_bar_time = 1")
        rows = connection.sql("select a.range as x, b.range as y from range(3000) a, range(2000) b").to_arrow_table()
    said = capfd.readouterr()
    assert (rows.num_rows, said.out, said.err) == (6_000_000, "", "")
