"""`msoko study`: a sample survey by its published design: estimates with errors, groups, a sentence for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.cli.sentences import Sentences
    from msoko.cli.surveys import Asked, Survey
    from msoko.psychometrics.remarks import Remark
    from msoko.psychometrics.studies import Statistic

DESIGNS = ("pisa", "talis", "timss", "pirls", "timss-2011", "pirls-2011", "brr", "simple")
NEEDS = {"levels": ("--cuts",), "correlation": ("--on",), "regression": ("--on",), "quantiles": ("--on",),
         "two-level": ("--school",)}  # fmt: skip
STATISTICS = ("mean", "sd", "total", "percentiles", *NEEDS)


def study(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица исследования: .sav, .csv или .parquet.")],
    design: Annotated[str, typer.Option("--design", help=f"Как отобраны участники: {', '.join(DESIGNS)}.")],
    value: Annotated[
        str, typer.Option("--value", help="Столбец; @ — номер правдоподобного значения: PV@MATH, ASMMAT@.")
    ],
    statistic: Annotated[
        list[str] | None,
        typer.Option("--statistic", help=f"Можно несколько раз: {', '.join(STATISTICS)}. Без него — mean и sd."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Столбец групп: оценки по группам и разницы с первой.")] = "",
    on: Annotated[
        list[str] | None, typer.Option("--on", help="Признак корреляции или регрессии; можно несколько раз.")
    ] = None,
    at: Annotated[str, typer.Option("--at", help="Процентили через запятую.")] = "5,25,50,75,95",
    cuts: Annotated[str, typer.Option("--cuts", help="Границы уровней через запятую, по возрастанию.")] = "",
    school: Annotated[str, typer.Option("--school", help="Столбец школ для two-level.")] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", help="Только строки, где СТОЛБЕЦ=ЗНАЧЕНИЕ; можно несколько раз.")
    ] = None,
    missing: Annotated[
        list[str] | None, typer.Option("--missing", help="Коды «нет ответа» сверх отмеченных в файле: СТОЛБЕЦ=97,98.")
    ] = None,
    weight: Annotated[str, typer.Option("--weight", help="Столбец весов, если не обычный для исследования.")] = "",
    replicates: Annotated[str, typer.Option("--replicates", help="Столбцы реплик: W_FSTR@.")] = "",
    zone: Annotated[str, typer.Option("--zone", help="Столбец зон JK2.")] = "",
    half: Annotated[str, typer.Option("--half", help="Столбец половин зоны, 0 или 1.")] = "",
    strata: Annotated[str, typer.Option("--strata", help="Столбец страт (simple).")] = "",
    clusters: Annotated[str, typer.Option("--clusters", help="Столбец единиц отбора: классов, школ (simple).")] = "",
    population: Annotated[
        str, typer.Option("--population", help="Столбец: сколько единиц отбора в страте всего (simple).")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Оценить по выборочному исследованию: с весами, правдоподобными значениями и ошибкой по плану отбора.

    Пример: msoko study исследование.csv --design pisa --value PV@MATH --by sex
    """
    from msoko.cli.surveys import Asked, numbers, survey
    from msoko.files.errors import FilesError
    from msoko.psychometrics.remarks import Refused

    said, asked_for = speaker(context), tuple(statistic or ("mean", "sd"))
    given = {"--cuts": cuts, "--on": on, "--school": school, "--by": by}
    _check(said, design, asked_for, given)
    asked = Asked(
        file, design, value, on or (), by, school, where or (), missing or (), weight, replicates, zone, half, strata,
        clusters, population,
    )  # fmt: skip
    limits = (numbers(said, "--at", at), numbers(said, "--cuts", cuts) if cuts else [])
    try:
        found = _answer(said, asked, survey(said, asked), asked_for, *limits)
    except (FilesError, Refused) as error:
        said.fail(error.say(said.language), Exit.PROBLEMS)
    return said.json(found) if as_json else _show(said, found)


def _check(said: Speaker, design: str, asked_for: Sequence[str], given: dict[str, Any]) -> None:
    for found, known in ((design, DESIGNS), *((one, STATISTICS) for one in asked_for)):
        if found not in known:
            said.fail(said.word("word-wrong", found=found, expected=", ".join(known)), Exit.USAGE)
    if "two-level" in asked_for and given["--by"]:
        said.fail(said.word("study-two-level-by"), Exit.USAGE)
    for one in asked_for:
        for option in NEEDS.get(one, ()):
            if not given[option]:
                said.fail(said.word("study-needs", statistic=one, option=option), Exit.USAGE)


