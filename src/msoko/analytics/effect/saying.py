"""An effect from rows of VALUES, and what may be said of it: never that the intervention was the cause."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa

from msoko.analytics import panel as panels
from msoko.analytics import peers
from msoko.analytics.breaks import History
from msoko.analytics.effect.comparing import Effect, Verdict, of_panel
from msoko.analytics.remarks import Remark
from msoko.vocabulary import Period


def of_values(
    values: pa.Table,
    history: History,
    indicator: str,
    treated: Sequence[str],
    start: Period,
    *,
    slices: Mapping[str, str] | None = None,
    comparable: Collection[str] = (),
    context: Mapping[str, Mapping[str, float | None]] | None = None,
    weights: Mapping[str, float] | None = None,
    count: int | None = peers.COUNT,
) -> Effect:
    """The intervention that began in the period `start` in the `treated`, on one indicator and one set of slices.

    comparable: object ids that may be compared with; all others of the indicator if none is named. Raises Refused as
    panel.of_values and of_panel do.
    """
    wanted = {*comparable, *treated} if comparable else ()
    found = panels.of_values(values, history, indicator, slices=slices, comparable=wanted)
    return of_panel(found, treated, start.first_day.year, context, weights, count)


def say(effect: Effect, digits: int = 1) -> tuple[Remark, ...]:
    """The verdict with its numbers, what the comparison cannot see, and its remarks, in the order to be read."""
    numbers = {
        "difference": _number(abs(effect.difference), digits),
        "low": _number(effect.low, digits),
        "high": _number(effect.high, digits),
        "smallest": _number(effect.smallest, digits),
    }
    remarks = [Remark(f"effect-{effect.verdict}", **numbers)]
    if effect.verdict is Verdict.INDISTINGUISHABLE:
        remarks.append(Remark("effect-smallest", smallest=numbers["smallest"]))
    return (*remarks, *effect.remarks)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",").replace("-", "−")
