"""`msoko contributions`: what a value, or its change between two periods, is made of; the parts add up exactly."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_indicators, chosen_object, chosen_period
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import ALL, Level

if TYPE_CHECKING:
    from msoko.analytics.contributions import Decomposed, Key
    from msoko.vocabulary import Period


_CRITERION = "criterion"


def contributions(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ПОКАЗАТЕЛЬ", help="Код показателя или индекса.")],
    period: Annotated[str, typer.Option("--period", help="Период.")],
    earlier: Annotated[str, typer.Option("--from", help="Прежний период: тогда раскладывается изменение.")] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", help="Чьё значение: код организации (для индекса) или муниципалитета.")
    ] = "",
    by: Annotated[
        str,
        typer.Option("--by", help="organisation; criterion — индекс по его показателям; grade, subject, … — разрез."),
    ] = "organisation",
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Разложить значение показателя или его изменение на части, которые сходятся с целым до последнего знака.

    Пример: msoko contributions statistics.teachers_category_share --period 2024/25 --from 2023/24
    """
    from msoko.analytics.remarks import Refused

    said = speaker(context)
    code = chosen_indicators(said, [indicator])[0]
    periods = [chosen_period(said, one) for one in (earlier, period) if one]
    whose = chosen_object(said, organisation) or _municipality(said)
    try:
        if by == _CRITERION or whose in said.workplace.registry().ids("organisation"):
            found = _of_index(said, code, periods, whose)
        else:
            found = _of_parts(said, code, periods, whose, by, {"subject": subject or ALL, "grade": grade or ALL})
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json({"indicator": code, "object": whose, **asdict(found)})
    return _show(said, code, periods, whose, found)


def _municipality(said: Speaker) -> str:
    known = said.workplace.registry().ids("municipality")
    if len(known) != 1:
        said.fail(said.word("contributions-whose"), Exit.USAGE)
    return known[0]


def _of_parts(said: Speaker, code: str, periods: list[Period], whose: str, by: str, cut: dict[str, str]) -> Decomposed:
    from msoko.analytics import contributions, value_parts
    from msoko.organisations.placing import placements
    from msoko.vocabulary import SLICES

    place = said.workplace
    if by not in ("organisation", *SLICES):
        expected = ", ".join(("organisation", _CRITERION, *SLICES))
        said.fail(said.word("word-wrong", found=by, expected=expected), Exit.USAGE)
    values = place.store.read_values([one.code for one in periods], [code])
    rows = [row for row in placements(place.registry(), periods).to_pylist() if row["group_id"] == whose]
    level = next((row["level"] for row in rows), str(Level.MUNICIPALITY))
    parts = []
    for period in periods:
        if by == "organisation":
            members = {row["object_id"] for row in rows if row["period"] == period.code}
            own = value_parts.by_organisation(place.methodology, values, code, period, (level, whose), members, cut)
        else:
            own = value_parts.by_slice(place.methodology, values, code, period, (level, whose), by)
        parts.append(own)
    return contributions.change(*parts) if len(parts) > 1 else contributions.level(parts[0])


def _of_index(said: Speaker, code: str, periods: list[Period], whose: str) -> Decomposed:
    """Of an organisation, or the mean of those of a group that have one, by criterion."""
    from msoko.analytics import index_contributions
    from msoko.analytics.contributions import grouped
    from msoko.analytics.index_values import seen
    from msoko.analytics.value_parts import checked

    place = said.workplace
    values = place.store.read_values()
    of = _members(said, periods, whose)
    indices = [seen(place.methodology, values, code, period, place.choices) for period in periods]
    if len(indices) > 1:
        found = index_contributions.change(indices[-1][0], indices[0][1], indices[-1][1], of)
    else:
        index, observed = indices[0]
        found = index_contributions.level(index, observed, index_contributions.having(index, observed, of) or of)
    if of != (whose,):
        checked(place.methodology, values, code, periods[-1], whose, found.end)
    return grouped(found, lambda key: key[1:])


def _members(said: Speaker, periods: list[Period], whose: str) -> tuple[str, ...]:
    from msoko.organisations.placing import placements

    registry = said.workplace.registry()
    if whose in registry.ids("organisation"):
        return (whose,)
    rows = placements(registry, periods).to_pylist()
    return tuple(sorted({row["object_id"] for row in rows if row["group_id"] == whose}))


def _show(said: Speaker, code: str, periods: list[Period], whose: str, found: Decomposed) -> None:
    from msoko.charts.numbers import format_number

    registry, methodology = said.workplace.registry(), said.workplace.methodology
    indicator = methodology.indicators[code]
    digits = max(indicator.digits, 2)

    def number(value: float, sign: bool = True) -> str:
        return format_number(value, digits, sign=sign)

    def named(key: Key) -> str:
        one = key[-1]
        return methodology.indicators[one].title if one in methodology.indicators else registry.name(one)

    words = {"title": indicator.title, "whose": registry.name(whose), "end": number(found.end, sign=False)}
    ordered = sorted(found.contributions, key=lambda one: -abs(one.sum))
    if len(periods) > 1:
        said.say(
            "contributions-change", **words, start=number(found.start, sign=False), earlier=periods[0].title,
            later=periods[-1].title, difference=number(found.end - found.start), of_value=number(found.of_value),
            of_composition=number(found.of_composition),
        )  # fmt: skip
        names = ["part", "of-value", "of-composition", "contribution"]
        rows: list[tuple[Any, ...]] = [
            (named(one.key), number(one.of_value), number(one.of_composition), number(one.sum)) for one in ordered
        ]
    else:
        said.say("contributions-level", **words, period=periods[0].title)
        names = ["part", "contribution"]
        start = [(said.word("contributions-start"), number(found.start))] if found.start else []
        rows = [*start, *((named(one.key), number(one.sum)) for one in ordered)]
    said.table([said.word(f"column-{name}") for name in names], rows, right=range(1, len(names)))
