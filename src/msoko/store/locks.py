"""A lock file that keeps cleaning away from writing. It ends with its process, also a killed one.

Writers hold it together: what keeps them apart are Delta transactions. Whoever removes files holds it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def held(path: Path, *, alone: bool) -> Iterator[None]:
    """Wait for the lock, then hold it. Several may hold it together unless one wants it alone."""
    with path.open("a+b") as file, _locked(file, alone):
        yield


@contextmanager
def held_for_reading(path: Path) -> Iterator[None]:
    """The same, together with others, in a folder that may be read-only."""
    with path.open("rb") as file, _locked(file, alone=False):
        yield


@contextmanager
def _locked(file: IO[bytes], alone: bool) -> Iterator[None]:
    _lock(file, alone)
    try:
        yield
    finally:
        _unlock(file)


if sys.platform == "win32":  # no shared locks there: writers take turns
    import msvcrt

    def _lock(file: IO[bytes], alone: bool) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes], alone: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
