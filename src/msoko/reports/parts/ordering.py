"""The order of names in a report: as people count them, never by result."""

from __future__ import annotations

import re


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key: «Школа № 2» before «Школа № 10», «1.9» before «1.10»."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts if part)
