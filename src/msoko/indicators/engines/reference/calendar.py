"""Which periods of another kind belong to ours (docs/decisions/0001)."""

from __future__ import annotations

from msoko.vocabulary import Period, PeriodKind


def inside(kind: PeriodKind, ours: Period) -> list[Period]:
    """All periods of the kind that lie wholly in ours, the earliest first. Dates are not listed."""
    return [p for p in _near(kind, ours) if ours.first_day <= p.first_day and p.last_day <= ours.last_day]


def picked(rule: str, kind: PeriodKind, ours: Period) -> Period | None:
    """ended: the latest whose last day lies in ours; started: the latest whose first day does. Not for dates."""
    days = [(p.last_day if rule == "ended" else p.first_day, p) for p in _near(kind, ours)]
    return next((p for day, p in reversed(days) if ours.first_day <= day <= ours.last_day), None)


def _near(kind: PeriodKind, ours: Period) -> list[Period]:
    years = range(ours.first_day.year - 1, ours.last_day.year + 1)
    if kind is PeriodKind.SCHOOL_YEAR:
        return [Period.parse(f"{year}-{(year + 1) % 100:02d}") for year in years]
    if kind is PeriodKind.CALENDAR_YEAR:
        return [Period.parse(str(year)) for year in years]
    if kind is PeriodKind.QUARTER:
        return [Period.parse(f"{year}-Q{quarter}") for year in years for quarter in range(1, 5)]
    return []