def _statistics(asked: Asked, found: Survey, name: str, at: Sequence[float], cuts: Sequence[float]) -> list[Statistic]:
    from msoko.psychometrics import studies

    y, x, names = found.values, found.variables, tuple(asked.on)
    match name:
        case "percentiles":
            return [studies.percentiles(y, at)]
        case "levels":
            return [studies.shares(y, cuts)]
        case "correlation":
            return [studies.correlation(y, one) for one in x.T]
        case "regression":
            return [studies.regression(y, x, names)]
        case "quantiles":
            return [studies.quantile_regression(y, x, names, [one / 100 for one in at])]
        case _:
            return [{"mean": studies.mean, "sd": studies.sd, "total": studies.total}[name](y)]


def _answer(
    said: Speaker, asked: Asked, found: Survey, asked_for: Sequence[str], at: Sequence[float], cuts: Sequence[float]
) -> dict[str, Any]:
    """The document of --json, which the screen shows too."""
    from msoko.cli.sentences import Sentences

    rows: list[dict[str, Any]] = []
    remarks: list[Remark] = []
    extra: dict[str, Any] = {}
    for name in asked_for:
        if name == "two-level":
            extra, said_too = _two_level(said, asked, found, rows)
            remarks += said_too
            continue
        for number, statistic in enumerate(_statistics(asked, found, name, at, cuts)):
            variable = asked.on[number] if name == "correlation" else ""
            remarks += _one(Sentences(said, name, variable, cuts), found, statistic, bool(asked.by), rows)
    return {
        "design": found.title or said.word("study-drawn"), "value": asked.value,
        "plausible_values": found.values.shape[1], "missing": found.missing, "estimates": rows, **extra,
        "remarks": list(dict.fromkeys(one.say(said.language) for one in remarks)),
    }  # fmt: skip


def _one(
    words: Sentences, found: Survey, statistic: Statistic, grouped: bool, rows: list[dict[str, Any]]
) -> list[Remark]:
    """Adds the rows of a statistic, for all and by group; gives the remarks."""
    import numpy as np

    from msoko.psychometrics.studies import by_group, estimate

    estimates = estimate(found.sample, statistic, found.within)
    rows += [words.row(one) for one in estimates]
    remarks = [remark for one in estimates for remark in one.remarks]
    if grouped:
        groups = by_group(found.sample, statistic, np.where(found.within, found.groups, ""))
        rows += [words.row(one) for one in groups.estimates] + [words.row(one, gap=True) for one in groups.gaps]
        remarks += [*groups.remarks, *(remark for one in groups.estimates for remark in one.remarks)]
    return remarks


def _two_level(
    said: Speaker, asked: Asked, found: Survey, rows: list[dict[str, Any]]
) -> tuple[dict[str, Any], Sequence[Remark]]:
    from msoko.cli.sentences import Sentences
    from msoko.psychometrics.studies import two_level

    kept = found.within
    model = two_level(found.values[kept], found.variables[kept], asked.on, found.schools[kept])
    rows += [Sentences(said, "two-level").row(one) for one in model.fixed]
    parts = {"between": model.between, "within": model.within, "icc": model.icc, "schools": model.schools}
    return {"two_level": parts}, model.remarks


def _show(said: Speaker, found: dict[str, Any]) -> None:
    from msoko.charts.numbers import format_number

    rows = found["estimates"]
    first = rows[0]
    said.say(
        "study-title", title=found["design"], value=found["value"], n=first["n"],
        weight=format_number(first["weight"], 0),
    )  # fmt: skip
    if found["missing"]:
        reasons = ", ".join(f"{reason} — {count}" for reason, count in found["missing"].items())
        said.say("study-missing", count=first["missing"], reasons=reasons)
    imputed = found["plausible_values"] > 1
    names = ("statistic", "group", "estimate", "error", "interval", *(("split",) if imputed else ()), "persons")
    said.table([said.word(f"column-{name}") for name in names], [_cells(row, imputed) for row in rows], (2, 3, 4, 5, 6))
    for row in rows:
        said.console.print(row["sentence"], markup=False)
    if two := found.get("two_level"):
        said.say("study-two-level", icc=format_number(100 * two["icc"], 1), schools=two["schools"])
    if imputed:
        said.say("study-split")
    for remark in found["remarks"]:
        said.console.print(remark, markup=False)


def _cells(row: dict[str, Any], imputed: bool) -> list[object]:
    from msoko.cli.sentences import rounded

    def shown(x: float, bare: bool = False) -> str:
        return rounded(x, row["statistic"], row["name"], row["se"], row["gap"], bare)

    interval = "—" if row["low"] is None else f"{shown(row['low'], True)} … {shown(row['high'])}"
    sampling = round(100 * row["sampling"] / row["se"] ** 2) if row["se"] else 0
    split = [f"{sampling} / {100 - sampling} %" if row["se"] else "—"] if imputed else []
    return [row["title"], row["group"], shown(row["value"]), shown(row["se"]), interval, *split, row["n"]]
