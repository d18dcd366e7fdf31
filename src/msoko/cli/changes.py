"""`msoko changes`: the biggest improvements and declines between two periods, the noise of small numbers taken out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.choosing import chosen_indicators, chosen_period
from msoko.cli.naming import object_name
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Audience, Purpose

if TYPE_CHECKING:
    from msoko.analytics.change import Biggest


def changes(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Код показателя.")],
    earlier: Annotated[str, typer.Argument(metavar="РАНЬШЕ", help="Период, с которым сравнить.")],
    later: Annotated[str, typer.Argument(metavar="ПОЗЖЕ", help="Период, который сравнить.")],
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Показать самые большие улучшения и ухудшения организаций, очищенные от случайности малых чисел.

    Пример: msoko changes results.vpr_quality 2020/21 2024/25 --grade 5 --subject 02
    """
    from msoko.analytics.breaks import History
    from msoko.analytics.change import biggest
    from msoko.analytics.remarks import Refused
    from msoko.indicators.reading import ReadingRefused, read_values

    said = speaker(context)
    place, code = said.workplace, chosen_indicators(said, [indicator])[0]
    pair = chosen_period(said, earlier), chosen_period(said, later)
    slices = {name: value for name, value in (("subject", subject), ("grade", grade)) if value}
    try:
        values = read_values(
            place.store, place.methodology, purpose=Purpose.MANAGEMENT, audience=Audience.DEPARTMENT, indicators=[code]
        )
        history = History(place.methodology, place.store.table("predecessors"))
        found = biggest(values, history, code, *pair, slices=slices)
    except ReadingRefused as refused:
        said.fail(refused.say(said.language), Exit.REFUSED)
    except Refused as reason:
        said.fail(reason.say(said.language), Exit.PROBLEMS)
    return said.json(asdict(found)) if as_json else _show(said, found, code)


def _show(said: Speaker, found: Biggest, code: str) -> None:
    from msoko.charts.numbers import format_interval, format_number

    registry, digits = said.workplace.registry(), said.workplace.methodology.indicators[code].digits
    rows = [
        (
            said.word(f"changes-{kind}"), object_name(registry, one.object_id, said.language),
            format_number(one.difference, digits), format_number(one.estimate, digits),
            format_interval(one.low, one.high, digits),
        )
        for kind, group in (("better", found.improvements), ("worse", found.declines), ("unsure", found.rest))
        for one in group
    ]  # fmt: skip
    said.say("changes-mean", mean=format_number(found.mean, digits))
    names = ("changed", "object", "as-computed", "cleaned", "interval")
    said.table([said.word(f"column-{name}") for name in names], rows, right=(2, 3))
    if found.not_compared:
        names_left = ", ".join(object_name(registry, one, said.language) for one in found.not_compared)
        said.say("changes-left", names=names_left)
