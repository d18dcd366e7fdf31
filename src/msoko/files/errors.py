"""One error for everything that goes wrong with kept files."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msoko.files.wording import say

_CODES = {
    errno.EACCES: "files-read-only",
    errno.EPERM: "files-read-only",
    errno.EROFS: "files-read-only",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
}


class FilesError(Exception):
    """code and parameters; str() is the Russian sentence, say("en") the English one."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(say(code, parameters))
        self.code = code
        self.parameters = parameters

    def say(self, language: str = "ru") -> str:
        return say(self.code, self.parameters, language)


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn what the disk says about `path` into a FilesError."""
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, "file-not-read")
        raise FilesError(code, path=path, said=error.strerror or str(error)) from error
