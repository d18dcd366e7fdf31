"""Progress of the same pupils between two procedures: percentiles of growth, or gains on one linked scale.

Pupils are linked by `person` and by nothing else. What is known of one pupil leaves this module only through
`inside(organisation)`; everybody else reads summaries, and groups of few pupils are hidden there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from msoko.analytics.disclosure import THRESHOLD
from msoko.analytics.remarks import Refused, Remark
from msoko.psychometrics import remarks
from msoko.psychometrics.quantiles import quantile_regression, quantiles

Floats = NDArray[np.float64]
Groups = dict[tuple[str, str], list[float]]  # (organisation, class or "") -> values of pupils
Estimate = tuple[float, float]  # and its standard error
LEAST_LINKED = 200  # pupils: a hundred quantiles of fewer are noise
LEAST_FOR_KNOTS = 1000  # below it the curve has no inner knots
TAUS = tuple(n / 100 for n in range(1, 100))
_COARSE = TAUS[1::4]  # for resampling
_Z = 1.959963984540054
_MISMATCH = 0.5  # with fewer linked the pupils are hardly those who wrote both


@dataclass(frozen=True)
class Pair:
    """One pupil's two results and where the pupil learnt at the later one; errors are their standard errors."""

    person: str
    organisation: str
    class_name: str
    earlier: float
    later: float
    errors: tuple[float, float] | None = None


@dataclass(frozen=True)
class Linked:
    """share: linked pupils among those with a later result. The pairs of all schools: not for showing."""

    pairs: tuple[Pair, ...] = field(repr=False)
    share: float
    remarks: tuple[remarks.Remark, ...] = ()


@dataclass(frozen=True)
class OfPerson:
    """One pupil: for the school only. value: percentile of growth 1…99, or gain; 95 % interval."""

    person: str
    class_name: str
    earlier: float
    later: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class OfGroup:
    """A class or school. value: median percentile, or mean gain, with its 95 % interval; None where few pupils stand
    behind it, or where a hidden neighbour could be derived from it.
    """

    organisation: str
    class_name: str  # "" for a whole school
    n: int | None
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Growth:
    """kind: percentile | gain. Persons are reached through `inside` alone."""

    kind: str
    n: int
    share: float
    remarks: tuple[remarks.Remark, ...]
    _persons: tuple[tuple[str, OfPerson], ...] = field(repr=False)
    _link_error: float = 0.0

    def inside(self, organisation: str) -> tuple[OfPerson, ...]:
        """The pupils of one school, for that school: the caller has asked whether the reader belongs to it."""
        return tuple(one for school, one in self._persons if school == organisation)

    def schools(self) -> tuple[OfGroup, ...]:
        groups = self._groups(by_class=False)
        return self._shown(groups, _hidden(groups))

    def classes(self) -> tuple[OfGroup, ...]:
        """A class is hidden with its school, too: together its classes would show what is hidden of it."""
        schools, groups = _hidden(self._groups(by_class=False)), self._groups(by_class=True)
        hidden = {name for name in groups if (name[0], "") in schools}
        for school in {name[0] for name in groups}:
            hidden |= _hidden({name: values for name, values in groups.items() if name[0] == school})
        return self._shown(groups, hidden)

    def _groups(self, by_class: bool) -> Groups:
        groups: Groups = {}
        for school, one in self._persons:
            groups.setdefault((school, one.class_name if by_class else ""), []).append(one.value)
        return groups

    def _shown(self, groups: Groups, hidden: set[tuple[str, str]]) -> tuple[OfGroup, ...]:
        middle = _median if self.kind == "percentile" else _mean
        return tuple(
            OfGroup(*name, None, None, None, None)
            if name in hidden
            else OfGroup(*name, len(values), *middle(np.array(values), self._link_error))
            for name, values in sorted(groups.items())
        )


