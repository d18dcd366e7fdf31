"""`msoko items`: what the tasks of a work are like, from a table of answers or of experts' marks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from msoko.cli.saying import Exit, speaker

FACETS = "facets"


def items(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица .csv: строка — участник, столбец — задание.")],
    model: Annotated[
        str,
        typer.Option("--model", help="ctt, rasch, 2pl, 3pl, pcm, gpcm, grm, rasch-cml, pcm-cml или facets."),
    ] = "ctt",
    columns: Annotated[
        list[str] | None, typer.Option("--item", help="Столбец задания; можно несколько раз. Без него — все прочие.")
    ] = None,
    weight: Annotated[str, typer.Option("--weight", help="Столбец весов участников.")] = "",
    group: Annotated[str, typer.Option("--group", help="Столбец групп: у каждой своё среднее и разброс.")] = "",
    fit: Annotated[bool, typer.Option("--fit", help="Проверить согласие ответов с моделью.")] = False,
    options: Annotated[int, typer.Option("--options", help="Сколько вариантов ответа в задании, для модели 3pl.")] = 4,
    key: Annotated[
        str,
        typer.Option("--key", help="Верные ответы через запятую, по столбцам: в таблице не баллы, а выбранные ответы."),
    ] = "",
    rater: Annotated[str, typer.Option("--rater", help="Столбец экспертов, для модели facets: строка — лист.")] = "",
    work: Annotated[str, typer.Option("--work", help="Столбец работ, для модели facets.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проанализировать задания: трудность, различающая способность, согласие с моделью, участники, строгость экспертов.

    Пример: msoko items ответы.csv --model rasch
    """
    from msoko.cli.answers import Answers
    from msoko.cli.items_tables import show
    from msoko.psychometrics import report
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    known = (*report.MODELS, FACETS)
    if model not in known:
        said.fail(said.word("word-wrong", found=model, expected=", ".join(known)), Exit.USAGE)
    if (model == FACETS) != bool(rater and work):
        said.fail(said.word("items-facets"), Exit.USAGE)
    table = Answers.of(said, file, [*(columns or []), *filter(None, (weight, group, rater, work))])
    chosen = columns or [name for name in table.head if name not in (weight, group, rater, work)]
    right = key.split(",") if key else []
    if right and (model != "ctt" or len(right) != len(chosen)):
        said.fail(said.word("items-key", items=len(chosen), found=len(right)), Exit.USAGE)
    try:
        if right:
            found = report.of_options(table.texts(chosen), chosen, [one.strip() for one in right])
        elif model == FACETS:
            found = report.of_marks(*table.marks(chosen, work, rater))
        else:
            found = report.of(table.responses(chosen, weight, group), model, fit=fit, choices=options)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(found)
    return show(said, found)
