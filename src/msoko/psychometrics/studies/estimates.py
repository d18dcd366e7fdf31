"""An estimate with its error and where the error comes from; for all, by group, and between groups.

Over M plausible values: value = mean; sampling = mean of the sampling variances (or the first alone, as the sample
says); imputation = (1 + 1/M)·variance between plausible values (Rubin 1987; OECD, PISA Data Analysis Manual 2009,
ch. 8; Foy and LaRoche 2017 for TIMSS). Degrees of freedom: Barnard and Rubin 1999, eq. 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from msoko.psychometrics.remarks import Remark as AnyRemark
from msoko.psychometrics.responses import Integers
from msoko.psychometrics.studies.remarks import Refused, Remark
from msoko.psychometrics.studies.samples import Parts, Sample

FEW = 30  # persons below which an estimate is marked as rough
MANY = 0.2  # share of weight without a known value that is worth a remark
LEAST = 2


@dataclass(frozen=True)
class Estimate:
    """se² = sampling + imputation. df: of the t distribution. n: rows with a known value and a weight above zero;
    weight: their sum; missing: rows with a weight but without a value. bounds: what the statistic cannot leave.
    """

    name: str
    value: float
    se: float
    sampling: float
    imputation: float
    df: float
    n: int
    weight: float
    missing: int
    group: str = ""
    bounds: tuple[float, float] | None = None
    remarks: tuple[AnyRemark, ...] = ()

    def interval(self, confidence: float = 0.95) -> tuple[float, float] | None:
        """value ± t·se; for what is bounded, the same on the logit scale (Fisher's z for a correlation).

        None: there is no spread to judge by (a share of 0 or 1, a constant).
        """
        from scipy.stats import t

        away = float(t.ppf((1 + confidence) / 2, self.df))
        if not self.se > 0:
            return None
        if self.bounds is None:
            return self.value - away * self.se, self.value + away * self.se
        low, high = self.bounds
        if not low < self.value < high:
            return None
        middle = math.log((self.value - low) / (high - self.value))
        reach = away * self.se * (high - low) / ((self.value - low) * (high - self.value))
        return tuple(low + (high - low) / (1 + math.exp(-middle + side * reach)) for side in (1, -1))  # type: ignore[return-value]


@dataclass(frozen=True)
class Statistic:
    """What to estimate: known says which rows have all it needs; parts gives one Parts a plausible value. spent:
    degrees of freedom that variables of a regression take, as survey::svyglm counts.
    """

    names: tuple[str, ...]
    known: np.ndarray
    parts: Callable[[Sample, Integers], Sequence[Parts]]
    least: int = LEAST
    spent: int = 0
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Groups:
    """estimates of each group; gaps: each further group less the first, with the same names."""

    estimates: tuple[Estimate, ...]
    gaps: tuple[Estimate, ...]
    remarks: tuple[AnyRemark, ...]


@dataclass(frozen=True)
class _Found:
    """Of one group, before it is combined."""

    label: str
    parts: Sequence[Parts]
    rows: Integers
    missing: int
    lost: float  # share of the weight without a value


def estimate(sample: Sample, statistic: Statistic, within: np.ndarray | None = None) -> tuple[Estimate, ...]:
    """within: n booleans, of whom; the design stays that of the whole sample. Raises Refused as the statistic does."""
    return _combined(sample, statistic, _found(sample, statistic, within))


def gap(sample: Sample, statistic: Statistic, first: np.ndarray, second: np.ndarray) -> tuple[Estimate, ...]:
    """The statistic of the persons in `first` less that in `second`; what the groups share in the sample is kept."""
    return _gap(sample, statistic, _found(sample, statistic, first, "1"), _found(sample, statistic, second, "2"))


def by_group(sample: Sample, statistic: Statistic, groups: np.ndarray, reference: object = None) -> Groups:
    """groups: n labels; rows with an empty label are left out. reference: whom the others are compared with.

    A group that does not carry the estimate is left out with a remark that says why.
    """
    labels = sorted({label for label in np.asarray(groups).tolist() if label != ""})
    if reference in labels:
        labels.insert(0, labels.pop(labels.index(reference)))
    each: list[_Found] = []
    remarks: list[AnyRemark] = []
    for label in labels:
        try:
            each.append(_found(sample, statistic, groups == label, str(label)))
        except Refused as refused:
            remarks.append(Remark("group-left-out", group=label, why=refused.say()))
    found = tuple(one for group in each for one in _combined(sample, statistic, group))
    gaps = tuple(one for other in each[1:] for one in _gap(sample, statistic, other, each[0]))
    if len(each) > 2:
        remarks.append(Remark("gaps-not-adjusted"))
    return Groups(found, gaps, tuple(remarks))


def _found(sample: Sample, statistic: Statistic, within: np.ndarray | None, label: str = "") -> _Found:
    has_weight = sample.weight > 0
    asked = has_weight if within is None else has_weight & within
    rows = np.flatnonzero(asked & statistic.known)
    if len(rows) < statistic.least:
        raise Refused("too-few-persons", count=len(rows), least=statistic.least)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = statistic.parts(sample, rows)
    if not all(np.isfinite(one.value).all() and np.isfinite(one.parts).all() for one in parts):
        raise Refused("replicate-empty")
    _freedom(sample, statistic, rows)
    lost = 1 - float(sample.weight[rows].sum() / sample.weight[asked].sum())
    return _Found(label, parts, rows, int(asked.sum()) - len(rows), lost)


def _gap(sample: Sample, statistic: Statistic, first: _Found, second: _Found) -> tuple[Estimate, ...]:
    both = _Found(
        f"{first.label} − {second.label}", [a - b for a, b in zip(first.parts, second.parts, strict=True)],
        np.union1d(first.rows, second.rows), first.missing + second.missing, max(first.lost, second.lost),
    )  # fmt: skip
    return _combined(sample, replace(statistic, bounds={}), both)


def _combined(sample: Sample, statistic: Statistic, found: _Found) -> tuple[Estimate, ...]:
    values = np.stack([one.value for one in found.parts])
    each = np.stack([sample.variance(one) for one in found.parts])
    sampling = each[0] if sample.first_only else each.mean(axis=0)
    count = len(values)
    between = (1 + 1 / count) * values.var(axis=0, ddof=1) if count > 1 else np.zeros(values.shape[1])
    freedom = _freedom(sample, statistic, found.rows)
    remarks = tuple(
        remark
        for said, remark in (
            (
                len(found.rows) < FEW,
                Remark("few-persons", count=len(found.rows), group=f"«{found.label}»" if found.label else ""),
            ),
            (found.lost > MANY, Remark("gaps-many", share=round(100 * found.lost))),
        )
        if said
    )
    weight = float(sample.weight[found.rows].sum())
    return tuple(
        Estimate(
            name, float(values[:, i].mean()), math.sqrt(sampling[i] + between[i]), float(sampling[i]),
            float(between[i]), degrees_of_freedom(sampling[i], between[i], count, freedom), len(found.rows), weight,
            found.missing, found.label, statistic.bounds.get(name), remarks,
        )
        for i, name in enumerate(statistic.names)
    )  # fmt: skip


def _freedom(sample: Sample, statistic: Statistic, rows: Integers) -> float:
    whole = sample.freedom(rows)
    if whole <= statistic.spent:
        raise Refused("few-units-for-variables", freedom=f"{whole:g}", variables=statistic.spent)
    return whole - statistic.spent


def degrees_of_freedom(sampling: float, imputation: float, values: int, complete: float) -> float:
    """Barnard and Rubin (1999), Biometrika 86, eq. 3. complete: of the sampling variance alone."""
    total = sampling + imputation
    if values < 2 or not imputation > 0:
        return float(complete)
    share = imputation / total
    by_values = (values - 1) / share**2
    if math.isinf(complete):
        return float(by_values)
    seen = (complete + 1) / (complete + 3) * complete * (1 - share)
    return float(1 / (1 / by_values + 1 / seen)) if seen > 0 else float(by_values)
