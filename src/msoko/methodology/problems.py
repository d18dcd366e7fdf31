"""What is wrong with a pack: a code with its place and parameters. wording.py says it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msoko.vocabulary import Severity


@dataclass(frozen=True)
class PackProblem:
    """One thing wrong in a pack. `line` is 1-based, 0 = the whole file; `definition` is the code of what is wrong."""

    code: str
    severity: Severity
    pack: str = ""
    file: str = ""
    line: int = 0
    definition: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        from msoko.methodology.wording import say

        return say(self)


class PackError(Exception):
    """Raised by loading when a pack cannot be read. `problems` holds all of them, not only the first."""

    def __init__(self, problems: tuple[PackProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
