"""A survey's estimates as rows for programs and sentences for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msoko.charts.numbers import CHANGE_SIGNS, NO_BREAK, SIGNS, format_number
from msoko.cli.saying import Speaker
from msoko.psychometrics.studies import Estimate
from msoko.vocabulary import Unit

_PLAIN = ("mean", "sd", "total", "intercept", "r2", "r")


def rounded(x: float, statistic: str, name: str, se: float, gap: bool = False, bare: bool = False) -> str:
    """As many digits as its error leaves sense; shares in per cent, their gaps in points. bare: without the sign."""
    times = 100 if statistic == "levels" or name == "r2" else 1
    digits = min(max(1 - math.floor(math.log10(se * times)), 0), 6) if se > 0 else 2
    sign = "" if bare or times == 1 else (CHANGE_SIGNS if gap else SIGNS)[Unit.PERCENT]
    return format_number(x * times, digits) + (NO_BREAK + sign if sign else "")


@dataclass(frozen=True)
class Sentences:
    """statistic: as asked; variable: of a correlation; cuts: of levels."""

    said: Speaker
    statistic: str
    variable: str = ""
    cuts: Sequence[float] = ()

    def row(self, found: Estimate, gap: bool = False) -> dict[str, Any]:
        interval = found.interval()
        return {
            "statistic": self.statistic, "name": found.name, "title": self.title(found.name), "group": found.group,
            "gap": gap, "value": found.value, "se": found.se, "low": interval and interval[0],
            "high": interval and interval[1], "sampling": found.sampling, "imputation": found.imputation,
            "df": None if math.isinf(found.df) else found.df, "n": found.n, "weight": found.weight,
            "missing": found.missing, "sentence": self._sentence(found, gap),
        }  # fmt: skip

    def title(self, name: str) -> str:
        if self.statistic == "percentiles":
            return self.said.word("name-percentile", share=name[1:])
        if self.statistic == "levels":
            return self._level(int(name.removeprefix("level")))
        if self.statistic == "correlation":
            return f"{self.said.word('name-r')}: {self.variable}"
        if self.statistic == "quantiles":
            variable, share = name.rsplit(" p", 1)
            return f"{self.said.word('name-intercept') if variable == 'intercept' else variable}, p{share}"
        return self.said.word(f"name-{name}") if name in _PLAIN else name

    def between(self, found: Estimate, gap: bool) -> str:
        interval = found.interval()
        if interval is None:
            return self.said.word("said-no-interval")
        low, high = (
            rounded(one, self.statistic, found.name, found.se, gap, bare)
            for one, bare in zip(interval, (True, False), strict=True)
        )
        return self.said.word("said-between", low=low, high=high)

    def _sentence(self, found: Estimate, gap: bool) -> str:
        interval = found.interval()
        sure = interval is not None and not interval[0] <= 0 <= interval[1]
        words = {
            "value": rounded(found.value, self.statistic, found.name, found.se, gap),
            "between": self.between(found, gap),
            "variable": self.variable,
            "of": self.said.word("said-of", group=found.group) if found.group else "",
            "verdict": self.said.word("said-proved" if sure else "said-not-proved"),
        }
        if gap:
            return self.said.word("said-gap", pair=found.group, name=self.title(found.name), **words)
        return self._of_one(found.name, words)

    def _of_one(self, name: str, words: dict[str, str]) -> str:
        match self.statistic:
            case "percentiles":
                return self.said.word("said-percentile", share=name[1:], **words)
            case "levels":
                return self.said.word("said-level", levels=self.title(name), **words)
            case "quantiles":
                variable, share = name.rsplit(" p", 1)
                code = "said-quantile-intercept" if variable == "intercept" else "said-quantile"
                return self.said.word(code, share=share, **(words | {"variable": variable}))
        if name in _PLAIN:
            return self.said.word(f"said-{name}", **words)
        return self.said.word("said-slope", **(words | {"variable": name}))

    def _level(self, level: int) -> str:
        limits = [format_number(cut, 2 if cut % 1 else 0) for cut in self.cuts]
        if level == 0:
            return self.said.word("level-below", high=limits[0])
        if level == len(limits):
            return self.said.word("level-above", low=limits[-1])
        return self.said.word("level-inside", low=limits[level - 1], high=limits[level])
