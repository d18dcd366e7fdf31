"""95 % intervals as Ibis expressions: Wilson for a share, Student for a mean."""

from __future__ import annotations

from functools import cache

import ibis

from msoko.indicators.building import Expression

Z = 1.959963984540054  # Φ⁻¹(0.975)
_LISTED = 200  # degrees of freedom up to which t is looked up; above, the series is good to 1e-11


@cache
def student_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def wilson(x: Expression, n: Expression) -> tuple[Expression, Expression]:
    """Wilson (1927) for x of n. Null unless 0 ≤ x ≤ n and n > 0."""
    z2 = Z * Z
    safe = n.nullif(0.0)
    shrink = 1 + z2 / safe
    centre = (x / safe + z2 / (2 * safe)) / shrink
    # p(1 − p) = x(n − x) / n², which is exact where the share is 0 or 1
    inside = x * (n - x) / (safe * safe * safe) + z2 / (4 * safe * safe)
    half = ibis.literal(Z) / shrink * inside.abs().sqrt()
    good = (n > 0) & (x >= 0) & (x <= n)
    low, high = ibis.greatest(centre - half, 0.0), ibis.least(centre + half, 1.0)
    return ibis.cases((good, low)), ibis.cases((good, high))


def student(total: Expression, n: Expression, deviation: Expression) -> tuple[Expression, Expression]:
    """Student (1908): mean ± t·s/√n, n ≥ 2."""
    safe = ibis.cases((n >= 2, n))
    half = _quantile(safe - 1) * deviation / safe.sqrt()
    return total / safe - half, total / safe + half


def _quantile(freedom: Expression) -> Expression:
    """t from a list for few degrees of freedom, else its series in 1/ν (Fisher and Cornish 1960)."""
    listed = ibis.array([student_quantile(n) for n in range(1, _LISTED + 1)])
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    series = ibis.literal(z)
    power = freedom
    for term in terms:
        series = series + term / power
        power = power * freedom
    index = ibis.greatest(ibis.least(freedom, _LISTED), 1).cast("int64") - 1
    return ibis.cases((freedom <= _LISTED, listed[index]), else_=series)
