"""`msoko index`: how firm the order of organisations by an index is; places are printed as intervals only."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.choosing import chosen_indicators, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.analytics.index_study import Study
    from msoko.vocabulary import Period

_SEED = 352


def index(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ИНДЕКС", help="Код показателя, в формуле которого composite.")],
    period: Annotated[str, typer.Option("--period", help="Период.")],
    spread: Annotated[
        float, typer.Option("--spread", min=0, max=1, help="На какую долю могут отличаться веса.")
    ] = 0.25,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проверить индекс: на каких местах организации оказались бы при других весах и способах сравнения.

    Пример: msoko index context.social_index --period 2024/25
    """
    from msoko.analytics.index_study import study
    from msoko.analytics.index_values import seen
    from msoko.analytics.remarks import Refused
    from msoko.vocabulary import Direction

    said = speaker(context)
    place, when = said.workplace, chosen_period(said, period)
    code = chosen_indicators(said, [indicator])[0]
    lower = place.methodology.indicators[code].better is Direction.LOWER
    try:
        made, observed = seen(place.methodology, place.store.read_values(), code, when, place.choices)
        found = study(made, observed, seed=_SEED, spread=spread, lower_first=lower)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json({"indicator": code, "period": when.code, **asdict(found)})
    return _show(said, code, when, spread, found)


def _show(said: Speaker, code: str, when: Period, spread: float, found: Study) -> None:
    from msoko.charts.numbers import format_number

    registry, methodology = said.workplace.registry(), said.workplace.methodology
    said.say("index-places", title=methodology.indicators[code].title, period=when.title)
    rows = [(registry.name(one.id), f"{one.low}–{one.high}", one.median) for one in found.places]
    said.table([said.word(f"column-{name}") for name in ("object", "place", "median")], rows, right=(1, 2))
    shifts = {name: format_number(one, 1) for name, one in found.shifts.items()}
    said.say("index-shifts", **shifts, spread=round(100 * spread))
    if found.without:
        most = max(found.without, key=lambda one: found.without[one])
        title = methodology.indicators[most].title
        said.say("index-without", title=title, shift=format_number(found.without[most], 1))
    if found.unknown:
        said.say("index-without-value", names=", ".join(map(registry.name, found.unknown)))
