"""What is wrong with a formula: a code, its place and parameters. wording.py says it in words."""

from __future__ import annotations

from typing import Any

from msoko.formulas.tree import Place


class FormulaError(ValueError):
    """One fault of a formula. Raised by parsing; gathered in a list by checks.

    line, column: 1-based place in the text. suggestion: the likeliest intended word, or "".
    """

    def __init__(self, code: str, at: Place = (1, 1), suggestion: str = "", **parameters: Any) -> None:
        self.code = code
        self.line, self.column = at
        self.suggestion = suggestion
        self.parameters = parameters
        super().__init__(code)

    def __str__(self) -> str:
        from msoko.formulas.wording import say

        return say(self)

    def __repr__(self) -> str:
        return f"FormulaError({self.code!r}, {(self.line, self.column)}, {self.parameters})"
