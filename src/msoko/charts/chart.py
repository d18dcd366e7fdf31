"""What every chart has: its words, its numbers as a table, its picture. The kinds of charts have a file each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from msoko.charts.marks import Picture

HIDDEN = "скрыто"
NO_DATA = "нет данных"


@dataclass(frozen=True)
class Table:
    """The numbers of a chart in words, for those who read and not look."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """title: names the chart. sentence: says what is seen. note: how it is drawn and what to mind."""

    title: str
    sentence: str = ""
    note: str = ""

    @property
    def alt(self) -> str:
        """The chart in one sentence, for a reader who cannot see it."""
        return f"{self.title}. {self.sentence}" if self.sentence else self.title

    def _explain(self, signs: str) -> None:
        """End the note with what the signs of the picture mean, once."""
        if signs and not self.note.endswith(f"{signs}."):
            object.__setattr__(self, "note", f"{self.note} Знаки: {signs}.".strip())

    @abstractmethod
    def table(self) -> Table:
        """The numbers behind the picture, as they are written."""

    @abstractmethod
    def picture(self) -> Picture:
        """What is drawn, before any medium."""


@dataclass(frozen=True)
class Reference:
    """A value to compare with, drawn as a line: the norm, the region."""

    value: float
    words: str  # «ориентир 50», «регион 52,1»


@dataclass(frozen=True, kw_only=True)
class Point:
    """One value with what is known of its certainty. hidden: suppressed; it carries no numbers then.

    reason: why there is no value, in words that follow «нет данных: »; or, with state «не применяется», said whole.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    hidden: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if self.hidden and (self.value, self.low, self.high, self.n) != (None, None, None, None):
            raise ValueError("a hidden point carries no numbers: they would be read from the picture")

    @property
    def absence(self) -> str:
        """What is said instead of the value; empty if there is one."""
        if self.value is not None:
            return ""
        if self.hidden:
            return f"{HIDDEN}: {self.reason}" if self.reason else HIDDEN
        return self.reason if self.reason.startswith("не ") else f"{NO_DATA}: {self.reason}" if self.reason else NO_DATA
