"""Where real data is: the folder named in MSOKO_DATA. Without it these tests skip and say so (docs/real-data.md)."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest


def source(name: str) -> Path:
    """A file of the folder; skips the test if the folder is not named."""
    named = os.environ.get("MSOKO_DATA", "")
    if not named:
        pytest.skip("MSOKO_DATA is not set: real data is not read; docs/real-data.md says where it is obtained")
    path = Path(named) / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder named in MSOKO_DATA")
    return path


def reference(key: str) -> Any:
    """Published or independently computed numbers of a case."""
    return json.loads(source("reference/school.json").read_text("utf-8"))[key]


def rows(name: str) -> list[dict[str, str]]:
    with source(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
