"""The site in a process of its own, on a copy of a data folder, as it is served in earnest: granian, hashed files."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
APPLICATION = "msoko.web.project.wsgi:application"


@dataclass(frozen=True)
class Site:
    """sessions: role -> key of its session; pages: role -> addresses that it may open."""

    address: str
    sessions: dict[str, str]
    pages: dict[str, list[str]]


@contextmanager
def served(data: Path) -> Iterator[Site]:
    environment = {**os.environ, "MSOKO_HOME": str(data), "DJANGO_SETTINGS_MODULE": "tests.browser.settings"}
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    prepared = subprocess.run(
        [sys.executable, "-m", "tests.browser.preparing", str(data)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert prepared.returncode == 0, prepared.stderr[-3000:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), APPLICATION],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield Site(address, **json.loads(prepared.stdout))
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site has not started")
