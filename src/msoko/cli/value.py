"""`msoko value`: values of indicators as a table, with coverage, interval and the code that opens each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_indicators, chosen_object, chosen_period, one_of
from msoko.cli.naming import breakdown, object_name
from msoko.cli.saying import Exit, Speaker, speaker
from msoko.vocabulary import ALL, Audience, CellState, Level, Purpose

if TYPE_CHECKING:
    import pyarrow as pa

    from msoko.organisations.registry import Registry


def value(
    context: typer.Context,
    indicators: Annotated[
        list[str], typer.Argument(metavar="ПОКАЗАТЕЛИ", help="Коды; «results.» — все с таким началом.")
    ],
    period: Annotated[list[str] | None, typer.Option("--period", help="Период; можно несколько раз.")] = None,
    level: Annotated[str, typer.Option("--level", help="Уровень: organisation, municipality, …")] = "",
    organisation: Annotated[str, typer.Option("--organisation", help="Код организации или группы.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="Код предмета.")] = "",
    grade: Annotated[str, typer.Option("--grade", help="Класс.")] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", help="Для чего: management, publication, staff_appraisal, …")
    ] = "management",
    audience: Annotated[
        str, typer.Option("--audience", help="Кто читает: department, organisation, public.")
    ] = "department",
    calculation: Annotated[
        str, typer.Option("--calculation", help="Номер зафиксированного расчёта; иначе рабочий.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Показать значения показателей с охватом, интервалом и кодом, который открывает msoko proof.

    Пример: msoko value results.vpr_quality --period 2024/25 --level municipality
    """
    from msoko.indicators.reading import ReadingRefused, read_values

    said = speaker(context)
    place = said.workplace
    reader = one_of(said, Audience, audience)
    wanted = {
        "level": one_of(said, Level, level) if level else "",
        "object_id": chosen_object(said, organisation), "subject": subject, "grade": grade,
    }  # fmt: skip
    if reader is Audience.ORGANISATION and not organisation:
        said.fail(said.word("whose-values"), Exit.USAGE)
    try:
        found = read_values(
            place.store, place.methodology, purpose=one_of(said, Purpose, purpose), audience=reader,
            indicators=chosen_indicators(said, indicators), calculation=calculation,
            periods=[chosen_period(said, one) for one in period] if period else None,
        )  # fmt: skip
    except ReadingRefused as refused:
        said.fail(refused.say(said.language), Exit.REFUSED)
    every = _protected(said, found, reader).to_pylist()  # what hides a number may be a row that is not asked for
    rows = [row for row in every if all(not text or row[name] == text for name, text in wanted.items())]
    if not rows:
        said.fail(said.word("no-values"), Exit.NOT_FOUND)
    if as_json:
        return said.json([{k: v for k, v in row.items() if v != ALL} for row in rows])
    return _show(said, rows)


def _protected(said: Speaker, values: pa.Table, reader: Audience) -> pa.Table:
    """For the public small groups are hidden, with whatever would give them away."""
    if reader is not Audience.PUBLIC or not values.num_rows:
        return values
    from msoko.analytics.disclosure import protect, publishable
    from msoko.organisations.placing import placements
    from msoko.vocabulary import Period

    place = said.workplace
    periods = [Period.parse(code) for code in sorted(set(values["period"].to_pylist()))]
    return publishable(protect(values, place.methodology, placements(place.registry(), periods)))


def _show(said: Speaker, rows: list[dict[str, Any]]) -> None:
    from msoko.vocabulary import Period

    registry, methodology = said.workplace.registry(), said.workplace.methodology
    for code in dict.fromkeys(row["indicator"] for row in rows):
        indicator = methodology.indicators[code]
        title = indicator.title if said.language == "ru" else indicator.title_en or indicator.title
        said.console.print(f"\n{title}", markup=False)
        own = [row for row in rows if row["indicator"] == code]
        names = ("object", "period", "slice", "value", "interval", "n", "coverage", "code")
        cells = [
            (
                _whose(said, registry, row), Period.parse(row["period"]).title,
                breakdown(methodology, row, said.language),
                _value(said, row, indicator.digits), _interval(row, indicator.digits),
                row["n"] or "", _coverage(said, row), row["code"],
            )
            for row in own
        ]  # fmt: skip
        said.table([said.word(f"column-{name}") for name in names], cells, right=(3, 5, 6))


def _whose(said: Speaker, registry: Registry, row: Mapping[str, Any]) -> str:
    name = object_name(registry, row["object_id"], said.language)
    return f"{name} ({said.word('with-predecessors')})" if row["level"] == Level.SUCCESSOR else name


def _value(said: Speaker, row: Mapping[str, Any], digits: int) -> str:
    from msoko.charts.numbers import format_number

    if row.get("shown") is False:
        return said.word("suppressed")
    if row["state"] == CellState.NOT_APPLICABLE:
        return said.word("not-applicable")
    return said.word("no-value") if row["value"] is None else format_number(row["value"], digits)


def _interval(row: Mapping[str, Any], digits: int) -> str:
    from msoko.charts.numbers import format_interval

    if row["low"] is None:
        return ""
    return format_interval(row["low"], row["high"], digits)


def _coverage(said: Speaker, row: Mapping[str, Any]) -> str:
    mark = f" ({said.word('incomplete')})" if row.get("incomplete") else ""
    return f"{row['known']}/{row['expected']}{mark}" if row["expected"] else ""
