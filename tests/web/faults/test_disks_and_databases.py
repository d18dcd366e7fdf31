"""The folder refuses to be written, the disk is full, the database goes away: people are told, and nothing is lost."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.web.faults.site import Site, made, wait
from tests.web.project.test_serving import port  # noqa: F401  a fixture

from msoko.web.jobs.models import Job
from msoko.web.jobs.running import start
from msoko.web.workplace import workplace

DATABASE = os.environ.get("MSOKO_TEST_DATABASE", "")
READ_ONLY = """
import os
from pathlib import Path
import tests.web.faults.test_disks_and_databases  # before rights are given up: Python itself may lie in a closed folder
from django.conf import settings
from django.test import Client
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import run, start
from msoko.web.workplace import workplace

settings.JOBS_WORK = {"withdraw": "tests.web.faults.test_disks_and_databases.withdraw_the_last"}
home = Path(settings.HOME)
before = workplace().store.version
workplace().store.batches()
for path in [home, *home.rglob("*")]:
    path.chmod(0o777 if path.is_dir() else 0o666)
for path in [home / "store", *(home / "store").rglob("*")]:
    path.chmod(0o555 if path.is_dir() else 0o444)
os.setuid(65534)
job = start("withdraw", None)
run.func(str(job.pk))
job.refresh_from_db()
status = Client(headers={"Host": "127.0.0.1"}).get("/readyz").status_code
print(job.state, job.problem, workplace().store.version == before, status, sep=" | ")
"""


def withdraw_the_last(progress):
    """A write of the store as a job makes it."""
    store = workplace().store
    store.withdraw(store.batches()[-1].id, by="x", reason="проверка")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="becomes a user without rights")
def test_a_store_without_the_right_to_write_is_told_and_still_read(filled):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the script becomes another user
        site = made(filled.data, Path(folder) / "data")
        state, problem, same, status = site.script(READ_ONLY).splitlines()[-1].split(" | ")
    assert (state, same, status) == ("failed", "True", "200")
    assert "Нет права записи" in problem


@pytest.mark.django_db
@pytest.mark.own_data
def test_a_full_disk_is_told_and_the_same_request_succeeds_when_there_is_room(person, settings, monkeypatch):
    settings.JOBS_WORK = {"withdraw": f"{__name__}.withdraw_the_last"}
    before = workplace().store.batches()

    def full(*arguments, **named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("msoko.store.delta.commit", full)
        job = start("withdraw", person("deputy"))
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "не хватило места" in job.problem
    assert workplace().store.batches() == before
    job = start("withdraw", person("deputy"))
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert len(workplace().store.batches()) == len(before) - 1


@pytest.fixture
def fresh_database():
    """A database of PostgreSQL for this test; as whoever restarts the server: end every connection to it."""
    psycopg = pytest.importorskip("psycopg")
    if not DATABASE.startswith("postgres"):
        pytest.skip("MSOKO_TEST_DATABASE names no PostgreSQL")
    name = f"msoko_faults_{os.getpid()}"
    with psycopg.connect(DATABASE, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")

        def cut():
            found = server.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            return found.fetchone()[0]

        yield urlsplit(DATABASE)._replace(path=f"/{name}").geturl(), cut
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_a_database_that_was_restarted_is_found_again(filled, tmp_path, port, fresh_database):  # noqa: F811
    address, cut = fresh_database
    site = Site(tmp_path / "data", address)
    start_it = ["-c", "from msoko.cli import main; main()", "--data", str(site.folder), "serve", "--workers", "1"]
    log = (tmp_path / "said").open("wb")
    process = subprocess.Popen(
        [sys.executable, *start_it, "--port", str(port)], env=site.environment, stdout=log, stderr=log
    )
    try:
        wait(lambda: "Сайт работает" in Path(log.name).read_text("utf-8"), 120)
        assert ready(port) == (200, [])
        assert cut() > 0
        assert ready(port) == (200, [])  # the very next request
        assert ready(port) == (200, [])
        assert site.script("from msoko.web.jobs.slots import anybody_alive\nprint(anybody_alive())") == "True"
    finally:
        log.close()
        process.terminate()
        process.wait(60)


def ready(port):  # noqa: F811
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return answer.status, json.load(answer)["faults"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["faults"]
