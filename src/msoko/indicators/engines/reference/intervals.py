"""95 % intervals of shares and means. Numbers in, (low, high) out; None where no interval is defined."""

from __future__ import annotations

import math
from collections.abc import Sequence

Interval = tuple[float, float]
Z = 1.959963984540054  # 97.5 % point of the normal distribution


def wilson(successes: float, trials: float) -> Interval | None:
    """Score interval of a share: Wilson (1927), JASA 22, p. 209. Needs 0 ≤ successes ≤ trials, trials > 0."""
    if not 0 <= successes <= trials or trials <= 0:
        return None
    share = successes / trials
    shrink = 1 + Z * Z / trials
    centre = (share + Z * Z / (2 * trials)) / shrink
    # p(1 − p) = successes·failures / trials², which is exact where the share is 0 or 1
    half = Z / shrink * math.sqrt(successes * (trials - successes) / trials**3 + Z * Z / (4 * trials * trials))
    return max(0.0, centre - half), min(1.0, centre + half)


def student(mean: float, deviation: float, n: int) -> Interval | None:
    """mean ± t(0.975, n − 1)·s/√n with the sample deviation s: Student (1908). Needs n ≥ 2."""
    if n < 2:
        return None
    half = t_quantile(n - 1) * deviation / math.sqrt(n)
    return mean - half, mean + half


def t_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t."""
    from scipy.special import stdtrit  # a third of the import time of scipy.stats

    return float(stdtrit(freedom, 0.975))


def scaled(interval: Interval | None, a: float, b: float) -> Interval | None:
    """The interval of a·E + b."""
    if interval is None:
        return None
    low, high = sorted((a * interval[0] + b, a * interval[1] + b))
    return low, high


def of_sample(values: Sequence[float], kind: str) -> Interval | None:
    """share: of ones among zeros and ones; mean: of any numbers."""
    n = len(values)
    if kind == "share":
        return wilson(sum(values), n)
    if n < 2:
        return None
    mean = math.fsum(values) / n
    return student(mean, math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1)), n)
