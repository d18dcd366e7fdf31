"""Small made-up regions of works for the tests of the signs: honest ones, and one school of which is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from msoko.analytics.objectivity.works import Group, Work, marked

TASKS = 16
MOST = np.array([1, 1, 1, 2] * 4)
BOUNDS = ((3, 7), (4, 11), (5, 15))
DIFFICULTY = np.linspace(-1.8, 1.4, TASKS)

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def honest(
    schools: int = 40, seed: int = 0, size: tuple[int, int] = (16, 27), period: str = "2024-25", grade: str = "5",
    classes: int = 1, kind: str = "vpr", able: float = 0.0,
) -> list[Work]:  # fmt: skip
    """Answers by a Rasch model with binomial points; schools differ by 0.3, pupils by 0.9; able: the first school."""
    rng = np.random.default_rng([seed, int(period[:4]), int(grade)])
    effects = np.random.default_rng(seed).normal(0, 0.3, schools)
    effects[0] += able
    works = []
    for school in range(schools):
        for letter in "АБВ"[:classes]:
            n = int(rng.integers(*size))
            ability = effects[school] + rng.normal(0, 0.1) + rng.normal(0, 0.9, n)
            chance = 1 / (1 + np.exp(-(ability[:, None] - DIFFICULTY)))
            journal = np.clip(np.round(3.4 + 0.8 * ability + rng.normal(0, 0.4, n)), 2, 5)
            group = Group(f"s{school:03d}", grade + letter, f"{kind}-{period}-{grade}", kind, period, "02", grade)
            works.append(work(group, rng.binomial(MOST, chance), journal))
    return works


def work(group: Group, items: np.ndarray, journal: np.ndarray | None = None) -> Work:
    n = len(items)
    scores = items.sum(axis=1).astype(float)
    return Work(
        group, np.array([f"{group.organisation}-{i}" for i in range(n)]), scores, marked(scores, BOUNDS),
        np.full(n, np.nan) if journal is None else journal.astype(float), BOUNDS, int(MOST.sum()),
        items.astype(np.int16), tuple(str(i + 1) for i in range(TASKS)), MOST.astype(np.int64), np.full(n, ""),
    )  # fmt: skip


def changed(works: list[Work], change: Change, school: str = "s000", seed: int = 9) -> list[Work]:
    """The same works, those of one school with other answers."""
    rng = np.random.default_rng(seed)

    def one(work: Work) -> Work:
        assert work.items is not None
        return work.answered(change(work.items.copy(), rng))

    return [one(work) if work.group.organisation == school else work for work in works]


def lifted(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whoever misses a mark by up to three points gets what is missing."""
    for row in items:
        for _, low in BOUNDS:
            while low - 3 <= row.sum() < low:
                row[rng.choice(np.flatnonzero(row < MOST))] += 1
    return items


def leaked(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The five hardest tasks are known to all."""
    items[:, -5:] = MOST[-5:]
    return items


def copied(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The middle half of pupils copies a pupil of the middle, nine answers in ten."""
    order = np.argsort(items.sum(axis=1))
    half = order[len(order) // 4 : 3 * len(order) // 4]
    source = items[half[0]].copy()
    for row in half[1:]:
        items[row] = np.where(rng.random(TASKS) < 0.9, source, items[row])
    return items


def alike(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Everybody ends near the class's mean: points are moved from the best to the weakest."""
    mean = int(items.sum(axis=1).mean())
    for row in items:
        while row.sum() > mean + 1:
            row[rng.choice(np.flatnonzero(row > 0))] -= 1
        while row.sum() < mean - 1:
            row[rng.choice(np.flatnonzero(row < MOST))] += 1
    return items


def turned(items: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sheets entered back to front: the answers of hard tasks stand at easy ones."""
    return np.minimum(items[:, ::-1], MOST)


def without(works: list[Work], **fields: object) -> list[Work]:
    return [replace(work, **fields) for work in works]  # type: ignore[arg-type]
