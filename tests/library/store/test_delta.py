"""What the store takes for granted about Delta Lake, shown on the library itself: no upgrade changes it unseen."""

import json

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from msoko.store import delta

SCHEMA = pa.schema([("n", pa.int64()), ("batch", pa.string())])


def rows(batch, *numbers):
    return pa.table({"n": pa.array(numbers, pa.int64()), "batch": [batch] * len(numbers)}, schema=SCHEMA)


@pytest.fixture
def path(tmp_path):
    delta.open_or_create(tmp_path / "t", SCHEMA, ["batch"])
    return tmp_path / "t"


@pytest.mark.parametrize("instead_of", [None, "batch = 'a'"])
def test_the_same_transaction_from_one_snapshot_is_refused(path, instead_of):
    first, second = DeltaTable(path), DeltaTable(path)
    delta.commit(first, rows("a", 1), {"a": 1}, instead_of=instead_of)
    with pytest.raises(delta.CommitFailedError):
        delta.commit(second, rows("a", 1), {"a": 1}, instead_of=instead_of)
    assert DeltaTable(path).count() == 1


def test_the_same_transaction_from_a_fresh_snapshot_is_accepted_silently(path):
    """Why the number is read from the very snapshot that commits, and the ledger asked again after a conflict."""
    for _ in range(2):
        delta.commit(DeltaTable(path), rows("a", 1), {"a": 1})
    assert DeltaTable(path).count() == 2


def test_without_retries_any_commit_in_between_is_a_conflict(path):
    first, second = DeltaTable(path), DeltaTable(path)
    delta.commit(first, rows("a", 1), {"a": 1}, retries=0)
    with pytest.raises(delta.CommitFailedError):
        delta.commit(second, rows("b", 1), {"b": 1}, retries=0)


def test_other_batches_do_not_get_in_each_others_way(path):
    first, second = DeltaTable(path), DeltaTable(path)
    delta.commit(first, rows("a", 1), {"a": 1})
    delta.commit(second, rows("b", 2, 3), {"b": 1}, instead_of="batch = 'b'")
    held = delta.files(DeltaTable(path), path, "batch")
    assert {name: [count for _, count in files] for name, files in held.items()} == {"a": [1], "b": [2]}


def test_settings_that_would_hide_or_lose_rows_are_off_and_the_log_has_no_values_of_rows(path):
    table = DeltaTable(path)
    assert table.metadata().configuration["delta.enableExpiredLogCleanup"] == "false"
    assert table.protocol().reader_features is None, "neither deletion vectors nor column mapping"
    delta.commit(table, rows("a", 77777, 88888), {"a": 1})
    added = [json.loads(line) for line in (path / "_delta_log" / f"{1:020}.json").read_text().splitlines()]
    (stats,) = (json.loads(line["add"]["stats"]) for line in added if "add" in line)
    assert stats["numRecords"] == 2 and not stats["minValues"] and not stats["maxValues"]


def test_checkpoints_keep_the_log_and_the_transactions(path, monkeypatch):
    monkeypatch.setattr(delta, "_COMMITS_PER_CHECKPOINT", 3)
    for number in range(1, 8):
        table = DeltaTable(path)
        delta.commit(table, rows("a", number), {"a": number})
        delta.checkpoint(table, path)
    log = path / "_delta_log"
    assert len(list(log.glob("*.checkpoint.parquet"))) == 2 and len(list(log.glob("0*.json"))) == 8
    assert DeltaTable(path).transaction_version("a") == 7
    assert DeltaTable(path, version=2).count() == 2


def test_clearing_removes_what_no_snapshot_holds_and_nothing_else(path):
    delta.commit(DeltaTable(path), rows("a", 1), {"a": 1})
    delta.commit(DeltaTable(path), rows("a", 2), {"a": 2}, instead_of="batch = 'a'")
    (path / "batch=dead").mkdir()
    (path / "batch=dead" / "half.parquet#1").write_bytes(b"rows of somebody")
    (path / "_delta_log" / "_commit_1.json.tmp").write_bytes(b"")
    assert delta.clear(path) == 3
    assert not (path / "batch=dead").exists()
    assert DeltaTable(path).to_pyarrow_table().to_pydict() == {"n": [2], "batch": ["a"]}
