"""Forecasts, changes and effects on generated municipalities whose truth is known: accuracy, coverage, false alarms.

`python -m benchmarks.forecasts`. Peers, each series on its own as these packages do it: statsmodels SimpleExpSmoothing
and Holt's damped trend (intervals by its simulation), ordinary least squares for difference in differences.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
from numpy.typing import NDArray

from msoko.analytics import change, discoveries, effect, forecast
from msoko.analytics.panel import Panel, Scale

Floats = NDArray[np.float64]
SCHOOLS, YEARS, REPEATS = 15, 6, 40
# How the true logit of a school moves: the same for every municipality of a kind.
WORLDS: dict[str, Callable[[np.random.Generator, Floats], Floats]] = {
    "random walks": lambda rng, t: rng.normal(0, 0.25, (SCHOOLS, len(t))).cumsum(axis=1),
    "cohorts about a level": lambda rng, t: rng.normal(0, 0.25, (SCHOOLS, len(t))),
    "own trends": lambda rng, t: (0.15 + rng.normal(0, 0.1, (SCHOOLS, 1))) * t + rng.normal(0, 0.1, (SCHOOLS, len(t))),
    "a year good or hard for all": lambda rng, t: rng.normal(0, 0.2, (SCHOOLS, len(t))) + rng.normal(0, 0.2, len(t)),
}


@dataclass(frozen=True)
class World:
    known: Panel
    came: Floats  # the share of the year to come, in per cent


def world(kind: str, seed: int) -> World:
    rng = np.random.default_rng(seed)
    t = np.arange(YEARS + 1.0)
    logit = rng.normal(0, 0.6, (SCHOOLS, 1)) + WORLDS[kind](rng, t)
    n = np.repeat(rng.integers(15, 90, (SCHOOLS, 1)), len(t), axis=1)
    p = rng.binomial(n, 1 / (1 + np.exp(-logit))) / n
    errors = 100 * np.sqrt(p * (1 - p) / n + 0.96 / n**2) / (1 + 3.84 / n)
    known = Panel.of(100 * p[:, :-1], errors[:, :-1], counts=n[:, :-1], scale=Scale.LOGIT)
    return World(known, 100 * p[:, -1])


def forecasts() -> None:
    for kind in WORLDS:
        misses: dict[str, list[float]] = {}
        inside: dict[str, list[bool]] = {}
        chosen: Counter[str] = Counter()
        none, ours_seconds, peer_seconds = 0, 0.0, 0.0
        for seed in range(REPEATS):
            made = world(kind, seed)
            started = process_time()
            found = forecast.of_panel(made.known, 1)
            ours_seconds += process_time() - started
            chosen[found.method] += 1
            none += len(found.none)
            for i, name in enumerate(made.known.names):
                y, came = made.known.values[i], made.came[i]
                started = process_time()
                peers = _peers(y)
                peer_seconds += process_time() - started
                for label, (value, low, high) in peers.items():
                    misses.setdefault(label, []).append(abs(came - value))
                    inside.setdefault(label, []).append(low <= came <= high)
                if name in found.of:
                    ahead = found.of[name].ahead[0]
                    misses.setdefault("msoko", []).append(abs(came - ahead.value))
                    for level, (low, high) in ahead.intervals.items():
                        inside.setdefault(f"msoko {level:.0%}", []).append(low <= came <= high)
        print(f"\n{kind}: chosen {dict(chosen)}, no forecast {none} of {SCHOOLS * REPEATS}")
        print("  mean absolute error, points:", _line(misses, "{:.2f}"))
        print("  covered (peers: their 95 % intervals):", _line(inside, "{:.1%}"))
        print(f"  process time: msoko {ours_seconds:.1f} s, statsmodels {peer_seconds:.1f} s")


def _peers(y: Floats) -> dict[str, tuple[float, float, float]]:
    """Value and 95 % interval of the next year from one series alone."""
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    found = {}
    step = float(np.diff(y).std(ddof=1))
    found["naive"] = (float(y[-1]), float(y[-1]) - 1.96 * step, float(y[-1]) + 1.96 * step)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for label, asked in (("ETS level", {}), ("ETS damped", {"trend": "add", "damped_trend": True})):
            fitted = ETSModel(pd.Series(y), error="add", initialization_method="estimated", **asked).fit(disp=0)
            told = fitted.get_prediction(start=len(y), end=len(y)).summary_frame(alpha=0.05)
            found[label] = (
                float(told["mean"].iloc[0]),
                float(told["pi_lower"].iloc[0]),
                float(told["pi_upper"].iloc[0]),
            )
    return found


def changes() -> None:
    """One school falls by 0.22 a year as the demonstration's does, one steps by 0.9; the others do what they do."""
    for kind in ("random walks", "cohorts about a level"):
        caught, false, clean = Counter[str](), 0, 0
        for seed in range(REPEATS):
            rng, t = np.random.default_rng(seed), np.arange(float(YEARS))
            x = rng.normal(0, 0.6, (SCHOOLS, 1)) + 0.5 * WORLDS[kind](rng, t)
            x[0] -= 0.22 * t
            x[1] += 0.9 * (t >= 3)
            errors = np.repeat(0.5 / np.sqrt(rng.integers(15, 90, (SCHOOLS, 1)) / 4), YEARS, axis=1)
            found = change.of_panel(Panel.of(x + rng.normal(0, 1, x.shape) * errors, errors))
            sure = discoveries.shares([one.chance for one in found.values()]) <= change.FALSE_SHARE
            caught.update(slow=int(sure[0]), sudden=int(sure[1]))
            false, clean = false + int(sure[2:].sum()), clean + SCHOOLS - 2
        print(f"\n{kind}: slow fall found {caught['slow']} of {REPEATS}, step found {caught['sudden']} of {REPEATS}, "
              f"clean schools named {false} of {clean}")  # fmt: skip