def _hidden(groups: Groups) -> set[tuple[str, str]]:
    """Those of few pupils, and as many of the next smallest as keep any hidden one from being a difference."""
    waiting = sorted(groups, key=lambda name: (len(groups[name]), name))
    hidden = [name for name in waiting if len(groups[name]) < THRESHOLD]
    rest = waiting[len(hidden) :]
    while hidden and rest and (len(hidden) == 1 or sum(len(groups[name]) for name in hidden) < THRESHOLD):
        hidden.append(rest.pop(0))
    return set(hidden)


def link(outcomes: pa.Table, earlier: Iterable[str], later: Iterable[str], column: str = "score") -> Linked:
    """Rows of OUTCOMES of the earlier and later procedures (ids; several years may be joined), linked by `person`.

    column: score | test_score | mark. Raises Refused where `person` is not known: codes of participants belong to
    one procedure and link nothing. A person who stands twice in a procedure is left out, with a remark.
    """
    first, twice = _by_person(outcomes, set(earlier), column)
    second, again = _by_person(outcomes, set(later), column)
    pairs = tuple(
        Pair(person, row["organisation"], row["class"], float(first[person][column]), float(row[column]))
        for person, row in sorted(second.items())
        if person in first and first[person]["organisation"] == row["organisation"]
    )
    if not pairs:
        raise Refused("growth-nobody-linked")
    share = len(pairs) / len(second)
    said = [Remark("growth-twice", count=twice + again)] if twice + again else []
    said += [Remark("growth-share", percent=round(100 * share))] if share < _MISMATCH else []
    return Linked(pairs, share, tuple(said))


def _by_person(outcomes: pa.Table, procedures: set[str], column: str) -> tuple[dict[str, dict[str, Any]], int]:
    """person → row; how many persons stand there twice."""
    wanted = ["procedure", "person", "organisation", "class", "state", column]
    rows = [row for row in outcomes.select(wanted).to_pylist() if row["procedure"] in procedures]
    known = [row for row in rows if row["state"] == "value" and row[column] is not None]
    if not known:
        raise Refused("growth-no-results", procedures=", ".join(sorted(procedures)))
    named = [row for row in known if row["person"]]
    if not named:
        raise Refused("growth-no-person", procedures=", ".join(sorted(procedures)))
    found: dict[str, dict[str, Any]] = {}
    twice: set[str] = set()
    for row in named:
        if row["person"] in found:
            twice.add(row["person"])
        found[row["person"]] = row
    return {person: row for person, row in found.items() if person not in twice}, len(twice)


def percentiles(linked: Linked, draws: int = 40, seed: int = 1) -> Growth:
    """Student growth percentiles: where the later result lies among pupils with the same earlier one.

    Quantile regression of the later on a cubic B-spline of the earlier result at 99 quantiles (Betebenner 2009,
    Educational Measurement 28(4):42–51), crossing curves put in order (Chernozhukov et al. 2010); ties count half.
    Intervals of pupils are of the curves alone, from resampled pupils. Errors of measurement are not in them: they are
    larger, and they draw the percentiles of pupils with low earlier results upwards on average. Refused: few linked.
    """
    if len(linked.pairs) < LEAST_LINKED:
        raise Refused("growth-few", count=len(linked.pairs), least=LEAST_LINKED)
    earlier, later = (np.array([getattr(pair, name) for pair in linked.pairs]) for name in ("earlier", "later"))
    if len(np.unique(earlier)) < 5 or len(np.unique(later)) < 5:
        raise Refused("growth-coarse")
    basis = basis_of(earlier)
    found = _places(later, curves(basis, basis, later, TAUS), TAUS)
    rng = np.random.default_rng(seed)
    again = []
    for _ in range(draws):
        rows = rng.integers(0, len(later), len(later))
        again.append(_places(later, curves(basis, basis[rows], later[rows], _COARSE), _COARSE))
    half = _Z * np.std(again, axis=0, ddof=1)
    persons = tuple(
        (pair.organisation, OfPerson(
            pair.person, pair.class_name, pair.earlier, pair.later, float(value),
            float(max(1, value - wide)), float(min(99, value + wide)),
        ))
        for pair, value, wide in zip(linked.pairs, found, half, strict=True)
    )  # fmt: skip
    said = (*linked.remarks, Remark("growth-measurement"))
    return Growth("percentile", len(persons), linked.share, said, persons)


