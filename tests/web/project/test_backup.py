"""Everything is copied while people work, comes back equal, and a spoiled copy is refused."""

import json
import random
import shutil
import sqlite3
import threading
import zipfile

import pytest
from tests.library.store.samples import batch, facts
from tests.web.faults.site import Site, made
from tests.workplace import Place, typed

from msoko.store.store import Store
from msoko.web.project.archiving import ArchiveError, extract, keys_of, read, write
from msoko.web.project.database_copy import SQLITE

PEOPLE = """
from datetime import date
from msoko.web.accounts.audit import first_broken, record
from msoko.web.accounts.models import User
from msoko.web.organisations.models import Membership, Organisation
for role, code in (("department_head", "m1"), ("deputy", "s1")):
    user = User.objects.create(username=role, name=role, email=f"{role}@example.ru")
    place = Organisation.objects.get(code=code)
    Membership.objects.create(user=user, organisation=place, role=role, starts_on=date(2020, 1, 1))
    record(user, "people.give", "user", user.pk, place=place.path)
"""
WHOLE = """
from msoko.web.accounts.audit import first_broken
from msoko.web.accounts.models import AuditEvent, User
print(first_broken(), AuditEvent.objects.count(), User.objects.count())
"""


@pytest.fixture
def dump(tmp_path):
    """A database as database_copy leaves it."""
    folder = tmp_path / "dump"
    folder.mkdir()
    with sqlite3.connect(folder / SQLITE) as database:
        database.execute("CREATE TABLE person (name)")
    database.close()
    (folder / "rows.json").write_text(json.dumps({"kind": "sqlite", "migrations": [], "rows": {"person": 0}}))
    return folder


@pytest.fixture
def archive(filled, dump, tmp_path):
    write(filled.data, tmp_path / "copy.zip", dump)
    return tmp_path / "copy.zip"


def test_an_archive_holds_the_store_as_its_ledger_says(filled, archive, tmp_path):
    said = read(archive)
    store = Store(filled.data / "store")
    assert said.store_version == store.version
    extract(archive, tmp_path / "again")
    again = Store(tmp_path / "again" / "store", create=False)
    assert again.read_values().equals(store.read_values())
    assert again.table("facts").equals(store.table("facts"))
    assert [one.id for one in again.batches()] == [one.id for one in store.batches()]


def test_keys_lie_apart(filled, dump, tmp_path):
    data, archive = tmp_path / "data", tmp_path / "copy.zip"
    shutil.copytree(filled.data, data)
    secret = {"secret.key": "s", "msoko.toml": "mail.password = 'p'", "keys/s1": "k"}
    (data / "keys").mkdir()
    for name, text in secret.items():
        (data / name).write_text(text)
    write(data, archive, dump)
    with zipfile.ZipFile(archive) as opened:
        assert not set(opened.namelist()) & set(secret)
    assert keys_of(archive).stat().st_mode & 0o077 == 0
    assert extract(archive, tmp_path / "again") is True
    assert {name: (tmp_path / "again" / name).read_text() for name in secret} == secret
    keys_of(archive).unlink()
    assert extract(archive, tmp_path / "keyless") is False
    assert not (tmp_path / "keyless" / "keys").exists()


def test_a_flipped_byte_anywhere_is_found_or_changes_nothing(archive, tmp_path):
    whole = archive.read_bytes()
    before = read(archive)
    refused = 0
    chance = random.Random(1)
    for number in range(25):
        place = chance.randrange(len(whole))
        spoiled = tmp_path / f"spoiled{number}.zip"
        spoiled.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert read(spoiled) == before, place
        except ArchiveError as error:
            assert error.code == "archive-spoiled"
            refused += 1
    assert refused > 15


def test_a_spoiled_archive_is_refused_in_words_and_leaves_no_folder(archive, tmp_path):
    archive.write_bytes(archive.read_bytes()[:-2000])
    answer = typed("restore", archive, "--into", tmp_path / "again")
    assert answer.code == 5
    assert "повреждена" in answer.said
    assert "Traceback" not in answer.said
    assert not (tmp_path / "again").exists()


def test_a_copy_never_lands_on_what_is_there(archive, tmp_path):
    (tmp_path / "busy").mkdir()
    (tmp_path / "busy" / "file").write_text("x")
    answer = typed("restore", archive, "--into", tmp_path / "busy")
    assert answer.code == 5
    assert "не пуста" in answer.said
    assert (tmp_path / "busy" / "file").read_text() == "x"


def test_a_copy_made_while_batches_arrive_is_whole(filled, dump, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(filled.data, data)
    over = threading.Event()

    def arrive():
        store, number = Store(data / "store"), 0
        while not over.is_set():
            number += 1
            rows = facts(*((f"s{one}", "pupils", number) for one in range(50)))
            store.append(batch(f"new{number}"), {"facts": rows})

    writer = threading.Thread(target=arrive)
    writer.start()
    try:
        copies = [write(data, tmp_path / f"{number}.zip", dump) for number in range(3)]
    finally:
        over.set()
        writer.join()
    assert copies[0].store_version < copies[-1].store_version
    for number, said in enumerate(copies):
        extract(tmp_path / f"{number}.zip", tmp_path / f"again{number}")
        store = Store(tmp_path / f"again{number}" / "store", create=False)
        assert (store.version, len(store.batches(hidden=True))) == (said.store_version, said.batches)
        for record in store.batches():
            assert store.table("facts", batches=[record.id]).num_rows == record.counts.get("facts", 0)


@pytest.mark.slow
def test_a_site_comes_back_with_its_people_trail_and_pages(filled, tmp_path):
    site = made(filled.data, tmp_path / "data")
    site.script(PEOPLE)
    place = Place(tmp_path)
    answer = place("backup", tmp_path / "copy.zip")
    assert answer.code == 0, answer.said
    assert "отдельно" in answer.said
    answer = typed("restore", tmp_path / "copy.zip", "--into", tmp_path / "again")
    assert answer.code == 0, answer.said
    again = Site(tmp_path / "again")
    assert again.script(WHOLE) == site.script(WHOLE) == "None 2 2"
    again("prepare")
    smoke = json.loads(again._done("-m", "tests.web.project.smoking").splitlines()[-1])
    assert smoke["failed"] == []
    assert smoke["statuses"]["200"] > 10
