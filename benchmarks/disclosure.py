"""Hiding few persons: exact moves against the solver alone, on generated districts. Run: python -m benchmarks.disclosure

Both have to hide the very same rows.
"""

from __future__ import annotations

import random
import time
from unittest.mock import patch

from msoko.analytics.additivity import sums_of
from msoko.analytics.attack import Attack, Key
from msoko.analytics.disclosure import Policy, Reason, _Release
from msoko.analytics.persons import Persons
from msoko.vocabulary import SLICES

DISTRICTS, SCHOOLS = 12, 24
_SIZES = (3, 8, 12, 25, 40, 60)


def district(seed: int) -> tuple[dict[Key, Persons], dict[tuple[str, str], list[str]]]:
    """Shares of schools by sex and together, with their municipality and two settlements."""
    dice = random.Random(seed)
    names = [f"o{i}" for i in range(SCHOOLS)]
    half = SCHOOLS // 2
    groups = {
        ("municipality", "m"): names,
        ("settlement", "m/urban"): names[:half],
        ("settlement", "m/rural"): names[half:],
    }
    counts = {(name, sex): dice.choice(_SIZES) for name in names for sex in ("female", "male")}
    cells = {place: (n, round(n * dice.choice((0.1, 0.4, 0.6, 1)))) for place, n in counts.items()}
    rows: dict[Key, Persons] = {}
    for (level, code), members in {**{("organisation", name): [name] for name in names}, **groups}.items():
        for sex in ("female", "male", "all"):
            own = [cells[name, one] for name in members for one in ("female", "male") if sex in (one, "all")]
            slices = tuple(sex if name == "sex" else "all" for name in SLICES)
            rows[(level, code, *slices)] = Persons(sum(n for n, _ in own), sum(k for _, k in own))
    return rows, groups


def hidden() -> list[dict[Key, Reason]]:
    found = []
    for seed in range(DISTRICTS):
        rows, groups = district(seed)
        found.append(_Release(Policy(), rows, sums_of(rows, groups), {}).decide())
    return found


def main() -> None:
    started = time.perf_counter()
    quick = hidden()
    moves = time.perf_counter() - started
    with patch.object(Attack, "_solved", None):
        started = time.perf_counter()
        assert hidden() == quick
        solver = time.perf_counter() - started
    print(f"{DISTRICTS} districts of {SCHOOLS} schools by sex, {sum(map(len, quick))} rows hidden")
    print(f"exact moves {moves:8.2f} s\nsolver only {solver:8.2f} s   solver : moves = {solver / moves:.1f}")


if __name__ == "__main__":
    main()
