"""A frozen definition → the plain table it would be written as. The way back is building.build."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from msoko.methodology.layout import ALIASES

SINGULAR = {plural: one for one, plural in ALIASES.items()}


def raw_table(definition: Any, *, defaults: bool = False, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Keys as in TOML. Without `defaults`, what equals the default is left out; None is left out always."""
    table: dict[str, Any] = {}
    for field in dataclasses.fields(definition):
        value = getattr(definition, field.name)
        if field.name in ("file", *leave_out) or value is None or (not defaults and value == default_of(field)):
            continue
        table[SINGULAR.get(field.name, field.name)] = raw_value(value)
    return table


def raw_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return raw_table(value)
    if isinstance(value, Mapping):
        return {str(key): raw_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [raw_value(one) for one in value]
    return str(value) if isinstance(value, str) else value


def default_of(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
