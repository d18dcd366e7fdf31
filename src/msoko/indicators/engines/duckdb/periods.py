"""Which periods tasks are computed in and which periods' rows they read: small tables made in Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msoko.indicators.engines.reference.calendar import inside, picked
from msoko.indicators.plan import Plan
from msoko.methodology.model import Methodology
from msoko.vocabulary import Level, Period, PeriodKind


@dataclass
class Calendar:
    """Periods numbered in the order of their codes; where each task stands; which rows are read where."""

    periods: list[Period]
    numbers: dict[str, int]
    of_task: list[set[str]]
    levels: list[set[str]]
    moves: list[tuple[str, int, int]] = field(default_factory=list)


def calendar(plan: Plan, methodology: Methodology, requested: Iterable[Period]) -> Calendar:
    """Walks the tasks from the rows asked for down to what they need."""
    asked = {period.code: period for period in requested}
    known: dict[str, Period] = dict(asked)
    of_task: list[set[str]] = [set() for _ in plan.tasks]
    levels: list[set[str]] = [set() for _ in plan.tasks]
    for code, task in plan.visible:
        indicator = methodology.indicators[code]
        of_task[task] |= {p.code for p in asked.values() if p.kind is indicator.period}
        levels[task] |= {str(level) for level in indicator.levels}
    moves: set[tuple[str, str, str]] = set()
    for number in reversed(range(len(plan.tasks))):
        for link in plan.tasks[number].links:
            if link.target < 0:
                continue
            for code in sorted(of_task[number]):
                there = moved(link.rule, known[code])
                if there is None:
                    continue
                known.setdefault(there.code, there)
                of_task[link.target].add(there.code)
                if link.rule:
                    moves.add((link.rule, code, there.code))
            own = {"at": {link.level}, "over": {str(Level.ORGANISATION)}}
            levels[link.target] |= own.get(link.kind, levels[number])
    periods = [known[code] for code in sorted(known)]
    numbers = {period.code: n for n, period in enumerate(periods)}
    numbered = sorted((rule, numbers[p], numbers[q]) for rule, p, q in moves)
    return Calendar(periods, numbers, of_task, levels, numbered)


def moved(rule: str, period: Period) -> Period | None:
    """Where a link leads: "" stays, "lag 2" goes back, "ended calendar_year" picks."""
    if not rule:
        return period
    word, argument = rule.split(" ")
    if word == "lag":
        return period.shift(-int(argument))
    return None if word == "within" else picked(word, PeriodKind(argument), period)


def reads(
    rule: str, kind: PeriodKind | None, periods: Iterable[Period], arrived: Iterable[str]
) -> list[tuple[str, str]]:
    """(code of a row, code of ours) pairs. kind None: rows of a source, each by the kind of its own code."""
    ours = list(periods)
    if not rule:
        return [(period.code, period.code) for period in ours]
    if kind is not None and kind is not PeriodKind.DATE:
        return [(row.code, own.code) for own in ours for row in _picked(rule, kind, own)]
    parsed = [Period.parse(code) for code in arrived]
    pairs = []
    for own in ours:
        for row in parsed:
            within = own.first_day <= row.first_day and row.last_day <= own.last_day
            if row.kind is PeriodKind.DATE or rule == "within":
                if within and (kind is None or row.kind is kind):
                    pairs.append((row.code, own.code))
            elif kind is None and row in _picked(rule, row.kind, own):
                pairs.append((row.code, own.code))
    return pairs


def _picked(rule: str, kind: PeriodKind, own: Period) -> list[Period]:
    if rule == "within":
        return inside(kind, own)
    found = picked(rule, kind, own)
    return [] if found is None else [found]
