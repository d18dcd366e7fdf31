"""Kinds of rules that compare with something outside: the norm, organisations of the same kind, another group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np

from msoko.analytics.dynamics import Observed, difference_interval
from msoko.analytics.evidence import Cell, Evidence
from msoko.analytics.findings.chance import Floats, Judged, Spread, Z, judged, pooled, spread
from msoko.analytics.findings.comparison import ENOUGH, Comparison, Number, of_cell, readable, sign
from msoko.analytics.norms import judge_value, norm_in_force
from msoko.methodology.finding_rules import FindingRule
from msoko.vocabulary import SLICES, UNKNOWN, Level

_LEFT_OUT_ONE_BY_ONE = 200  # organisations of a kind; of more, one does not move their mean and spread
LEAST_IN_GROUP = 3  # organisations of a kind of settlement


def norms(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Each value against the norm in force; size: how far on the wrong side."""
    for indicator, cells in readable(rule, evidence):
        for cell in cells if indicator.norms else ():
            own = evidence.attributes(cell.period).get(cell.object_id) if rule.level is Level.ORGANISATION else None
            norm = norm_in_force(indicator, cell.period, cell.by_slice, own)
            if norm is None:
                continue
            value, low, high = _seen(cell)
            size = -float(judge_value(value, None, None, norm).distance or 0.0)
            short = norm.at_least is not None and Decimal(format(value, ".12g")) < norm.at_least
            bound = norm.at_least if short or norm.at_most is None else norm.at_most
            required = Number(Observed(float(bound or 0)), cell.period, "at_least" if short else "at_most")
            towards, away = ((high - value) / Z, (value - low) / Z)[:: 1 if short else -1]
            found = judged(size, towards, away, Spread()) if low < high else None
            yield of_cell(cell, size, required, found, "now")


