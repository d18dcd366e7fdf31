"""A table of plain values → a frozen definition, checked by the types of the model. All faults are reported."""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from msoko.methodology.layout import ALIASES, WORDS
from msoko.methodology.lines import Path

# A complaint: (path inside the table, code of the problem, parameters)
Complaint = tuple[Path, str, dict[str, Any]]


class _Refused(Exception):
    """A value does not fit; carries the complaint without its path."""

    def __init__(self, code: str, **parameters: Any) -> None:
        self.code, self.parameters = code, parameters


@cache
def field_types(shape: Hashable) -> dict[str, Any]:
    """Field name → type, as declared."""
    return typing.get_type_hints(shape)


def nearest(word: str, choices: typing.Iterable[str]) -> str:
    """The likeliest intended word, or nothing."""
    return next(iter(difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)), "")


def build(shape: type[Any], table: Mapping[str, Any], **given: Any) -> tuple[Any | None, list[Complaint]]:
    """An object of `shape` from `table` (keys as in TOML), or None with what is wrong. `given`: set by the caller."""
    hints = field_types(typing.cast(Hashable, shape))
    values: dict[str, Any] = dict(given)
    complaints: list[Complaint] = []
    allowed = [name for name in hints if name not in given]
    for key, raw in table.items():
        name = ALIASES.get(key, key)
        if name not in allowed:
            toml_names = [next((a for a, n in ALIASES.items() if n == f), f) for f in allowed]
            complaints.append(((key,), "unknown-key", {"key": key, "nearest": nearest(key, toml_names)}))
            continue
        try:
            values[name] = _convert(hints[name], raw, (key,), complaints, WORDS.get((shape, name), ()))
        except _Refused as refused:
            complaints.append(((key,), refused.code, {"key": key, **refused.parameters}))
    for field in dataclasses.fields(shape):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and field.name not in values and not any(p[:1] == (field.name,) for p, _, _ in complaints):
            complaints.append(((), "missing-key", {"key": field.name}))
    return (None, complaints) if complaints else (shape(**values), [])


def _convert(kind: Any, raw: Any, path: Path, complaints: list[Complaint], words: tuple[str, ...]) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _convert(args[0], raw, path, complaints, words)
    if origin is tuple:
        return _convert_list(args, raw, path, complaints, words)
    if origin is not None and issubclass(origin, Mapping):
        return _convert_mapping(args, raw)
    if kind is Any:
        return raw
    if dataclasses.is_dataclass(kind):
        made, inner = build(typing.cast(type[Any], kind), _expect(dict, raw, "table"))
        complaints.extend((path + place, code, parameters) for place, code, parameters in inner)
        return made
    return _convert_one(kind, raw, words)


def _convert_list(
    args: tuple[Any, ...], raw: Any, path: Path, complaints: list[Complaint], words: tuple[str, ...]
) -> Any:
    items = _expect(list, raw, "list")
    if len(args) == 2 and args[1] is not Ellipsis and len(items) != 2:
        raise _Refused("wrong-type", found=raw, expected="pair")
    # slices = ["sex"] is short for [["sex"]]
    nested = (
        typing.get_origin(args[0]) is tuple and args[1:] == (Ellipsis,) and typing.get_args(args[0])[1:] == (Ellipsis,)
    )
    items = [[item] if nested and isinstance(item, str) else item for item in items]
    return tuple(_convert(args[0], item, (*path, i), complaints, words) for i, item in enumerate(items))


def _convert_mapping(args: tuple[Any, ...], raw: Any) -> Mapping[Any, Any]:
    table = _expect(dict, raw, "table")
    if args[0] is int:
        if wrong := [key for key in table if not str(key).isdigit()]:
            raise _Refused("wrong-type", found=wrong[0], expected="whole number")
        return {int(key): _convert_one(args[1], value, ()) for key, value in table.items()}
    return {key: value if args[1] is Any else _convert_one(args[1], value, ()) for key, value in table.items()}


def _convert_one(kind: Any, raw: Any, words: tuple[str, ...]) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        word = _expect(str, raw, "text")
        if word not in tuple(kind):
            raise _Refused("unknown-word", found=word, expected=tuple(kind), nearest=nearest(word, tuple(kind)))
        return kind(word)
    if kind is str:
        word = _expect(str, raw, "text")
        if words and word not in words:
            raise _Refused("unknown-word", found=word, expected=words, nearest=nearest(word, words))
        return word
    if kind is bool:
        return _expect(bool, raw, "yes or no")
    if kind is date:
        return _expect(date, raw, "date")
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise _Refused("wrong-type", found=raw, expected="whole number" if kind is int else "number")
    if kind is int:
        return _expect(int, raw, "whole number")
    return Decimal(str(raw)) if kind is Decimal else float(raw)


def _expect(kind: type[Any], raw: Any, words: str) -> Any:
    if not isinstance(raw, kind):
        raise _Refused("wrong-type", found=raw, expected=words)
    return raw
