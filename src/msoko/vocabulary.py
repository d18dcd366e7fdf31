"""The closed lists that every other file uses. A word that is not here is not a level, unit, period or purpose.

Nothing here reads, computes or formats; titles are Russian because packs and reports are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """What a value is about. Every level but the first is a group of organisations; membership follows dates."""

    ORGANISATION = "organisation"
    SUCCESSOR = "successor"  # an organisation joined with its predecessors: the series that survives a merger
    KIND = "kind"  # kindergartens, schools, … of one municipality
    SETTLEMENT = "settlement"  # urban and rural organisations of one municipality
    EDUCATION_LEVEL = "education_level"  # organisations of one municipality that teach at the level
    CLUSTER = "cluster"  # approved groups of comparable organisations
    MUNICIPALITY = "municipality"
    REGION = "region"
    COUNTRY = "country"


class PeriodKind(StrEnum):
    SCHOOL_YEAR = "school_year"  # 2024-25: 1 September to 31 August
    CALENDAR_YEAR = "calendar_year"  # 2024
    QUARTER = "quarter"  # 2024-Q3, of the calendar year
    DATE = "date"  # 2024-09-20


_PERIOD_FORMS = {
    PeriodKind.SCHOOL_YEAR: re.compile(r"(\d{4})[-/](\d{2})"),
    PeriodKind.CALENDAR_YEAR: re.compile(r"(\d{4})"),
    PeriodKind.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    PeriodKind.DATE: re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days with a kind. `code` is the stored form: 2024-25, 2024, 2024-Q3, 2024-09-20."""

    first_day: date
    last_day: date
    kind: PeriodKind
    code: str

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a stored or typed code (2024-25 and 2024/25 are the same). Raises ValueError on anything else."""
        return _parsed(code)

    @classmethod
    def _build(cls, kind: PeriodKind, parts: list[int], code: str) -> Period:
        year = parts[0]
        if kind is PeriodKind.SCHOOL_YEAR:
            if parts[1] != (year + 1) % 100:
                raise ValueError(f"not a school year: {code!r}; the second year follows the first, as in 2024-25")
            return cls(date(year, 9, 1), date(year + 1, 8, 31), kind, f"{year}-{parts[1]:02d}")
        if kind is PeriodKind.CALENDAR_YEAR:
            return cls(date(year, 1, 1), date(year, 12, 31), kind, str(year))
        if kind is PeriodKind.QUARTER:
            month = 3 * parts[1] - 2
            following = date(year + (month == 10), (month + 2) % 12 + 1, 1)
            return cls(date(year, month, 1), following - timedelta(days=1), kind, f"{year}-Q{parts[1]}")
        day = date(*parts)
        return cls(day, day, kind, day.isoformat())

    def shift(self, steps: int) -> Period:
        """The period of the same kind `steps` later (earlier if negative). A date shifts by years."""
        year = self.first_day.year
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return self._build(self.kind, [year + steps, (year + steps + 1) % 100], self.code)
        if self.kind is PeriodKind.CALENDAR_YEAR:
            return self._build(self.kind, [year + steps], self.code)
        if self.kind is PeriodKind.QUARTER:
            index = year * 4 + (self.first_day.month - 1) // 3 + steps
            return self._build(self.kind, [index // 4, index % 4 + 1], self.code)
        day = self.first_day
        leap = day.month == 2 and day.day == 29
        moved = date(year + steps, 2, 28) if leap else day.replace(year=year + steps)
        return Period(moved, moved, self.kind, moved.isoformat())

    @property
    def title(self) -> str:
        """As people write it: 2024/25, 2024, III квартал 2024, 20.09.2024."""
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return self.code.replace("-", "/")
        if self.kind is PeriodKind.QUARTER:
            return f"{['I', 'II', 'III', 'IV'][int(self.code[-1]) - 1]} квартал {self.code[:4]}"
        if self.kind is PeriodKind.DATE:
            return self.first_day.strftime("%d.%m.%Y")
        return self.code


@lru_cache(maxsize=4096)  # a page reads the same few codes ten thousand times
def _parsed(code: str) -> Period:
    text = code.strip()
    for kind, form in _PERIOD_FORMS.items():
        if match := form.fullmatch(text):
            return Period._build(kind, [int(part) for part in match.groups()], code)
    raise ValueError(f"not a period: {code!r}; expected 2024-25, 2024, 2024-Q3 or 2024-09-20")


class Unit(StrEnum):
    """Units of facts and indicators. How they combine in formulas is in formulas/units.py."""

    NUMBER = "number"  # a pure number
    PERCENT = "percent"
    PERSON = "person"
    ORGANISATION = "organisation"
    ITEM = "item"  # things: computers, books, rooms, activities
    POINT = "point"  # балл
    MARK = "mark"  # отметка 2…5
    YES_NO = "yes_no"
    SQUARE_METRE = "square_metre"
    DAY = "day"
    HOUR = "hour"
    YEAR = "year"
    ROUBLE = "rouble"
    INDEX = "index"  # a composite on a stated scale


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"
    NONE = "none"


class Uncertainty(StrEnum):
    NONE = "none"  # a census of things
    CHANCE = "chance"  # people as if drawn from many
    SAMPLING = "sampling"


class Slice(StrEnum):
    """The fixed breakdown columns of every table of numbers. Never NULL: ALL is the total, UNKNOWN is not stated."""

    EDUCATION_LEVEL = "education_level"
    GRADE = "grade"
    CLASS = "class"
    SUBJECT = "subject"
    VARIANT = "variant"
    PROGRAMME = "programme"
    SEX = "sex"
    GROUP = "group"


SLICES: tuple[str, ...] = tuple(Slice)
ALL = "all"
UNKNOWN = "unknown"


class CellState(StrEnum):
    """The three states of a cell. NOT_APPLICABLE is decided by `applies_when`, or said by a form."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class Absence(StrEnum):
    """Why a participant or an answer to a task has no score. Kept apart, never made zero."""

    ABSENT = "absent"  # did not sit the procedure (Х)
    NOT_ATTEMPTED = "not_attempted"  # sat it, did not start this task (Н)
    NO_SUCH_TASK = "no_such_task"  # the task is not in this variant
    NOT_STATED = "not_stated"  # nothing was written in the cell


class Purpose(StrEnum):
    """What a value may be read for. An indicator lists its own; one not listed is refused."""

    MANAGEMENT = "management"
    PUBLICATION = "publication"
    SELF_EXAMINATION = "self_examination"
    INTERNAL_ASSESSMENT = "internal_assessment"
    INDEPENDENT_ASSESSMENT = "independent_assessment"
    SUPPORT = "support"  # help addressed to a school or a group of pupils
    STAFF_APPRAISAL = "staff_appraisal"
    HEAD_APPRAISAL = "head_appraisal"


class Audience(StrEnum):
    PUBLIC = "public"
    DEPARTMENT = "department"
    ORGANISATION = "organisation"


class Severity(StrEnum):
    ERROR = "error"  # blocks the batch
    WARNING = "warning"  # needs a word from the person who imports
    NOTE = "note"  # said, asks for nothing


class Checked(StrEnum):
    """How far a definition has been compared with the text of its act."""

    AGAINST_THE_ACT = "against the act"
    IN_PART = "in part"
    NOT_YET = "not yet"  # «требует сверки с актом»: not publishable until a person confirms
