"""An intervention in a few organisations against comparable ones without it: difference in differences, with placebos.

The gain of an organisation is its mean after less its mean before; its difference is its gain less the mean gain of
its nearest never-treated. Every never-treated organisation goes the same way with its own nearest, as if it had been
treated: these placebos say how large a difference is without any intervention (Abadie, Diamond and Hainmueller 2010;
for few treated Conley and Taber 2011). Assumed: without it the treated would have moved as their nearest did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from msoko.analytics import peers
from msoko.analytics.effect.frame import LEAST_BEFORE, Frame
from msoko.analytics.panel import Floats, Panel
from msoko.analytics.remarks import Refused, Remark

LEAST_PLACEBOS = 19
_DOUBT = 0.05  # of the checks before the start


class Method(StrEnum):
    PLACEBO = "placebo"  # the interval is the quantile of placebos
    STUDENT = "student"  # fewer than nineteen placebos or several treated: t with their spread


class Verdict(StrEnum):
    GREATER = "greater"
    LESS = "less"
    INDISTINGUISHABLE = "indistinguishable"
    DOUBTFUL = "doubtful"  # the treated went another way before the start already


@dataclass(frozen=True)
class Control:
    """One comparable organisation of a treated one. weight: its part in the comparison."""

    name: str
    distance: float
    weight: float
    before: float
    after: float


@dataclass(frozen=True)
class Treated:
    name: str
    before: float
    after: float
    difference: float
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Check:
    """A difference before the start that should not be there, and the chance of one as large among the placebos."""

    difference: float
    chance: float


@dataclass(frozen=True)
class Effect:
    """In the unit (points for a share). smallest: the effect that this comparison would notice four times of five.

    slope: a year, over the years before; earlier: as if it had begun a year earlier. None: too few years before.
    placebos: difference of each never-treated organisation. dropped: who could not be compared and why.
    """

    verdict: Verdict
    difference: float
    low: float
    high: float
    chance: float
    method: Method
    smallest: float
    before: tuple[int, ...]
    after: tuple[int, ...]
    treated: tuple[Treated, ...]
    placebos: Mapping[str, float]
    slope: Check | None
    earlier: Check | None
    dropped: Mapping[str, Remark]
    remarks: tuple[Remark, ...] = ()


def of_panel(
    panel: Panel,
    treated: Sequence[str],
    start: int,
    context: Mapping[str, Mapping[str, float | None]] | None = None,
    weights: Mapping[str, float] | None = None,
    count: int | None = peers.COUNT,
) -> Effect:
    """start: the first year with the intervention. context, weights: as peers.nearest takes them, beside which the
    values before the start count as much as all of the context. count: nearest of each; None: all never-treated.

    Compared in the unit, whatever the panel's scale. Raises Refused: no such organisation, a break at the start, fewer
    than two years before or none after, fewer than eight never-treated organisations known in all these years, or
    placebos without any spread.
    """
    frame = Frame.of(panel, tuple(dict.fromkeys(treated)), start, context or {}, weights or {}, count)
    gains = frame.contrast(frame.gain)
    own, placebo = _parted(frame, gains)
    scale, freedom = _scale(frame, placebo), len(placebo) - 1
    difference = float(own.mean())
    error = float(np.sqrt((scale[: len(own)] ** 2).sum()) / len(own)) * frame.shared
    method, factor, chance = _reference(own, placebo, scale, difference / error, freedom)
    low, high = difference - factor * error, difference + factor * error
    slope = _check(frame, frame.slope) if len(frame.before) > LEAST_BEFORE else None
    earlier = _check(frame, frame.earlier) if len(frame.before) > LEAST_BEFORE else None
    verdict = _verdict(low, high, (slope, earlier))
    smallest = error * (factor + _quantile(0.80, freedom))
    return Effect(
        verdict, difference, low, high, chance, method, smallest, frame.before, frame.after, _records(frame, own),
        dict(zip(frame.names[len(own) :], placebo.tolist(), strict=True)), slope, earlier, frame.dropped,
        tuple(_remarks(slope, method, own)),
    )  # fmt: skip


def _records(frame: Frame, differences: Floats) -> tuple[Treated, ...]:
    first = len(frame.before)
    before, after = frame.x[:, :first].mean(axis=1), frame.x[:, first:].mean(axis=1)
    found = []
    for i, name in enumerate(frame.names[: frame.count]):
        near, far = frame.nearest[i], frame.distances[i]
        controls = tuple(
            Control(frame.names[c], d, 1 / len(near), float(before[c]), float(after[c]))
            for c, d in zip(near, far, strict=True)
        )
        found.append(Treated(name, float(before[i]), float(after[i]), float(differences[i]), controls))
    return tuple(found)


def _parted(frame: Frame, differences: Floats) -> tuple[Floats, Floats]:
    return differences[: frame.count], differences[frame.count :]


def _scale(frame: Frame, placebo: Floats) -> Floats:
    """Standard error of each row's difference: the spread of placebos beside the chance of few people, and that."""
    sampling = frame.sampling(frame.gain)
    whole = float((placebo**2).mean())
    if whole < 1e-18 * float((frame.x**2).mean()):
        raise Refused("effect-no-spread")
    beside = max(whole - float(sampling[frame.count :].mean()), 0.05 * whole)
    return np.asarray(np.sqrt(beside + sampling))


def _reference(own: Floats, placebo: Floats, scale: Floats, ratio: float, freedom: int) -> tuple[Method, float, float]:
    """How the interval is made, its factor and the chance of a ratio as large."""
    if len(own) == 1 and len(placebo) >= LEAST_PLACEBOS:
        ratios = np.sort(np.abs(placebo) / scale[1:])
        rank = int(np.ceil((len(ratios) + 1) * 0.95 - 1e-9))
        chance = (1 + int((ratios >= abs(ratio)).sum())) / (len(ratios) + 1)
        return Method.PLACEBO, float(ratios[min(rank, len(ratios)) - 1]), chance
    from scipy import stats

    return Method.STUDENT, _quantile(0.975, freedom), float(2 * stats.t.sf(abs(ratio), freedom))


def _check(frame: Frame, of_years: Floats) -> Check:
    from scipy import stats

    own, placebo = _parted(frame, frame.contrast(of_years))
    spread = float(np.sqrt((placebo**2).mean() / len(own))) * frame.shared
    difference, freedom = float(own.mean()), len(placebo) - 1
    chance = 1.0 if spread == 0 else float(2 * stats.t.sf(abs(difference) / spread, freedom))
    return Check(difference, chance)


def _verdict(low: float, high: float, checks: tuple[Check | None, ...]) -> Verdict:
    if low <= 0 <= high:
        return Verdict.INDISTINGUISHABLE
    if any(check is not None and check.chance < _DOUBT for check in checks):
        return Verdict.DOUBTFUL
    return Verdict.GREATER if low > 0 else Verdict.LESS


def _remarks(slope: Check | None, method: Method, own: Floats) -> list[Remark]:
    found = [Remark("effect-unchecked")] if slope is None else []
    if method is Method.STUDENT:
        found.append(Remark("effect-few-placebos" if len(own) == 1 else "effect-several"))
    return found


def _quantile(share: float, freedom: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(share, freedom))
