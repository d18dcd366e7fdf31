"""Runs finding rules: findings of every period, what has gone, how much each rule looked at and what it found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from msoko.analytics.evidence import Evidence
from msoko.analytics.findings.against_others import gaps, norms, outliers
from msoko.analytics.findings.bias import signs
from msoko.analytics.findings.comparison import Comparison
from msoko.analytics.findings.deciding import grouped, lives
from msoko.analytics.findings.finding import Finding, Gravity, Life, Refused, Run
from msoko.analytics.findings.holes import missing
from msoko.analytics.findings.over_time import changes, trends
from msoko.methodology.finding_rules import FindingRule
from msoko.psychometrics import remarks
from msoko.vocabulary import Period

KINDS: Mapping[str, Callable[[FindingRule, Evidence], Iterator[Comparison]]] = {
    "norm": norms,
    "change": changes,
    "trend": trends,
    "outlier": outliers,
    "gap": gaps,
    "missing": missing,
    "sign": signs,
}


@dataclass(frozen=True)
class Findings:
    """Of all periods. runs: a line a rule and period; a rule that had nothing to look at has one with a refusal."""

    found: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    runs: tuple[Run, ...]

    def latest(self, period: Period | None = None) -> Findings:
        """Of one period; without it, of the last period that each rule looked at."""
        last: dict[str, Period] = {}
        for run in self.runs:
            if run.period is not None:
                last[run.rule.code] = max(run.period, last.get(run.rule.code, run.period))

        def kept(rule: FindingRule, when: Period | None) -> bool:
            return when is None or when == (period or last[rule.code])

        found = tuple(one for one in self.found if kept(one.rule, one.period))
        gone = tuple(one for one in self.gone if kept(one.rule, one.period))
        return Findings(found, gone, tuple(run for run in self.runs if kept(run.rule, run.period)))

    def of(self, object_id: str) -> tuple[Finding, ...]:
        """What one object is told: its own findings and the shared ones that it is among."""
        return tuple(one for one in self.found if object_id in one.objects)


def search(evidence: Evidence, rules: Collection[FindingRule] | None = None) -> Findings:
    """Every rule of the methodology (or those given) over every period. Rules do not know of each other."""
    found: list[Finding] = []
    gone: list[Finding] = []
    runs: list[Run] = []
    for rule in evidence.methodology.finding_rules.values() if rules is None else rules:
        try:
            comparisons = list(KINDS[rule.kind](rule, evidence))
        except remarks.Refused as refused:
            runs.append(Run(rule, None, 0, 0, refused))
            continue
        by_period: dict[Period, list[Comparison]] = defaultdict(list)
        for one in comparisons:
            by_period[one.period].append(one)
        for period, (now, past) in lives(rule, comparisons).items():
            found += grouped(rule, now, by_period[period])
            gone += grouped(rule, past, by_period[period])
            runs.append(Run(rule, period, len(by_period[period]), len(now)))
        if not comparisons:
            runs.append(Run(rule, None, 0, 0, Refused("nothing-to-look-at")))
    return Findings(tuple(sorted(found, key=_order)), tuple(gone), tuple(runs))


_LIVES = (Life.NEW, Life.WORSE, Life.CONTINUES, Life.GONE)


def _order(one: Finding) -> tuple[int, int, int, str, str]:
    """The gravest first, of those the new, of those what concerns most."""
    grave, life = list(Gravity).index(one.gravity), _LIVES.index(one.life)
    return grave, life, -len(one.members), one.rule.code, one.object_id


@dataclass(frozen=True)
class Readable:
    """What a person gets at once, and how many more there are by rule; nothing is lost, only put aside."""

    shown: tuple[Finding, ...]
    more: Mapping[str, int]  # code of the rule → findings put aside


def readable(found: Collection[Finding], most: int) -> Readable:
    """The gravest `most`; of equal gravity each rule has its turn, so that one rule does not push out the others."""
    turns: dict[str, int] = defaultdict(int)
    placed = []
    for one in sorted(found, key=_order):
        turns[one.rule.code] += 1
        placed.append(((list(Gravity).index(one.gravity), turns[one.rule.code], *_order(one)), one))
    ordered = [one for _, one in sorted(placed, key=lambda pair: pair[0])]
    more: dict[str, int] = defaultdict(int)
    for one in ordered[most:]:
        more[one.rule.code] += 1
    return Readable(tuple(ordered[:most]), more)
