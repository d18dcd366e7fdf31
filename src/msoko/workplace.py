"""The folder everything works on: store, files, keys, local packs. Nothing here computes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msoko.files.stored import Files
    from msoko.methodology.model import Methodology
    from msoko.organisations.registry import Registry
    from msoko.store.persons import Keys
    from msoko.store.store import Store

_CHOICES = "choices.json"
REGISTRY_TABLES = ("objects", "attributes", "predecessors")


@dataclass(frozen=True)
class Workplace:
    """Everything under one root: store/, files/, keys/, packs/ (local packs, may be absent)."""

    root: Path

    def begin(self) -> None:
        """Make an empty store if there is none yet. Only importing does: looking must not leave folders behind."""
        from msoko.store.store import Store

        Store(self.root / "store")

    @cached_property
    def store(self) -> Store:
        """Raises StoreError if there is no store in the folder or it cannot be used."""
        from msoko.store.store import Store

        return Store(self.root / "store", create=False)

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
        return self.methodology_with(())

    def methodology_with(self, folders: Iterable[Path]) -> Methodology:
        """And the packs of further folders."""
        from msoko.methodology.loading import load

        local = self.root / "packs"
        own = sorted(folder for folder in local.iterdir() if folder.is_dir()) if local.is_dir() else []
        return load(extra_folders=[*own, *folders])

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen where acts leave a choice: option -> choice. The rest take their defaults."""
        known, said = self.methodology.options, self.recall(_CHOICES)
        return {name: choice for name, choice in said.items() if name in known and choice in known[name].choices}

    def choose(self, choices: Mapping[str, str]) -> None:
        """Remember the choices, so that every later calculation and proof goes by them."""
        self.remember(_CHOICES, choices)

    def recall(self, name: str) -> dict[str, Any]:
        """What a file of answers beside the store says; {} if there is none. Raises StoreError if it is spoilt."""
        from msoko.store.errors import StoreError

        path = self.root / name
        try:
            said: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        except ValueError as error:
            raise StoreError("store-damaged", path=path, said=str(error)) from error
        return said

    def remember(self, name: str, said: Mapping[str, Any]) -> None:
        (self.root / name).write_text(json.dumps(dict(said), ensure_ascii=False, indent=2), "utf-8")

    def registry(self) -> Registry:
        """As it is now: read again after an import."""
        from msoko.organisations.registry import Registry

        return Registry.from_tables({name: self.store.table(name) for name in REGISTRY_TABLES})
