"""Results of schools with their conditions taken into account: what such conditions lead to expect, and the rest.

Two ways: schools by their own results (least squares), or pupils in schools (multilevel, effects shrunken). The rest is
what the named conditions do not explain: teaching, chance and every condition that was not named. Never a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.disclosure import THRESHOLD
from msoko.analytics.funnels import Place
from msoko.analytics.ranks import Ranks, ranks
from msoko.analytics.remarks import Refused, Remark
from msoko.psychometrics import multilevel, remarks, three_level
from msoko.psychometrics.multilevel import Multilevel
from msoko.psychometrics.regression import Regression, least_squares
from msoko.psychometrics.three_level import Effects, ThreeLevel

Floats = NDArray[np.float64]
LEAST_SCHOOLS = 10
ALIKE = 1e-6  # of the residual variance: a smaller one between groups is none
FOR_EACH_CONDITION = 5  # schools; with fewer the conditions explain chance


@dataclass(frozen=True)
class Result:
    """A school's result: persons behind it and its standard error, None where no chance of pupils is known."""

    value: float
    n: int
    se: float | None = None


@dataclass(frozen=True)
class School:
    """usual_low, usual_high: where 95 % of schools in these conditions lie, by the others; place: against it.

    difference: observed − expected, with its 95 % interval; None where the result has no standard error.
    """

    n: int
    observed: float
    expected: float
    usual_low: float
    usual_high: float
    difference: float
    low: float | None
    high: float | None
    place: Place


@dataclass(frozen=True)
class ByConditions:
    """few: schools with under THRESHOLD persons; unknown: with a condition not known. Both take no part."""

    regression: Regression
    schools: Mapping[str, School]
    few: tuple[str, ...]
    unknown: tuple[str, ...]
    remarks: tuple[remarks.Remark, ...]


def by_conditions(
    results: Mapping[str, Result],
    conditions: Mapping[str, Mapping[str, float | None]],
    names: Sequence[str],
) -> ByConditions:
    """Results of schools regressed on their conditions: least squares, errors HC1, every school judged by the others.

    conditions: school → name → value. Raises Refused: fewer than ten schools or five for each condition, conditions
    that repeat each other or are the same everywhere.
    """
    few = tuple(school for school, one in results.items() if one.n < THRESHOLD)
    rows = {s: [conditions.get(s, {}).get(name) for name in names] for s in results if s not in few}
    unknown = tuple(school for school, row in rows.items() if None in row)
    used = [school for school in rows if school not in unknown]
    least = max(LEAST_SCHOOLS, FOR_EACH_CONDITION * len(names) + 1)
    if len(used) < least:
        raise Refused("adjusted-few-schools", count=len(used), least=least, conditions=len(names))
    x = np.array([rows[school] for school in used], dtype=float).reshape(len(used), len(names))
    found = least_squares(np.array([results[school].value for school in used]), x, tuple(names))
    said = [Remark("adjusted-not-a-cause")]
    said += [Remark("adjusted-few", count=len(few), least=THRESHOLD)] if few else []
    said += [Remark("adjusted-unknown", count=len(unknown))] if unknown else []
    schools = {school: _school(results[school], found, row) for row, school in enumerate(used)}
    return ByConditions(found, schools, few, unknown, tuple(said))


def _school(one: Result, found: Regression, row: int) -> School:
    """The usual range is that of a new school in these conditions: the fit and its spread leave this school out."""
    from scipy import stats

    kept = 1 - float(found.leverage[row])
    without = one.value - float(found.residuals[row]) / kept
    half = float(stats.t.ppf(0.975, found.freedom - 1) * found.deleted_sd[row] / np.sqrt(kept))
    low = high = None
    if one.se is not None:
        error = float(stats.t.ppf(0.975, found.freedom) * np.hypot(one.se, found.expected_se[row]))
        low, high = float(found.residuals[row]) - error, float(found.residuals[row]) + error
    place = Place.ABOVE if one.value > without + half else Place.BELOW if one.value < without - half else Place.WITHIN
    return School(
        one.n, one.value, float(found.fitted[row]), without - half, without + half, float(found.residuals[row]),
        low, high, place,
    )  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """How far a group lies from what its pupils' variables lead to expect, drawn towards zero; 95 % interval.

    A group of under THRESHOLD persons has no numbers: place is FEW. Where the spread between groups is estimated as
    zero there is no interval: the estimate lies at the edge of what is possible, and no width is no precision.
    """

    n: int
    value: float | None
    low: float | None
    high: float | None
    place: Place


