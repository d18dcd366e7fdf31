"""`msoko places`: where organisations stand by a value or an index; a place is an interval, never a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.choosing import chosen_indicators, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import ALL, SLICES, Direction, Level

if TYPE_CHECKING:
    from msoko.analytics.index_study import Place, Study
    from msoko.vocabulary import Period

_SEED = 352
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution
_NO_INDEX = ("index-shape", "index-no-composite")


def places(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Код показателя или индекса.")],
    period: Annotated[str, typer.Option("--period", help="Период.")],
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    spread: Annotated[
        float, typer.Option("--spread", min=0, max=1, help="Для индекса: на какую долю могут отличаться веса.")
    ] = 0.25,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Показать места организаций отрезками: по индексу — при других весах, по показателю — с учётом случайности.

    Пример: msoko places context.social_index --period 2024/25
    """
    from msoko.analytics.index_study import study
    from msoko.analytics.index_values import seen
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    place, when = said.workplace, chosen_period(said, period)
    code = chosen_indicators(said, [indicator])[0]
    lower = place.methodology.indicators[code].better is Direction.LOWER
    try:
        made, observed = seen(place.methodology, place.store.read_values(), code, when, place.choices)
        found = study(made, observed, seed=_SEED, spread=spread, lower_first=lower)
    except Refused as refused:
        if refused.remark.code in _NO_INDEX:
            return _by_chance(said, code, when, {"subject": subject or ALL, "grade": grade or ALL}, as_json)
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json({"indicator": code, "period": when.code, **asdict(found)})
    return _show_index(said, code, when, spread, found)


def _by_chance(said: Speaker, code: str, when: Period, cut: dict[str, str], as_json: bool) -> None:
    """Standard errors are recovered from the 95 % intervals."""
    from msoko.analytics.index_study import by_chance
    from msoko.analytics.remarks import Refused

    wanted = dict.fromkeys(SLICES, ALL) | cut
    rows = [
        row
        for row in said.workplace.store.read_values([when.code], [code]).to_pylist()
        if row["level"] == Level.ORGANISATION and row["value"] is not None and all(row[n] == wanted[n] for n in SLICES)
    ]
    sure = {
        r["object_id"]: (r["value"], (r["high"] - r["low"]) / (2 * _Z))
        for r in rows
        if (r["high"] or 0) > (r["low"] or 0)
    }
    unknown = [row["object_id"] for row in rows if row["object_id"] not in sure]
    lower = said.workplace.methodology.indicators[code].better is Direction.LOWER
    try:
        found = by_chance(sure, seed=_SEED, lower_first=lower)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(
            {"indicator": code, "period": when.code, "places": [asdict(one) for one in found], "unknown": unknown}
        )
    title = said.workplace.methodology.indicators[code].title
    said.say("places-by-chance", title=title, period=when.title)
    _table(said, found)
    _say_unknown(said, unknown)
    return None


def _show_index(said: Speaker, code: str, when: Period, spread: float, found: Study) -> None:
    from msoko.charts.numbers import format_number

    indicators = said.workplace.methodology.indicators
    said.say("places-by-index", title=indicators[code].title, period=when.title)
    _table(said, found.places)
    shifts = {name: format_number(one, 1) for name, one in found.shifts.items()}
    said.say("places-shifts", **shifts, spread=round(100 * spread))
    if found.without:
        most = max(found.without, key=lambda one: found.without[one])
        said.say("places-without", title=indicators[most].title, shift=format_number(found.without[most], 1))
    _say_unknown(said, found.unknown)


def _table(said: Speaker, found: Sequence[Place]) -> None:
    registry = said.workplace.registry()
    rows = [(registry.name(one.id), f"{one.low}–{one.high}", one.median) for one in found]
    said.table([said.word(f"column-{name}") for name in ("object", "place", "median")], rows, right=(1, 2))
    middle = (len(found) + 1) / 2
    above, below = sum(one.high < middle for one in found), sum(one.low > middle for one in found)
    said.say("places-halves", n=len(found), above=above, below=below)


def _say_unknown(said: Speaker, ids: Sequence[str]) -> None:
    if ids:
        said.say("places-unknown", names=", ".join(map(said.workplace.registry().name, ids)))
