"""Every format with its sample: recognised before all others, read without an error, its rows fit the store."""

from importlib import resources
from pathlib import Path

import pyarrow.compute as pc
import pytest

from msoko.files.stored import Files
from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results import formats, importing
from msoko.results.books import open_book
from msoko.results.context import Context
from msoko.results.wording import say
from msoko.store.schemas import TABLES
from msoko.store.store import Store
from msoko.vocabulary import SLICES, Period, Severity

FOLDER = Path(str(resources.files("msoko.results.formats")))
CODES = [entry.code for entry in formats.FORMATS]


def sample_of(code: str) -> Path:
    return next((FOLDER / code).glob("sample.*"))


@pytest.fixture(scope="module")
def context() -> Context:
    """The methodology as shipped and the organisations of the registry's own sample."""
    empty = Context(Registry.from_tables({}), load())
    tables = importing.read_file(sample_of("registry"), empty).tables
    return Context(Registry.from_tables(tables), load(), period=Period.parse("2023-24"))


def test_the_table_names_each_format_once_and_each_folder_is_in_it():
    assert len(set(CODES)) == len(CODES)
    assert {path.parent.name for path in FOLDER.glob("*/reader.py")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_format_is_a_folder_with_columns_sample_and_notes(code):
    names = {path.name.split(".")[0] for path in (FOLDER / code).iterdir()}
    assert {"reader", "columns", "sample", "notes"} <= names


@pytest.mark.parametrize("code", CODES)
def test_the_sample_is_recognised_by_its_content(code, tmp_path):
    source = sample_of(code)
    renamed = tmp_path / f"файл без подсказок{source.suffix}"
    renamed.write_bytes(source.read_bytes())
    first, sureness = formats.recognise(open_book(renamed))[0]
    assert first.code == code
    assert sureness >= importing.SURE


@pytest.mark.parametrize("code", CODES)
def test_the_sample_is_read_and_its_rows_fit_the_store(code, context, tmp_path):
    reading = importing.read_file(sample_of(code), context)
    assert [say(one) for one in reading.problems if one.severity is Severity.ERROR] == []
    assert any(table.num_rows for table in reading.tables.values())
    for name, table in reading.tables.items():
        declared = {entry.name: entry.type for entry in TABLES[name] if entry.name != "batch"}
        assert {entry.name: entry.type for entry in table.schema} == declared
        assert all(table[slice].null_count == 0 for slice in SLICES if slice in table.column_names)
    receipt = importing.commit(Store(tmp_path), Files(tmp_path), reading, "municipal_officer", reason="образец")
    assert receipt.changed


@pytest.mark.parametrize("code", CODES)
def test_every_row_leads_back_to_a_filled_row_of_the_sample(code, context):
    reading = importing.read_file(sample_of(code), context)
    sheets = {sheet.name: sheet for sheet in open_book(sample_of(code)).sheets}
    for table in reading.tables.values():
        columns = [name for name in ("sheet", "row", "col", "state") if name in table.column_names]
        for place in table.select(columns).group_by(columns).aggregate([]).to_pylist():
            sheet = sheets[place["sheet"]]
            assert any(cell is not None for cell in sheet.rows[place["row"] - 1]), place
            if place["col"] and place.get("state", "value") == "value":
                assert sheet.at(place["row"] - 1, place["col"] - 1) is not None, place


def test_no_sample_holds_a_person(context):
    for code in CODES:
        reading = importing.read_file(sample_of(code), context)
        for table in reading.tables.values():
            if "person" in table.column_names and code != "gia_participants":
                assert pc.count(table["person"]).as_py() == 0
