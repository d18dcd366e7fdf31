"""A plain value as TOML text on one line, and back. Whole numbers stay whole, decimals keep their digits."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any


def to_text(value: Any) -> str:
    """Raises TypeError for what TOML has no word for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(key))} = {to_text(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(to_text(one) for one in value) + "]"
    raise TypeError(f"TOML has no word for {type(value).__name__}")


def from_text(text: str) -> Any:
    """Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]


def _key(key: str) -> str:
    bare = key.replace("_", "a").replace("-", "a")
    return key if bare.isascii() and bare.isalnum() else to_text(key)
