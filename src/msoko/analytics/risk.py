"""Who may need support before a work: a forecast from earlier results, shown with how often it was right before.

It speaks of pupils with such results, never of this child, and stays inside the school. Where it does no better than
"support those who had a 2", it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from msoko.analytics.disclosure import THRESHOLD, Policy
from msoko.analytics.persons import Persons
from msoko.analytics.remarks import Refused, Remark
from msoko.analytics.risk_history import Cohort, History
from msoko.psychometrics import logistic, remarks
from msoko.psychometrics.logistic import Logistic

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEAST_YEARS = 3  # two to learn from, one to be tried on
LEAST_EVENTS = 10  # pupils with difficulties for each earlier work, all years together
TIMES = 2.0  # listed are those whose risk is so many times the common one
_SURE = 1.6448536269514722  # one-sided 95 %
_Z = 1.959963984540054
_MORE = 1.25  # times as many pupils as before: not all of them will write the target
_BANDS = 4


@dataclass(frozen=True)
class Share:
    """k of n with Wilson's 95 % interval; value None where n is 0."""

    k: int
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rule:
    """precision: of the listed, how many had difficulties. recall: of those with difficulties, how many were listed."""

    precision: Share
    recall: Share
    brier: float


@dataclass(frozen=True)
class Band:
    """Pupils of past years with neighbouring forecasts: what was forecast and what came."""

    forecast: float
    came: Share


@dataclass(frozen=True)
class Trial:
    """Past years, each forecast from those before it. naive: mark 2 in the first of the works, with the rates of the
    years before as probabilities. gain: its mean Brier score less the model's, with the standard error.
    """

    years: tuple[str, ...]
    model: Rule
    naive: Rule
    gain: float
    gain_se: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class OfPupil:
    """For the school only. probability with its 95 % interval (of the estimated curve); contributions: to the log odds,
    by work, against the average pupil. say(): the explanation.
    """

    person: str
    class_name: str
    probability: float
    low: float
    high: float
    listed: bool
    contributions: tuple[tuple[str, float], ...]

    def say(self, language: str = "ru") -> str:
        """Contributions under a tenth of the log odds are not worth a word."""
        raising = [title for title, one in self.contributions if one > 0.1]
        lowering = [title for title, one in self.contributions if one < -0.1]
        numbers = {name: round(100 * getattr(self, name)) for name in ("probability", "low", "high")}
        said = [Remark("risk-of-hundred", **numbers)]
        said += [Remark("risk-raised-by", works=", ".join(raising))] if raising else []
        said += [Remark("risk-lowered-by", works=", ".join(lowering))] if lowering else []
        return " ".join(one.say(language) for one in (*said, Remark("risk-not-a-verdict")))


@dataclass(frozen=True)
class OfSchool:
    """How many pupils are listed; None where the count would tell of single children."""

    organisation: str
    n: int | None
    listed: int | None


@dataclass(frozen=True)
class Forecast:
    """rate: of difficulties in past years; cut: who is listed has this probability or more. Pupils: `inside` alone."""

    rate: float
    cut: float
    trial: Trial
    model: Logistic
    unknown: int  # pupils who could not be forecast: an earlier result is missing
    remarks: tuple[remarks.Remark, ...]
    _pupils: tuple[tuple[str, OfPupil], ...] = field(repr=False)

    def inside(self, organisation: str) -> tuple[OfPupil, ...]:
        """The pupils of one school, the highest risk first: the caller has asked whether the reader belongs to it."""
        own = [one for school, one in self._pupils if school == organisation]
        return tuple(sorted(own, key=lambda one: (-one.probability, one.person)))

    def schools(self) -> tuple[OfSchool, ...]:
        """For readers outside: few pupils, few listed and few others are hidden."""
        found = []
        for school in sorted({school for school, _ in self._pupils}):
            own = self.inside(school)
            persons = Persons(len(own), sum(one.listed for one in own))
            hidden = Policy().sensitive(persons)
            found.append(OfSchool(school, None if persons.n < THRESHOLD else persons.n, None if hidden else persons.k))
        return tuple(found)


