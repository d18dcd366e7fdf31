"""A site of its own in a folder: commands and scripts run in processes that may be killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Site:
    """settings: of the product, or of these tests, which add pieces of work that can be killed."""

    def __init__(self, folder: Path, database: str = "sqlite", settings: str = "msoko.web.project.settings") -> None:
        self.folder, self.database, self.settings = folder, database, settings
        self.begun: list[subprocess.Popen[str]] = []

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MSOKO", "DJANGO"))}
        own = {"MSOKO_HOME": str(self.folder), "MSOKO_DATABASE": self.database}
        return clean | own | {"DJANGO_SETTINGS_MODULE": self.settings, "PYTHONPATH": str(ROOT)}

    def begin(self, *command: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *command], env=self.environment, cwd=ROOT, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.begun.append(process)
        return process

    def end(self) -> None:
        """Nothing that was begun here stays."""
        for process in self.begun:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def __call__(self, *command: str) -> str:
        """`python -m msoko.web …`; what it printed."""
        return self._done("-m", "msoko.web", *command)

    def script(self, text: str) -> str:
        """Python with Django ready; what it printed."""
        return self._done("-c", f"import django\ndjango.setup()\n{text}")

    def _done(self, *command: str) -> str:
        process = self.begin(*command)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, out + err
        return out.strip()


def made(filled: Path, folder: Path, **more: str) -> Site:
    """On a copy of a folder with numbers, with an up-to-date database."""
    shutil.copytree(filled, folder)
    site = Site(folder, **more)
    site("prepare", "--no-assets")
    return site


def wait(for_what, seconds=60):
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if found := for_what():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come")
