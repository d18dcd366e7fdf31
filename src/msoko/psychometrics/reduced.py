"""Answers reduced to what the likelihood needs. In the partial credit family that is little.

The likelihood of a person is exp(s·θ − constant) / Π D_i(θ) over the items answered, where s = Σ a_i·x_i. With equal
slopes persons with one raw score on the same items are one row: a hundred thousand become some dozens.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msoko.psychometrics.curves import Curves
from msoko.psychometrics.responses import Floats, Integers, Responses


@dataclass(frozen=True)
class Reduced:
    """One row for persons who are alike. weight: their number or the sum of their weights.

    answers: rows × I, zero where absent; with equal slopes they are the mean answers of the row's persons. masks: U ×
    I of 0 and 1; mask: row -> U. counts: I × (K+1), persons by category. person: person -> row.
    """

    answers: Floats
    weight: Floats
    groups: Integers
    masks: Floats
    mask: Integers
    counts: Floats
    person: Integers
    background: Floats

    @classmethod
    def of(cls, responses: Responses, equal_slopes: bool, background: Floats | None = None) -> Reduced:
        known = responses.known
        answers = np.where(known, responses.scores, 0).astype(float)
        masks, mask = unique_rows(known)
        categories = int(responses.most.max()) + 1
        counts = np.stack(
            [((responses.scores == k) * responses.weights[:, None]).sum(axis=0) for k in range(categories)], axis=1
        )
        if background is not None and background.shape[1]:
            rows = np.arange(len(answers))
            return cls(
                answers, responses.weights, responses.groups, masks.astype(float), mask, counts, rows, background
            )
        told = answers.sum(axis=1, keepdims=True) if equal_slopes else answers
        keys, row = unique_rows(np.column_stack([told, mask, responses.groups]).astype(np.int64))
        weight = np.bincount(row, responses.weights).astype(float)
        mean = (
            np.stack([np.bincount(row, responses.weights * column) for column in answers.T], axis=1) / weight[:, None]
        )
        return cls(
            mean, weight, keys[:, -1], masks.astype(float), keys[:, -2], counts, row, np.zeros((len(keys), 0))
        )  # fmt: skip

    def log_likelihood(self, curves: Curves, theta: Floats) -> Floats:
        """Rows × Q, without the constant Σ c of the answers given."""
        sums = self.masks @ curves.log_sums(theta)
        return np.asarray((self.answers @ curves.slopes)[:, None] * theta - sums[self.mask])

    def constant(self, curves: Curves) -> float:
        """Σ of weight·c over all answers: what log_likelihood leaves out."""
        return float(np.nansum(self.counts[:, 1:] * curves.steps))


def unique_rows(rows: np.ndarray) -> tuple[np.ndarray, Integers]:
    """Distinct rows and the number of each; by bytes, which is faster than np.unique(axis=0)."""
    packed = np.ascontiguousarray(rows)
    keys = packed.view([("", np.void, packed.shape[1] * packed.itemsize)]).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], inverse.astype(np.int64).ravel()
