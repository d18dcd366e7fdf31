"""A sign: one thing seen in the works of one group that honest work rarely shows. What it is worth, and what else
explains it. Never a proof: the words are in wording.py and say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from msoko.analytics.objectivity.wording import EXPLAINED_BY, INNOCENT, TEXTS, TITLES
from msoko.analytics.objectivity.works import Group
from msoko.psychometrics import remarks


class Remark(remarks.Remark):
    """A code of objectivity/wording with its parameters; say() words it."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS

    def say(self, language: str = "ru") -> str:
        said = super().say(language)
        return said if language == "ru" else re.sub(r"(?<=\d),(?=\d)", ".", said)


class Refused(remarks.Refused):
    """The data do not carry the question; str() says what is missing and what to do."""

    words: ClassVar[type[remarks.Remark]] = Remark


class Direction(StrEnum):
    ABOVE = "above"  # more than is expected of honest work
    BELOW = "below"


@dataclass(frozen=True)
class Sign:
    """code: of the table SIGNS in signs.py. p: chance of something as far or further in honest work; None = no answer.

    numbers: the evidence by name, as printed in the sentence. marks: tasks, scores or pupils' codes that it is about.
    remark: the sentence, or why there is no answer.
    """

    code: str
    group: Group
    n: int
    p: float | None
    direction: Direction
    numbers: tuple[tuple[str, float], ...]
    marks: tuple[str, ...]
    remark: Remark

    @property
    def innocent(self) -> tuple[str, ...]:
        """Codes of explanations that have nothing to do with help or corrections; worded by `explain`."""
        return EXPLAINED_BY[self.code]

    def say(self, language: str = "ru") -> str:
        return self.remark.say(language)

    def number(self, name: str) -> float:
        return dict(self.numbers)[name]


def title(code: str, language: str = "ru") -> str:
    return TITLES[code][0 if language == "ru" else 1]


def explain(code: str, language: str = "ru") -> str:
    """An innocent explanation in words."""
    return INNOCENT[code][0 if language == "ru" else 1]
