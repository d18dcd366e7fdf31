"""What an indicator's values depend on: facts, tables, periods; and from a batch to the partitions to compute anew.

Coarse where that is safe (any outcome of a period touches every indicator over outcomes), never too narrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
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
_NESTED = 3  # lag inside in_period inside lag: as deep as formulas are written


@dataclass(frozen=True)
class Needs:
    """What one indicator reads, through value(…) too. lag: the most periods it looks back; kinds: of what it reads."""

    facts: frozenset[str]
    tables: frozenset[str]
    lag: int
    kinds: frozenset[PeriodKind]


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


_KNOWN: dict[
    tuple[int, str], tuple[Methodology, Needs]
] = {}  # a methodology is frozen: the same object, the same needs


def needs(methodology: Methodology, code: str) -> Needs:
    """Raises KeyError for an unknown indicator, FormulaError for a formula that cannot be read."""
    key = (id(methodology), code)
    if key not in _KNOWN:
        _KNOWN[key] = methodology, _needs(methodology, code)
    return _KNOWN[key][1]


def _needs(methodology: Methodology, code: str) -> Needs:
    named = set(named_data(_formula(methodology.indicators[code].formula), methodology))
    facts = frozenset(name for kind, name in named if kind == "fact")
    tables = {methodology.sources[name].table for kind, name in named if kind == "source"} | (
        {"facts"} if facts else set()
    )
    lag, kinds = 0, {methodology.facts[fact].period for fact in facts}
    for one in with_components(methodology, code):
        kinds.add(methodology.indicators[one].period)
        nodes = tuple(descendants(_formula(methodology.indicators[one].formula)))
        lag += sum(node.steps for node in nodes if isinstance(node, tree.Lag))
        if any(isinstance(node, tree.At | tree.Reference) for node in nodes):
            tables.add("references")
    return Needs(facts, frozenset(tables), lag, frozenset(kinds))


@lru_cache(maxsize=4096)
def _formula(text: str) -> tree.Node:
    return parse(text)


def tables(methodology: Methodology, codes: Iterable[str]) -> frozenset[str]:
    """Store tables that these indicators read; the registry is read by all of them."""
    return frozenset(table for code in codes for table in needs(methodology, code).tables)


def with_sources(periods: Iterable[Period], methodology: Methodology, codes: Iterable[str]) -> frozenset[Period]:
    """The periods and every period whose rows or placements these indicators may read for them."""
    wanted = [needs(methodology, code) for code in codes]
    lag = max((one.lag for one in wanted), default=0)
    kinds = frozenset(kind for one in wanted for kind in one.kinds)
    return _reached(frozenset(periods), lag, kinds)


def _reached(periods: frozenset[Period], lag: int, kinds: frozenset[PeriodKind]) -> frozenset[Period]:
    found = set(periods)
    for _ in range(_NESTED):
        before = set(found)
        for period in before:
            found |= {period.shift(-steps) for steps in range(1, lag + 1)}
            for kind in kinds - {period.kind}:
                found |= set(inside(kind, period))
                found |= {p for rule in ("ended", "started") if (p := picked(rule, kind, period)) is not None}
        if found == before:
            break
    return frozenset(found)


def with_readers(periods: Collection[Period], methodology: Methodology) -> frozenset[Period]:
    """The periods in which rows arrived, and those of other kinds in which some indicator reads them by in_period."""
    found = set(periods)
    kinds = {one.period for one in methodology.indicators.values()}
    for period in periods:
        for kind in kinds - {period.kind}:
            for other in _around(kind, period):
                read = (
                    *inside(period.kind, other),
                    picked("ended", period.kind, other),
                    picked("started", period.kind, other),
                )
                if period in read and _some_reads(methodology, kind, period.kind):
                    found.add(other)
    return frozenset(found)


def _around(kind: PeriodKind, period: Period) -> Iterable[Period]:
    first = picked("started", kind, period) or picked("ended", kind, period)
    years = Period.parse(str(period.first_day.year)), Period.parse(str(period.last_day.year))
    spans = [one for year in years for one in inside(kind, year)]
    return {*spans, *(() if first is None else (first.shift(-1), first, first.shift(1)))}


def _some_reads(methodology: Methodology, kind: PeriodKind, other: PeriodKind) -> bool:
    mixed = (code for code, one in methodology.indicators.items() if one.period is kind)
    return any(other in needs(methodology, code).kinds for code in mixed)


def affected(methodology: Methodology, touched: Sequence[Touches], periods: Collection[Period]) -> Part:
    """Partitions, among `periods`, that depend on what batches touch. A registry batch touches everything."""
    pairs: set[tuple[str, Period]] = set()
    for one in touched:
        whole = bool(REGISTRY_TABLES & set(one.tables))
        arrived = frozenset(Period.parse(code) for code in one.periods)
        for code, indicator in methodology.indicators.items():
            own = [period for period in periods if period.kind is indicator.period]
            if whole:
                pairs |= {(code, period) for period in own}
            elif _reads(needs(methodology, code), one):
                pairs |= {(code, p) for p in own if arrived & with_sources([p], methodology, [code])}
    return Part(frozenset(pairs))


def _reads(wanted: Needs, touched: Touches) -> bool:
    others = (wanted.tables - {"facts"}) & set(touched.tables)
    return bool(others or wanted.facts & set(touched.facts))
