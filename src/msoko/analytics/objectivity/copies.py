"""Sign: two works of one class alike on more tasks than independent works with such totals would be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import betainc
from scipy.stats import norm

from msoko.analytics.objectivity.combining import simes
from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.papers import Paper
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.psychometrics.responses import ABSENT, Floats

COPIED = 0.8  # chance that an answer of a copied sheet is the other's
RARE = 0.01
LOOSE = 2.0  # variance of the number of rare pairs to its mean: pairs that share a pupil are not quite independent
_NOTHING = float(np.log(1 - COPIED))
LARGEST = 400  # pupils of one class; beyond it the class is not one


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The sign copies for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    """Every pair of one class: is one's sheet a copy of the other's, or did both do what pupils with such totals do?

    Statistic: the log likelihood ratio of "each answer copied with chance 0.8" to "independent", so sharing a rare
    answer weighs more than sharing a common one (an index of the ω and K family, Wollack 1997; Holland 1996, for scored
    answers, given the totals of both). Its tail by saddlepoint; either may be the source, hence p twice. With few or
    easy tasks it sees little.
    """
    expected = Expected.of(paper)
    if expected is None:
        yield from (
            silent("copies", group, int(n), "no-items") for group, n in zip(paper.groups, paper.sizes, strict=True)
        )
        return
    match = np.einsum("aik,bik->abi", expected.shares, expected.shares).sum(axis=2)
    pairs = _pairs(paper, expected)
    for index, group in enumerate(paper.groups):
        n = int(paper.sizes[index])
        own = [pairs[one] for one in dict.fromkeys(paper.classes[paper.pupils(index)].tolist()) if one in pairs]
        if n < parameters.least or not own:
            yield silent("copies", group, n, "small-group", least=parameters.least)
            continue
        first, second, count, chance = (np.concatenate(part) for part in zip(*own, strict=True))
        usual = match[expected.totals[first], expected.totals[second]]
        yield _sign(paper, index, first, second, count, chance, usual)


Pairs = tuple[np.ndarray, np.ndarray, np.ndarray, Floats]  # pupils, pupils, tasks alike, chance


def _pairs(paper: Paper, expected: Expected) -> dict[int, Pairs]:
    """Class -> its pairs; classes of one pupil have none. Classes of one size are counted at once."""
    found: dict[int, Pairs] = {}
    order = np.argsort(paper.classes, kind="stable")
    sizes = np.bincount(paper.classes)
    starts = np.cumsum([0, *sizes[:-1]])
    alike: dict[int, list[int]] = defaultdict(list)
    for code, size in enumerate(sizes.tolist()):
        if 2 <= size <= LARGEST:
            alike[size].append(code)
    for size, classes in alike.items():
        a, b = np.triu_indices(size, 1)
        for some in np.array_split(np.array(classes), max(1, len(classes) * size * size // 500_000)):
            pupils = order[starts[some][:, None] + np.arange(size)]
            first, second = pupils[:, a].ravel(), pupils[:, b].ravel()
            count, chance = _likeness(expected, first, second)
            parts = (one.reshape(len(some), -1) for one in (first, second, count, chance))
            found |= dict(zip(some.tolist(), zip(*parts, strict=True), strict=True))
    return found


def _likeness(expected: Expected, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, Floats]:
    """Tasks alike, and the chance of a likelihood ratio as large, of each pair; 1 where it speaks against copying."""
    weight, known = expected.answered(COPIED)
    same = (expected.items[first] == expected.items[second]) & (expected.items[first] != ABSENT)
    chance = np.ones(len(first))
    for source, copier in ((first, second), (second, first)):
        ratio = (same * (weight[copier] - _NOTHING)).sum(axis=1) + _NOTHING * known[copier]
        worth = np.flatnonzero(ratio > 0)
        shares = expected.shares[
            expected.totals[copier[worth], None], np.arange(same.shape[1]), np.maximum(expected.items[source[worth]], 0)
        ]
        tail = _tail(np.clip(shares, 1e-3, 1 - 1e-3), same[worth])
        chance[worth] = np.minimum(chance[worth], np.minimum(1.0, 2 * tail))
    return same.sum(axis=1), chance


def _tail(shares: Floats, same: np.ndarray) -> Floats:
    """P(Σ a·B ≥ what is seen) for B ~ Bernoulli(shares), a = log(0.2 + 0.8 / share) − log 0.2: rows × tasks.

    Lugannani and Rice (1980); where the sum is near its mean, the normal tail.
    """
    a = np.log(1 - COPIED + COPIED / shares) - _NOTHING
    seen = np.minimum((same * a).sum(axis=1), 0.9995 * a.sum(axis=1))
    t = np.zeros(len(a))
    for _ in range(25):
        tilted = shares * np.exp(a * t[:, None])
        tilted /= 1 - shares + tilted
        slope, bend = (a * tilted).sum(axis=1), (a * a * tilted * (1 - tilted)).sum(axis=1)
        t = np.clip(t + np.clip((seen - slope) / np.maximum(bend, 1e-9), -0.5, 0.5), 0.0, 20.0)
    tilted = shares * np.exp(a * t[:, None])
    height = np.log(1 - shares + tilted).sum(axis=1)
    tilted /= 1 - shares + tilted
    bend = (a * a * tilted * (1 - tilted)).sum(axis=1)
    w = np.sqrt(np.maximum(2 * (t * seen - height), 1e-12))
    u = t * np.sqrt(bend)
    near = (w < 1e-2) | (u < 1e-2)
    with np.errstate(divide="ignore"):
        edge = norm.sf(w) + norm.pdf(w) * (1 / np.where(near, 1.0, u) - 1 / np.where(near, 1.0, w))
    mean, spread = (a * shares).sum(axis=1), np.sqrt((a * a * shares * (1 - shares)).sum(axis=1))
    return np.asarray(np.clip(np.where(near, norm.sf((seen - mean) / spread), edge), 1e-300, 1.0))


def _together(chances: Floats) -> float:
    """Of a group's pairs: the best pair among so many (Simes), or too many rare pairs (the tail of a negative binomial,
    an incomplete beta function); twice the lesser, since both are looked at.
    """
    rare, usual = int((chances <= RARE).sum()), RARE * len(chances)
    many = float(betainc(rare, usual / (LOOSE - 1), 1 - 1 / LOOSE)) if rare else 1.0
    return min(1.0, 2 * min(simes(chances), many))


def _sign(
    paper: Paper, index: int, first: np.ndarray, second: np.ndarray, count: np.ndarray, chances: Floats, mean: Floats
) -> Sign:
    best = int(np.lexsort((-count, chances))[0])
    numbers = {
        "matches": float(count[best]), "expected": float(mean[best]), "tasks": float(len(paper.works.tasks)),
        "pairs": float((chances <= RARE).sum()), "all": float(len(chances)),
    }  # fmt: skip
    codes = tuple(str(paper.works.participants[one]) for one in (first[best], second[best]))
    said = {name: number(value) for name, value in numbers.items()}
    n = int(paper.sizes[index])
    remark = Remark("copies", n=n, **said)
    return Sign(
        "copies", paper.groups[index], n, _together(chances), Direction.ABOVE, tuple(numbers.items()), codes, remark
    )
