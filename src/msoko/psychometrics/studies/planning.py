"""How many classes to draw for a wanted precision, and what precision a number of classes gives.

Classes are drawn at random without return, in each all pupils or some of them are asked, the mean of pupils is the
ratio of weighted totals. Its variance (Cochran 1977, eq. 10.15 with a ratio over unequal classes; Kish 1965, §5.4 for
the design effect):

    V = (1 − c/N)/c · [σ²ρ·(1 + v²) + σ²(1 − ρ)/M] + W/c,

c of N classes, M pupils a class with coefficient of variation v, ρ the intraclass correlation; W = σ²(1 − ρ)·((1 +
v²)/m − 1/M) if m pupils a class answer, σ²(1 − ρ)·(1/r − 1)/M if the share r of whole classes does. Who does not
answer is taken to be like those who do. The margin is t·√V with c − 1 degrees of freedom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics.remarks import Remark as AnyRemark
from msoko.psychometrics.responses import Floats
from msoko.psychometrics.studies.remarks import Refused, Remark

MOST = 100_000  # classes, where their number in all is not known
LEAST_CLASSES = 5


@dataclass(frozen=True)
class Population:
    """What is known beforehand. sd: of pupils; icc: share of it between classes, 0…1; pupils: mean of a class; uneven:
    coefficient of variation of class sizes; classes: in all, None where there are very many.
    """

    sd: float
    icc: float
    pupils: float
    uneven: float = 0.0
    classes: int | None = None

    def __post_init__(self) -> None:
        _check("sd", self.sd, self.sd > 0, "> 0")
        _check("icc", self.icc, 0 <= self.icc < 1, "0…1")
        _check("pupils", self.pupils, self.pupils >= 1, "≥ 1")
        _check("uneven", self.uneven, self.uneven >= 0, "≥ 0")
        _check("classes", self.classes, self.classes is None or self.classes >= 2, "≥ 2")


@dataclass(frozen=True)
class Asking:
    """taken: pupils drawn in a class, None for all; response: share of them who answer; classes_answer: share of the
    drawn classes that take part.
    """

    taken: int | None = None
    response: float = 1.0
    classes_answer: float = 1.0

    def __post_init__(self) -> None:
        _check("taken", self.taken, self.taken is None or self.taken >= 1, "≥ 1")
        _check("response", self.response, 0 < self.response <= 1, "0…1")
        _check("classes_answer", self.classes_answer, 0 < self.classes_answer <= 1, "0…1")


@dataclass(frozen=True)
class Plan:
    """classes: that take part; invited: to draw for that; pupils: expected to answer; margin: half of the interval.

    design_effect: how much larger the variance is than that of as many pupils drawn one by one.
    """

    classes: int
    invited: int
    pupils: int
    se: float
    margin: float
    design_effect: float


@dataclass(frozen=True)
class Described:
    """A population as the data show it; low, high: 95 % interval of the intraclass correlation."""

    population: Population
    low: float
    high: float
    n: int
    remarks: tuple[AnyRemark, ...]


def precision(population: Population, classes: int, asking: Asking | None = None, confidence: float = 0.95) -> Plan:
    """What `classes` taking part give. Raises Refused: fewer than two classes, more than there are."""
    most = population.classes or MOST
    _check("classes", classes, 2 <= classes <= most, f"2…{most}")
    asking = asking or Asking()
    variance, away = _variance(population, asking, np.array([classes])), _away(np.array([classes]), confidence)
    pupils = classes * _answering(population, asking)
    alone = population.sd**2 / pupils
    if population.classes:
        alone *= max(1 - pupils / (population.classes * population.pupils), 0)
    se = math.sqrt(float(variance[0]))
    return Plan(
        classes, min(math.ceil(classes / asking.classes_answer), most), round(pupils), se, se * float(away[0]),
        float(variance[0]) / alone if alone > 0 else 1.0,
    )  # fmt: skip


def enough(population: Population, margin: float, asking: Asking | None = None, confidence: float = 0.95) -> Plan:
    """The fewest classes taking part whose interval is value ± margin at most.

    Raises Refused: the margin is not above zero, or all classes together do not reach it.
    """
    _check("margin", margin, margin > 0, "> 0")
    asking = asking or Asking()
    most = population.classes or MOST
    tried = np.arange(2, most + 1)
    reached = _away(tried, confidence) * np.sqrt(_variance(population, asking, tried))
    good = np.flatnonzero(reached <= margin)
    reachable = int(most * asking.classes_answer) if population.classes else most
    if not len(good) or tried[good[0]] > max(reachable, 2):
        best = precision(population, max(reachable, 2), asking, confidence)
        raise Refused("plan-impossible", clusters=best.classes, margin=f"{best.margin:.3g}", wanted=f"{margin:g}")
    return precision(population, int(tried[good[0]]), asking, confidence)


def describe(values: ArrayLike, classes: ArrayLike, all_classes: int | None = None) -> Described:
    """A population from an earlier work: values n (NaN unknown), classes n labels. all_classes: as Population.

    Components by analysis of variance, the interval of the correlation by F with the mean size of unequal classes
    (Searle, Casella and McCulloch 1992, §3.6; approximate there). Raises Refused: fewer than five classes.
    """
    given, labels = np.asarray(values, dtype=float), np.asarray(classes)
    known = np.isfinite(given) & (labels != "")
    y, (_, where) = given[known], np.unique(labels[known], return_inverse=True)
    sizes = np.bincount(where.ravel()) if len(y) else np.zeros(0)
    k, n = len(sizes), len(y)
    if k < LEAST_CLASSES or n <= k:
        raise Refused("plan-few-groups", count=k, least=LEAST_CLASSES)
    means = np.bincount(where.ravel(), y) / sizes
    between = float((sizes * (means - y.mean()) ** 2).sum()) / (k - 1)
    within = float(((y - means[where.ravel()]) ** 2).sum()) / (n - k)
    mean_size = (n - float((sizes**2).sum()) / n) / (k - 1)
    found, low, high = _intraclass(between, within, mean_size, k - 1, n - k)
    sd = math.sqrt(within + max(between - within, 0) / mean_size)
    remarks = () if found >= 0 else (Remark("plan-icc-negative", found=f"{found:.3f}"),)
    population = Population(sd, max(found, 0.0), n / k, float(sizes.std() / sizes.mean()), all_classes)
    return Described(population, max(low, 0.0), max(high, 0.0), n, remarks)


def with_icc(population: Population, icc: float) -> Population:
    return replace(population, icc=icc)


def _intraclass(between: float, within: float, size: float, above: int, below: int) -> tuple[float, float, float]:
    from scipy.stats import f

    if not within > 0:
        raise Refused("plan-wrong", name="sd", found=0, expected="> 0")
    ratio = between / within
    low, high = ratio / f.ppf(0.975, above, below), ratio / f.ppf(0.025, above, below)
    return tuple((one - 1) / (one - 1 + size) for one in (ratio, float(low), float(high)))  # type: ignore[return-value]


def _answering(population: Population, asking: Asking) -> float:
    """Pupils of a class expected to answer."""
    asked = population.pupils if asking.taken is None else min(asking.taken, population.pupils)
    return asked * asking.response


def _variance(population: Population, asking: Asking, classes: np.ndarray) -> Floats:
    square, uneven = population.sd**2, 1 + population.uneven**2
    inside = square * (1 - population.icc)
    between = square * population.icc * uneven + inside / population.pupils
    if asking.taken is None or asking.taken >= population.pupils:
        second = inside * (1 / asking.response - 1) / population.pupils
    else:
        second = inside * (uneven / _answering(population, asking) - 1 / population.pupils)
    left = 1 - classes / population.classes if population.classes else np.ones(len(classes))
    return np.asarray((left * between + second) / classes)


def _away(classes: np.ndarray, confidence: float) -> Floats:
    from scipy.stats import t

    _check("confidence", confidence, 0 < confidence < 1, "0…1")
    return np.asarray(t.ppf((1 + confidence) / 2, classes - 1))


def _check(name: str, found: object, right: bool, expected: str) -> None:
    if not right:
        raise Refused("plan-wrong", name=name, found=found, expected=expected)
