"""Equipercentile equating: the score of one form that as many pupils reach as reach a score of the other.

Groups drawn at random from one population, or two groups with a common anchor test (chained). Scores are whole
numbers; each is spread evenly over half a point around it, so percentile ranks rise without steps (Kolen and Brennan
2014, ch. 2, eq. 2.14–2.19). Distributions are smoothed first by a log-linear model (ch. 3): that costs a small bias and
saves much error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Integers
from msoko.psychometrics.smoothing import smooth

LEAST_PERSONS = 100  # a form; with fewer the error exceeds what equating mends
DEGREES = range(1, 9)
_FEW = 400


@dataclass(frozen=True)
class Equated:
    """scores: 0…S of the first form; equivalents: on the second; error: standard error of each, bootstrap.

    degrees: of the smoothing polynomial of each distribution used; 0 = none.
    """

    scores: Floats
    equivalents: Floats
    error: Floats
    degrees: tuple[int, ...]
    remarks: tuple[Remark, ...] = ()


def equipercentile(
    first: Floats, second: Floats, degree: int | None = None, draws: int = 500, seed: int = 0
) -> Equated:
    """Forms taken by two groups drawn at random from one population.

    first, second: persons at each score 0…S. degree: of the smoothing polynomial; None: chosen by AIC for each
    distribution, 0: no smoothing. The error is that of drawing persons: a parametric bootstrap, smoothed anew at the
    same degree. Raises Refused: fewer than LEAST_PERSONS on a form.
    """
    x, y = _counts(first), _counts(second)
    degrees = tuple(_degree(one, degree) for one in (x, y))
    shapes = [_smoothed(one[None], d) for one, d in zip((x, y), degrees, strict=True)]
    rng = np.random.default_rng(seed)
    drawn = [
        _drawn(rng, shape[0], counts.sum(), d, draws) for shape, counts, d in zip(shapes, (x, y), degrees, strict=True)
    ]
    scores = np.arange(len(x), dtype=float)
    repeated = np.stack([_equivalents(scores, a, b) for a, b in zip(*drawn, strict=True)])
    return Equated(
        scores, _equivalents(scores, shapes[0][0], shapes[1][0]), repeated.std(axis=0, ddof=1), degrees, _doubts(x, y)
    )


def chained(
    first: Floats, first_anchor: Floats, second: Floats, second_anchor: Floats, degree: int | None = None,
    draws: int = 500, seed: int = 0,
) -> Equated:  # fmt: skip
    """Two groups that may differ, with a common anchor: first form → anchor in the first group → second form in the
    second (Kolen and Brennan 2014, §5.1.4). Assumes that each of the two links is the same in both groups.

    first, first_anchor: scores of the persons of the first group; the other two of the second. The error resamples
    persons with both their scores. Raises Refused as `equipercentile`.
    """
    tables = [_scores(one) for one in (first, first_anchor, second, second_anchor)]
    if len(tables[0]) != len(tables[1]) or len(tables[2]) != len(tables[3]):
        raise Refused("anchor-scores-differ")
    sizes = (tables[0].max() + 1, max(tables[1].max(), tables[3].max()) + 1, tables[2].max() + 1)
    lengths = (sizes[0], sizes[1], sizes[2], sizes[1])
    counts = [np.bincount(one, minlength=size).astype(float) for one, size in zip(tables, lengths, strict=True)]
    for one in counts:
        _counts(one)
    degrees = tuple(_degree(one, degree) for one in counts)
    scores = np.arange(sizes[0], dtype=float)

    def linked(parts: list[Floats]) -> Floats:
        x, v1, y, v2 = (_smoothed(one[None], d)[0] for one, d in zip(parts, degrees, strict=True))
        return _equivalents(_equivalents(scores, x, v1), v2, y)

    rng = np.random.default_rng(seed)
    repeated = []
    for _ in range(draws):
        a, b = (rng.integers(0, len(one), len(one)) for one in (tables[0], tables[2]))
        chosen = (tables[0][a], tables[1][a], tables[2][b], tables[3][b])
        repeated.append(
            linked([np.bincount(one, minlength=n).astype(float) for one, n in zip(chosen, lengths, strict=True)])
        )
    return Equated(
        scores, linked(counts), np.stack(repeated).std(axis=0, ddof=1), degrees, _doubts(counts[0], counts[2])
    )


def _scores(given: Floats) -> Integers:
    scores = np.asarray(given, dtype=float)
    if not len(scores):
        raise Refused("too-few-persons", count=0, least=LEAST_PERSONS)
    if not np.isfinite(scores).all() or (scores < 0).any() or (scores != np.floor(scores)).any():
        raise Refused("scores-wrong")
    return scores.astype(np.int64)


def _counts(given: Floats) -> Floats:
    counts = np.asarray(given, dtype=float)
    if counts.ndim != 1 or len(counts) < 3 or not np.isfinite(counts).all() or (counts < 0).any():
        raise Refused("counts-wrong")
    if counts.sum() < LEAST_PERSONS:
        raise Refused("too-few-persons", count=int(counts.sum()), least=LEAST_PERSONS)
    return counts


def _doubts(*forms: Floats) -> tuple[Remark, ...]:
    few = int(min(one.sum() for one in forms))
    return (Remark("equating-few", count=few),) if few < _FEW else ()


def _degree(counts: Floats, wanted: int | None) -> int:
    """The asked one, or that of the least AIC (Moses and Holland 2009)."""
    if wanted is not None:
        return min(wanted, len(counts) - 2)
    return min((d for d in DEGREES if d < len(counts) - 1), key=lambda d: _aic(counts, d))


def _aic(counts: Floats, degree: int) -> float:
    expected = smooth(counts[None], degree).expected[0]
    return float(2 * (expected - counts * np.log(np.maximum(expected, 1e-300))).sum() + 2 * (degree + 1))


def _smoothed(counts: Floats, degree: int) -> Floats:
    """G × S shares."""
    expected = smooth(counts, degree).expected if degree else counts
    return np.asarray(expected / expected.sum(axis=1, keepdims=True))


def _drawn(rng: np.random.Generator, shape: Floats, size: float, degree: int, draws: int) -> Floats:
    return _smoothed(rng.multinomial(round(size), shape, draws).astype(float), degree)


def _equivalents(at: Floats, x: Floats, y: Floats) -> Floats:
    """The scores of y with the percentile ranks that `at` have in x; at: any points of −½…S + ½."""
    edges = np.arange(len(x) + 1) - 0.5
    rank = np.interp(at, edges, np.concatenate([[0.0], np.cumsum(x)]))
    below = np.concatenate([[0.0], np.cumsum(y)])
    # The middle of a stretch that nobody reached: from above and from below (Kolen and Brennan 2014, eq. 2.18–2.19).
    upper = np.clip(np.searchsorted(below, rank, side="right"), 1, len(y))
    lower = np.searchsorted(below, rank, side="left")
    lowest = np.where(lower == 0, -0.5, _inside(rank, np.clip(lower, 1, len(y)), below, y))
    return np.asarray((_inside(rank, upper, below, y) + lowest) / 2)


def _inside(rank: Floats, place: np.ndarray, below: Floats, y: Floats) -> Floats:
    share = y[place - 1]
    part = np.divide(rank - below[place - 1], share, out=np.full(len(rank), 0.5), where=share > 0)
    return np.asarray(place - 1.5 + np.clip(part, 0, 1))
