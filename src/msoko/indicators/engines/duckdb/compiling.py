"""Shapes → SQL, each once in the life of a process. Ibis takes some 20 ms a statement, so this is what makes a plan cold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import ibis

from msoko.indicators.building import Expression
from msoko.methodology.model import Methodology

_CACHE: dict[Any, str] = {}


def sql(expression: Expression) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


def compiled(key: Any, expression: Callable[[], Expression]) -> str:
    """The SQL of an expression, built only if the key is new. The key says everything the expression depends on."""
    found = _CACHE.get(key)
    if found is None:
        found = _CACHE[key] = sql(expression())
    return found


def forget() -> None:
    """Drop every compiled statement: the next computation is cold."""
    _CACHE.clear()


def fingerprint(methodology: Methodology) -> str:
    """What compiled statements take from a methodology besides formulas: sources, questions, thresholds, norms."""
    norms = [(i.code, i.better, i.norms) for i in methodology.indicators.values() if i.norms]
    said = repr((methodology.sources, methodology.questions, methodology.thresholds, norms))
    return hashlib.sha256(said.encode()).hexdigest()
