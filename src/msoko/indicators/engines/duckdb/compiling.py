"""Shapes → SQL, each once: kept in memory and in a file of the user's cache folder, so that the next process is warm.

Ibis takes some 40 ms a statement; this is what makes a plan cold. MSOKO_CACHE names another folder, empty: no file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from msoko.indicators.building import Expression
from msoko.methodology.model import Methodology

_KNOWN: dict[str, str] = {}
_LARGEST = 32 * 2**20  # bytes of the file; a larger one is begun anew
_state = {"read": False, "new": 0}


def compiled(key: Any, expression: Callable[[], Expression]) -> str:
    """The SQL of an expression, built only if the key is new. The key says everything the expression depends on."""
    _read()
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    found = _KNOWN.get(name)
    if found is None:
        import ibis

        found = _KNOWN[name] = str(ibis.to_sql(expression(), dialect="duckdb"))
        _state["new"] += 1
    return found


def forget() -> None:
    """Drop every compiled statement and do not read the file again: the next computation is cold."""
    _KNOWN.clear()
    _state.update(read=True, new=0)


def fingerprint(methodology: Methodology) -> str:
    """What compiled statements take from a methodology besides formulas: sources, questions, thresholds, norms."""
    norms = [(i.code, i.better, i.norms) for i in methodology.indicators.values() if i.norms]
    said = repr((methodology.sources, methodology.questions, methodology.thresholds, norms))
    return hashlib.sha256(said.encode()).hexdigest()


def keep() -> None:
    """Write what is new to the file. A folder that cannot be written is no reason to fail: the plan is only colder."""
    place = _place()
    if not _state["new"] or place is None:
        return
    _state["new"] = 0
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"code": _code(), "statements": _KNOWN})
        if len(text) <= _LARGEST:
            written = place.with_suffix(f".{os.getpid()}")
            written.write_text(text, encoding="utf-8")
            written.replace(place)
    except OSError:
        return


def _read() -> None:
    if _state["read"]:
        return
    _state["read"] = True
    place = _place()
    try:
        held = json.loads(place.read_text(encoding="utf-8")) if place else {}
        if held.get("code") == _code():
            _KNOWN.update(held["statements"])
    except (OSError, ValueError, KeyError):
        return


def _place() -> Path | None:
    said = os.environ.get("MSOKO_CACHE")
    if said is not None:
        return Path(said) / "plans.json" if said else None
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "msoko" / "plans.json"


@cache
def _code() -> str:
    """A digest of the modules that build statements and of Ibis: another build, another file."""
    import importlib.metadata

    folder = Path(__file__).parents[2]
    texts = [path.read_bytes() for path in sorted([*folder.glob("*.py"), *Path(__file__).parent.glob("*.py")])]
    return hashlib.sha256(b"".join([*texts, importlib.metadata.version("ibis-framework").encode()])).hexdigest()
