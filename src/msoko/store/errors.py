"""One error for all that goes wrong with the store, and the translation of what the disk and Delta say into it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msoko.store.wording import say

_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_MISTAKES = {"ParserException", "BinderException", "CatalogException"}  # of DuckDB: our SQL is wrong, not the store


class StoreError(Exception):
    """code and parameters; str() is the Russian sentence, say("en") the English one."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(say(code, parameters))
        self.code = code
        self.parameters = parameters

    def say(self, language: str = "ru") -> str:
        return say(self.code, self.parameters, language)


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn errors of the disk, Delta and DuckDB about `path` into one StoreError."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        code = _code(error)
        if code is None:
            raise
        raise StoreError(code, path=path, said=" ".join(str(error).split())[:300]) from error


def _code(error: Exception) -> str | None:
    """The code of an error that is not ours; None for a mistake in the program, which must stay visible."""
    number, text = getattr(error, "errno", None), str(error)
    if number in _READ_ONLY or any(f"os error {n})" in text for n in _READ_ONLY):
        return "store-read-only"
    if number in _FULL or any(f"os error {n})" in text for n in _FULL):
        return "disk-full"
    if type(error).__name__ == "CommitFailedError":  # by name: importing deltalake here would slow every start
        return "store-busy"
    if type(error).__name__ in _MISTAKES:
        return None
    module = type(error).__module__.partition(".")[0]
    unreadable = module == "pyarrow" and "parquet" in text.casefold()
    if unreadable or isinstance(error, OSError) or module in {"deltalake", "_internal", "duckdb", "_duckdb"}:
        return "store-damaged"
    return None
