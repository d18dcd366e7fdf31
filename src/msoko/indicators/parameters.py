"""Which threshold or norm is in force for a row, by its last day and slices (0004, Parameters)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Any, Protocol

import ibis

from msoko.indicators.building import Expression
from msoko.methodology.model import Methodology
from msoko.vocabulary import Direction


class Dated(Protocol):
    """What a threshold and a norm have in common."""

    @property
    def slices(self) -> Mapping[str, str]: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def in_order(entries: Iterable[Dated]) -> list[Any]:
    """The first that fits is the one that holds: most slices, then the latest valid_from, then the last written."""
    numbered = list(enumerate(entries))
    numbered.sort(key=lambda e: (len(e[1].slices), e[1].valid_from or date.min, e[0]), reverse=True)
    return [entry for _, entry in numbered]


def holding(entry: Dated, row: Any) -> Expression:
    """Does it hold for a row with slice columns and a last_day?"""
    conditions = [row[name] == value for name, value in entry.slices.items()]
    if entry.valid_from is not None:
        conditions.append(row.last_day >= ibis.literal(entry.valid_from))
    if entry.valid_to is not None:
        conditions.append(row.last_day <= ibis.literal(entry.valid_to))
    return reduce(lambda a, b: a & b, conditions, ibis.literal(True))


def threshold(name: str, row: Any, methodology: Methodology) -> Expression:
    """The threshold of that name for each row; null where none holds."""
    fitting = in_order(t for t in methodology.thresholds if t.name == name)
    if not fitting:
        return ibis.null("float64")
    return ibis.cases(*((holding(t, row), ibis.literal(float(t.value))) for t in fitting))


def norm(code: str, row: Any, methodology: Methodology) -> Expression:
    """The norm of an indicator for each row: the bound that its direction asks for, else the other one.

    Norms that apply to some organisations only are not chosen here (the reference engine reads them).
    """
    indicator = methodology.indicators[code]
    fitting = in_order(n for n in indicator.norms if not n.applies_when)
    cases = []
    for entry in fitting:
        first, second = entry.at_least, entry.at_most
        if indicator.better is Direction.LOWER:
            first, second = second, first
        bound = second if first is None else first
        cases.append((holding(entry, row), ibis.literal(None if bound is None else float(bound), type="float64")))
    return ibis.cases(*cases) if cases else ibis.null("float64")
