"""Pack folders → Pack and Methodology. Whether the definitions make sense together is judged in checks.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from msoko.methodology.building import build, nearest
from msoko.methodology.layout import KINDS, PACK_FILE, Kind
from msoko.methodology.lines import line_of
from msoko.methodology.model import Methodology, Pack
from msoko.methodology.problems import PackError, PackProblem
from msoko.vocabulary import Severity


def load(codes: Collection[str] | None = None, extra_folders: Iterable[Path] = ()) -> Methodology:
    """Built-in packs by code (None = all of them) with what they require, and the packs of `extra_folders`.

    A pack in an extra folder takes the place of the built-in one with its code: a municipality's own edition.
    Raises PackError with every problem of every pack that was read.
    """
    own = list(extra_folders)
    folders = pack_folders(own)
    wanted = [*(codes if codes is not None else folders), *map(_code_of, own)]
    loaded: dict[str, Pack] = {}
    problems: list[PackProblem] = []
    for code in wanted:
        _load_with_required(code, "", folders, loaded, [], problems)
    if problems:
        raise PackError(tuple(problems))
    return Methodology(tuple(loaded.values()))


def load_pack(folder: Path | Traversable) -> Pack:
    """One pack from its folder. Raises PackError with every problem found."""
    pack, problems = read_pack(folder)
    if pack is None:
        raise PackError(problems)
    return pack


def read_pack(folder: Path | Traversable) -> tuple[Pack | None, tuple[PackProblem, ...]]:
    """One pack from its folder, or None with all its problems."""
    reader = _Reader(folder)
    return reader.pack(), tuple(reader.problems)


def built_in_folders() -> tuple[Traversable, ...]:
    """The pack folders that come with the package, by name."""
    root = resources.files("msoko.packs")
    found = [entry for entry in root.iterdir() if entry.is_dir() and (entry / PACK_FILE).is_file()]
    return tuple(sorted(found, key=lambda entry: entry.name))


def pack_folders(extra_folders: Iterable[Path] = ()) -> dict[str, Traversable]:
    """Pack code → the folder it is read from; an extra folder takes the place of a built-in one."""
    folders: dict[str, Traversable] = {folder.name: folder for folder in built_in_folders()}
    return folders | {_code_of(extra): extra for extra in extra_folders}


def _code_of(folder: Path) -> str:
    try:
        return str(tomllib.loads((folder / PACK_FILE).read_text("utf-8")).get("code", folder.name))
    except (OSError, ValueError):
        return folder.name  # reading the pack will say what is wrong


def _load_with_required(
    code: str,
    asked_by: str,
    folders: Mapping[str, Traversable],
    loaded: dict[str, Pack],
    path: list[str],
    problems: list[PackProblem],
) -> None:
    if code in loaded or any(problem.pack == code for problem in problems):
        return
    if code in path:
        problems.append(_of_pack("requires-cycle", asked_by, path=" → ".join([*path, code])))
        return
    if code not in folders:
        problems.append(_of_pack("unknown-pack", asked_by, found=code, nearest=nearest(code, folders)))
        return
    pack, found = read_pack(folders[code])
    problems.extend(found)
    if pack is None:
        return
    for required in pack.requires:
        _load_with_required(required, code, folders, loaded, [*path, code], problems)
    loaded[code] = pack


def _of_pack(code: str, pack: str, **parameters: Any) -> PackProblem:
    return PackProblem(code, Severity.ERROR, pack, PACK_FILE, 0, "", parameters)


class _Reader:
    """Reads one folder and gathers problems."""

    def __init__(self, folder: Path | Traversable) -> None:
        self.folder = folder
        self.code = folder.name
        self.problems: list[PackProblem] = []

    def pack(self) -> Pack | None:
        head = self._table(PACK_FILE)
        if head is None:
            return None
        if isinstance(head.get("code"), str):
            self.code = head["code"]
        keys = {kind.key for kind in KINDS if kind.files == PACK_FILE}
        parts = {kind.field: tuple(self._definitions(kind)) for kind in KINDS}
        own = {key: value for key, value in head.items() if key not in keys}
        pack, complaints = build(Pack, own, **parts)
        self._complain(PACK_FILE, complaints)
        self._look_for_strangers()
        return None if any(p.severity is Severity.ERROR for p in self.problems) else pack

    def _definitions(self, kind: Kind) -> list[Any]:
        made = []
        for name in self._names(kind.files):
            table = self._table(name)
            if table is None:
                continue
            if not kind.key:
                made.append(self._one(kind, table, name, ()))
                continue
            if kind.files != PACK_FILE:
                self._only(kind, table, name)
            entries = table.get(kind.key, [])
            if not isinstance(entries, list):
                self._complain(name, [((kind.key,), "single-brackets", {"key": kind.key})])
                continue
            made.extend(self._one(kind, entry, name, (kind.key, i)) for i, entry in enumerate(entries))
        return [definition for definition in made if definition is not None]

    def _one(self, kind: Kind, table: Mapping[str, Any], name: str, path: tuple[str | int, ...]) -> Any:
        made, complaints = build(kind.shape, table, file=name)
        label = str(table.get(kind.name, "")) if kind.name else ""
        self._complain(name, [(path + place, code, p) for place, code, p in complaints], label)
        return made

    def _only(self, kind: Kind, table: Mapping[str, Any], name: str) -> None:
        for key in table:
            if key != kind.key:
                self._complain(name, [((key,), "unknown-key", {"key": key, "nearest": kind.key})])

    def _names(self, pattern: str) -> list[str]:
        """Files of the pack that fit "facts/*.toml" or "criteria.toml", in the order of their names."""
        place, _, name = pattern.rpartition("/")
        if "*" not in name:
            return [pattern] if pattern == PACK_FILE or (self.folder / pattern).is_file() else []
        folder = self.folder / place
        if not folder.is_dir():
            return []
        return [f"{place}/{entry.name}" for entry in _sorted(folder) if entry.name.endswith(".toml")]

    def _look_for_strangers(self) -> None:
        """A TOML file in a place where nobody reads it would be silently lost."""
        known = {name for kind in KINDS for name in self._names(kind.files)}
        for entry in _sorted(self.folder):
            inner = [f"{entry.name}/{e.name}" for e in _sorted(entry)] if entry.is_dir() else [entry.name]
            for name in inner:
                if name.endswith(".toml") and name not in known:
                    expected = tuple(dict.fromkeys(kind.files for kind in KINDS))
                    self._complain(name, [((), "file-not-read", {"expected": expected})])

    def _table(self, name: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads((self.folder / name).read_text("utf-8"), parse_float=Decimal)
        except FileNotFoundError:
            self._complain(name, [((), "no-file", {})])
        except UnicodeDecodeError:
            self._complain(name, [((), "not-utf8", {})])
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+), column (\d+)", str(error))
            line, column = (int(at[1]), int(at[2])) if at else (0, 0)
            parameters = {"column": column, "said": str(error).partition(" (at")[0]}
            self.problems.append(PackProblem("not-toml", Severity.ERROR, self.code, name, line, "", parameters))
        return None

    def _complain(self, name: str, complaints: Iterable[Any], definition: str = "") -> None:
        text = ""
        for path, code, parameters in complaints:
            if not text and (self.folder / name).is_file():
                text = (self.folder / name).read_bytes().decode("utf-8", "replace")
            line = line_of(text, path) if text else 0
            self.problems.append(PackProblem(code, Severity.ERROR, self.code, name, line, definition, parameters))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)
