"""How commands speak: one console, Russian or English, errors in one readable block, exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer

from msoko.cli.wording import TEXTS
from msoko.workplace import Workplace

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 200  # columns of a table for a file or a pipe: codes and numbers stay whole


class Exit(IntEnum):
    """Exit codes, documented in docs/reference/commands.md."""

    DONE = 0
    PROBLEMS = 1  # the input has errors: nothing was changed
    USAGE = 2  # the command was not understood
    REFUSED = 3  # not allowed for this purpose or audience
    NOT_FOUND = 4  # no such code, batch, indicator, organisation
    STORE = 5  # the folder, the disk or the store


@dataclass(frozen=True)
class Speaker:
    """Said once for the whole command: language, folder, where to write."""

    language: str
    data: Path

    @cached_property
    def workplace(self) -> Workplace:
        return Workplace(self.data)

    @property
    def console(self) -> Console:
        from rich.console import Console

        return Console(highlight=False, soft_wrap=True, width=_width(sys.stdout))

    @property
    def is_russian(self) -> bool:
        return self.language == "ru"

    def word(self, code: str, **parameters: Any) -> str:
        """The text of a code in the language of the command. KeyError: no such code."""
        return TEXTS[code][0 if self.is_russian else 1].format(**parameters)

    def say(self, code: str, **parameters: Any) -> None:
        self.console.print(self.word(code, **parameters), markup=False)

    def fail(self, text: str, code: Exit, hints: Sequence[str] = ()) -> NoReturn:
        """One block on the error stream, then out with the exit code."""
        from rich.console import Console
        from rich.panel import Panel

        body = "\n".join([text, *(f"• {hint}" for hint in hints)])
        panel = Panel(body, title=self.word("failed"), border_style="red", title_align="left", expand=False)
        Console(stderr=True, highlight=False, markup=False, width=_width(sys.stderr)).print(panel)
        raise typer.Exit(code)

    def table(self, headings: Iterable[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> None:
        """A plain table; columns numbered in `right` are aligned to the right."""
        from rich.table import Table

        shown = Table(box=None, pad_edge=False, header_style="bold")
        aligned = set(right)
        for i, heading in enumerate(headings):
            shown.add_column(heading, justify="right" if i in aligned else "left", overflow="fold")
        for row in rows:
            shown.add_row(*("" if cell is None else str(cell) for cell in row))
        self.console.print(shown, markup=False)

    @staticmethod
    def json(value: Any) -> None:
        """For machines: one JSON document on the output, dates and decimals as text."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def _width(stream: TextIO) -> int | None:
    """None: as wide as the terminal is."""
    return None if stream.isatty() or "COLUMNS" in os.environ else _WIDE


def speaker(context: typer.Context) -> Speaker:
    """The speaker that the application put into the context."""
    found = context.find_object(Speaker)
    assert found is not None, "the application callback makes it"
    return found
