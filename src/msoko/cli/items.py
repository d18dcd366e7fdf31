"""`msoko items`: what the tasks of a work are like, from a table of answers: classical statistics or a model."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.responses import Responses

_EMPTY = ("", "NA", "н", "Н")


def items(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица .csv: строка — участник, столбец — задание.")],
    model: Annotated[str, typer.Option("--model", help="ctt, rasch, 2pl, pcm, gpcm, rasch-cml или pcm-cml.")] = "ctt",
    columns: Annotated[
        list[str] | None, typer.Option("--item", help="Столбец задания; можно несколько раз. Без него — все прочие.")
    ] = None,
    weight: Annotated[str, typer.Option("--weight", help="Столбец весов участников.")] = "",
    group: Annotated[str, typer.Option("--group", help="Столбец групп: у каждой своё среднее и разброс.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проанализировать задания: трудность, различающая способность, согласие с моделью, оценки участников.

    Пример: msoko items ответы.csv --model rasch
    """
    from msoko.psychometrics import report
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    if model not in report.MODELS:
        said.fail(said.word("word-wrong", found=model, expected=", ".join(report.MODELS)), Exit.USAGE)
    try:
        found = report.of(_responses(said, file, columns or [], weight, group), model)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(found)
    return _show(said, found)


def _responses(said: Speaker, file: Path, columns: list[str], weight: str, group: str) -> Responses:
    from msoko.psychometrics.responses import Responses

    if not file.is_file():
        said.fail(said.word("file-absent", path=file), Exit.NOT_FOUND)
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source, delimiter=_delimiter(file)))
    head, body = (rows[0], [row for row in rows[1:] if row]) if rows else ([], [])
    for name in (*columns, *filter(None, (weight, group))):
        if name not in head:
            said.fail(said.word("word-wrong", found=name, expected=", ".join(head)), Exit.USAGE)
    chosen = columns or [name for name in head if name not in (weight, group)]
    at = {name: n for n, name in enumerate(head)}
    scores = [[_number(said, row, at[name], name, line) for name in chosen] for line, row in enumerate(body, start=2)]
    weights = (
        [_number(said, row, at[weight], weight, line) for line, row in enumerate(body, start=2)] if weight else None
    )
    return Responses.of(scores or [[]], chosen, weights, [row[at[group]] for row in body] if group else None)


def _delimiter(file: Path) -> str:
    with file.open(encoding="utf-8-sig") as source:
        first = source.readline()
    return ";" if first.count(";") > first.count(",") else ","


def _number(said: Speaker, row: list[str], column: int, name: str, line: int) -> float:
    text = row[column].strip() if column < len(row) else ""
    if text in _EMPTY:
        return float("nan")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return said.fail(said.word("items-cell", line=line, column=name, found=text), Exit.PROBLEMS)


def _show(said: Speaker, found: dict[str, Any]) -> None:
    from msoko.charts.numbers import format_number

    def number(value: float | None) -> str:
        return "—" if value is None else format_number(value, 2)

    names: tuple[str, ...]
    rows: list[tuple[str, ...]]
    if found["model"] == "ctt":
        said.say(
            "items-test", n=found["n_complete"], k=found["k"], alpha=number(found["alpha"]), sem=number(found["sem"])
        )
        names = ("item", "share", "item-rest", "alpha-without")
        rows = [(i["item"], *map(number, (i["p"], i["r_item_rest"], i["alpha_if_deleted"]))) for i in found["items"]]
    elif found["model"] == "conditional":
        said.say("items-conditional", n=found["n"])
        names = ("item", "difficulty", "error")
        rows = [(i["item"], number(i["difficulty"]), number(max(i["se"]))) for i in found["items"]]
    else:
        said.say("items-scaled", n=found["n"], reliability=number(found["eap_reliability"]))
        names = ("item", "difficulty", "slope", "infit", "outfit")
        rows = [
            (i["item"], *map(number, (i["difficulty"], i["slope"], i["infit"], i["outfit"]))) for i in found["items"]
        ]
    said.table([said.word(f"column-{name}") for name in names], rows, right=range(1, len(names)))
    for pair in found.get("pairs", ()):
        said.say("items-pair", first=pair["first"], second=pair["second"], q3=number(pair["q3"]))
    for remark in found["remarks"]:
        said.console.print(remark, markup=False)
