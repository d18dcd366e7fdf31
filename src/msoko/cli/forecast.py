"""`msoko forecast`: what may come of one indicator of one organisation, and what a target would ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_indicators, chosen_object, chosen_period
from msoko.cli.naming import object_name
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Audience, Purpose

if TYPE_CHECKING:
    from msoko.analytics.forecast import Forecasts, Scenario, Target

_SCENARIO_YEARS = 3


def forecast(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Код показателя.")],
    organisation: Annotated[str, typer.Argument(metavar="ОРГАНИЗАЦИЯ", help="Код или название организации.")],
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    target: Annotated[float | None, typer.Option("--target", help="Цель: какое значение нужно.")] = None,
    by: Annotated[str, typer.Option("--by", help="К какому периоду нужна цель.")] = "",
    step: Annotated[float | None, typer.Option("--step", help="Предположение: прибавка в год.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Показать прогноз показателя с интервалами, проверенными на прошлых годах, или сказать, почему его нет.

    Пример: msoko forecast results.oge_quality s09 --subject 01 --target 50 --by 2026/27
    """
    from msoko.analytics.forecast import scenario
    from msoko.analytics.forecast import target as aim
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    own, code = chosen_object(said, organisation), chosen_indicators(said, [indicator])[0]
    if (target is None) != (not by):
        said.fail(said.word("forecast-target-whole"), Exit.USAGE)
    when = chosen_period(said, by) if by else None
    try:
        found = _forecasts(said, code, {"subject": subject, "grade": grade})
        aimed = aim(found, own, target, when) if target is not None and when is not None else None
        assumed = (
            scenario(found, own, said.word("forecast-assumed"), step, _SCENARIO_YEARS) if step is not None else None
        )
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if own in found.none:
        said.fail(found.none[own].say(said.language), Exit.PROBLEMS)
    if own not in found.of:
        said.fail(said.word("no-values"), Exit.NOT_FOUND)
    if as_json:
        return said.json(_as_data(found, own, aimed, assumed))
    return _show(said, found, own, code, aimed, assumed)


def _forecasts(said: Speaker, code: str, cut: dict[str, str]) -> Forecasts:
    """Over organisations: of everybody, since nobody's series alone can choose a method."""
    from msoko.analytics.breaks import History
    from msoko.analytics.forecast import of_values
    from msoko.indicators.reading import ReadingRefused, read_values

    place = said.workplace
    try:
        values = read_values(
            place.store, place.methodology, purpose=Purpose.MANAGEMENT, audience=Audience.DEPARTMENT, indicators=[code]
        )
    except ReadingRefused as refused:
        said.fail(refused.say(said.language), Exit.REFUSED)
    history = History(place.methodology, place.store.table("predecessors"))
    return of_values(values, history, code, slices={name: value for name, value in cut.items() if value})


def _show(said: Speaker, found: Forecasts, own: str, code: str, aimed: Target | None, assumed: Scenario | None) -> None:
    from msoko.charts.numbers import format_interval, format_number

    one, indicator = found.of[own], said.workplace.methodology.indicators[code]
    digits, name = indicator.digits, object_name(said.workplace.registry(), own, said.language)
    title = indicator.title if said.is_russian else indicator.title_en or indicator.title
    said.say("forecast-of", title=title, name=name)
    said.say("forecast-last", period=one.last_period.title, value=format_number(one.last, digits))
    rows = [
        (
            ahead.period.title, format_number(ahead.value, digits),
            *(format_interval(*ahead.intervals[level], digits) for level in (0.80, 0.95)),
        )
        for ahead in one.ahead
    ]  # fmt: skip
    names = ("period", "value", "interval-80", "interval-95")
    said.table([said.word(f"column-{name}") for name in names], rows, right=(1,))
    said.say("forecast-method", method=said.word(f"analyse-method-{found.method}"), tested=found.tested)
    if found.gain > 0:
        said.say("forecast-gain", gain=format_number(100 * found.gain, 0))
    if found.coverage.share is not None:
        shares = {f"share_{round(100 * level)}": round(100 * part) for level, part in found.coverage.share.items()}
        said.say("forecast-coverage", count=found.coverage.count, **shares)
    for remark in found.remarks:
        said.console.print(remark.say(said.language), markup=False)
    if aimed:
        said.say(
            "forecast-target", value=format_number(aimed.value, digits), period=aimed.period.title,
            step=format_number(aimed.step, digits), place=said.word(f"forecast-{aimed.place}"), seen=aimed.seen,
            of=aimed.of,
        )  # fmt: skip
    if assumed:
        for period, value, place in assumed.path:
            words = said.word(f"forecast-{place}")
            said.say("forecast-scenario", period=period.title, value=format_number(value, digits), place=words)


def _as_data(found: Forecasts, own: str, aimed: Target | None, assumed: Scenario | None) -> dict[str, Any]:
    one = found.of[own]
    told: dict[str, Any] = {
        "object": own, "last": {"period": one.last_period.code, "value": one.last},
        "ahead": [
            {"period": ahead.period.code, "value": ahead.value,
             "intervals": {str(level): list(ends) for level, ends in ahead.intervals.items()}}
            for ahead in one.ahead
        ],
        "method": found.method.value, "gain": found.gain, "tested": found.tested,
        "coverage": {str(level): share for level, share in (found.coverage.share or {}).items()},
        "remarks": [remark.say() for remark in found.remarks],
    }  # fmt: skip
    if aimed:
        told["target"] = {
            "value": aimed.value, "period": aimed.period.code, "step": aimed.step, "place": aimed.place.value,
            "seen": aimed.seen, "of": aimed.of,
        }  # fmt: skip
    if assumed:
        told["scenario"] = [
            {"period": p.code, "value": value, "place": place.value} for p, value, place in assumed.path
        ]
    return told
