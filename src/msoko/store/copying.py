"""The files of a store as it is at one moment, for whoever copies them while others go on writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msoko.store import delta, locks
from msoko.store.errors import in_plain_words
from msoko.store.store import Store

_LOG = re.compile(r"(\d{20})\.(json|checkpoint\.parquet)")


@dataclass(frozen=True)
class Snapshot:
    """version: of the ledger. files: paths inside the store's folder; they do not change while the snapshot is held."""

    version: int
    batches: int
    values: int  # of the working calculation
    files: tuple[Path, ...]


@contextmanager
def snapshot(root: Path) -> Iterator[Snapshot]:
    """What makes rows visible is pinned before the rows: the copy has every row that its ledger promises.

    Rows of batches that come later may be in it too, invisible; `Store.sweep` of the copy removes them.
    """
    store = Store(root, create=False)
    with in_plain_words(store.root), locks.held_for_reading(store.root / "lock"):  # nobody removes files meanwhile
        version, ledger = _ledger(store)
        rows = [store.root / "published", store.root / "values", *sorted((store.root / "tables").glob("*"))]
        files = [*ledger, *(path for table in [store.root / "calculations", *rows] for path in _pinned(table))]
        held = (*(path.relative_to(store.root) for path in files), Path("store.json"), Path("lock"))
        yield Snapshot(version, len(store.batches(version, hidden=True)), _count(store.root / "values"), held)


def _ledger(store: Store) -> tuple[int, list[Path]]:
    """The version and the files that say so, though somebody may be adding to it."""
    while True:
        version = store.version
        files = _pinned(store.root / "ledger")
        if store.version == version:
            return version, files


def _count(path: Path) -> int:
    table = delta.open_table(path)
    held = delta.files(table, path, "period") if table else {}
    return sum(rows for files in held.values() for _, rows in files)


def _pinned(path: Path) -> list[Path]:
    """The Parquet files of the newest version, and the log up to it."""
    table = delta.open_table(path)
    if table is None:
        return []
    names = {file: _LOG.fullmatch(file.name) for file in (path / "_delta_log").iterdir()}
    log = [file for file, name in names.items() if name and int(name[1]) <= table.version()]
    return [*map(Path, delta.paths(table, path)), *sorted(log)]
