"""`msoko effect`: did an intervention change an indicator beyond what comparable organisations went through?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_indicators, chosen_object, chosen_period
from msoko.cli.naming import object_name
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import Audience, Period, Purpose

if TYPE_CHECKING:
    from msoko.analytics.effect import Effect


def effect(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Код показателя.")],
    organisations: Annotated[list[str], typer.Argument(metavar="ОРГАНИЗАЦИИ", help="Где действовала мера.")],
    since: Annotated[str, typer.Option("--since", help="Первый период, в котором мера действовала.")],
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    count: Annotated[int, typer.Option("--count", min=1, help="Сколько сопоставимых у каждой.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Сравнить изменение после управленческой меры с изменением у сопоставимых организаций без неё.

    Пример: msoko effect results.oge_mean_score s01 s02 --since 2022/23 --subject 01
    """
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    code = chosen_indicators(said, [indicator])[0]
    treated, start = [chosen_object(said, one) for one in organisations], chosen_period(said, since)
    try:
        found = _effect(said, code, treated, start, {"subject": subject, "grade": grade}, count)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    return said.json(_as_data(found)) if as_json else _show(said, found, code)


def _effect(
    said: Speaker, code: str, treated: list[str], start: Period, cut: dict[str, str], count: int
) -> Effect:  # fmt: skip
    """The context is that of the year before the start: what came after may be the intervention's own doing."""
    from msoko.analytics import context as contexts
    from msoko.analytics.breaks import History
    from msoko.analytics.effect import of_values
    from msoko.indicators.reading import ReadingRefused, read_values

    place, before = said.workplace, start.shift(-1)
    attributes = contexts.existing(place.registry(), before)
    alike = [one for one in contexts.comparable(treated[0], attributes) if one not in treated]
    among = {one: attributes[one] for one in (*treated, *alike) if one in attributes}
    gathered, _ = contexts.gather(place.methodology, place.store.read_values(), before, among).telling()
    try:
        values = read_values(
            place.store, place.methodology, purpose=Purpose.MANAGEMENT, audience=Audience.DEPARTMENT, indicators=[code]
        )
    except ReadingRefused as refused:
        said.fail(refused.say(said.language), Exit.REFUSED)
    history = History(place.methodology, place.store.table("predecessors"))
    slices = {name: value for name, value in cut.items() if value}
    return of_values(
        values, history, code, treated, start, slices=slices, comparable=alike, context=gathered.context,
        weights=gathered.weights, count=count,
    )  # fmt: skip


def _show(said: Speaker, found: Effect, code: str) -> None:
    from msoko.analytics.effect import say
    from msoko.charts.numbers import format_number

    registry, digits = said.workplace.registry(), said.workplace.methodology.indicators[code].digits

    def name(one: str) -> str:
        return object_name(registry, one, said.language)

    for remark in say(found, digits):
        said.console.print(remark.say(said.language), markup=False)
    for check, word in ((found.slope, "effect-check-slope"), (found.earlier, "effect-check-earlier")):
        if check is not None:
            said.say(word, difference=format_number(check.difference, digits), chance=format_number(check.chance, 2))
    rows = []
    for one in found.treated:
        rows.append((name(one.name), "", *(format_number(x, digits) for x in (one.before, one.after))))
        rows += [
            (f"   {name(control.name)}", format_number(control.weight, 2),
             *(format_number(x, digits) for x in (control.before, control.after)))
            for control in one.controls
        ]  # fmt: skip
    names = ("object", "share-of-comparison", "before", "after")
    said.table([said.word(f"column-{name}") for name in names], rows, right=(1, 2, 3))
    for remark in found.dropped.values():
        parameters = dict(remark.parameters)
        said.console.print(type(remark)(remark.code, name=name(parameters["name"])).say(said.language), markup=False)


def _as_data(found: Effect) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value, "difference": found.difference, "low": found.low, "high": found.high,
        "chance": found.chance, "method": found.method.value, "smallest": found.smallest,
        "before": list(found.before), "after": list(found.after),
        "slope": vars(found.slope) if found.slope else None, "earlier": vars(found.earlier) if found.earlier else None,
        "treated": [
            {"object": one.name, "before": one.before, "after": one.after, "difference": one.difference,
             "controls": [vars(control) for control in one.controls]}
            for one in found.treated
        ],
        "placebos": dict(found.placebos), "dropped": list(found.dropped),
    }  # fmt: skip
