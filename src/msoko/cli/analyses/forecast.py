"""Forecasts of the indicators that are followed: how they were chosen and tested; of one organisation, the numbers."""

from __future__ import annotations

from collections.abc import Mapping

from msoko.analytics.evidence import Slices
from msoko.analytics.forecast import Forecasts, of_values
from msoko.analytics.remarks import Refused
from msoko.cli.analyses.headline import breakdowns, followed, named, shown
from msoko.cli.analyses.section import Asked, Section
from msoko.cli.analyses.section import Refused as NotTold

_LEVEL = 0.80  # of the interval that is shown


def section(asked: Asked) -> Section:
    """Raises Refused: not one series can be forecast."""
    made: list[tuple[str, Slices, Forecasts]] = []
    refused: list[Refused] = []
    for indicator in followed(asked):
        for slices in breakdowns(asked, indicator):
            try:
                made.append((indicator, slices, _of(asked, indicator, slices)))
            except Refused as reason:
                refused.append(reason)
    if not made:
        raise refused[0] if refused else NotTold("analyse-nothing-followed")
    with_one = sum(len(_own(asked, found.of)) for _, _, found in made)
    without = sum(len(_own(asked, found.none)) for _, _, found in made)
    if not with_one + without:
        raise NotTold("analyse-no-series")
    measured = [found.coverage for _, _, found in made if found.coverage.share]
    inside = sum((one.share or {}).get(_LEVEL, 0.0) * one.count for one in measured)
    count = sum(one.count for one in measured)
    share = shown(100 * inside / count, 0, asked.language) if count else "—"
    sentence = asked.word("analyse-forecast", made=with_one, none=without, refused=len(refused), share=share)
    rows = _of_one(asked, made) if asked.organisation else _of_all(asked, made)
    names = ("series", "period", "value", "interval-80") if asked.organisation else (
        "series", "method", "forecasts", "no-forecast", "gain", "inside"
    )  # fmt: skip
    data = [row for one in made for row in _data(asked, *one)]
    right = (2,) if asked.organisation else (2, 3, 4, 5)
    return Section(sentence, [asked.word(f"column-{name}") for name in names], rows, right, (), data)


def _of(asked: Asked, indicator: str, slices: Slices) -> Forecasts:
    return of_values(asked.values, asked.evidence.history, indicator, slices=dict(slices))


def _own(asked: Asked, of: Mapping[str, object]) -> list[str]:
    return [name for name in of if not asked.organisation or name == asked.organisation]


def _of_all(asked: Asked, made: list[tuple[str, Slices, Forecasts]]) -> list[tuple[str, ...]]:
    return [
        (
            named(asked, indicator, slices), asked.word(f"analyse-method-{found.method}"), str(len(found.of)),
            str(len(found.none)), f"{shown(100 * found.gain, 0, asked.language)} %",
            f"{shown(100 * found.coverage.share[_LEVEL], 0, asked.language)} %" if found.coverage.share else "",
        )
        for indicator, slices, found in made
    ]  # fmt: skip


def _of_one(asked: Asked, made: list[tuple[str, Slices, Forecasts]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for indicator, slices, found in made:
        title, digits = named(asked, indicator, slices), asked.evidence.methodology.indicators[indicator].digits
        if asked.organisation in found.none:
            rows.append((title, "", found.none[asked.organisation].say(asked.language), ""))
        elif own := found.of.get(asked.organisation):
            for ahead in own.ahead:
                bounds = [shown(x, digits, asked.language) for x in ahead.intervals[_LEVEL]]
                value = shown(ahead.value, digits, asked.language)
                rows.append((title, ahead.period.title, value, "–".join(bounds)))
    return rows


def _data(asked: Asked, indicator: str, slices: Slices, found: Forecasts) -> list[dict[str, object]]:
    return [
        {
            "object": name, "indicator": indicator, "slices": {str(k): v for k, v in slices},
            "method": found.method.value, "period": ahead.period.code, "value": ahead.value,
            "intervals": {str(level): list(bounds) for level, bounds in ahead.intervals.items()},
        }
        for name, one in found.of.items() if not asked.organisation or name == asked.organisation
        for ahead in one.ahead
    ]  # fmt: skip
