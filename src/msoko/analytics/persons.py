"""What a value says about how many persons: the counts that disclosure control protects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msoko.methodology.model import Indicator, Methodology
from msoko.vocabulary import CellState, Uncertainty, Unit

_SHARE_TABLES = ("outcomes", "items", "answers")
_NAMES = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Persons:
    """n: persons in the group, or the count itself. k: how many of them, for a share; None for a mean or a count.

    A published pair of a rounded percentage and n gives k exactly, so a share is always these two numbers.
    """

    n: int
    k: int | None = None


def about_persons(indicator: Indicator, methodology: Methodology) -> bool:
    """Does the value rest on persons: by its unit, its uncertainty or what its formula names?"""
    if indicator.unit is Unit.PERSON or indicator.uncertainty is not Uncertainty.NONE:
        return True
    for name in set(_NAMES.findall(indicator.formula)):
        if name in methodology.facts and methodology.facts[name].unit is Unit.PERSON:
            return True
        if name in methodology.sources and methodology.sources[name].table in _SHARE_TABLES:
            return True
        if name == "value":
            return any(
                about_persons(methodology.indicators[code], methodology)
                for code in re.findall(r"value\(['\"]([\w.]+)['\"]\)", indicator.formula)
                if code in methodology.indicators and code != indicator.code
            )
    return False


def persons_of(row: Mapping[str, Any], indicator: Indicator) -> Persons | None:
    """The counts behind a row of VALUES about persons; None where there is no value or no n."""
    if row["state"] != CellState.VALUE or row["value"] is None:
        return None
    if indicator.unit is Unit.PERSON:
        return Persons(round(row["value"]))
    if row["n"] is None:
        return None
    if indicator.unit is Unit.PERCENT:
        k = row["value"] * row["n"] / 100
        if 0 <= k <= row["n"] and abs(k - round(k)) < 1e-6 * max(1, row["n"]):
            return Persons(row["n"], round(k))
    return Persons(row["n"])