def outliers(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Each organisation against the others of its kind in its municipality, itself left out of their mean and spread.

    The question is whether it could be one of them: y − mean against √(error² + tau² + error of the mean²), Student's t
    with two less than the others (cross-validation: Jones and Spiegelhalter 2011, The American Statistician 65:154).
    """
    for indicator, cells in readable(rule, evidence):
        direction = sign(rule, indicator)
        for group in _of_a_kind(cells, evidence):
            if len(group) > ENOUGH + 1:
                yield from _outliers(group, direction)


def _of_a_kind(cells: Sequence[Cell], evidence: Evidence) -> list[list[Cell]]:
    found: dict[Any, list[Cell]] = defaultdict(list)
    for cell in cells:
        own = evidence.attributes(cell.period).get(cell.object_id)
        if own is not None:
            found[cell.period, cell.slices, own["municipality"], own["kind"]].append(cell)
    return list(found.values())


def _outliers(group: Sequence[Cell], direction: int) -> Iterator[Comparison]:
    values, errors = _numbers(group)
    everybody = _centre(values, errors) if len(group) > _LEFT_OUT_ONE_BY_ONE else None
    for i, cell in enumerate(group):
        mean, error, between = everybody or _centre(np.delete(values, i), np.delete(errors, i))
        value, low, high = _seen(cell)
        way = direction or (1 if value > mean else -1)
        towards, away = sqrt(((value - low) / Z) ** 2 + error), sqrt(((high - value) / Z) ** 2 + error)
        found = judged(way * (value - mean), *((towards, away) if way > 0 else (away, towards)), between)
        if not direction:
            found = Judged(found.size, found.low, found.high, min(1.0, 2 * found.chance))
        half = Z * sqrt(error)
        others = Number(Observed(mean, len(group) - 1, mean - half, mean + half), cell.period, "others")
        yield of_cell(cell, found.size, others, found, "now")


def _centre(values: Floats, errors: Floats) -> tuple[float, float, Spread]:
    """Mean, its variance, and the spread with one degree of freedom less for the mean that is estimated beside it."""
    between = spread(values, errors)
    mean, variance = pooled(values, errors, between.variance)
    return mean, variance, Spread(between.variance, max(1, between.freedom - 1))


def gaps(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Two groups of organisations (settlement), or two values of a slice column (sex), against each other."""
    for indicator, cells in readable(rule, evidence):
        better = sign(rule, indicator) or -1
        found = _settlements(cells, evidence, better) if rule.between == "settlement" else _slices(rule, cells, better)
        yield from found


def _settlements(cells: Sequence[Cell], evidence: Evidence, worse: int) -> Iterator[Comparison]:
    """Organisations are the units: pupils of one school are alike, and counting them would make chance look small.

    Means weighted by 1/(error² + tau²), tau² about the mean of each group; Student's t with N − 2.
    """
    sorted_out: dict[Any, dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        own = evidence.attributes(cell.period).get(cell.object_id)
        if own is not None and own["municipality"] and own["settlement"]:
            sorted_out[cell.period, cell.slices, own["municipality"]][own["settlement"]].append(cell)
    for (period, slices, municipality), groups in sorted_out.items():
        held = sorted((name, group) for name, group in groups.items() if len(group) >= LEAST_IN_GROUP)
        if len(held) != 2:
            continue
        numbers = [_numbers(group) for _, group in held]
        labels = np.repeat([0, 1], [len(group) for _, group in held])
        between = spread(np.concatenate([v for v, _ in numbers]), np.concatenate([e for _, e in numbers]), labels)
        means = [pooled(values, errors, between.variance) for values, errors in numbers]
        sides = [
            Number(Observed(mean, len(group), mean - Z * sqrt(v), mean + Z * sqrt(v)), period, name)
            for (name, group), (mean, v) in zip(held, means, strict=True)
        ]
        weak, strong = sorted(sides, key=lambda side: -worse * (side.observed.value or 0.0))
        size = abs(means[0][0] - means[1][0])
        judgement = judged(size, 0.0, 0.0, Spread(means[0][1] + means[1][1], between.freedom))
        place = (held[0][1][0].indicator, Level.MUNICIPALITY.value, municipality, slices, period)
        chance = min(1.0, 2 * judgement.chance)
        yield Comparison(*place, size, weak, strong, judgement.low, judgement.high, chance)


def _slices(rule: FindingRule, cells: Sequence[Cell], worse: int) -> Iterator[Comparison]:
    """Of one object: two independent groups of people in the same classes."""
    held: dict[Any, list[tuple[str, Cell]]] = defaultdict(list)
    for cell in cells:
        own = dict(cell.slices)
        name = own.pop(rule.between, UNKNOWN)
        if name != UNKNOWN:
            rest = tuple((column, own[column]) for column in SLICES if column in own)
            held[cell.object_id, rest, cell.period].append((name, cell))
    for (object_id, slices, period), pair in held.items():
        if len(pair) != 2:
            continue
        (weak_name, weak), (strong_name, strong) = sorted(pair, key=lambda one: -worse * _seen(one[1])[0])
        interval = difference_interval(weak.observed, strong.observed)
        size = abs(_seen(strong)[0] - _seen(weak)[0])
        now, other = (
            Number(cell.observed, period, name, cell.code) for name, cell in ((weak_name, weak), (strong_name, strong))
        )
        place = (weak.indicator, weak.level, object_id, slices, period)
        if interval is None:
            yield Comparison(*place, size, now, other)
            continue
        low, high = interval[:2] if worse < 0 else (-interval[1], -interval[0])
        found = judged(size, (size - low) / Z, (high - size) / Z, Spread())
        yield Comparison(*place, size, now, other, found.low, found.high, min(1.0, 2 * found.chance))


def _numbers(group: Sequence[Cell]) -> tuple[Floats, Floats]:
    """Values and variances of their errors; 0 where a value is exact."""
    seen = [_seen(cell) for cell in group]
    errors = np.array([(high - low) / (2 * Z) for _, low, high in seen])
    return np.array([value for value, _, _ in seen]), errors**2


def _seen(cell: Cell) -> tuple[float, float, float]:
    """value, low, high; an exact value is its own interval."""
    value, low, high = cell.observed.value, cell.observed.low, cell.observed.high
    assert value is not None  # readable() lets no other in
    return value, value if low is None else low, value if high is None else high
