"""The one check of a pack that needs to know estimators: is there an interval where one is promised?"""

from __future__ import annotations

from collections.abc import Iterator

from msoko.formulas.errors import FormulaError
from msoko.formulas.parsing import parse
from msoko.indicators.estimators import estimator_of
from msoko.methodology.model import Methodology
from msoko.methodology.problems import PackProblem
from msoko.vocabulary import Severity, Uncertainty


def check_intervals(methodology: Methodology) -> Iterator[PackProblem]:
    """A note for every indicator with `uncertainty` whose formula has no defined interval (decision 0003)."""
    for pack in methodology.packs:
        for one in pack.indicators:
            if one.uncertainty is Uncertainty.NONE:
                continue
            try:
                interval = estimator_of(parse(one.formula), methodology).interval
            except FormulaError:
                continue  # methodology.checks tells it
            if not interval:
                parameters = {"key": "uncertainty", "found": str(one.uncertainty)}
                yield PackProblem("no-interval", Severity.NOTE, pack.code, one.file, 0, one.code, parameters)
