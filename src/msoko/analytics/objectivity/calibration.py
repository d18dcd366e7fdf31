"""What the outcomes of talks teach about signs: how often a sign, looked into, turned out to be innocent.

Two different numbers are kept apart. From outcomes: of the cases with this sign that were looked into again, the share
that was innocent. From generated honest works: how often the sign appears where nothing is amiss; it is shown, and
called so, while outcomes are few. Neither says what happened in a given school.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from scipy.special import betainc, betaln
from scipy.stats import beta

from msoko.analytics.objectivity.dialogue import Case, Step
from msoko.analytics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats

LEAST = 20  # outcomes after a second look, all signs together, below which there is no calibration
OWN = 10  # outcomes of one sign below which it is said that the figure leans on other signs
MEANS = (np.arange(100) + 0.5) / 100
STRENGTHS = np.exp(np.linspace(0, np.log(100), 60))  # of the common part, in cases: it never outweighs a hundred own


@dataclass(frozen=True)
class Rate:
    """Of `checked` cases with the sign that were looked into again, `innocent` were so; `left` ended without that.

    value, low, high: posterior mean and 95 % interval of the share of innocent cases, drawn towards the other signs.
    own_low, own_high: Jeffreys' interval from this sign's cases alone; None where there are none. least, most: the
    plain share if all cases left were not innocent, and if all were: what the choice of cases may hide at worst.
    """

    sign: str
    innocent: int
    checked: int
    left: int
    value: float
    low: float
    high: float
    own_low: float | None
    own_high: float | None
    least: float
    most: float
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Common:
    """Posterior of the mean and the strength (in cases) that the signs share, on the grid MEANS × STRENGTHS."""

    weights: Floats

    @property
    def parameters(self) -> tuple[Floats, Floats]:
        """α and β of the grid's betas."""
        return MEANS[:, None] * STRENGTHS[None, :], (1 - MEANS[:, None]) * STRENGTHS[None, :]

    @classmethod
    def of(cls, innocent: Sequence[int], checked: Sequence[int]) -> Common:
        """From counts by sign. θ ~ Beta(α, β), p(α, β) ∝ (α + β)^(−5/2): Gelman et al. (2013), section 5.3, with
        1 ≤ α + β ≤ 100 so that it stays proper where every sign is all innocent or all confirmed.
        """
        a, b = cls(np.empty(0)).parameters
        logs = -1.5 * np.log(STRENGTHS)[None, :] + np.log(STRENGTHS)[None, :]  # in the mean and log strength
        for y, n in zip(innocent, checked, strict=True):
            logs = logs + betaln(a + y, b + n - y) - betaln(a, b)
        weights = np.exp(logs - logs.max())
        return cls(weights / weights.sum())

    def share(self, innocent: int, checked: int) -> tuple[float, float, float]:
        """Posterior mean and 95 % interval of one sign's share: a mixture of betas, solved to 1e-6."""
        keep = self.weights > self.weights.max() * 1e-5
        a, b = (one[keep] for one in self.parameters)
        a, b, weights = a + innocent, b + checked - innocent, self.weights[keep] / self.weights[keep].sum()
        low, high = (_quantile(a, b, weights, level) for level in (0.025, 0.975))
        return float((weights * a / (a + b)).sum()), low, high


def _quantile(a: Floats, b: Floats, weights: Floats, level: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if float(weights @ betainc(a, b, middle)) < level else (low, middle)
    return (low + high) / 2


def calibrate(cases: Sequence[Case], signs: Sequence[str]) -> tuple[Rate, ...]:
    """One rate a sign. A case with several signs counts for each of them, so the rates are not independent.

    Only cases that somebody looked into again count, and those were not drawn by lot: the rates hold for cases like
    them, and each says so. Raises Refused below LEAST such cases.
    """
    done = [case for case in cases if case.outcome]
    looked = [case for case in done if case.outcome is not Step.NOT_CHECKED]
    if len(looked) < LEAST:
        raise Refused("calibration-few", count=len(looked), least=LEAST)
    counts = [_counts(sign, done) for sign in signs]
    common = Common.of([innocent for innocent, _, _ in counts], [checked for _, checked, _ in counts])
    return tuple(_rate(sign, *count, common) for sign, count in zip(signs, counts, strict=True))


def _counts(sign: str, done: Sequence[Case]) -> tuple[int, int, int]:
    own = [case.outcome for case in done if sign in case.signs]
    return own.count(Step.INNOCENT), len(own) - own.count(Step.NOT_CHECKED), own.count(Step.NOT_CHECKED)


def _rate(sign: str, innocent: int, checked: int, left: int, common: Common) -> Rate:
    value, low, high = common.share(innocent, checked)
    own = beta.interval(0.95, innocent + 0.5, checked - innocent + 0.5) if checked else (None, None)
    every = checked + left
    remarks = [Remark("calibration-chosen", checked=checked, left=left)]
    if checked < OWN:
        remarks.append(Remark("calibration-pooled", checked=checked, least=OWN))
    return Rate(
        sign, innocent, checked, left, value, low, high,
        None if own[0] is None else float(own[0]), None if own[1] is None else float(own[1]),
        innocent / every if every else 0.0, (innocent + left) / every if every else 1.0, tuple(remarks),
    )  # fmt: skip


@dataclass(frozen=True)
class Generated:
    """The sign in generated honest works: seen in `seen` of `works` at a chance of 1 % or less; 95 % interval."""

    sign: str
    seen: int
    works: int

    @property
    def value(self) -> float:
        return self.seen / self.works

    @property
    def interval(self) -> tuple[float, float]:
        """Jeffreys' (Brown, Cai and DasGupta 2001)."""
        low, high = beta.interval(0.95, self.seen + 0.5, self.works - self.seen + 0.5)
        return float(low), float(high)


@cache
def generated() -> Mapping[str, Generated]:
    """By sign, as the benchmark of objectivity last counted them (honest.toml beside this module)."""
    text = resources.files("msoko.analytics.objectivity").joinpath("honest.toml").read_text("utf-8")
    signs = tomllib.loads(text).get("sign", [])
    return {one["code"]: Generated(one["code"], one["seen"], one["works"]) for one in signs}


def shown(cases: Sequence[Case], signs: Sequence[str]) -> Mapping[str, tuple[Rate | Generated | None, Remark]]:
    """What may be written beside each sign: its rate from outcomes, else from generated works, else nothing."""
    try:
        rates: Mapping[str, Rate] = {rate.sign: rate for rate in calibrate(cases, signs)}
    except Refused:
        rates = {}
    return {sign: _shown(rates.get(sign), generated().get(sign)) for sign in signs}


def _shown(rate: Rate | None, made: Generated | None) -> tuple[Rate | Generated | None, Remark]:
    if rate:
        return rate, Remark(
            "shown-outcomes", innocent=rate.innocent, checked=rate.checked, value=_percent(rate.value),
            low=_percent(rate.low), high=_percent(rate.high),
        )  # fmt: skip
    if made:
        low, high = made.interval
        return made, Remark(
            "shown-generated", value=_percent(made.value, 1), low=_percent(low, 1), high=_percent(high, 1),
            works=f"{made.works:,}".replace(",", " "),
        )  # fmt: skip
    return None, Remark("shown-nothing")


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f}".replace(".", ",")