def forecast(history: History) -> Forecast:
    """Logistic regression by Firth's likelihood on places in earlier works, tried on every past year from the third.

    Assumes that places in the works mean next year what they meant before. Raises Refused: no current cohort, fewer
    than three years, few difficulties, a model that is not surely better than the naive rule (Brier score, one-sided
    95 %).
    """
    if history.current is None or not len(history.current.persons):
        raise Refused("risk-nobody")
    tried = trial(history)
    if tried.gain <= _SURE * tried.gain_se:
        raise Refused(
            "risk-no-better", hits=tried.naive.recall.k, of=tried.naive.recall.n, years=", ".join(tried.years)
        )
    model, rate = _fit(history.past, history)
    current, cut = history.current, TIMES * rate
    chances, lows, highs = (model.predict(current.places, z) for z in (0, -_Z, _Z))
    parts = current.places * model.beta[1:]
    titles = [work.title for work in history.works]
    pupils = tuple(
        (school, OfPupil(
            person, name, float(chances[i]), float(lows[i]), float(highs[i]), bool(chances[i] >= cut),
            tuple(zip(titles, map(float, parts[i]), strict=True)),
        ))
        for i, (person, school, name) in enumerate(current.persons)
    )  # fmt: skip
    precision = tried.model.precision
    said = [Remark("risk-hits", k=precision.k, n=precision.n, found=tried.model.recall.k, of=tried.model.recall.n)]
    said += [Remark("risk-unknown", count=current.unknown)] if current.unknown else []
    before = max(len(one.persons) for one in history.past)
    if len(current.persons) > _MORE * before:
        said.append(Remark("risk-more-than-before", now=len(current.persons), before=before))
    return Forecast(rate, cut, tried, model, current.unknown, (*said, Remark("risk-not-a-verdict")), pupils)


def trial(history: History) -> Trial:
    """Every year from the third, forecast from the years before it. Raises Refused: short history, few difficulties."""
    if len(history.past) < LEAST_YEARS:
        raise Refused("risk-short", count=len(history.past), least=LEAST_YEARS)
    events = sum(int(_low(one).sum()) for one in history.past)
    if events < LEAST_EVENTS * len(history.works):
        raise Refused("risk-few-events", count=events, least=LEAST_EVENTS * len(history.works))
    chances, naive, listed = [], [], []
    for n in range(LEAST_YEARS - 1, len(history.past)):
        before, now = history.past[:n], history.past[n]
        model, rate = _fit(before, history)
        chances.append(model.predict(now.places))
        listed.append(chances[-1] >= TIMES * rate)
        warned, low = _together(before)[1:]
        rates = {flag: (low[warned == flag].sum() + rate) / ((warned == flag).sum() + 1) for flag in (True, False)}
        naive.append(np.where(now.warned, rates[True], rates[False]))
    shown = history.past[LEAST_YEARS - 1 :]
    _, warned, low = _together(shown)
    forecast, simple = np.concatenate(chances), np.concatenate(naive)
    gain = (simple - low) ** 2 - (forecast - low) ** 2
    return Trial(
        tuple(one.period for one in shown), _rule(np.concatenate(listed), forecast, low), _rule(warned, simple, low),
        float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(len(gain))), _bands(forecast, low),
    )  # fmt: skip


def _fit(cohorts: Sequence[Cohort], history: History) -> tuple[Logistic, float]:
    places, _, low = _together(cohorts)
    return logistic.fit(low.astype(float), places, [work.title for work in history.works]), float(low.mean())


def _together(cohorts: Sequence[Cohort]) -> tuple[Floats, Flags, Flags]:
    """(places, warned, low) of several years."""
    places, warned = (np.concatenate([getattr(one, name) for one in cohorts]) for name in ("places", "warned"))
    return places, warned, np.concatenate([_low(one) for one in cohorts])


def _low(cohort: Cohort) -> Flags:
    return np.zeros(0, dtype=bool) if cohort.low is None else cohort.low


def _rule(listed: Flags, chances: Floats, low: Flags) -> Rule:
    hits = int((listed & low).sum())
    brier = float(((chances - low) ** 2).mean())
    return Rule(_share(hits, int(listed.sum())), _share(hits, int(low.sum())), brier)


def _bands(chances: Floats, low: Flags) -> tuple[Band, ...]:
    """Quarters by forecast, the lowest first."""
    parts = np.array_split(np.argsort(chances, kind="stable"), _BANDS)
    return tuple(
        Band(float(chances[rows].mean()), _share(int(low[rows].sum()), len(rows))) for rows in parts if len(rows)
    )


def _share(k: int, n: int) -> Share:
    """Wilson (1927)."""
    if not n:
        return Share(k, n, None, None, None)
    p, z2 = k / n, _Z**2
    centre, half = p + z2 / (2 * n), _Z * float(np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)))
    return Share(k, n, p, max(0.0, (centre - half) / (1 + z2 / n)), min(1.0, (centre + half) / (1 + z2 / n)))
