"""What an indicator's values depend on: facts, tables, periods; and from a batch to the partitions to compute anew.

Coarse where that is safe (any outcome of a period touches every indicator over outcomes), never too narrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from msoko.formulas import tree
from msoko.formulas.parsing import parse
from msoko.indicators.engines.reference.calendar import inside, picked
from msoko.indicators.scoping import descendants, named_data
from msoko.methodology.model import Methodology
from msoko.methodology.purposes import with_components
from msoko.store.batches import Touches
from msoko.vocabulary import Period, PeriodKind

REGISTRY_TABLES = frozenset({"objects", "attributes", "predecessors"})
_LISTED = frozenset(PeriodKind) - {PeriodKind.DATE}  # kinds whose periods can be listed without looking at rows


@dataclass(frozen=True)
class Needs:
    """What one indicator reads, through value(…) too.

    lag: the most periods it looks back. kinds: of the periods it reads, dates aside. rules: of every in_period there
    is; where there is one, dates are read as well, and rows of a source may be of any kind.
    """

    facts: frozenset[str]
    tables: frozenset[str]
    lag: int
    kinds: frozenset[PeriodKind]
    rules: tuple[str, ...] = ()

    def reads(self, ours: Period, other: Period) -> bool:
        """May rows of the period `other` enter a value of ours?"""
        reached = _reached(ours, self)
        dated = bool(self.rules) and other.kind is PeriodKind.DATE
        return other in reached or (dated and any(p.first_day <= other.first_day <= p.last_day for p in reached))


@dataclass(frozen=True)
class Part:
    """Partitions indicator × period."""

    pairs: frozenset[tuple[str, Period]]

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(sorted({code for code, _ in self.pairs}))

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(sorted({period for _, period in self.pairs}))

    def groups(self) -> list[tuple[tuple[Period, ...], tuple[str, ...]]]:
        """The same partitions as (periods, indicators) whose products are exactly them."""
        periods_of: dict[str, list[Period]] = defaultdict(list)
        for code, period in self.pairs:
            periods_of[code].append(period)
        codes_of: dict[tuple[Period, ...], list[str]] = defaultdict(list)
        for code, periods in periods_of.items():
            codes_of[tuple(sorted(periods))].append(code)
        return [(periods, tuple(sorted(codes))) for periods, codes in sorted(codes_of.items())]


# A methodology is frozen: the same object, the same needs. Kept with it, so that its id is not given to another one.
_KNOWN: dict[tuple[int, str], tuple[Methodology, Needs]] = {}


def needs(methodology: Methodology, code: str) -> Needs:
    """Raises KeyError for an unknown indicator, FormulaError for a formula that cannot be read."""
    key = (id(methodology), code)
    if key not in _KNOWN:
        _KNOWN[key] = methodology, _needs(methodology, code)
    return _KNOWN[key][1]


def _needs(methodology: Methodology, code: str) -> Needs:
    named = set(named_data(_formula(methodology.indicators[code].formula), methodology))
    facts = frozenset(name for kind, name in named if kind == "fact")
    sources = {methodology.sources[name].table for kind, name in named if kind == "source"}
    parts = [methodology.indicators[one] for one in with_components(methodology, code)]
    nodes = [node for one in parts for node in descendants(_formula(one.formula))]
    rules = tuple(sorted(node.rule for node in nodes if isinstance(node, tree.InPeriod)))
    kinds = {methodology.facts[fact].period for fact in facts} | {one.period for one in parts}
    received = any(isinstance(node, tree.At | tree.Reference) for node in nodes)
    return Needs(
        facts=facts,
        tables=frozenset(sources | ({"facts"} if facts else set()) | ({"references"} if received else set())),
        lag=sum(node.steps for node in nodes if isinstance(node, tree.Lag)),
        kinds=_LISTED if rules and sources else frozenset(kinds) & _LISTED,
        rules=rules,
    )


@lru_cache(maxsize=4096)
def _formula(text: str) -> tree.Node:
    return parse(text)


def tables(methodology: Methodology, codes: Iterable[str]) -> frozenset[str]:
    """Store tables that these indicators read; the registry is read by all of them."""
    return frozenset(table for code in codes for table in needs(methodology, code).tables)


def with_sources(periods: Iterable[Period], methodology: Methodology, codes: Iterable[str]) -> frozenset[Period]:
    """The periods and every period whose placements these indicators may read for them. Rows: see Needs.reads."""
    wanted = {needs(methodology, code) for code in codes}
    return frozenset({*periods, *(one for period in periods for need in wanted for one in _reached(period, need))})


@lru_cache(maxsize=65536)
def _reached(ours: Period, wanted: Needs) -> frozenset[Period]:
    """Periods that can be come to from ours by the steps back and the changes of kind that the formulas have."""
    found = {ours: wanted.lag}  # period -> most steps back still to go
    for turn in range(len(wanted.rules) + 1):
        if turn:
            for period, left in list(found.items()):
                for other in _changed(period, wanted):
                    found[other] = max(left, found.get(other, 0))
        for period, left in list(found.items()):
            for steps in range(1, left + 1):
                earlier = period.shift(-steps)
                found[earlier] = max(left - steps, found.get(earlier, 0))
    return frozenset(found)


def _changed(period: Period, wanted: Needs) -> set[Period]:
    """The periods of other kinds that an in_period standing in this one may read."""
    others = wanted.kinds - {period.kind}
    single = {picked(rule, kind, period) for rule in set(wanted.rules) - {"within"} for kind in others}
    within = {one for kind in others for one in inside(kind, period)} if "within" in wanted.rules else set()
    return within | {one for one in single if one is not None}


def with_readers(periods: Collection[Period], methodology: Methodology) -> frozenset[Period]:
    """The periods in which rows arrived, and those of other kinds in which some indicator reads them by in_period.

    What only looks back at them asks for no values of a period in which nothing has arrived.
    """
    mixed: dict[PeriodKind, list[Needs]] = defaultdict(list)
    for code, one in methodology.indicators.items():
        if needs(methodology, code).rules:
            mixed[one.period].append(replace(needs(methodology, code), lag=0))
    found = set(periods)
    for period in periods:
        for kind, readers in mixed.items():
            others = _near(kind, period) if kind is not period.kind else ()
            found |= {other for other in others if any(reader.reads(other, period) for reader in readers)}
    return frozenset(found)


def _near(kind: PeriodKind, period: Period) -> set[Period]:
    """Periods of the kind that may lie around a period or in it, and some more. Dates are not listed."""
    years = [Period.parse(str(year)) for year in range(period.first_day.year - 1, period.last_day.year + 2)]
    begun = {picked("started", kind, year) for year in years}
    return {*(one for year in years for one in inside(kind, year)), *(one for one in begun if one is not None)}


def affected(methodology: Methodology, touched: Sequence[Touches], periods: Collection[Period]) -> Part:
    """Partitions, among `periods`, that depend on what batches touch. A registry batch touches everything."""
    pairs: set[tuple[str, Period]] = set()
    for one in touched:
        whole = bool(REGISTRY_TABLES & set(one.tables))
        arrived = [Period.parse(code) for code in one.periods]
        for code, indicator in methodology.indicators.items():
            own = [period for period in periods if period.kind is indicator.period]
            wanted = needs(methodology, code)
            if whole:
                pairs |= {(code, period) for period in own}
            elif _reads(wanted, one):
                pairs |= {(code, ours) for ours in own if any(wanted.reads(ours, other) for other in arrived)}
    return Part(frozenset(pairs))


def _reads(wanted: Needs, touched: Touches) -> bool:
    others = (wanted.tables - {"facts"}) & set(touched.tables)
    return bool(others or wanted.facts & set(touched.facts))