def basis_of(values: Floats) -> Floats:
    """Cubic B-splines; inner knots at the 20th…80th percentiles where there are pupils enough."""
    from scipy.interpolate import BSpline

    inner = np.unique(quantiles(values, (0.2, 0.4, 0.6, 0.8))) if len(values) >= LEAST_FOR_KNOTS else np.array([])
    low, high = float(values.min()), float(values.max())
    knots = np.concatenate([[low] * 4, inner[(inner > low) & (inner < high)], [high] * 4])
    return np.asarray(BSpline.design_matrix(values, knots, 3).toarray(), dtype=float)


def curves(at: Floats, basis: Floats, later: Floats, taus: tuple[float, ...]) -> Floats:
    """Quantiles of the later result at rows of a basis, put in order: rows × taus."""
    return np.sort(at @ quantile_regression(later, basis, taus).T, axis=1)


def _places(values: Floats, ordered: Floats, taus: tuple[float, ...]) -> Floats:
    """100 × the share of the curves below, between neighbours by halves for ties; 1…99."""
    slack = 1e-9 * max(1.0, float(np.abs(values).max()))
    below = (ordered < values[:, None] - slack).sum(axis=1)
    upto = (ordered <= values[:, None] + slack).sum(axis=1)
    edges = np.array([0.0, *taus, 1.0])
    at = (edges[1:] + edges[:-1]) / 2
    return np.asarray(np.clip(50 * (at[below] + at[upto]), 1, 99).round(1), dtype=float)


def gains(linked: Linked, link_error: float = 0.0) -> Growth:
    """later − earlier on one linked scale. A pupil's interval is of both measurements, a group's of pupils and link.

    link_error: standard error of the constant that ties the two scales; it does not shrink with n. Raises Refused where
    the pairs have no errors: results of two procedures are not on one scale unless they have been linked.
    """
    if any(pair.errors is None for pair in linked.pairs):
        raise Refused("growth-not-linked")
    persons = []
    for pair in linked.pairs:
        gain, half = pair.later - pair.earlier, _Z * float(np.hypot(*(pair.errors or (0, 0))))
        one = OfPerson(pair.person, pair.class_name, pair.earlier, pair.later, gain, gain - half, gain + half)
        persons.append((pair.organisation, one))
    return Growth("gain", len(persons), linked.share, linked.remarks, tuple(persons), link_error)


def on_scale(linked: Linked, earlier: Mapping[str, Estimate], later: Mapping[str, Estimate]) -> Linked:
    """The same pupils with estimates on one linked scale, by person; those without an estimate are left out."""
    pairs = tuple(
        replace(pair, earlier=earlier[pair.person][0], later=later[pair.person][0],
                errors=(earlier[pair.person][1], later[pair.person][1]))
        for pair in linked.pairs
        if pair.person in earlier and pair.person in later
    )  # fmt: skip
    return replace(linked, pairs=pairs)


def _median(values: Floats, _: float) -> tuple[float, float, float]:
    """With the interval between order statistics that covers 95 % whatever the distribution (Thompson 1936)."""
    from scipy import stats

    ordered, n = np.sort(values), len(values)
    reach = max(0, int(stats.binom.ppf(0.025, n, 0.5)) - 1)
    return float(np.median(values)), float(ordered[reach]), float(ordered[n - 1 - reach])


def _mean(values: Floats, link_error: float) -> tuple[float, float, float]:
    from scipy import stats

    half = float(stats.t.ppf(0.975, len(values) - 1)) * float(
        np.hypot(values.std(ddof=1) / np.sqrt(len(values)), link_error)
    )
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)
