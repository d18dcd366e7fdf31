"""`msoko dif`: does a task work differently for two groups of pupils who are equally able?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.responses import Responses


COLUMNS = ("item", "dif-effect", "dif-delta", "p", "dif-difference", "error", "dif-r2")


def dif(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица .csv: строка — участник, столбец — задание.")],
    group: Annotated[str, typer.Option("--group", help="Столбец двух групп; первая по алфавиту — исходная.")],
    columns: Annotated[
        list[str] | None, typer.Option("--item", help="Столбец задания; можно несколько раз. Без него — все прочие.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Найти задания, которые при равной подготовке одной группе даются легче, чем другой (для заданий «0 или 1»).

    Пример: msoko dif ответы_групп.csv --group группа
    """
    from msoko.cli.answers import Answers
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    table = Answers.of(said, file, [*(columns or []), group])
    chosen = columns or [name for name in table.head if name != group]
    try:
        given = table.responses(chosen, "", group)
        rows = _rows(given)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    first, second = given.group_names
    if as_json:
        return said.json({"reference": first, "other": second, "n": len(given.scores), "items": rows})
    return _show(said, rows, first, second)


def _rows(given: Responses) -> list[dict[str, Any]]:
    from msoko.psychometrics.dif import by_calibration, logistic, mantel_haenszel

    every = zip(mantel_haenszel(given), logistic(given), by_calibration(given), strict=True)
    return [
        {"item": one.item, "mantel_haenszel": asdict(one), "logistic": asdict(two), "rasch": asdict(three)}
        for one, two, three in every
    ]


def _show(said: Speaker, rows: list[dict[str, Any]], first: str, second: str) -> None:
    from msoko.charts.numbers import format_number

    def text(value: float | None, digits: int = 2) -> str:
        return "—" if value is None else format_number(value, digits)

    said.say("dif-groups", first=first, second=second)
    said.table(
        [said.word(f"column-{name}") for name in COLUMNS],
        [
            (row["item"], row["mantel_haenszel"]["effect"] or "—", text(row["mantel_haenszel"]["delta"]),
             text(row["mantel_haenszel"]["p"], 3), text(row["rasch"]["difference"]), text(row["rasch"]["se"]),
             text(row["logistic"]["r2_change"], 3))
            for row in rows
        ],
        right=range(2, 7),
    )  # fmt: skip
    told = [row for row in rows if row["mantel_haenszel"]["effect"] in ("B", "C")]
    for row in told:
        found = row["mantel_haenszel"]
        easier = first if found["delta"] < 0 else second
        said.say(f"dif-{found['effect']}", item=row["item"], group=easier)
    if not told:
        said.say("dif-none")
