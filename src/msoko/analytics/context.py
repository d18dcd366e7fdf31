"""What is known of the context of organisations in a period: values, by the variables that packs name. No judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import pyarrow as pa
import pyarrow.compute as pc

from msoko.analytics.conditions import Attributes, holds
from msoko.analytics.peers import Context
from msoko.analytics.remarks import Refused
from msoko.methodology.model import ContextVariable, Methodology
from msoko.organisations.placing import attributes as attributes_of
from msoko.organisations.registry import Registry
from msoko.vocabulary import ALL, SLICES, CellState, Level, Period


@dataclass(frozen=True)
class Gathered:
    """variables: of the packs, those that apply. context: organisation -> variable -> value on the variable's scale."""

    variables: tuple[ContextVariable, ...]
    context: Context

    @property
    def weights(self) -> dict[str, float]:
        return {one.code: float(one.weight) for one in self.variables}

    def titled(self, code: str) -> str:
        return next(one.title for one in self.variables if one.code == code)

    def telling(self) -> tuple[Gathered, tuple[ContextVariable, ...]]:
        """(the same without variables that tell nobody apart, those variables): unknown of all or alike for all."""
        held = {one.code: {row[one.code] for row in self.context.values()} - {None} for one in self.variables}
        used = tuple(one for one in self.variables if len(held[one.code]) > 1)
        context = {one: {v.code: row[v.code] for v in used} for one, row in self.context.items()}
        return Gathered(used, context), tuple(one for one in self.variables if one not in used)

    def complete(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(organisations with every variable, the rest)."""
        whole = [one for one, row in self.context.items() if None not in row.values()]
        return tuple(whole), tuple(one for one in self.context if one not in set(whole))


def existing(registry: Registry, period: Period) -> dict[str, Attributes]:
    """Organisations of the period with their attributes, by id."""
    return {row["object_id"]: row for row in attributes_of(registry, [period]).to_pylist()}


def comparable(own: str, attributes: Mapping[str, Attributes]) -> tuple[str, ...]:
    """Those of the same kind that teach every level of education that this one teaches, itself included.

    A basic school is compared with basic and secondary ones: what it teaches, they teach too. Raises Refused: unknown.
    """
    if own not in attributes:
        raise Refused("peers-unknown", id=own)
    mine = attributes[own]
    levels = set(mine.get("education_levels") or ())
    return tuple(
        one
        for one, its in attributes.items()
        if its.get("kind") == mine.get("kind") and levels <= set(its.get("education_levels") or ())
    )


def totals(values: pa.Table, period: Period, codes: Sequence[str] | None = None) -> dict[str, dict[str, float]]:
    """organisation -> indicator -> value of the period (all slices together), or of the calendar year it begins in."""
    rows = values.filter(pc.and_(pc.equal(values["level"], Level.ORGANISATION), pc.equal(values["state"], "value")))
    if codes is not None:
        rows = rows.filter(pc.is_in(rows["indicator"], pa.array(sorted(codes), pa.string())))
    rows = rows.filter(pc.is_in(rows["period"], pa.array([period.code, str(period.first_day.year)], pa.string())))
    found: dict[str, dict[str, float]] = {}
    for row in sorted(rows.to_pylist(), key=lambda row: bool(row["period"] == period.code)):  # its own period last
        if row["state"] == CellState.VALUE and all(row[name] == ALL for name in SLICES):
            found.setdefault(row["object_id"], {})[row["indicator"]] = row["value"]
    return found


def gather(
    methodology: Methodology, values: pa.Table, period: Period, attributes: Mapping[str, Attributes]
) -> Gathered:
    """Context of these organisations (all of one kind). Raises Refused if packs name no variable for the kind."""
    variables = tuple(
        one
        for one in methodology.context_variables.values()
        if not one.applies_when or any(holds(one.applies_when, its) for its in attributes.values())
    )
    if not variables:
        raise Refused("context-no-variables")
    known = totals(values, period, [one.indicator for one in variables])
    context = {
        one: {v.code: _scaled(v, known.get(one, {}).get(v.indicator)) for v in variables} for one in sorted(attributes)
    }
    return Gathered(variables, context)


def _scaled(variable: ContextVariable, value: float | None) -> float | None:
    """On a log scale nothing is known of a size that is not positive."""
    if value is None or variable.scale != "log":
        return value
    return log(value) if value > 0 else None
