"""Conditional maximum likelihood for Rasch and partial credit items: difficulties free of who the persons are.

Given the raw score, the answers depend on the items only (Rasch 1960; Andersen 1972; Masters 1982 for steps). The
denominators are elementary symmetric functions, summed item by item (Fischer 1974; Liou 1994): no subtraction, so
nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses, fit_to_be_scaled

BOUND = 30.0  # a step beyond this is no estimate


@dataclass(frozen=True)
class Conditional:
    """curves: slopes 1, steps cumulative; the mean of all item-category steps is 0 (for two categories: Σ b = 0).

    se: of steps under that constraint, I × K. log_likelihood: conditional.
    """

    responses: Responses
    curves: Curves
    se: Floats
    covariance: Floats
    log_likelihood: float
    parameters: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class _Booklet:
    """Persons who answered the same items: counts of categories I × (K+1), of scores, of persons."""

    items: np.ndarray
    counts: Floats
    by_score: Floats


def scale_conditionally(responses: Responses, tolerance: float = 1e-10, steps: int = 100) -> Conditional:
    """Newton's method. Raises Refused: an item on which all informative persons agree, items that nothing connects."""
    given, remarks = fit_to_be_scaled(responses)
    booklets = [one for one in _booklets(given) if one.by_score[1:-1].sum() > 0]
    known = np.arange(given.most.max())[None, :] < given.most[:, None]
    _check(given, booklets, known)
    values = np.zeros(int(known.sum()))
    free = _free_of_location(given, known)
    log = -np.inf
    for _ in range(steps):
        log, gradient, information = _derivatives(booklets, _matrix(values, known), known)
        _check_bounded(given, _matrix(values, known), free.T @ information @ free)
        move = free @ np.linalg.solve(free.T @ information @ free, free.T @ gradient)
        move *= min(1.0, 3.0 / max(np.abs(move).max(), 1e-12))
        values = values + move
        if np.abs(move).max() < tolerance:
            break
    else:
        remarks = (*remarks, Remark("not-converged", steps=steps))
    log, _, information = _derivatives(booklets, _matrix(values, known), known)
    covariance = free @ np.linalg.inv(free.T @ information @ free) @ free.T
    return Conditional(
        given, Curves(np.ones(len(given.items)), _matrix(values, known)),
        _matrix(np.sqrt(np.maximum(np.diag(covariance), 0)), known), covariance, log, free.shape[1], remarks,
    )  # fmt: skip


def _check_bounded(responses: Responses, steps: Floats, information: Floats) -> None:
    """Raises Refused where the likelihood rises for ever or is flat: the answers to an item follow from the others'."""
    far = np.nan_to_num(np.abs(steps)).max(axis=1)
    if far.max() > BOUND or np.linalg.cond(information) > 1e12:
        raise Refused("item-separated", item=responses.items[int(far.argmax())])


def _matrix(values: Floats, known: np.ndarray) -> Floats:
    whole = np.full(known.shape, np.nan)
    whole[known] = values
    return whole


def _free_of_location(responses: Responses, known: np.ndarray) -> Floats:
    """A basis of the directions in which the likelihood is not flat: moving all items together changes nothing."""
    k = np.broadcast_to(np.arange(1, known.shape[1] + 1), known.shape)[known].astype(float)
    basis = np.eye(len(k)) - np.outer(np.ones(len(k)), np.ones(len(k))) / len(k)
    if (k > 1).any():  # Σ of all cumulative steps is zero: the constraint of eRm
        return np.asarray(np.linalg.svd(np.ones((1, len(k))))[2][1:].T)
    return np.asarray(np.linalg.svd(basis)[0][:, : len(k) - 1])


def _booklets(responses: Responses) -> list[_Booklet]:
    masks, which = np.unique(responses.known, axis=0, return_inverse=True)
    which = which.ravel()
    found = []
    for n, mask in enumerate(masks):
        items = np.flatnonzero(mask)
        persons = which == n
        scores, weights = responses.scores[persons][:, items], responses.weights[persons]
        most = responses.most[items]
        total = scores.sum(axis=1).astype(int)
        by_score = np.bincount(total, weights, minlength=int(most.sum()) + 1).astype(float)
        inner = (total > 0) & (total < most.sum())
        counts = np.stack(
            [((scores == k) * weights[:, None])[inner].sum(axis=0) for k in range(int(responses.most.max()) + 1)],
            axis=1,
        )
        by_score[0] = by_score[-1] = 0  # the lowest and highest score tell nothing of the items
        found.append(_Booklet(items, counts, by_score))
    return found


