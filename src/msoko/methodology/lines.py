"""On which line of a TOML file something stands. tomllib does not say, so the text is searched."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]  # ("fact", 3, "check", 0, "rule"); ("formula",)


def line_of(text: str, path: Path) -> int:
    """1-based line of the deepest part of `path` that can be found, 0 if none."""
    lines = text.splitlines()
    first, last, found, name = 0, len(lines), 0, ""
    parts = list(path)
    while parts:
        part = parts.pop(0)
        if parts and isinstance(parts[0], int):
            number = int(parts.pop(0))
            name = f"{name}.{part}" if name else str(part)
            heads = [i for i in range(first, last) if re.match(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]", lines[i])]
            if number >= len(heads):
                return found or _key_line(lines, first, last, part) or found
            first, found = heads[number], heads[number] + 1
            last = heads[number + 1] if number + 1 < len(heads) else last
            first += 1
        else:
            return _key_line(lines, first, last, part) or found
    return found


def _key_line(lines: list[str], first: int, last: int, key: str | int) -> int:
    quoted = re.escape(str(key))
    form = re.compile(rf'\s*(\[+\s*(\w+\.)*)?"?{quoted}"?\s*(=|\.|\])')
    return next((i + 1 for i in range(first, last) if form.match(lines[i])), 0)
