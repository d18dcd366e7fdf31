"""Kinds of rules that compare an organisation with itself: a change against the year before, a trend over the years.

A change counts only beyond chance and beyond what organisations usually go up and down from year to year: another class
of pupils comes every year, and a rule that forgot it would find half the schools falling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from msoko.analytics.dynamics import Observed, difference_interval
from msoko.analytics.evidence import Cell, Evidence, Slices
from msoko.analytics.findings.chance import Floats, Judged, Spread, Z, judged, spread
from msoko.analytics.findings.comparison import ENOUGH, Comparison, Number, of_cell, readable, sign
from msoko.methodology.finding_rules import FindingRule
from msoko.vocabulary import ALL, Period

LEAST_POINTS = 4  # yearly points of a trend
LEAST_WORKS = 3  # that are looked at together
_LEFT_OUT_ONE_BY_ONE = 100  # organisations; of more, one does not move the usual spread


@dataclass(frozen=True)
class _Step:
    """later − earlier with its interval; both bounds are the difference itself where the values are exact.

    together: of how many works it is the mean; 0 = of one.
    """

    earlier: Cell
    later: Cell
    difference: float
    low: float
    high: float
    together: int = 0


def changes(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Each value against that of the period before; and all works of an organisation in a year together."""
    for indicator, cells in readable(rule, evidence):
        steps = _steps(_series(cells), evidence)
        direction = sign(rule, indicator)
        for held in (steps, _together(steps)):
            usual = usual_swing(held)
            for step in held:
                between = usual[step.later.object_id]
                other = Number(step.earlier.observed, step.earlier.period, "before", step.earlier.code)
                size = direction * step.difference if direction else abs(step.difference)
                found = of_cell(step.later, size, other, _judged(step, direction, between), "now")
                yield replace(found, together=step.together)


def _together(steps: Sequence[_Step]) -> list[_Step]:
    """The mean change over the works of an organisation and year: what they share shows better than in any of them.

    Errors of works are independent and average out; what the works of a school share does not, and is in the usual
    swing, estimated from these very means. Only the change is a number here: a mean of unlike works is none.
    """
    found: dict[tuple[str, Period, tuple[str, ...]], list[_Step]] = defaultdict(list)
    for step in steps:
        if step.later.slices:  # a total is no work beside its parts
            found[step.later.object_id, step.later.period, tuple(name for name, _ in step.later.slices)].append(step)
    return [_mean(own) for own in found.values() if len(own) >= LEAST_WORKS]


def _mean(steps: Sequence[_Step]) -> _Step:
    slices = tuple((name, ALL) for name, _ in steps[0].later.slices)
    later, earlier = (
        replace(cell, slices=slices, observed=Observed(None), code="") for cell in (steps[0].later, steps[0].earlier)
    )
    difference = float(np.mean([step.difference for step in steps]))
    below = float(np.sqrt(np.sum([(step.difference - step.low) ** 2 for step in steps]))) / len(steps)
    above = float(np.sqrt(np.sum([(step.high - step.difference) ** 2 for step in steps]))) / len(steps)
    return _Step(earlier, later, difference, difference - below, difference + above, len(steps))


def _judged(step: _Step, direction: int, between: Spread) -> Judged | None:
    down, up = (step.difference - step.low) / Z, (step.high - step.difference) / Z
    if not (down or up or between.freedom):
        return None  # exact numbers and too few organisations to know how they usually change
    way = direction or (1 if step.difference > 0 else -1)
    found = judged(way * step.difference, down if way > 0 else up, up if way > 0 else down, between)
    return found if direction else Judged(found.size, found.low, found.high, min(1.0, 2 * found.chance))


def usual_swing(steps: Sequence[_Step]) -> Mapping[str, Spread]:
    """Organisation → variance of changes of all others beyond error, about the common change of the year."""
    values = np.array([step.difference for step in steps])
    errors = np.array([(step.high - step.low) / (2 * Z) for step in steps]) ** 2
    owners = np.array([step.later.object_id for step in steps])
    years = [(step.later.slices, step.later.period) for step in steps]
    numbers = {year: i for i, year in enumerate(dict.fromkeys(years))}
    groups = np.array([numbers[year] for year in years], dtype=np.int64)
    names = list(dict.fromkeys(owners.tolist()))
    if len(names) > _LEFT_OUT_ONE_BY_ONE:
        return dict.fromkeys(names, _known(values, errors, groups))
    return {name: _known(values[owners != name], errors[owners != name], groups[owners != name]) for name in names}


