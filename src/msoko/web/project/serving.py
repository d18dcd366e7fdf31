"""The site and its worker as two children of one command: prepared, started, started again when one dies, stopped.

Django is not imported here: each child is a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from msoko.web.project.configuration import LOCAL, Configuration

THREADS = 4  # that answer at once in each process: a page waits for the database and the store more than it computes
PATIENCE = 30.0  # seconds that a worker gets to finish what it is doing
PAUSES = (0.5, 2.0, 10.0, 30.0)  # before a child that died is started again; more and more
SETTLED = 60.0  # seconds after which a child counts as started well


class ServingError(Exception):
    """What hinders, in the words of whoever said it."""


@dataclass(frozen=True)
class Place:
    """Where the site listens, and the address at which people open it."""

    host: str
    port: int
    address: str


def place_of(configuration: Configuration, host: str | None, port: int | None) -> Place:
    """https ends at a proxy of this computer; plain http to other computers is listened for at every interface."""
    outside = configuration.host not in LOCAL and not configuration.is_secure
    host = host or ("0.0.0.0" if outside else "127.0.0.1")
    said = configuration["address"].rstrip("/")
    own = configuration.port if not configuration.is_secure else 8000
    if port is None or port == own:
        return Place(host, own, said)
    return Place(host, port, f"http://{configuration.host}:{port}" if not configuration.is_secure else said)


def is_free(place: Place) -> bool:
    """Can the port be listened at?"""
    with socket.socket() as listener:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place.host, place.port))
        except OSError:
            return False
    return True


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a child is told: the data folder and where settings are."""
    own = {"MSOKO_HOME": str(folder.resolve()), "DJANGO_SETTINGS_MODULE": "msoko.web.project.settings"}
    return {**os.environ, **own, **more}


def command(folder: Path, *arguments: str) -> str:
    """Run one of the site's own commands and return what it printed. ServingError: what it said of its failure."""
    done = subprocess.run(
        [sys.executable, "-m", "msoko.web", *arguments],
        env=environment(folder), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ServingError((said[-1] if said else done.stdout[-500:]).removeprefix("CommandError: "))
    return done.stdout


@dataclass
class Child:
    """A process that should be there."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    due: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        # A session of its own: Ctrl+C comes to us alone, and we stop the children in their order.
        self.process = subprocess.Popen(
            self.command, env=self.environment, start_new_session=True,
            preexec_fn=_go_with_the_parent if sys.platform == "linux" else None,
        )  # fmt: skip
        self.began = time.monotonic()

    def end(self) -> None:
        """At once, with whatever it has started itself: a process left behind would keep the port."""
        if self.process is None:
            return
        if sys.platform == "win32":
            self.process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def care(self) -> bool:
        """Start it if it is down and its pause is over. True: it was found dead just now."""
        now = time.monotonic()
        if self.is_up:
            return False
        if self.process is not None:
            self.end()
            self.deaths = 0 if now - self.began > SETTLED else self.deaths
            self.due = now + PAUSES[min(self.deaths, len(PAUSES) - 1)]
            self.deaths += 1
            self.process = None
            return True
        if now >= self.due:
            self.start()
        return False


def children(folder: Path, place: Place, workers: int, with_worker: bool) -> list[Child]:
    told = environment(folder, MSOKO_ADDRESS=place.address)
    site = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", place.host, "--port", str(place.port),
        "--workers", str(workers), "--blocking-threads", str(THREADS), "--respawn-failed-workers", "--no-ws",
        "--http", "1", "--log-level", "warning", "msoko.web.project.wsgi:application",
    ]  # fmt: skip
    found = [Child("site", site, told)]
    if with_worker:
        found.append(Child("worker", [sys.executable, "-m", "msoko.web", "worker"], told))
    return found


def serve(kept: Sequence[Child], say: Callable[[str, str], None]) -> None:
    """Until Ctrl+C or SIGTERM. say(code, name): up, died, stopping."""
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while not asked:
            for child in kept:
                if child.care():
                    say("died", child.name)
            time.sleep(0.2)
        say("stopping", "")
    finally:
        _stop(kept, asked)


def _stop(kept: Sequence[Child], asked: list[int]) -> None:
    """The worker may finish its task; the second signal, or the end of patience, ends it: it is begun again later."""
    for child in kept:
        if child.is_up and child.process is not None:
            child.process.terminate()
    last = time.monotonic() + PATIENCE
    while any(child.is_up for child in kept) and time.monotonic() < last and len(asked) < 2:
        time.sleep(0.1)
    for child in kept:
        child.end()


def wait_until_up(place: Place, child: Child, patience: float = 60.0) -> bool:
    """Does the site answer before the patience ends or the child dies?"""
    host = "127.0.0.1" if place.host == "0.0.0.0" else place.host
    last = time.monotonic() + patience
    while time.monotonic() < last and child.is_up:
        try:
            with socket.create_connection((host, place.port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _go_with_the_parent() -> None:
    """In the child, before it begins: Linux ends it when we are killed, so that nothing keeps the port."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
