"""A disk that refuses ends in one sentence, and what was there before is there after."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.library.store.samples import batch, facts, shown

from msoko.store.store import Store, StoreError

WORDS = {
    "small": ("disk-full", "не хватило места"),
    "rights": ("store-read-only", "Нет права записи в папку хранилища"),
}


@pytest.mark.skipif(os.name == "nt", reason="limits and rights are those of POSIX")
@pytest.mark.parametrize("mode", WORDS)
def test_a_disk_that_refuses_writing(mode):
    code, words = WORDS[mode]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the script may become another user
        root = Path(folder) / "store"
        script = Path(__file__).with_name("disks.py")
        done = subprocess.run([sys.executable, str(script), mode, str(root)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        told = json.loads(done.stdout)
        for request in ("append", "withdraw", "create"):
            assert told[request][0] == code and words in told[request][1], told
        assert (told["visible"], told["rows"]) == (["old"], 1)


def test_too_little_space_is_seen_before_writing(tmp_path, monkeypatch):
    store = Store(tmp_path)
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("msoko.store.writing.shutil.disk_usage", lambda path: usage)
    with pytest.raises(StoreError, match="не хватило места"):
        store.append(batch("a"), {"facts": facts(("s1", "pupils", 1))})
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize("step", ["started", "table facts written", "tables written"])
def test_a_disk_that_fails_between_two_steps_leaves_nothing_visible(tmp_path, monkeypatch, step):
    store = Store(tmp_path)
    store.append(batch("old"), {"facts": facts(("s1", "pupils", 1))})

    def fail(reached):
        if reached == step:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(StoreError, match="не хватило места"):
        patched.setattr("msoko.store.writing.reached", fail)
        store.append(batch("new", replaces="old"), {"facts": facts(("s1", "pupils", 2))})
    assert shown(Store(tmp_path)) == {("s1", "pupils", "2024-25"): 1}
    store.append(batch("new", replaces="old"), {"facts": facts(("s1", "pupils", 2))})
    assert shown(store) == {("s1", "pupils", "2024-25"): 2}


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"nonsense")])
def test_a_spoiled_ledger_is_named_not_guessed(tmp_path, spoil):
    store = Store(tmp_path)
    store.append(batch("a"), {"facts": facts(("s1", "pupils", 1))})
    spoil(next((tmp_path / "ledger").glob("*.parquet")))
    with pytest.raises(StoreError, match=r"не читается: .*msoko doctor") as caught:
        Store(tmp_path).batches()
    assert caught.value.code == "store-damaged"


def test_a_lost_data_file_is_named_not_read_past(tmp_path):
    store = Store(tmp_path)
    for name in ("a", "b"):
        store.append(batch(name), {"facts": facts((name, "pupils", 1))})
    next((tmp_path / "tables" / "facts" / "batch=a").glob("*.parquet")).unlink()
    with pytest.raises(StoreError, match="не читается"):
        store.table("facts")
