"""`msoko scale`: a work on a dated scale: the first sitting begins it, later ones are linked by their common tasks."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.dated import DatedScale

MODELS = {"rasch": False, "pcm": False, "2pl": True, "gpcm": True}
METHODS = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")


def scale(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица .csv: строка — участник, столбец — задание.")],
    day: Annotated[str, typer.Option("--day", help="День проведения: 15.04.2024.")],
    title: Annotated[str, typer.Option("--title", help="Название процедуры; нужно для новой шкалы.")] = "",
    after: Annotated[
        Path | None, typer.Option("--after", help="Файл шкалы, которую это проведение продолжает.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Куда записать шкалу (.json).")] = None,
    model: Annotated[str, typer.Option("--model", help=f"Модель новой шкалы: {', '.join(MODELS)}.")] = "rasch",
    method: Annotated[str, typer.Option("--method", help=f"Способ связи: {', '.join(METHODS)}.")] = "mean-mean",
    columns: Annotated[
        list[str] | None, typer.Option("--item", help="Столбец задания; можно несколько раз. Без него — все прочие.")
    ] = None,
    weight: Annotated[str, typer.Option("--weight", help="Столбец весов участников.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Построить шкалу работы или продолжить прежнюю: баллы, у которых один смысл во все годы.

    Общие задания узнаются по одинаковым названиям столбцов; изменившие трудность исключаются и называются.

    Пример: msoko scale ответы.csv --title "Математика, 5 класс" --day 15.04.2024
    """
    from msoko.cli.answers import Answers
    from msoko.psychometrics import dated
    from msoko.psychometrics.marginal import scale as calibrate
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    for found, known in ((model, MODELS), (method, METHODS)):
        if found not in known:
            said.fail(said.word("word-wrong", found=found, expected=", ".join(known)), Exit.USAGE)
    if not title and after is None:
        said.fail(said.word("scale-title"), Exit.USAGE)
    held_on = _day(said, day)
    table = Answers.of(said, file, [*(columns or []), *filter(None, (weight,))])
    chosen = columns or [name for name in table.head if name != weight]
    try:
        before = dated.from_data(_read(said, after)) if after else None
        used = before.model if before else model
        calibrated = calibrate(table.responses(chosen, weight, ""), free_slopes=MODELS[used])
        remarks = list(calibrated.remarks)
        if before is None:
            made = dated.begin(title, held_on, used, calibrated)
        else:
            made, more = dated.go_on(before, held_on, used, calibrated, method)
            remarks += more
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    data = dated.as_data(made)
    if out:
        out.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    words = [remark.say(said.language) for remark in remarks]
    if as_json:
        rows = [{"score": score, "points": points, "se": error} for score, points, error in made.table()]
        return said.json({**data, "table": rows, "remarks": words})
    return _show(said, made, words, out)


def _day(said: Speaker, text: str) -> date:
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return said.fail(said.word("scale-day", found=text), Exit.USAGE)


def _read(said: Speaker, path: Path) -> Any:
    if not path.is_file():
        said.fail(said.word("file-absent", path=path), Exit.NOT_FOUND)
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError:
        return None  # from_data says what is expected


def _show(said: Speaker, made: DatedScale, words: list[str], out: Path | None) -> None:
    import numpy as np

    from msoko.charts.numbers import format_number

    said.say("scale-made", title=made.title, day=made.day.strftime("%d.%m.%Y"), n=len(made.bank.items))
    mean = float(made.points(np.array(made.mean)))
    if made.steps:
        last = made.steps[-1]
        said.say(
            "scale-linked", since=last.since.strftime("%d.%m.%Y"), common=len(last.common), drifted=len(last.drifted),
            mean=format_number(mean, 0), error=format_number(1.96 * last.error, 0),
        )  # fmt: skip
    said.table(
        [said.word(f"column-{name}") for name in ("score", "points", "error")],
        [(str(score), format_number(points, 0), format_number(error, 0)) for score, points, error in made.table()],
        right=range(3),
    )
    for one in words:
        said.console.print(one, markup=False)
    if out:
        said.say("scale-kept", path=out)
