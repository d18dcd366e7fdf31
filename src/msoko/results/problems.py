"""Gathers the problems of one file while it is read; what they mean and how they are said is in wording.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msoko.results.books import cell_name
from msoko.results.reading import Problem
from msoko.results.wording import problem
from msoko.vocabulary import Severity

MAX_PROBLEMS = 100_000  # kept of one file; beyond it the format or the columns are wrong, not the cells


class Problems:
    """The only mutable thing of a reader. Rows and columns are counted from 0."""

    def __init__(self, file: str, already: Iterable[Problem] = ()) -> None:
        self.file = file
        self._found = list(already)
        self._overflow = False

    def add(
        self,
        code: str,
        sheet: str = "",
        row: int | None = None,
        col: int | None = None,
        severity: Severity | None = None,
        **parameters: Any,
    ) -> None:
        """Note one problem; without row and col it is about the whole sheet or file."""
        if len(self._found) >= MAX_PROBLEMS:
            self._overflow = True
            return
        cell = cell_name(row, col) if row is not None and col is not None else ""
        self._found.append(problem(code, self.file, sheet, cell, severity, **parameters))

    @property
    def found(self) -> tuple[Problem, ...]:
        """Everything noted, in the order of noting."""
        if self._overflow:
            return (problem("too-many-problems", self.file, expected=MAX_PROBLEMS), *self._found)
        return tuple(self._found)

    @property
    def blocking(self) -> bool:
        return any(one.severity is Severity.ERROR for one in self._found)
