"""Sign: two works of one class alike on more tasks than independent works with such totals would be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from msoko.analytics.objectivity.combining import simes
from msoko.analytics.objectivity.expecting import Expected
from msoko.analytics.objectivity.papers import Paper
from msoko.analytics.objectivity.parameters import Parameters
from msoko.analytics.objectivity.sign import Direction, Remark, Sign, number, silent
from msoko.psychometrics.responses import Floats

UNUSUAL = 0.001
LARGEST = 400  # pupils of one class; beyond it the class is not one


def find(papers: Sequence[Paper], parameters: Parameters) -> Iterator[Sign]:
    """The sign copies for every group of every paper."""
    for paper in papers:
        yield from _find(paper, parameters)


def _find(paper: Paper, parameters: Parameters) -> Iterator[Sign]:
    """Every pair of one class: matches ~ a sum of unequal coins, P(match on a task) = Σ of products of the shares at
    both totals: the generalized binomial test of van der Linden and Sotaridona (2006), an index of the K and ω family
    (Wollack 1997) for scored answers. Mid-p; pairs of a group by Simes. With few or easy tasks it sees little.
    """
    expected = Expected.of(paper)
    if expected is None:
        yield from (
            silent("copies", group, int(n), "no-items") for group, n in zip(paper.groups, paper.sizes, strict=True)
        )
        return
    match = np.einsum("aik,bik->abi", expected.shares, expected.shares)
    tail, mean = _tails(match), match.sum(axis=2)
    pairs = _pairs(paper, expected)
    for index, group in enumerate(paper.groups):
        n = int(paper.sizes[index])
        own = [
            pairs[number] for number in dict.fromkeys(paper.classes[paper.pupils(index)].tolist()) if number in pairs
        ]
        if n < parameters.least or not own:
            yield silent("copies", group, n, "small-group", least=parameters.least)
            continue
        first, second, count = (np.concatenate(part) for part in zip(*own, strict=True))
        a, b = expected.totals[first], expected.totals[second]
        yield _sign(paper, index, first, second, count, (tail[a, b, count] + tail[a, b, count + 1]) / 2, mean[a, b])


def _tails(match: Floats) -> Floats:
    """P(matches ≥ m) for every two totals: … × I -> … × (I + 2), task by task."""
    size = match.shape[2]
    density = np.zeros((*match.shape[:2], size + 2))
    density[:, :, 0] = 1.0
    for i in range(size):
        p = match[:, :, i, None]
        density[:, :, 1 : i + 2] = density[:, :, 1 : i + 2] * (1 - p) + density[:, :, : i + 1] * p
        density[:, :, :1] *= 1 - p
    return np.asarray(np.cumsum(density[:, :, ::-1], axis=2)[:, :, ::-1])


def _pairs(paper: Paper, expected: Expected) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Class -> pupils, pupils, tasks alike; classes of one pupil have none. Classes of one size are counted at once."""
    found: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    order = np.argsort(paper.classes, kind="stable")
    sizes = np.bincount(paper.classes)
    starts = np.cumsum([0, *sizes[:-1]])
    alike: dict[int, list[int]] = defaultdict(list)
    for number_, size in enumerate(sizes.tolist()):
        if 2 <= size <= LARGEST:
            alike[size].append(number_)
    for size, classes in alike.items():
        a, b = np.triu_indices(size, 1)
        for some in np.array_split(np.array(classes), max(1, len(classes) * size * size // 500_000)):
            pupils = order[starts[some][:, None] + np.arange(size)]
            answers = expected.items[pupils]
            same = (answers[:, a] == answers[:, b]).sum(axis=2)
            for place, number_ in enumerate(some.tolist()):
                found[number_] = (pupils[place, a], pupils[place, b], same[place])
    return found


def _sign(
    paper: Paper, index: int, first: np.ndarray, second: np.ndarray, count: np.ndarray, chances: Floats, mean: Floats
) -> Sign:
    best = int(np.argmin(chances))
    numbers = {
        "matches": float(count[best]), "expected": float(mean[best]), "tasks": float(len(paper.works.tasks)),
        "pairs": float((chances <= UNUSUAL).sum()), "all": float(len(chances)),
    }  # fmt: skip
    codes = tuple(str(paper.works.participants[one]) for one in (first[best], second[best]))
    said = {name: number(value) for name, value in numbers.items()}
    n = int(paper.sizes[index])
    remark = Remark("copies", n=n, **said)
    return Sign(
        "copies", paper.groups[index], n, simes(chances), Direction.ABOVE, tuple(numbers.items()), codes, remark
    )
