"""How a value stands among those of its peers: the difference with its interval, and what is usual among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy import stats

from msoko.analytics.dynamics import Observed
from msoko.analytics.remarks import Refused

LEAST_PEERS = 3
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


class Standing(StrEnum):
    ABOVE = "above"
    USUAL = "usual"
    BELOW = "below"


@dataclass(frozen=True)
class Against:
    """value less the mean of n peers. low, high: 95 % interval of that difference by the chance in the values
    themselves (None: a value without an interval is among them).

    usual: where 95 of 100 organisations like these would lie. missing: peers that have no value.
    """

    value: float
    mean: float
    n: int
    difference: float
    low: float | None
    high: float | None
    usual: tuple[float, float]
    missing: tuple[str, ...]

    @property
    def standing(self) -> Standing:
        if self.value < self.usual[0]:
            return Standing.BELOW
        return Standing.ABOVE if self.value > self.usual[1] else Standing.USUAL


def against(
    own: Observed, peers: Mapping[str, Observed], limits: tuple[float | None, float | None] = (None, None)
) -> Against:
    """own among its peers (id -> value). limits: of what can be (0 and 100 of a share); the usual range ends there.

    Each organisation counts once: the question is about organisations, not about all their pupils. The usual range is
    that of one more observation of a normal distribution, mean ± t(0.975, n−1)·s·√(1 + 1/n) (Hahn 1969); chance in the
    values is part of s. The interval of the difference takes the peers as they are, with the errors of values
    recovered from their intervals. Raises Refused: no own value, fewer than LEAST_PEERS values of peers.
    """
    if own.value is None:
        raise Refused("peers-no-value")
    known = {code: one for code, one in peers.items() if one.value is not None}
    if len(known) < LEAST_PEERS:
        raise Refused("peers-few", n=len(known), least=LEAST_PEERS)
    values = np.array([one.value for one in known.values()], dtype=float)
    n, mean = len(values), float(values.mean())
    width = float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1) * sqrt(1 + 1 / n))
    error = _error(own, list(known.values()))
    difference = own.value - mean
    low, high = (None, None) if error is None else (difference - _Z * error, difference + _Z * error)
    missing = tuple(code for code in peers if code not in known)
    return Against(own.value, mean, n, difference, low, high, _within(mean - width, mean + width, limits), missing)


def _within(low: float, high: float, limits: tuple[float | None, float | None]) -> tuple[float, float]:
    least, most = limits
    return low if least is None else max(low, least), high if most is None else min(high, most)


def _error(own: Observed, peers: Sequence[Observed]) -> float | None:
    halves = [_half(one) for one in (own, *peers)]
    known = [half for half in halves if half is not None]
    if len(known) < len(halves):
        return None
    return sqrt(known[0] ** 2 + sum(half**2 for half in known[1:]) / len(peers) ** 2) / _Z


def _half(one: Observed) -> float | None:
    return None if one.low is None or one.high is None else (one.high - one.low) / 2
