"""`msoko compute`: the working calculation, its plan, and fixing it."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from msoko.cli.choosing import chosen_indicators, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker


def compute(
    context: typer.Context,
    indicators: Annotated[
        list[str] | None,
        typer.Argument(metavar="ПОКАЗАТЕЛИ", help="Коды; «results.» — все с таким началом. Без них — все."),
    ] = None,
    period: Annotated[
        list[str] | None, typer.Option("--period", help="Период; можно несколько раз. Без него — все.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="Выбор, оставленный актом: «имя=вариант».")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Напечатать план расчёта и не считать.")] = False,
    fix: Annotated[
        str, typer.Option("--fix", help="Зафиксировать расчёт под этим названием: его можно цитировать.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="Кто фиксирует.", envvar="USER")] = "командная строка",
    reason: Annotated[str, typer.Option("--reason", help="Основание: приказ, письмо.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Рассчитать показатели на всех уровнях, с охватом и интервалами. Выбранные варианты запоминаются.

    Пример: msoko compute results. --period 2024/25
    """
    from msoko.indicators import computing

    said = speaker(context)
    place = said.workplace
    codes = chosen_indicators(said, indicators) if indicators else None
    periods = [chosen_period(said, one) for one in period] if period else None
    options = place.choices | _options(said, option or [])
    if explain:
        from msoko.indicators.plan_words import explain as explain_plan

        said.console.print(
            explain_plan(place.methodology, codes or tuple(place.methodology.indicators), options), markup=False
        )
        return
    if not place.store.batches():
        said.fail(said.word("nothing-received"), Exit.NOT_FOUND)
    part = bool(indicators or period)
    if part and (fix or options != place.choices):  # one calculation: one set of choices, fixed as a whole
        said.fail(said.word("whole-only"), Exit.USAGE)
    if options != place.choices:
        place.choose(options)
    started = perf_counter()
    summary = computing.compute(place.store, place.methodology, codes, periods, options)
    seconds = round(perf_counter() - started, 1)
    fixed = (
        computing.fix(place.store, place.methodology, by=by, title=fix, reason=reason, options=options) if fix else None
    )
    if as_json:
        said.json({
            "values": summary.values, "indicators": len(summary.indicators), "periods": summary.periods,
            "seconds": seconds,
            "fixed": None if fixed is None else {"id": fixed.id, "checksum": fixed.checksum},
        })  # fmt: skip
        return
    said.say(
        "computed",
        values=summary.values,
        indicators=len(summary.indicators),
        periods=len(summary.periods),
        seconds=seconds,
    )
    if fixed:
        said.say("fixed", number=fixed.id, checksum=fixed.checksum[:16])


def _options(said: Speaker, given: list[str]) -> dict[str, str]:
    """name=choice, both checked against the packs."""
    known = said.workplace.methodology.options
    chosen: dict[str, str] = {}
    for text in given:
        name, _, choice = text.partition("=")
        if name not in known:
            said.fail(said.word("word-wrong", found=name, expected=", ".join(known)), Exit.USAGE)
        if choice not in known[name].choices:
            said.fail(said.word("word-wrong", found=choice, expected=", ".join(known[name].choices)), Exit.USAGE)
        chosen[name] = choice
    return chosen
