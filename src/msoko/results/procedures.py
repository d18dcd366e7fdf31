"""What every reader of results needs to name a procedure the same way: its id, its school year, its education level."""

from __future__ import annotations

from datetime import date

from msoko.vocabulary import ALL, Period


def school_year(day: date) -> Period:
    """The school year in which the day lies."""
    return school_year_ending(day.year + (day.month >= 9))


def school_year_ending(year: int) -> Period:
    return Period.parse(f"{year - 1}-{year % 100:02d}")


def procedure_code(type: str, period: Period, subject: str, grade: str = ALL, programme: str = ALL) -> str:
    """The same work has the same id whatever file brings it: vpr-2024-25-02-5, vpr-2024-25-02-8-advanced."""
    return "-".join([type, period.code, subject, *(part for part in (grade, programme) if part != ALL)])


def education_level(grade: str) -> str:
    """primary 1–4, basic 5–9, secondary 10–12 (Федеральный закон № 273-ФЗ, ст. 10); `all` for anything else."""
    if not grade.isdigit() or not 1 <= int(grade) <= 12:
        return ALL
    return "primary" if int(grade) <= 4 else "basic" if int(grade) <= 9 else "secondary"


def class_name(text: str) -> str:
    """«5 а», «5-A», «5 "А"» -> 5А: capital Cyrillic letters, nothing between."""
    tidy = "".join(sign for sign in text.upper() if sign.isalnum())
    return tidy.translate(_CYRILLIC)


_CYRILLIC = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
