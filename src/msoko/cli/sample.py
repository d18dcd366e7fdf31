"""`msoko sample`: how many classes a municipality's own work needs, or what precision a number of classes gives."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.studies.planning import Asking, Described, Plan, Population

GRID = (5, 10, 15, 20, 30, 40, 60, 80, 120, 200, 400)


def sample(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="ФАЙЛ", help="Прошлая работа: .csv, .sav, .parquet; строка — ученик.")
    ] = None,
    value: Annotated[str, typer.Option("--value", help="Столбец результата в файле.")] = "",
    klass: Annotated[str, typer.Option("--class", help="Столбец классов в файле.")] = "",
    sd: Annotated[float | None, typer.Option("--sd", help="Стандартное отклонение результата учеников.")] = None,
    share: Annotated[
        float | None, typer.Option("--share", help="Вместо --sd: ожидаемая доля учеников, %. Погрешность — в п. п.")
    ] = None,
    icc: Annotated[
        float | None, typer.Option("--icc", help="Какая часть различий — между классами: от 0 до 1. Обычно 0.1–0.4.")
    ] = None,
    pupils: Annotated[float | None, typer.Option("--pupils", help="Сколько учеников в классе в среднем.")] = None,
    uneven: Annotated[
        float | None, typer.Option("--uneven", help="Коэффициент вариации размеров классов; обычно 0.1–0.3.")
    ] = None,
    classes: Annotated[
        int | None, typer.Option("--classes", help="Сколько классов в муниципалитете. Без него — очень много.")
    ] = None,
    taken: Annotated[
        int | None, typer.Option("--taken", help="Сколько учеников брать в классе. Без него — всех.")
    ] = None,
    response: Annotated[float, typer.Option("--response", help="Доля учеников, которые напишут работу.")] = 1.0,
    classes_answer: Annotated[
        float, typer.Option("--classes-answer", help="Доля приглашённых классов, которые примут участие.")
    ] = 1.0,
    margin: Annotated[float | None, typer.Option("--margin", help="Нужная погрешность: ± столько.")] = None,
    draw: Annotated[int | None, typer.Option("--draw", help="Или число классов: какую погрешность они дадут.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Рассчитать выборку: сколько классов достаточно для нужной точности и какую точность даст данное число классов.

    Пример: msoko sample --sd 8 --icc 0.25 --pupils 24 --classes 120 --margin 1.5
    """
    from msoko.files.errors import FilesError
    from msoko.psychometrics.remarks import Refused
    from msoko.psychometrics.studies.planning import Asking

    said = speaker(context)
    if (margin is None) == (draw is None):
        said.fail(said.word("sample-asked"), Exit.USAGE)
    given = {"sd": sd, "share": share, "icc": icc, "pupils": pupils, "uneven": uneven, "classes": classes}
    try:
        described = _described(said, file, value, klass, given)
        asking = Asking(taken, response, classes_answer)
        found = _answer(said, described, asking, margin, draw)
    except (FilesError, Refused) as error:
        said.fail(error.say(said.language), Exit.PROBLEMS)
    return said.json(found) if as_json else _show(said, found)


def _described(said: Speaker, file: Path | None, value: str, klass: str, given: dict[str, Any]) -> Described:
    """What is stated is stronger than what the file shows. Without a file the correlation has no interval."""
    from dataclasses import replace

    from msoko.files import microdata
    from msoko.psychometrics.studies.planning import Described, Population, describe

    sd = given["sd"] if given["share"] is None else (given["share"] * (100 - given["share"])) ** 0.5
    if file is not None and value and klass:
        columns = microdata.read(file, [value, klass])
        found = describe(columns[value].as_numbers(), columns[klass].words, given["classes"])
        stated = {"sd": sd, **{name: given[name] for name in ("icc", "pupils", "uneven")}}
        changed = {name: number for name, number in stated.items() if number is not None}
        return replace(found, population=replace(found.population, **changed))
    if sd is None or given["icc"] is None or given["pupils"] is None:
        said.fail(said.word("sample-needs"), Exit.USAGE)
    population = Population(sd, given["icc"], given["pupils"], given["uneven"] or 0.0, given["classes"])
    return Described(population, population.icc, population.icc, 0, ())


def _answer(
    said: Speaker, described: Described, asking: Asking, margin: float | None, draw: int | None
) -> dict[str, Any]:
    from msoko.psychometrics.studies.planning import enough, precision, with_icc

    population = described.population
    plan = precision(population, draw or 0, asking) if margin is None else enough(population, margin, asking)
    upper = with_icc(population, described.high) if described.high > population.icc else None
    return {
        "population": asdict(population), "icc_low": described.low, "icc_high": described.high, "asked": margin,
        "plan": asdict(plan), "if_icc_high": asdict(precision(upper, plan.classes, asking)) if upper else None,
        "by_classes": [asdict(one) for one in _grid(population, asking, plan)],
        "remarks": [one.say(said.language) for one in described.remarks],
    }  # fmt: skip


def _grid(population: Population, asking: Asking, plan: Plan) -> list[Plan]:
    from msoko.psychometrics.studies.planning import precision

    most = population.classes or max(GRID)
    tried = sorted({plan.classes, most, *(one for one in GRID if one < most)})
    return [precision(population, one, asking) for one in tried if one <= 4 * plan.classes or one == most]


def _show(said: Speaker, found: dict[str, Any]) -> None:
    from msoko.charts.numbers import format_number

    population, plan = found["population"], found["plan"]
    digits = 2 if population["sd"] < 20 else 1
    low, high = (format_number(100 * found[name], 0) for name in ("icc_low", "icc_high"))
    said.say(
        "sample-population", sd=format_number(population["sd"], digits), icc=format_number(100 * population["icc"], 0),
        bounds=said.word("sample-bounds", low=low, high=high) if found["icc_high"] > found["icc_low"] else "",
        pupils=format_number(population["pupils"], 0),
        classes=said.word("sample-classes", classes=population["classes"]) if population["classes"] else "",
    )  # fmt: skip
    said.say(
        "sample-gives" if found["asked"] is None else "sample-enough", classes=plan["classes"], pupils=plan["pupils"],
        margin=format_number(plan["margin"], digits),
    )  # fmt: skip
    if plan["invited"] > plan["classes"]:
        said.say("sample-invited", invited=plan["invited"])
    said.say("sample-effect", pupils=plan["pupils"], worth=round(plan["pupils"] / plan["design_effect"]))
    if above := found["if_icc_high"]:
        said.say("sample-upper", icc=high, margin=format_number(above["margin"], digits))
    rows = [
        (
            one["classes"],
            one["pupils"],
            f"±{format_number(one['margin'], digits)}",
            format_number(one["design_effect"], 1),
        )
        for one in found["by_classes"]
    ]
    said.table([said.word(f"column-{name}") for name in ("classes", "pupils", "margin", "effect")], rows, range(4))
    for remark in found["remarks"]:
        said.console.print(remark, markup=False)
