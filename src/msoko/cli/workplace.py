"""The folder a command works on: store, files, keys, local packs. Nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msoko.files.stored import Files
    from msoko.methodology.model import Methodology
    from msoko.organisations.registry import Registry
    from msoko.store.persons import Keys
    from msoko.store.store import Store

REGISTRY_TABLES = ("objects", "attributes", "predecessors")


@dataclass(frozen=True)
class Workplace:
    """Everything under one root: store/, files/, keys/, packs/ (local packs, may be absent)."""

    root: Path

    @cached_property
    def store(self) -> Store:
        """Raises StoreError if the folder cannot be used."""
        from msoko.store.store import Store

        return Store(self.root / "store")

    @cached_property
    def files(self) -> Files:
        from msoko.files.stored import Files

        return Files(self.root / "files")

    @cached_property
    def keys(self) -> Keys:
        from msoko.store.persons import Keys

        return Keys(self.root)

    @cached_property
    def methodology(self) -> Methodology:
        """The built-in packs and those in packs/. Raises PackError with every fault found."""
        from msoko.methodology.loading import load

        local = self.root / "packs"
        return load(extra_folders=sorted(p for p in local.iterdir() if p.is_dir()) if local.is_dir() else ())

    def registry(self) -> Registry:
        """As it is now: read again after an import."""
        from msoko.organisations.registry import Registry

        return Registry.from_tables({name: self.store.table(name) for name in REGISTRY_TABLES})
