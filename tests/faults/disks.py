"""Takes a batch in on a disk that refuses, and prints what the person is told. A script: mode, store folder."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "library" / "store"))

import duckdb  # noqa: F401  before the limit: it is loaded at the first reading
from samples import batch, facts

from msoko.store.store import Store, StoreError


def small_files_only(store: Store) -> None:
    """No file may grow beyond 2 kB: what a quota or a full disk does in the middle of writing."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def no_rights(store: Store) -> None:
    """The folder belongs to somebody else; root may write anywhere, so it becomes nobody first."""
    for path in [store.root, *store.root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.setuid(65534)


MODES = {"small": small_files_only, "rights": no_rights}


def main(mode: str, root: str) -> None:
    store = Store(Path(root))
    store.append(batch("old"), {"facts": facts(("s1", "pupils", 1))})
    MODES[mode](store)
    told = {}
    requests = {
        "append": lambda: store.append(batch("new"), {"facts": facts(*((f"s{n}", "pupils", n) for n in range(3000)))}),
        "withdraw": lambda: store.withdraw("old", by="x", reason="проверка"),
        "create": lambda: Store(Path(root) / "new"),
    }
    for name, request in requests.items():
        try:
            request()
            told[name] = "done"
        except StoreError as error:
            told[name] = [error.code, str(error)]
    told["visible"] = [record.id for record in Store(Path(root)).batches()]
    told["rows"] = Store(Path(root)).table("facts").num_rows
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
