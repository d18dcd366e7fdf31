"""Four ways in which results stop being the pupils' own, done to the sheets of a made-up region: the truth is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from benchmarks.honest_region import Held, Paper
from msoko.psychometrics.responses import Integers

# (scores of the school's pupils, their classes, who is affected, the work, dice) → scores
Done = Callable[[np.ndarray, Integers, np.ndarray, Paper, np.random.Generator], np.ndarray]


def helped(
    scores: np.ndarray, classes: Integers, affected: np.ndarray, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    """The teacher prompts the answers of two tasks in five, rather the harder ones; nine prompts in ten are written."""
    return _prompted(scores, affected, _rather_hard(paper, 0.4, rng), 0.9, paper, rng)


def leaked(
    scores: np.ndarray, classes: Integers, affected: np.ndarray, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    """A quarter of the tasks, rather the harder ones, are known beforehand and solved by all who knew."""
    return _prompted(scores, affected, _rather_hard(paper, 0.25, rng), 0.97, paper, rng)


def lifted(
    scores: np.ndarray, classes: Integers, affected: np.ndarray, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    """Who misses a mark by up to three points is given exactly what is missing, in tasks not full.

    Affected is a share of those who miss one by so little.
    """
    changed = scores.copy()
    for row in np.flatnonzero(affected):
        missing = min(
            b - int(changed[row].clip(0).sum()) for b in paper.bounds.values() if b > changed[row].clip(0).sum()
        )
        for _ in range(missing):
            task = int(rng.choice(np.flatnonzero(changed[row] < paper.most)))
            changed[row, task] = max(0, changed[row, task]) + 1
    return changed


def copied(
    scores: np.ndarray, classes: Integers, affected: np.ndarray, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    """Each copies seven answers in eight from one of the two best of his class who does not copy (the best, if all do)."""
    changed = scores.copy()
    total = scores.clip(0).sum(axis=1)
    for one in np.unique(classes):
        rows = np.flatnonzero(classes == one)
        best = sorted(rows[~affected[rows]], key=lambda row: -total[row])[:2] or [rows[total[rows].argmax()]]
        for row in rows[affected[rows]]:
            source = int(rng.choice(best))
            taken = rng.random(len(paper.most)) < 7 / 8
            changed[row] = np.where(taken, scores[source], scores[row])
    return changed


KINDS: dict[str, Done] = {"helped": helped, "lifted": lifted, "leaked": leaked, "copied": copied}


def _prompted(
    scores: np.ndarray, affected: np.ndarray, tasks: np.ndarray, taken: float, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    known = affected[:, None] & tasks[None, :] & (rng.random(scores.shape) < taken)
    return np.where(known, paper.most.astype(np.int16), scores)


def _rather_hard(paper: Paper, share: float, rng: np.random.Generator) -> np.ndarray:
    """Which tasks: two thirds of them from the harder half."""
    order = np.argsort([step.mean() for step in paper.steps])
    count, half = max(2, round(share * len(order))), len(order) // 2
    hard = rng.choice(order[half:], round(count * 2 / 3), replace=False)
    easy = rng.choice(order[:half], count - len(hard), replace=False)
    return np.isin(np.arange(len(order)), np.concatenate([hard, easy]))


def interfered(held: Held, plan: Mapping[int, tuple[str, float]], seed: int) -> Held:
    """The same work with the sheets of some schools changed. plan: school → (kind, share of affected pupils, 0…1]."""
    scores, kind, share = held.scores.copy(), held.kind.copy(), held.share.copy()
    starts = np.searchsorted(held.school, np.arange(len(kind) + 1))
    for one, (name, part) in sorted(plan.items()):
        rng = np.random.default_rng([seed, 3, one])
        rows = slice(starts[one], starts[one + 1])
        affected = _affected(name, scores[rows], held.classes[rows], part, held.paper, rng)
        scores[rows] = KINDS[name](scores[rows], held.classes[rows], affected, held.paper, rng)
        kind[one], share[one] = name, part
    return replace(held, scores=scores, kind=kind, share=share)


def _affected(
    kind: str, scores: np.ndarray, classes: Integers, share: float, paper: Paper, rng: np.random.Generator
) -> np.ndarray:
    """Who: pupils at random, at least one; of those within reach of a mark where marks are lifted; class after class
    where the teacher of a class helps.
    """
    rows = np.flatnonzero(_within_reach(scores, paper)) if kind == "lifted" else np.arange(len(scores))
    count = min(len(rows), max(1, round(share * len(rows))))
    order = rng.permutation(rows)
    if kind == "helped":
        turn = rng.permutation(classes.max() + 1)
        order = order[np.argsort(turn[classes[order]], kind="stable")]
    return np.isin(np.arange(len(scores)), order[:count])


def _within_reach(scores: np.ndarray, paper: Paper) -> np.ndarray:
    total = scores.clip(0).sum(axis=1)
    return np.any([(total < b) & (total >= b - 3) for b in paper.bounds.values()], axis=0)