@dataclass(frozen=True)
class OfPupils:
    """schools: effects of the lower groups, against all pupils. above: of the higher groups, {} with two levels.

    ranks, ranks_above: places of the groups that are not few, as intervals.
    """

    model: Multilevel | ThreeLevel
    schools: Mapping[str, Effect]
    above: Mapping[str, Effect]
    ranks: Ranks
    ranks_above: Ranks
    remarks: tuple[remarks.Remark, ...]


def of_pupils(
    scores: Floats,
    variables: Floats,
    schools: Sequence[str] | np.ndarray,
    names: Sequence[str] = (),
    above: Sequence[str] | np.ndarray | None = None,
    slopes: Sequence[int] = (),
    reml: bool = True,
) -> OfPupils:
    """Pupils in schools, or in schools in municipalities (`above`), or in school-years in schools (`above` = schools).

    variables: of the pupil (earlier result) or the school, n × p. slopes: columns whose effect differs between
    schools; two levels only. Intervals know the error of the fixed effects, not that of the variances: t with as many
    degrees of freedom as groups are left. Raises Refused of psychometrics.
    """
    if above is None:
        two = multilevel.fit(scores, variables, schools, names, slopes, reml)
        own = Effects(
            two.groups, two.effects[:, 0], two.effects_se[:, 0], two.effects_error[:, 0], two.sizes, np.arange(0)
        )  # fmt: skip
        found = _effects(own, len(two.groups) - len(two.beta), two.covariance[0, 0] < ALIKE * two.residual)
        return OfPupils(two, found, {}, _ranks(own), ranks({}), (*two.remarks, *_said(found)))
    three = three_level.fit(scores, variables, schools, above, names, reml)
    spare = len(three.top.groups) - 1
    top, both = three.between_top, three.between_top + three.between_middle
    found = _effects(three.middle_in_top, spare, both < ALIKE * three.residual)
    higher = _effects(three.top, spare, top < ALIKE * three.residual)
    places = _ranks(three.middle_in_top), _ranks(three.top)
    return OfPupils(three, found, higher, *places, (*three.remarks, *_said(found)))


def _ranks(level: Effects) -> Ranks:
    rows = zip(level.groups, level.sizes, level.values, level.error, strict=True)
    return ranks({str(name): (float(value), float(error)) for name, n, value, error in rows if n >= THRESHOLD})


def _effects(level: Effects, spare: int, alike: bool) -> dict[str, Effect]:
    """spare: degrees of freedom of the spread between groups; alike: it is estimated as zero."""
    from scipy import stats

    halves = float(stats.t.ppf(0.975, max(1, spare))) * level.error
    found = {}
    for name, n, value, half in zip(level.groups, level.sizes, level.values, halves, strict=True):
        if n < THRESHOLD:
            found[str(name)] = Effect(int(n), None, None, None, Place.FEW)
            continue
        if alike:
            found[str(name)] = Effect(int(n), 0.0, None, None, Place.WITHIN)
            continue
        place = Place.ABOVE if value > half else Place.BELOW if value < -half else Place.WITHIN
        found[str(name)] = Effect(int(n), float(value), float(value - half), float(value + half), place)
    return found


def _said(found: Mapping[str, Effect]) -> tuple[remarks.Remark, ...]:
    few = sum(one.place is Place.FEW for one in found.values())
    return (
        Remark("adjusted-not-a-cause"),
        *([Remark("adjusted-few", count=few, least=THRESHOLD)] if few else []),
    )
