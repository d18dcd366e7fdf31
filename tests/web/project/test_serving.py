"""`msoko serve` as a person sees it: the site answers, a killed worker comes back, Ctrl+C leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.workplace import Place

from msoko.web.project.configuration import read
from msoko.web.project.serving import place_of

SECOND = 0.1
WORDS = {"up": "Сайт работает", "died": "Запускаем снова"}


@pytest.fixture(scope="module")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def serve(tmp_path, port):
    """serve(): the running command and what it has printed so far."""
    running = []

    def begin(*arguments):
        log = tmp_path / "said"
        start = "from msoko.cli import main; main()"
        command = [sys.executable, "-c", start, "--data", tmp_path / "data", "serve", "--workers", "1", *arguments]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MSOKO", "DJANGO"))}
        with log.open("wb") as file:
            running.append(subprocess.Popen(list(map(str, command)), stdout=file, stderr=file, env=clean))
        return running[-1], lambda: log.read_text("utf-8")

    yield begin
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(40)


def wait(for_what, seconds=120):
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if found := for_what():
            return found
        time.sleep(SECOND)
    raise AssertionError("it did not come")


def ready(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return json.load(answer)


def children_of(process):
    """Linux tells whose child a process is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = int(status.parent.name), int(status.read_text().rpartition(")")[2].split()[1])
            words = (status.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if parent == process.pid:
            found.append((number, words))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds processes in /proc")
def test_the_site_answers_survives_a_killed_worker_and_stops(serve, port, tmp_path):
    process, said = serve("--port", port)
    wait(lambda: WORDS["up"] in said() or process.poll() is not None)  # the first start makes the style sheets
    assert f"http://127.0.0.1:{port}" in said(), said()
    wait(lambda: ready(port) == {"faults": [], "warnings": []})
    worker = next(number for number, words in children_of(process) if "worker" in words.split())
    os.kill(worker, signal.SIGKILL)
    wait(lambda: WORDS["died"] in said())
    wait(lambda: ready(port)["warnings"] == [])
    left = [number for number, _ in children_of(process)]
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    assert not [number for number in left if Path(f"/proc/{number}").exists()]
    with pytest.raises(OSError):
        ready(port)


def test_a_taken_port_is_told_before_anything_is_done(tmp_path, port):
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the site of the test before has just left it
        busy.bind(("127.0.0.1", port))
        busy.listen()
        answer = Place(tmp_path)("serve", "--port", port)
    assert answer.code == 2
    assert f"Порт {port} занят" in answer.said
    assert not (tmp_path / "data" / "msoko.sqlite3").exists()


def test_a_wrong_setting_is_told_in_words(tmp_path):
    place = Place(tmp_path)
    place.data.mkdir()
    (place.data / "msoko.toml").write_text('adress = "http://127.0.0.1:8000"')
    answer = place("serve")
    assert answer.code == 2
    assert "нет такой настройки: «adress»" in answer.said
    assert "«address»" in answer.said
    assert not re.search("Traceback|Error", answer.said)


@pytest.mark.parametrize(
    ("address", "host", "port", "listens"),
    [
        ("http://127.0.0.1:8000", None, None, ("127.0.0.1", 8000, "http://127.0.0.1:8000")),
        ("http://127.0.0.1:8000", None, 8101, ("127.0.0.1", 8101, "http://127.0.0.1:8101")),
        ("http://school.local:8080", None, None, ("0.0.0.0", 8080, "http://school.local:8080")),
        ("https://msoko.example.ru", None, None, ("127.0.0.1", 8000, "https://msoko.example.ru")),
        ("https://msoko.example.ru", "0.0.0.0", 9000, ("0.0.0.0", 9000, "https://msoko.example.ru")),
    ],
)
def test_where_the_site_listens_follows_the_address(tmp_path, address, host, port, listens):
    found = place_of(read(tmp_path, {"MSOKO_ADDRESS": address}), host, port)
    assert (found.host, found.port, found.address) == listens
