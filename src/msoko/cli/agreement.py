"""`msoko agreement`: do the experts who mark the same works agree?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.agreement import PanelAgreement


PAIR = (
    "agreed-criterion", "rater", "rater", "agreed-works", "agreed-exact", "agreed-distance", "agreed-kappa",
)  # fmt: skip


def agreement(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица .csv: строка — лист одного эксперта.")],
    work: Annotated[str, typer.Option("--work", help="Столбец работ.")],
    rater: Annotated[str, typer.Option("--rater", help="Столбец экспертов.")],
    columns: Annotated[
        list[str] | None, typer.Option("--item", help="Столбец оценок; можно несколько раз. Без него — все прочие.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Сравнить оценки экспертов за одни и те же работы: совпадения, расхождения, каппа, альфа Криппендорфа, ICC.

    Пример: msoko agreement листы.csv --work работа --rater эксперт
    """
    import numpy as np

    from msoko.cli.answers import Answers
    from msoko.psychometrics.agreement import of_panel
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    table = Answers.of(said, file, [*(columns or []), work, rater])
    chosen = columns or [name for name in table.head if name not in (work, rater)]
    found = {}
    for name in chosen:
        try:
            found[name] = of_panel(table.text(work), table.text(rater), np.array(table.numbers(name)))
        except Refused as refused:
            said.fail(f"{name}: {refused.say(said.language)}", Exit.PROBLEMS)
    if as_json:
        return said.json({"items": [{"item": name, **asdict(one)} for name, one in found.items()]})
    return _show(said, found)


def _show(said: Speaker, found: dict[str, PanelAgreement]) -> None:
    from msoko.charts.numbers import format_number

    def text(value: float | None, digits: int = 2) -> str:
        return "—" if value is None else format_number(value, digits)

    said.table(
        [said.word(f"column-agreed-{name}") for name in ("criterion", "works", "exact", "distance", "alpha", "icc")],
        [
            (name, str(one.works), text(100 * one.exact, 0), text(one.distance), text(one.alpha),
             text(one.icc[0] if one.icc else None))
            for name, one in found.items()
        ],
        right=range(1, 6),
    )  # fmt: skip
    rows = [
        (name, first, second, str(pair.n), text(100 * pair.exact, 0), text(pair.distance), text(pair.weighted_kappa))
        for name, one in found.items()
        for first, second, pair in one.pairs
    ]
    if rows:
        said.table(
            [said.word(f"column-{one}") for one in PAIR],
            rows, right=range(3, 7),
        )  # fmt: skip
    said.say("agreement-read")
