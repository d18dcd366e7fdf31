"""A sign: one thing seen in the works of one group that honest work rarely shows. What it is worth, and what else
explains it. Never a proof: the words are in wording.py and say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from msoko.analytics.objectivity.wording import INNOCENT, TEXTS, TITLES
from msoko.analytics.objectivity.works import Group
from msoko.psychometrics import remarks

# What else explains each sign: codes of INNOCENT.
EXPLAINED_BY: dict[str, tuple[str, ...]] = {
    "peak": ("criteria", "scale-gap", "chance"),
    "level": ("strong-cohort", "selective", "prepared", "absent"),
    "journal": ("strict-journal", "old-journal", "prepared", "chance"),
    "exam": ("harder-exam", "composition", "teacher-left", "chance"),
    "fall": ("teacher-left", "composition", "chance"),
    "easy": ("taught-first", "variant", "entry-error"),
    "tasks": ("taught-first", "variant", "entry-error"),
    "spread": ("even-class", "ceiling", "absent"),
    "copies": ("taught-together", "ceiling", "chance"),
    "fit": ("entry-error", "variant", "taught-first"),
    "recheck": ("criteria", "entry-error"),
}


class Remark(remarks.Remark):
    """A code of objectivity/wording with its parameters; say() words it."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS

    def say(self, language: str = "ru") -> str:
        said = super().say(language)
        return said if language == "ru" else re.sub(r"(?<=\d),(?=\d)", ".", said)


class Refused(remarks.Refused):
    """The data do not carry the question; str() says what is missing and what to do."""

    words: ClassVar[type[remarks.Remark]] = Remark


FAMILIES: dict[str, str] = {  # signs of one family look at the same thing
    "peak": "boundaries",
    "level": "level",
    "fall": "level",
    "exam": "level",
    "journal": "level",  # the level is judged given the journal
    "easy": "answers",
    "tasks": "answers",
    "fit": "answers",
    "spread": "spread",
    "copies": "copies",
    "recheck": "recheck",
}


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
    def family(self) -> str:
        return FAMILIES[self.code]

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


def number(value: float, digits: int = 0, signed: bool = False) -> str:
    """As Russian writes it."""
    rounded = round(value, digits) + 0.0
    return f"{rounded:{'+' if signed else ''}.{digits}f}".replace(".", ",").replace("-", "−")


def silent(code: str, group: Group, n: int, why: str, **parameters: object) -> Sign:
    """No answer, and why."""
    return Sign(code, group, n, None, Direction.ABOVE, (), (), Remark(why, n=n, **parameters))
