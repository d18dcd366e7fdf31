"""S-X²: does each item keep to its curve among persons of one raw score? (Orlando and Thissen 2000; Kang and Chen 2008)

Expected is the share of each category among persons of a raw score under the model, by the recursion of Lord and
Wingersky (1984); nothing is estimated for a person. Scores 0 and the highest tell nothing and take no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2

from msoko.psychometrics.marginal import Scaled
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.remarks import Refused
from msoko.psychometrics.responses import Floats, Responses

LEAST_EXPECTED = 1.0
LEAST_PERSONS = 50


@dataclass(frozen=True)
class ItemTest:
    """statistic ~ χ²(df) if the item keeps to the model; df: cells − rows of scores − parameters of the item.

    p and rmsea are None where df is below 1: too few cells for a test. rmsea: √max(0, (X² − df) / df·(n − 1)).
    """

    item: str
    statistic: float
    df: int
    p: float | None
    rmsea: float | None


def s_x2(found: Scaled | Calibrated[Any]) -> tuple[ItemTest, ...]:
    """One test an item, over persons who answered all items; in several groups expected within each group.

    A cell of an expected count below 1 is joined with its smaller neighbour: another category of that score, or, where
    an item has two categories, both cells of the neighbouring score. Raises Refused: unequal weights, fewer than 50
    persons with complete answers.
    """
    given = complete(found.responses)
    theta = found.population.nodes()
    prior = np.exp(found.population.log_prior(theta, given.groups, np.zeros((0, 0))))
    p = found.curves.probabilities(theta)
    most = found.curves.most
    rest = scores_without(p, most)
    free = free_parameters(found)
    tests = []
    for i, name in enumerate(given.items):
        observed, expected = _tables(given, p[i, : most[i] + 1], rest[i], prior, i, int(most.sum()))
        cells = _by_category(observed, expected) if most[i] > 1 else _by_score(observed, expected)
        tests.append(_test(name, cells, int(free[i]), len(given.scores)))
    return tuple(tests)


def complete(responses: Responses) -> Responses:
    """Persons with all answers. Raises Refused: unequal weights, too few persons."""
    if np.ptp(responses.weights) > 1e-9 * responses.weights.max():
        raise Refused("test-weighted")
    whole = np.flatnonzero(responses.known.all(axis=1))
    if len(whole) < LEAST_PERSONS:
        raise Refused("test-incomplete", count=len(whole), least=LEAST_PERSONS)
    return responses.persons(whole)


def free_parameters(found: Scaled | Calibrated[Any]) -> np.ndarray:
    """How many parameters of each item were estimated."""
    if isinstance(found, Calibrated):
        return np.asarray(found.free.sum(axis=1))
    return np.asarray((found.se_slopes > 0).astype(int) + (np.nan_to_num(found.se_steps) > 0).sum(axis=1))


def scores_without(p: Floats, most: np.ndarray) -> list[Floats]:
    """P(raw score on the other items | θ) for each item: S × Q, by products from both ends."""
    factors = [one[: m + 1] for one, m in zip(p, most, strict=True)]
    nothing = np.ones((1, p.shape[2]))
    before, after = [nothing], [nothing]
    for factor in factors[:-1]:
        before.append(times(before[-1], factor))
    for factor in reversed(factors[1:]):
        after.append(times(after[-1], factor))
    return [times(a, b) for a, b in zip(before, reversed(after), strict=True)]


def times(a: Floats, b: Floats) -> Floats:
    """The distribution of a sum at each node: S × Q from two."""
    whole = np.zeros((len(a) + len(b) - 1, a.shape[1]))
    for k, row in enumerate(b):
        whole[k : k + len(a)] += a * row
    return whole


def _tables(given: Responses, own: Floats, rest: Floats, prior: Floats, item: int, top: int) -> tuple[Floats, Floats]:
    """Observed and expected persons by raw score 1 … top − 1 and category."""
    total, score = given.scores.sum(axis=1), given.scores[:, item]
    categories = len(own)
    observed, expected = np.zeros((top + 1, categories)), np.zeros((top + 1, categories))
    for group in range(len(prior)):
        mine = given.groups == group
        counts = np.zeros_like(observed)
        np.add.at(counts, (total[mine], score[mine]), 1.0)
        chance = np.zeros_like(observed)
        for k in range(categories):
            chance[k : k + len(rest), k] = (rest * own[k]) @ prior[group]
        observed += counts
        expected += counts.sum(axis=1, keepdims=True) * chance / chance.sum(axis=1, keepdims=True)
    seen = observed.sum(axis=1) > 0
    seen[[0, -1]] = False
    return observed[seen], expected[seen]


def _by_category(observed: Floats, expected: Floats) -> list[tuple[Floats, Floats]]:
    """Rows of cells: the category that expects least is joined with its smaller neighbour until each expects enough."""
    return [_joined(list(zip(seen, due, strict=True))) for seen, due in zip(observed, expected, strict=True)]


def _joined(cells: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    while len(cells) > 1:
        least = min(range(len(cells)), key=lambda n: cells[n][1])
        if cells[least][1] >= LEAST_EXPECTED:
            break
        near = [n for n in (least - 1, least + 1) if 0 <= n < len(cells)]
        to = min(near, key=lambda n: cells[n][1])
        cells[to] = (cells[to][0] + cells[least][0], cells[to][1] + cells[least][1])
        del cells[least]
    table = np.array(cells)
    return table[:, 0], table[:, 1]


def _by_score(observed: Floats, expected: Floats) -> list[tuple[Floats, Floats]]:
    """Rows of cells: a score with a cell that expects too little is joined with its smaller neighbour."""
    rows = list(zip(observed, expected, strict=True))
    while len(rows) > 1:
        thin = next((n for n, (_, due) in enumerate(rows) if (due < LEAST_EXPECTED).any()), None)
        if thin is None:
            break
        near = [n for n in (thin - 1, thin + 1) if 0 <= n < len(rows)]
        to = min(near, key=lambda n: float(rows[n][1].sum()))
        rows[to] = (rows[to][0] + rows[thin][0], rows[to][1] + rows[thin][1])
        del rows[thin]
    return rows


def _test(name: str, rows: list[tuple[Floats, Floats]], free: int, n: int) -> ItemTest:
    statistic = float(sum(((o - e) ** 2 / np.maximum(e, 1e-12)).sum() for o, e in rows))
    df = sum(len(e) for _, e in rows) - len(rows) - free
    if df < 1:
        return ItemTest(name, statistic, max(df, 0), None, None)
    rmsea = float(np.sqrt(max(0.0, statistic - df) / (df * (n - 1))))
    return ItemTest(name, statistic, df, float(chi2.sf(statistic, df)), rmsea)
