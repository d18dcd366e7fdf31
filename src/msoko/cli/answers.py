"""Answers to tasks from a table .csv, for commands that look at instruments."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msoko.cli.saying import Exit, Speaker

if TYPE_CHECKING:
    from msoko.psychometrics.responses import Responses

_EMPTY = ("", "NA", "н", "Н", "X", "Х")  # X, Latin and Cyrillic: not attempted


@dataclass(frozen=True)
class Answers:
    """A row a person (or a work and a rater), a column an item; what is wrong in a cell ends the command in words."""

    said: Speaker
    head: list[str]
    body: list[list[str]]

    @classmethod
    def of(cls, said: Speaker, file: Path, wanted: list[str]) -> Answers:
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

    def texts(self, items: list[str]) -> list[tuple[str, ...]]:
        """Options chosen, persons × items; empty where there is no answer."""
        columns = [["" if text.strip() in _EMPTY else text.strip() for text in self.text(name)] for name in items]
        return list(zip(*columns, strict=True))

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