def _check(responses: Responses, booklets: list[_Booklet], known: np.ndarray) -> None:
    counts = np.zeros((len(known), known.shape[1] + 1))
    for one in booklets:
        counts[one.items] += one.counts
    for i, name in enumerate(responses.items):
        if (counts[i] > 0).sum() < 2:
            raise Refused("item-all-extreme", item=name)
    together = {i: {i} for i in range(len(known))}
    for one in booklets:
        joined = set().union(*(together[int(i)] for i in one.items))
        for i in joined:
            together[i] = joined
    parts = {frozenset(part) for part in together.values()}
    if len(parts) > 1:
        names = "; ".join(", ".join(responses.items[i] for i in sorted(part)[:4]) for part in sorted(parts, key=min))
        raise Refused("items-not-connected", found=names)


def _derivatives(booklets: list[_Booklet], steps: Floats, known: np.ndarray) -> tuple[float, Floats, Floats]:
    """Conditional log likelihood, gradient and information by the known steps."""
    place = np.cumsum(known.ravel()).reshape(known.shape) - 1
    size = int(known.sum())
    log, gradient, information = 0.0, np.zeros(size), np.zeros((size, size))
    for one in booklets:
        mine = known[one.items]
        where = place[one.items][mine]
        gamma, first, second = symmetric(steps[one.items])
        inside = np.flatnonzero(one.by_score)
        weight = one.by_score[inside]
        shares = first[:, inside] / gamma[inside]  # P(x_i = k | score)
        log -= float(np.nansum(one.counts[:, 1:] * steps[one.items])) + float(weight @ np.log(gamma[inside]))
        gradient[where] += shares @ weight - one.counts[:, 1:][mine]
        pairs = (second[:, :, inside] / gamma[inside]) @ weight
        information[np.ix_(where, where)] += pairs - (shares * weight) @ shares.T
    return log, gradient, information


def symmetric(steps: Floats) -> tuple[Floats, Floats, Floats]:
    """Elementary symmetric functions of exp(−steps): γ by score; and with each, and each two, item-categories taken.

    Shapes: S, C × S, C × C × S, where C counts the known item-categories. All sums of positive terms.
    """
    items = [np.exp(-row[np.isfinite(row)]) for row in steps]
    most = sum(len(one) for one in items)
    polynomials = [np.concatenate([[1.0], one]) for one in items]
    without = _all_but_one(polynomials)
    gamma = _times(polynomials[0], without[0])
    size = most + 1
    first = np.zeros((most, size))
    second = np.zeros((most, most, size))
    starts = np.cumsum([0, *(len(one) for one in items)])
    for i, own in enumerate(items):
        for k, value in enumerate(own, start=1):
            row = starts[i] + k - 1
            first[row, k : k + len(without[i])] = value * without[i]
            second[row, row] = first[row]
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            rest = _product([p for n, p in enumerate(polynomials) if n not in (i, j)])
            for k, a in enumerate(items[i], start=1):
                for m, b in enumerate(items[j], start=1):
                    row, column = starts[i] + k - 1, starts[j] + m - 1
                    second[row, column, k + m : k + m + len(rest)] = a * b * rest
                    second[column, row] = second[row, column]
    return gamma, first, second


def _times(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.convolve(a, b))


def _product(factors: list[Floats]) -> Floats:
    whole = np.ones(1)
    for factor in factors:
        whole = _times(whole, factor)
    return whole


def _all_but_one(factors: list[Floats]) -> list[Floats]:
    """The product of all others for each factor, from products before it and after it."""
    before, after = [np.ones(1)], [np.ones(1)]
    for factor in factors[:-1]:
        before.append(_times(before[-1], factor))
    for factor in reversed(factors[1:]):
        after.append(_times(after[-1], factor))
    return [_times(a, b) for a, b in zip(before, reversed(after), strict=True)]
