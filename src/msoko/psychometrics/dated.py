"""A dated scale: the items of a procedure on one scale from sitting to sitting, in points that keep their meaning.

The first sitting sets the points: 500 and 100 are the mean and the standard deviation of its persons. Each later one
is linked by the items it has in common with the one before, without those that drifted; errors of links add up (Monseur
and Berezner 2007), so less can be said of a change of ten years than of one. Marks are not made here: how primary
scores become marks is the official table's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from msoko.psychometrics.bank import Bank
from msoko.psychometrics.drift import drift
from msoko.psychometrics.item_tests import times
from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats

MEAN, SD = 500.0, 100.0
FORMAT = "msoko-scale-1"


@dataclass(frozen=True)
class Step:
    """How one sitting was put on the scale. error: of the shift, in points; since: the day of the sitting before."""

    since: date
    day: date
    method: str
    slope: float
    shift: float
    error: float
    common: tuple[str, ...]
    drifted: tuple[str, ...]


@dataclass(frozen=True)
class DatedScale:
    """title: of the procedure. day: of the latest sitting. bank: its items on the scale of the first sitting.

    origin, spread: in logits of the first sitting, what 500 and 100 stand for. mean, sd: of the latest persons, logits.
    """

    title: str
    day: date
    model: str
    origin: float
    spread: float
    bank: Bank
    mean: float
    sd: float
    steps: tuple[Step, ...] = ()

    def points(self, theta: Floats) -> Floats:
        return np.asarray(MEAN + SD * (theta - self.origin) / self.spread)

    def error_since(self, day: date) -> float:
        """Standard error of the links from the sitting of that day to the latest, in points: roots of summed squares.

        Raises Refused for a day without a sitting.
        """
        days = [step.since for step in self.steps] + [self.day]
        if day not in days:
            raise Refused("scale-no-sitting", day=day.strftime("%d.%m.%Y"))
        return float(np.sqrt(sum(step.error**2 for step in self.steps if step.since >= day)))

    def table(self) -> list[tuple[int, float, float]]:
        """(primary score, points, standard error) of a person who answered all items: the mean and sd of θ given the
        score (Thissen, Pommerich, Billeaud and Williams 1995), prior N(mean, sd²) of the latest sitting.
        """
        theta = np.linspace(self.mean - 6 * self.sd, self.mean + 6 * self.sd, 161)
        chances = np.ones((1, len(theta)))
        for one, most in zip(self.bank.curves.probabilities(theta), self.bank.curves.most, strict=True):
            chances = times(chances, one[: most + 1])
        after = chances * np.exp(-0.5 * ((theta - self.mean) / self.sd) ** 2)
        after /= after.sum(axis=1, keepdims=True)
        middle = after @ theta
        spread = np.sqrt(np.maximum(after @ theta**2 - middle**2, 0.0))
        return [
            (n, float(self.points(m)), float(SD * s / self.spread))
            for n, (m, s) in enumerate(zip(middle, spread, strict=True))
        ]


def begin(title: str, day: date, model: str, scaled: Scaled) -> DatedScale:
    """The first sitting. Raises Refused if its persons do not differ (then 100 points mean nothing)."""
    mean, sd = float(scaled.population.means[0]), float(scaled.population.sds[0])
    if sd < 0.05:
        raise Refused("scale-no-spread")
    return DatedScale(title, day, model, mean, sd, Bank.of(scaled), mean, sd)


def go_on(
    scale: DatedScale, day: date, model: str, scaled: Scaled, method: str = "mean-mean"
) -> tuple[DatedScale, tuple[Remark, ...]]:
    """The scale after a further sitting, and what is to be said of its items.

    Raises Refused: a day not after the latest sitting's, another model, and what `drift` refuses.
    """
    if day <= scale.day:
        raise Refused("scale-day-order", day=day.strftime("%d.%m.%Y"), last=scale.day.strftime("%d.%m.%Y"))
    if model != scale.model:
        raise Refused("scale-model", found=model, expected=scale.model)
    fresh = Bank.of(scaled)
    found = drift(scale.bank, fresh, method)
    made = found.link
    gone = tuple(one.item for one in found.items if one.has_drifted)
    step = Step(scale.day, day, method, made.slope, made.shift, SD * made.error / scale.spread, found.steady, gone)
    mean, sd = float(scaled.population.means[0]), float(scaled.population.sds[0])
    moved = fresh.with_curves(made.moved(fresh.curves), made.slope)
    after = replace(
        scale, day=day, bank=moved, mean=made.slope * mean + made.shift, sd=made.slope * sd, steps=(*scale.steps, step)
    )
    return after, found.remarks


def as_data(scale: DatedScale) -> dict[str, Any]:
    """For JSON."""
    steps = [
        {**vars(step), "since": step.since.isoformat(), "day": step.day.isoformat(), "common": list(step.common),
         "drifted": list(step.drifted)}
        for step in scale.steps
    ]  # fmt: skip
    kept = {name: getattr(scale, name) for name in ("title", "model", "origin", "spread", "mean", "sd")}
    return {"format": FORMAT, "day": scale.day.isoformat(), **kept, "items": scale.bank.as_data(), "steps": steps}


def from_data(data: Any) -> DatedScale:
    """Raises Refused for what as_data did not make."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refused("scale-format")
    try:
        steps = tuple(
            Step(**{**step, "since": date.fromisoformat(step["since"]), "day": date.fromisoformat(step["day"]),
                    "common": tuple(step["common"]), "drifted": tuple(step["drifted"])})
            for step in data["steps"]
        )  # fmt: skip
        numbers = {name: float(data[name]) for name in ("origin", "spread", "mean", "sd")}
        bank = Bank.from_data(data["items"])
        return DatedScale(
            str(data["title"]), date.fromisoformat(data["day"]), str(data["model"]), bank=bank, steps=steps, **numbers
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("scale-format") from error