def effects() -> None:
    """Size and coverage of the interval, against least squares with two-way fixed effects and its own errors."""
    import statsmodels.api as sm

    for others in (12, 30):
        told = {"msoko": [], "least squares": []}  # type: dict[str, list[bool]]
        inside: list[bool] = []
        worst = 0.0
        for seed in range(200):
            rng = np.random.default_rng(seed)
            x = (
                50
                + rng.normal(0, 6, (others + 1, 1))
                + rng.normal(0, 2, 5)
                + rng.normal(0, 1.5, (others + 1, 5)).cumsum(axis=1)
            )
            x += rng.normal(0, 1.5, x.shape)
            none = effect.of_panel(Panel.of(x, 1.5), ["1"], 2004)
            told["msoko"].append(not none.low <= 0 <= none.high)
            x[0, 3:] += 8
            some = effect.of_panel(Panel.of(x, 1.5), ["1"], 2004)
            inside.append(some.low <= 8 <= some.high)
            x[0, 3:] -= 8
            unit, year = np.repeat(np.eye(others + 1), 5, axis=0), np.tile(np.eye(5), (others + 1, 1))
            on = ((np.arange(others + 1)[:, None] == 0) & (np.arange(5) >= 3)).astype(float).ravel()
            fitted = sm.OLS(x.ravel(), np.column_stack([on, unit, year[:, 1:]])).fit()
            whole = effect.of_panel(Panel.of(x, 1.5), ["1"], 2004, count=None)
            worst = max(worst, abs(whole.difference - fitted.params[0]))
            told["least squares"].append(fitted.pvalues[0] < 0.05)
        print(f"\n{others} never treated: called an effect where there is none {_line(told, '{:.1%}')}; "
              f"an effect of 8 covered {np.mean(inside):.1%}; largest difference to statsmodels' coefficient {worst:.1e}")  # fmt: skip


def _line(found: dict[str, list[float]] | dict[str, list[bool]], shape: str) -> str:
    return ", ".join(f"{label} {shape.format(np.mean(values))}" for label, values in found.items())


if __name__ == "__main__":
    forecasts()
    changes()
    effects()
