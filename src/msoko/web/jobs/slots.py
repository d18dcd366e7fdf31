"""Which workers are alive: each holds the lock of a numbered file for as long as its process lives.

No clock is asked, so a jump of the clock neither kills nor revives anybody.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import IO

from django.conf import settings

MOST = 8  # workers of one data folder


class Slot:
    """A number that this process holds until it ends."""

    def __init__(self, number: int, file: IO[bytes]) -> None:
        self.number, self._file = number, file

    def release(self) -> None:
        self._file.close()


def take() -> Slot | None:
    """The first free number; None if all are held."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST + 1):
        file = _path(number).open("a+b")
        for _ in range(3):  # somebody may just be looking whether it is held
            if _try_lock(file, alone=True):
                return Slot(number, file)
            time.sleep(0.02)
        file.close()
    return None


def is_alive(number: int) -> bool:
    """Does a living process hold the number?"""
    if not _path(number).exists():
        return False
    with _path(number).open("a+b") as file:
        return not _try_lock(file, alone=False)


def anybody_alive() -> bool:
    return any(is_alive(number) for number in range(1, MOST + 1))


def _folder() -> Path:
    return Path(settings.HOME) / "web" / "workers"


def _path(number: int) -> Path:
    return _folder() / f"{number}.lock"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes], alone: bool) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes], alone: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
