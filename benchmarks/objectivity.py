"""Signs of bias where the truth is known: who is found at one false alarm in a hundred. Run: python -m benchmarks.objectivity

Made-up regions (honest_region), a seventh of the sheets interfered with (interference). Each method ranks every school
in every work; its threshold is what 1 % of the honest small schools of the same region exceed. --write also writes how
often each sign appears in honest works (honest.toml).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.honest_region import Held, Region, region, works
from benchmarks.interference import KINDS, interfered
from benchmarks.objectivity_peers import fioko, fuzzy
from msoko.analytics import objectivity
from msoko.analytics.objectivity.combining import Level, judged
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.signs import SIGNS, signs
from msoko.methodology.loading import load
from msoko.psychometrics.responses import Floats

SEEDS = range(1, 7)
SCHOOLS = 700
PART = 0.15  # of the sheets
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
SIZES = {"small": (10, 25), "larger": (26, 10**6)}  # pupils; below ten no method speaks
ALARMS = 0.01
HONEST = Path(objectivity.__file__).parent / "honest.toml"
OURS, FIOKO, INVALSI = "our signs together", "ФИОКО markers together", "INVALSI fuzzy clusters"
NAMED, ANY = "our signs, named at 5 %", "ФИОКО, any marker set"  # as they are used, at whatever rate of false alarms


@dataclass(frozen=True)
class Seen:
    """One region, all arrays works × schools: what was done, to what share, how many wrote, how strong each method."""

    kind: np.ndarray
    share: Floats
    n: np.ndarray
    strength: Mapping[str, Floats]

    def honest(self, size: str) -> np.ndarray:
        low, high = SIZES[size]
        return (self.kind == "") & (self.n >= low) & (self.n <= high)

    def done(self, size: str, kind: str, share: float) -> np.ndarray:
        low, high = SIZES[size]
        return (self.kind == kind) & (self.share == share) & (self.n >= low) & (self.n <= high)


def touched(honest: Region, seed: int, part: float = PART) -> tuple[Held, ...]:
    """A part of the sheets of every work, each kind and share alike."""
    ways, made = list(product(KINDS, SHARES)), []
    for number, held in enumerate(honest.held):
        rng = np.random.default_rng([seed, 5, number])
        chosen = rng.permutation(SCHOOLS)[: round(part * SCHOOLS)]
        plan = {int(one): ways[(place + number) % len(ways)] for place, one in enumerate(chosen)}
        made.append(interfered(held, plan, seed * 100 + number))
    return tuple(made)


def ours(honest: Region, held: tuple[Held, ...]) -> tuple[dict[str, Floats], float]:
    """−log10 of the chance, each sign alone and all together by organisation and work; seconds of processor."""
    history = [work for one in (*honest.earlier, *honest.later.values()) for work in works(one, tasks=False)]
    given = [*history, *(work for one in held for work in works(one))]
    place = {work.group.procedure: number for number, one in enumerate(held) for work in works(one)[:1]}
    started = time.process_time()
    found = signs(given)
    named = judged(found)
    spent = time.process_time() - started
    strength = {name: np.full((len(held), SCHOOLS), -np.inf) for name in (*SIGNS, OURS, NAMED)}
    for sign in found:
        if sign.p is not None and not sign.group.class_name and sign.group.procedure in place:
            at = place[sign.group.procedure], int(sign.group.organisation[1:])
            strength[sign.code][at] = -np.log10(max(sign.p, 1e-300))
    for one in named:
        if one.level is Level.PROCEDURE and one.group.procedure in place:
            at = place[one.group.procedure], int(one.group.organisation[1:])
            strength[OURS][at] = -np.log10(max(one.p, 1e-300))
            strength[NAMED][at] = float(one.stands_out)
    return strength, spent


def together(markers: Mapping[str, Floats], honest: np.ndarray) -> Floats:
    """Markers of unlike units as one: how rare the rarest of them is among the honest small schools, ties by strength."""
    ranks = []
    for one in markers.values():
        usual = np.sort(one[honest])
        beyond = np.where(np.isfinite(one), np.tanh(one), 0) * 1e-3
        ranks.append(np.where(np.isfinite(one), np.searchsorted(usual, one) + beyond, -np.inf))
    return np.asarray(np.max(ranks, axis=0))


def seen(seed: int) -> tuple[Seen, float]:
    """What all methods say of one region, and the seconds that ours took."""
    honest = region(seed, SCHOOLS)
    held = touched(honest, seed)
    strength, spent = ours(honest, held)
    n = np.stack([np.bincount(one.school, minlength=SCHOOLS) for one in held])
    kind, share = np.stack([one.kind for one in held]), np.stack([one.share for one in held])
    markers = fioko(honest, held, Parameters.of(load()))
    strength |= {f"ФИОКО {name}": one for name, one in markers.items()}
    strength[ANY] = np.asarray(np.max(list(markers.values()), axis=0))
    strength[FIOKO] = together(markers, Seen(kind, share, n, {}).honest("small"))
    strength[INVALSI] = fuzzy(held)
    return Seen(kind, share, n, strength), spent


def found(regions: list[Seen], name: str, size: str) -> tuple[float, list[float]]:
    """Per cent of false alarms at the threshold, and of works found, by kind and share."""
    limits = [np.quantile(one.strength[name][one.honest(size)], 1 - ALARMS, method="higher") for one in regions]

    def share(chosen: list[np.ndarray]) -> float:
        hits = sum(
            (one.strength[name][some] > limit).sum() for one, some, limit in zip(regions, chosen, limits, strict=True)
        )
        return 100 * float(hits) / sum(some.sum() for some in chosen)

    ways = product(KINDS, SHARES)
    return share([one.honest(size) for one in regions]), [
        share([one.done(size, kind, part) for one in regions]) for kind, part in ways
    ]


def used(regions: list[Seen], name: str, size: str) -> tuple[float, list[float]]:
    """Per cent of works marked as the method is used, strength 1 and above: of the honest, and by kind and share."""

    def share(chosen: list[np.ndarray]) -> float:
        return 100 * float(
            np.concatenate([one.strength[name][some] >= 1 for one, some in zip(regions, chosen, strict=True)]).mean()
        )

    return share([one.honest(size) for one in regions]), [
        share([one.done(size, kind, part) for one in regions]) for kind, part in product(KINDS, SHARES)
    ]


def show(regions: list[Seen]) -> None:
    for size in SIZES:
        works_ = sum(int(one.honest(size).sum()) for one in regions)
        each = np.median([one.done(size, *way).sum() for one in regions for way in product(KINDS, SHARES)]) * len(
            regions
        )
        print(
            f"\n{size} schools: {works_} honest works, about {each:.0f} a cell; per cent found at {ALARMS:.0%} false alarms"
        )
        print(f"{'':26}{'alarms':>7}  " + "  ".join(f"{kind:<19}" for kind in KINDS))
        print(
            f"{'affected, %':26}{'':7}  " + "  ".join(" ".join(f"{100 * part:3.0f}" for part in SHARES) for _ in KINDS)
        )
        alone = [name for name in regions[0].strength if name not in (OURS, FIOKO, INVALSI, NAMED, ANY)]
        for name in (OURS, FIOKO, INVALSI, *alone):
            line(name, *found(regions, name, size))
        for name in (NAMED, ANY):
            line(name, *used(regions, name, size))
    named = [(one.strength[NAMED] >= 1) for one in regions]
    false = sum(int((one & (two.kind == "")).sum()) for one, two in zip(named, regions, strict=True))
    print(f"\nnamed at 5 % false discoveries: {sum(int(one.sum()) for one in named)} works, {false} of them honest")


def line(name: str, alarms: float, shares: list[float]) -> None:
    parts = [shares[start : start + len(SHARES)] for start in range(0, len(shares), len(SHARES))]
    print(f"{name:26}{alarms:7.1f}  " + "  ".join(" ".join(f"{one:3.0f}" for one in part) for part in parts))


def count_honest(seeds: range) -> None:
    """Regions without interference: works in which each sign comes at a chance of 1 % or less."""
    names, seen_, works_ = (*SIGNS, OURS), dict.fromkeys((*SIGNS, OURS), 0), dict.fromkeys((*SIGNS, OURS), 0)
    for seed in seeds:
        honest = region(seed, SCHOOLS)
        strength, _ = ours(honest, honest.held)
        for name in names:
            seen_[name] += int((strength[name] >= -np.log10(ALARMS)).sum())
            works_[name] += int(np.isfinite(strength[name]).sum())
    head = "".join(one for one in HONEST.read_text("utf-8").splitlines(keepends=True) if one.startswith("#"))
    codes = {OURS: "together"}
    rows = [f'[[sign]]\ncode = "{codes.get(n, n)}"\nseen = {seen_[n]}\nworks = {works_[n]}\n' for n in names]
    HONEST.write_text("\n".join([head, *rows]), "utf-8")


def main() -> None:
    if "--write" in sys.argv:
        count_honest(range(101, 103))
        return
    regions, seconds = zip(*(seen(seed) for seed in SEEDS), strict=True)
    show(list(regions))
    print(
        f"\nsigns of {SCHOOLS} schools × {len(regions[0].n)} procedures with their history: median {np.median(seconds):.1f} s of processor"
    )


if __name__ == "__main__":
    main()
