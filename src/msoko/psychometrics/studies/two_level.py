"""A two-level regression (pupils in schools) with plausible values: fitted to each, combined by Rubin's rule.

Without weights: the model describes the sample; errors are the model's own, not the design's. A weighted two-level
model needs weights of both levels and their scaling (Rabe-Hesketh and Skrondal 2006), which published files seldom
carry; it is not offered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from msoko.psychometrics import multilevel
from msoko.psychometrics.remarks import Remark as AnyRemark
from msoko.psychometrics.studies.estimates import Estimate, degrees_of_freedom
from msoko.psychometrics.studies.remarks import Remark


@dataclass(frozen=True)
class TwoLevel:
    """fixed: coefficients. between, within: variances of schools (at the intercept) and of pupils, mean over plausible
    values; icc: their share, without slopes only the schools' share of what the variables leave.
    """

    fixed: tuple[Estimate, ...]
    between: float
    within: float
    icc: float
    schools: int
    remarks: tuple[AnyRemark, ...]


def two_level(
    values: ArrayLike, variables: ArrayLike, names: Sequence[str], groups: np.ndarray, slopes: Sequence[int] = ()
) -> TwoLevel:
    """values: n or n × M; variables: n × p, p may be 0; groups: n labels; slopes: as multilevel.fit. REML.

    Rows with a gap in any of them are left out and counted. Raises Refused as multilevel.fit does.
    """
    given = np.asarray(values, dtype=float)
    y, x = given.reshape(len(given), -1), np.asarray(variables, dtype=float).reshape(len(given), -1)
    labels = np.asarray(groups)
    known = np.isfinite(y).all(axis=1) & np.isfinite(x).all(axis=1) & (labels != "")
    fits = [multilevel.fit(one, x[known], labels[known], names, slopes) for one in y[known].T]
    beta, errors = np.stack([one.beta for one in fits]), np.stack([one.se for one in fits])
    sampling, count = (errors**2).mean(axis=0), len(fits)
    imputed = (1 + 1 / count) * beta.var(axis=0, ddof=1) if count > 1 else np.zeros(beta.shape[1])
    n = int(known.sum())
    fixed = tuple(
        Estimate(
            name, float(beta[:, i].mean()), math.sqrt(sampling[i] + imputed[i]), float(sampling[i]), float(imputed[i]),
            degrees_of_freedom(sampling[i], imputed[i], count, math.inf), n, float(n), len(y) - n,
        )
        for i, name in enumerate(("intercept", *names))
    )  # fmt: skip
    between = float(np.mean([one.covariance[0, 0] for one in fits]))
    within = float(np.mean([one.residual for one in fits]))
    said = {remark: None for one in fits for remark in one.remarks}
    return TwoLevel(
        fixed, between, within, between / (between + within), len(fits[0].groups),
        (Remark("two-level-unweighted"), *said),
    )  # fmt: skip