def _known(values: Floats, errors: Floats, groups: np.ndarray) -> Spread:
    found = spread(values, errors, groups) if len(values) else Spread()
    return found if found.freedom >= ENOUGH else Spread()


def trends(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """The mean yearly change over all points since the last break, up to each period: weighted least squares.

    Weights are 1/(error² + usual swing of a year), half of the variance of changes. Size: by year. What is left without
    the steepest year must be as large as the rule asks: one bad year is a change, not a trend.
    """
    for indicator, cells in readable(rule, evidence):
        held = _series(cells)
        usual = usual_swing(_steps(held, evidence))
        direction = sign(rule, indicator)
        for by_period in held.values():
            points = sorted(by_period.values(), key=lambda cell: cell.period)
            for last in range(LEAST_POINTS, len(points) + 1):
                since = _since_break(points[:last], evidence)
                if len(since) >= LEAST_POINTS:
                    swing = usual.get(since[-1].object_id, Spread()).variance / 2
                    yield _trend(since, direction, swing, rule.least)


def _trend(points: Sequence[Cell], direction: int, swing: float, least: float) -> Comparison:
    years = np.array([point.period.first_day.toordinal() / 365.25 for point in points])
    values = np.array([point.observed.value for point in points], dtype=float)
    errors = np.array([_error(point) ** 2 for point in points])
    weights = 1 / np.maximum(errors + swing, 1e-200)
    centred = years - (weights * years).sum() / weights.sum()
    across = float((weights * centred**2).sum())
    slope = float((weights * centred * values).sum()) / across
    way = direction or (1 if slope > 0 else -1)
    found = judged(way * slope, across**-0.5, across**-0.5, Spread())
    if not direction:
        found = Judged(found.size, found.low, found.high, min(1.0, 2 * found.chance))
    first = Number(points[0].observed, points[0].period, "first", points[0].code)
    size = found.size if _without_steepest(way * values, years) >= least else 0.0
    return of_cell(points[-1], size, first, found if errors.any() or swing else None, "now")


def _without_steepest(values: Floats, years: Floats) -> float:
    """Mean yearly change of the steps that are left without the steepest."""
    steps, lengths = np.diff(values), np.diff(years)
    left = np.arange(len(steps)) != (steps / lengths).argmax()
    return float(steps[left].sum() / lengths[left].sum())


def _error(cell: Cell) -> float:
    seen = cell.observed
    return 0.0 if seen.low is None or seen.high is None else (seen.high - seen.low) / (2 * Z)


def _since_break(points: Sequence[Cell], evidence: Evidence) -> list[Cell]:
    kept: list[Cell] = []
    for point in reversed(points):
        if kept and _breaks(evidence, point, kept[0]):
            break
        kept.insert(0, point)
    return kept


def _series(cells: Sequence[Cell]) -> dict[tuple[str, Slices], dict[Period, Cell]]:
    held: dict[tuple[str, Slices], dict[Period, Cell]] = defaultdict(dict)
    for cell in cells:
        held[cell.object_id, cell.slices][cell.period] = cell
    return held


def _steps(held: Mapping[tuple[str, Slices], Mapping[Period, Cell]], evidence: Evidence) -> list[_Step]:
    found = []
    for by_period in held.values():
        for period, later in by_period.items():
            earlier = by_period.get(period.shift(-1))
            if earlier is not None and not _breaks(evidence, earlier, later):
                found.append(_step(earlier, later))
    return found


def _step(earlier: Cell, later: Cell) -> _Step:
    assert earlier.observed.value is not None and later.observed.value is not None  # readable() lets no other in
    difference = later.observed.value - earlier.observed.value
    interval = difference_interval(earlier.observed, later.observed)
    low, high = interval[:2] if interval else (difference, difference)
    return _Step(earlier, later, difference, low, high)


def _breaks(evidence: Evidence, earlier: Cell, later: Cell) -> bool:
    found = evidence.history.breaks(later.indicator, later.object_id, later.by_slice, earlier.period, later.period)
    return bool(found)
