"""A pack → its folder of TOML files. What did not change keeps its text, order and comments."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from msoko.methodology.building import build
from msoko.methodology.comparing import identity
from msoko.methodology.layout import ALIASES, KINDS, PACK_FILE, Kind
from msoko.methodology.model import Pack
from msoko.methodology.raw import SINGULAR, default_of, raw_table
from msoko.methodology.toml_text import to_text

TABLES_INSIDE = ("norm", "check", "examples")  # written as [[tables]], not on one line
ONE_LINE = 100  # a longer formula or list is spread over lines


def write_pack(pack: Pack, folder: Path) -> tuple[str, ...]:
    """Write the files of a pack; returns the names of those that changed, removed ones included.

    A file that holds nothing any more is removed. Files that a pack does not know are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {PACK_FILE: _pack_file(pack, folder)}
    for kind in KINDS:
        if kind.files == PACK_FILE:
            continue
        for name, definitions in _by_file(kind, getattr(pack, kind.field)).items():
            written = _Written(folder / name)
            if kind.key:
                written.set_list(kind, definitions)
            else:
                written.set_table(written.document, written.plain, definitions[0])
            wanted[name] = written
    return tuple(sorted([*_save(folder, wanted), *_remove_others(folder, wanted)]))


def _pack_file(pack: Pack, folder: Path) -> _Written:
    written = _Written(folder / PACK_FILE)
    written.set_table(written.document, written.plain, pack)
    for kind in KINDS:
        if kind.files == PACK_FILE:
            written.set_list(kind, getattr(pack, kind.field))
    return written


def _by_file(kind: Kind, definitions: Iterable[Any]) -> dict[str, list[Any]]:
    """A definition that came without a file gets the natural one for its kind."""
    folder, _, pattern = kind.files.rpartition("/")
    files: dict[str, list[Any]] = {}
    for one in definitions:
        own = one.code.rpartition(".")[2] if not kind.key else kind.field
        natural = kind.files if "*" not in pattern else f"{folder}/{own}.toml"
        files.setdefault(one.file or natural, []).append(one)
    return files


class _Written:
    """One file: its text with comments (`document`) and, beside it, what it says (`plain`)."""

    def __init__(self, path: Path) -> None:
        text = path.read_text("utf-8") if path.is_file() else ""
        self.document: Any = tomlkit.parse(text)
        self.plain: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)

    def set_list(self, kind: Kind, definitions: Iterable[Any]) -> None:
        """Tables of definitions that are still there keep their text; the order is that of the pack."""
        existing: dict[str, tuple[Any, dict[str, Any]]] = {}
        for table, plain in zip(self.document.get(kind.key, []), self.plain.get(kind.key, []), strict=True):
            if definition := build(kind.shape, plain, file="")[0]:
                existing[identity(kind, definition)] = (table, plain)
        wanted = [(identity(kind, one), one) for one in definitions]
        in_place = list(existing) == [name for name, _ in wanted]
        tables = tomlkit.aot()
        for name, one in wanted:
            table, plain = existing.get(name) or (tomlkit.table(), {})
            self.set_table(table, plain, one)
            if not in_place:
                tables.append(table)
        if not in_place:
            self.document.pop(kind.key, None)
            if tables:
                self.document[kind.key] = tables

    def set_table(self, table: Any, plain: Mapping[str, Any], definition: Any) -> None:
        """Set the keys that differ from what the table says now, remove those that fell back to the default."""
        shape = type(definition)
        lists = [kind for kind in KINDS if shape is Pack]
        apart = tuple(kind.field for kind in lists)
        keys = {kind.key for kind in lists}
        given: dict[str, Any] = dict.fromkeys(apart, ()) if lists else {"file": ""}
        now = build(shape, {key: value for key, value in plain.items() if key not in keys}, **given)[0]
        raw = raw_table(definition, leave_out=apart)
        for field in dataclasses.fields(definition):
            value = getattr(definition, field.name)
            if field.name in ("file", *apart) or (now is not None and getattr(now, field.name) == value):
                continue
            key = SINGULAR.get(field.name, field.name)
            table.pop(key, None)
            if value is not None and value != default_of(field):
                table[key] = _item(key, raw[key])


def _item(key: str, value: Any) -> Any:
    if key in TABLES_INSIDE and isinstance(value, list):
        return _tables(value)
    if isinstance(value, Mapping) and ALIASES.get(key, key) in ("words", "subjects", "subject_aliases"):
        table = tomlkit.table()
        for name, one in value.items():
            table[name] = _item(name, one)
        return table
    text = to_text(value)
    if isinstance(value, str) and "\n" in value and "'''" not in value and value.replace("\n", "").isprintable():
        return tomlkit.parse(f"value = '''\n{value}'''")["value"]
    if isinstance(value, list) and len(text) > ONE_LINE:
        text = "[\n" + "".join(f"    {to_text(one)},\n" for one in value) + "]"
    return tomlkit.parse(f"value = {text}")["value"]


def _tables(parts: list[Any]) -> AoT:
    tables = tomlkit.aot()
    for part in parts:
        table = tomlkit.table()
        for key, value in part.items():
            table[key] = _item(key, value)
        tables.append(table)
    return tables


def _save(folder: Path, wanted: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, written in wanted.items():
        path, text = folder / name, tomlkit.dumps(written.document)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(name)
    return changed


def _remove_others(folder: Path, wanted: Mapping[str, Any]) -> list[str]:
    """Files of the pack's own layout in which nothing is left."""
    removed = []
    for pattern in {kind.files for kind in KINDS}:
        for path in folder.glob(pattern):
            name = path.relative_to(folder).as_posix()
            if name not in wanted:
                path.unlink()
                removed.append(name)
    return removed
