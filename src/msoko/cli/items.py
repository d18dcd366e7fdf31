"""`msoko items`: what the tasks of a work are like, from a table of answers or of experts' marks."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.psychometrics.responses import Responses

_EMPTY = ("", "NA", "н", "Н", "X", "Х")  # X, Latin and Cyrillic: not attempted
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
    rater: Annotated[str, typer.Option("--rater", help="Столбец экспертов, для модели facets: строка — лист.")] = "",
    work: Annotated[str, typer.Option("--work", help="Столбец работ, для модели facets.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Проанализировать задания: трудность, различающая способность, согласие с моделью, участники, строгость экспертов.

    Пример: msoko items ответы.csv --model rasch
    """
    from msoko.cli.items_tables import show
    from msoko.psychometrics import report
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    known = (*report.MODELS, FACETS)
    if model not in known:
        said.fail(said.word("word-wrong", found=model, expected=", ".join(known)), Exit.USAGE)
    if (model == FACETS) != bool(rater and work):
        said.fail(said.word("items-facets"), Exit.USAGE)
    table = _Table.of(said, file, [*(columns or []), *filter(None, (weight, group, rater, work))])
    chosen = columns or [name for name in table.head if name not in (weight, group, rater, work)]
    try:
        if model == FACETS:
            found = report.of_marks(*table.marks(chosen, work, rater))
        else:
            found = report.of(table.responses(chosen, weight, group), model, fit=fit, options=options)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(found)
    return show(said, found)


@dataclass(frozen=True)
class _Table:
    said: Speaker
    head: list[str]
    body: list[list[str]]

    @classmethod
    def of(cls, said: Speaker, file: Path, wanted: list[str]) -> _Table:
        if not file.is_file():
            said.fail(said.word("file-absent", path=file), Exit.NOT_FOUND)
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source, delimiter=_delimiter(file)))
        head, body = (rows[0], [row for row in rows[1:] if row]) if rows else ([], [])
        for name in wanted:
            if name not in head:
                said.fail(said.word("word-wrong", found=name, expected=", ".join(head)), Exit.USAGE)
        return cls(said, head, body)

    def text(self, name: str) -> list[str]:
        at = self.head.index(name)
        return [row[at] if at < len(row) else "" for row in self.body]

    def numbers(self, name: str) -> list[float]:
        return [self._number(text.strip(), name, line) for line, text in enumerate(self.text(name), start=2)]

    def _number(self, text: str, name: str, line: int) -> float:
        if text in _EMPTY:
            return float("nan")
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return self.said.fail(self.said.word("items-cell", line=line, column=name, found=text), Exit.PROBLEMS)

    def responses(self, items: list[str], weight: str, group: str) -> Responses:
        from msoko.psychometrics.responses import Responses

        scores = list(zip(*(self.numbers(name) for name in items), strict=True)) or [()]
        weights = self.numbers(weight) if weight else None
        return Responses.of(scores, items, weights, self.text(group) if group else None)

    def marks(self, items: list[str], work: str, rater: str) -> tuple[list[str], list[str], list[str], list[float]]:
        """One entry a mark: works, items, raters, marks."""
        works, raters = self.text(work), self.text(rater)
        count = len(items)
        given = [mark for name in items for mark in self.numbers(name)]
        return works * count, [name for name in items for _ in works], raters * count, given


def _delimiter(file: Path) -> str:
    with file.open(encoding="utf-8-sig") as source:
        first = source.readline()
    return ";" if first.count(";") > first.count(",") else ","
