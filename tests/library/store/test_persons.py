"""Persons are keyed hashes, and what is destroyed is not on the disk any more: the raw files are read to see."""

import os
import stat

import pyarrow.parquet as parquet
import pytest
from tests.library.store.samples import batch, facts, items, outcomes

from msoko.store.persons import Keys, person_hash
from msoko.store.store import State, Store, StoreError

WHO, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2


def on_disk(root, text):
    """Files that hold the text as it is, or in a column of Parquet."""
    found = []
    for path in root.rglob("*"):
        if not path.is_file():
            continue
        if text.encode() in path.read_bytes() or text in path.name:
            found.append(path)
        elif path.suffix == ".parquet" and "checkpoint" not in path.name:
            columns = parquet.ParquetFile(path).read().to_pydict().values()
            found += [path] if any(text in column for column in columns) else []
    return found


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    rows = {
        "outcomes": outcomes(("p1", "s1", "01", WHO, 5), ("p1", "s1", "02", OTHER, 4), ("p1", "s2", "03", OTHER, 3)),
        "items": items(("p1", "s1", "01", WHO, "1", 1), ("p1", "s1", "02", OTHER, "1", 0)),
        "facts": facts(("s1", "pupils", 2)),
    }
    store.append(batch("a"), rows)
    store.append(batch("b"), {"outcomes": outcomes(("p2", "s1", "01", WHO, 5))})
    store.withdraw("b", by="x", reason="")
    return store


def test_the_rows_of_a_person_are_gone_from_reading_and_from_the_disk(store):
    assert on_disk(store.root, WHO)
    removed = store.destroy_rows([WHO], by="dpo", reason="требование гражданина")
    assert (removed.rows, removed.batches) == ({"outcomes": 2, "items": 1}, ("a", "b"))
    assert on_disk(store.root, WHO) == []
    assert sorted(store.table("outcomes")["person"].to_pylist()) == [OTHER, OTHER]
    assert store.table("items").num_rows == store.table("facts").num_rows == 1
    assert store.table("outcomes", at=1).num_rows == 2, "an earlier version does not bring them back"
    assert store.batch("a").counts == {"outcomes": 2, "items": 1, "facts": 1}
    assert store.history()[-1].event == "destroyed"


def test_a_batch_that_comes_again_does_not_bring_destroyed_rows_back(store):
    store.destroy_rows([WHO], by="dpo", reason="")
    store.append(batch("b"), {"outcomes": outcomes(("p2", "s1", "01", WHO, 5))})
    assert store.batch("b").state is State.VISIBLE
    assert on_disk(store.root, WHO) == []
    assert store.table("outcomes").num_rows == 2


def test_destruction_cut_short_is_finished_by_repeating_it(store, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("msoko.store.cleaning._put_back", stop)
        store.destroy_rows([WHO], by="dpo", reason="")
    assert store.table("outcomes").num_rows == 3
    store.destroy_rows([WHO], by="dpo", reason="")
    assert store.table("outcomes").num_rows == 2
    assert on_disk(store.root, WHO) == []


def test_unlinking_an_organisation_keeps_results_without_persons(store):
    store.unlink_persons("s1", by="dpo", reason="ключ уничтожен")
    rows = {(row["organisation"], row["participant"]): row["person"] for row in store.table("outcomes").to_pylist()}
    assert rows == {("s1", "01"): None, ("s1", "02"): None, ("s2", "03"): OTHER}
    assert on_disk(store.root, WHO) == []
    assert store.table("items")["score"].null_count == 0


def test_spellings_of_one_name_meet_and_different_people_do_not():
    key = bytes(32)
    same = {
        person_hash(key, name, "01.09.2012")
        for name in ("Берёзкина-Лугова Анна", "березкина лугова  анна ", "БЕРЁЗКИНА–ЛУГОВА\u00a0АННА")
    }
    assert len(same) == 1 and len(same.pop()) == 32
    assert person_hash(key, "а б", "1") != person_hash(key, "а б", "2")
    assert person_hash(key, "а б", "1") != person_hash(b"1" * 32, "а б", "1")
    assert person_hash(key, "а б", "4512 123456") == person_hash(key, "а б", "4512123456")
    with pytest.raises(StoreError, match="дата рождения"):
        person_hash(key, "—", "01.09.2012")


def test_a_key_belongs_to_one_organisation_and_is_gone_once_destroyed(tmp_path):
    keys = Keys(tmp_path)
    person = keys.hasher()
    first = person("s1", "а", "1")
    assert first == Keys(tmp_path).hasher()("s1", "а", "1") != person("s2", "а", "1")
    raw = keys.get("s1")
    assert on_disk_bytes(tmp_path, raw)
    keys.destroy("s1")
    assert not on_disk_bytes(tmp_path, raw)
    with pytest.raises(StoreError, match="не создан или уничтожен"):
        keys.get("s1")
    assert Keys(tmp_path).hasher()("s1", "а", "1") != first


def on_disk_bytes(root, content):
    return [path for path in root.rglob("*") if path.is_file() and content in path.read_bytes()]


@pytest.mark.skipif(os.name == "nt", reason="file modes are of POSIX")
def test_keys_are_readable_by_their_owner_only_and_names_of_files_are_harmless(tmp_path):
    keys = Keys(tmp_path)
    keys.get_or_create("../../наружу")
    (path,) = keys.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700


def test_a_damaged_key_is_named(tmp_path):
    keys = Keys(tmp_path)
    keys.get_or_create("s1")
    (keys.folder / "s1").write_bytes(b"short")
    with pytest.raises(StoreError, match="Ключ обезличивания организации s1 повреждён"):
        keys.get_or_create("s1")
