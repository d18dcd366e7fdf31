"""Sample surveys: Drawn or a study of STUDIES makes a sample, a statistic says what to estimate, estimate does it.

>>> sample = STUDIES["pisa"].sample(weight, replicates)
>>> estimate(sample, mean(plausible_values))
"""

from msoko.psychometrics.studies.designs import STUDIES, Study, jackknife
from msoko.psychometrics.studies.estimates import Estimate, Groups, Statistic, by_group, estimate, gap
from msoko.psychometrics.studies.samples import Drawn, Replicated, Sample
from msoko.psychometrics.studies.statistics import (
    correlation,
    mean,
    percentiles,
    quantile_regression,
    ratio,
    regression,
    sd,
    shares,
    total,
)
from msoko.psychometrics.studies.two_level import TwoLevel, two_level

__all__ = [
    "STUDIES",
    "Drawn",
    "Estimate",
    "Groups",
    "Replicated",
    "Sample",
    "Statistic",
    "Study",
    "TwoLevel",
    "by_group",
    "correlation",
    "estimate",
    "gap",
    "jackknife",
    "mean",
    "percentiles",
    "quantile_regression",
    "ratio",
    "regression",
    "sd",
    "shares",
    "total",
    "two_level",
]  # fmt: skip
