"""A sound store has no findings; each planted fault has exactly its own."""

import shutil

import pytest
from tests.library.store.samples import batch, facts, outcomes, values

from msoko.store import delta
from msoko.store.doctor import examine
from msoko.store.schemas import CALCULATIONS, TABLES
from msoko.store.store import CalculationRecord, Store


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store")
    store.append(batch("a"), {"facts": facts(("s1", "pupils", 10)), "outcomes": outcomes(("p", "s1", "1", "ab", 5))})
    store.append(batch("b", replaces="a"), {"facts": facts(("s1", "pupils", 11))})
    store.fix(CalculationRecord("c", "Итоги", store.version), values(("i", "s1", "2024", 1.0)))
    store.replace_values(values(("i", "s1", "2024", 1.0)), ["2024"])
    return store


def codes(store):
    found = examine(store.root)
    for finding in found:
        assert "{" not in finding.say() + finding.say("en")
    return [finding.code for finding in found]


def test_a_sound_store_has_no_findings(store):
    assert codes(store) == []


def test_rows_of_a_dead_import_are_found_and_swept(store):
    path = store.root / "tables" / "facts"
    rows = facts(("s9", "pupils", 1))
    rows = rows.append_column("batch", [["dead"]]).select(TABLES["facts"].names).cast(TABLES["facts"])
    delta.commit(delta.open_table(path), rows, {"dead": 1})
    (path / "batch=half").mkdir()
    (path / "batch=half" / "x.parquet").write_bytes(b"")
    assert codes(store) == ["stray-file", "rows-never-visible"]
    removed = store.sweep()
    assert (removed.rows, removed.batches) == ({"facts": 1}, ("dead",))
    assert codes(store) == []
    assert store.table("facts").num_rows == 1


def test_lost_and_spoiled_files_are_named(store):
    next(store.root.glob("tables/facts/batch=a/*.parquet")).unlink()
    spoiled = next(store.root.glob("tables/outcomes/batch=a/*.parquet"))
    content = bytearray(spoiled.read_bytes())
    content[10:60] = bytes(50)
    spoiled.write_bytes(content)
    assert codes(store) == ["file-lost", "file-spoiled"]


def test_rows_taken_away_behind_the_ledgers_back_are_missed(store):
    delta.open_table(store.root / "tables" / "outcomes").delete()
    assert "rows-missing" in codes(store)


def test_an_unfinished_destruction_is_named(store, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("msoko.store.cleaning._put_back", lambda *_: None)
        store.destroy_rows(["ab"], by="dpo", reason="")
    assert codes(store) == ["destruction-unfinished"]
    store.destroy_rows(["ab"], by="dpo", reason="")
    assert codes(store) == []


def test_facts_that_differ_are_shown_with_the_one_that_is_read_last(store):
    store.append(batch("c"), {"facts": facts(("s1", "pupils", 12))})
    (finding,) = examine(store.root)
    assert (finding.code, finding.parameters["batches"]) == ("facts-differ", "b, c")
    assert "11.000000, 12.000000" in finding.say()


def test_changed_published_values_are_found(store):
    table = delta.open_table(store.root / "calculations")
    row = delta.open_table(store.root / "calculations").to_pyarrow_table().to_pylist()[0]
    table.delete()
    changed = CALCULATIONS.empty_table().from_pylist([{**row, "checksum": "0" * 64}], schema=CALCULATIONS)
    delta.commit(table, changed, {"again": 1})
    assert "published-changed" in codes(store)


def test_what_is_no_store_is_one_finding(store, tmp_path):
    assert [finding.code for finding in examine(tmp_path)] == ["store-missing"]
    shutil.rmtree(store.root / "ledger")
    assert codes(store)[0] == "store-missing"
